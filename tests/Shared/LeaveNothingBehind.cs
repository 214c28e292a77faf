[assembly: AssemblyFixture(typeof(LeaveNothingBehind))]

namespace TunPS.Testing;

/// <summary>After the last test no device is open any more; a leak anywhere fails the run.</summary>
public sealed class LeaveNothingBehind : IDisposable
{
    private readonly int _before = TunDescriptors.Count();

    public void Dispose() => Assert.Equal(_before, TunDescriptors.Count());
}
