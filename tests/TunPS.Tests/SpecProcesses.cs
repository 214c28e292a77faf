[assembly: AssemblyFixture(typeof(TunPS.Tests.SpecProcesses))]

namespace TunPS.Tests;

/// <summary>Ends the specs that still run when the tests are done, or were stopped.</summary>
public sealed class SpecProcesses : IDisposable
{
    public void Dispose() => SpecRun.Stop();
}
