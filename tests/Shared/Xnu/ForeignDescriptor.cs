namespace TunPS.Testing;

/// <summary>A descriptor that did not come from the recorded kernel: a socketpair of the test, a file.</summary>
internal sealed class ForeignDescriptor(int number) : RecordedDescriptor(number, $"{number}")
{
    internal override bool IsClosed => !HostCalls.IsOpen(Number);
}
