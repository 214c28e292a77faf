namespace TunPS.Platform;

/// <summary>The one place that knows which operating system this is.</summary>
internal static class TunPlatform
{
    /// <summary>Says in plain words what a system without TUN support lacks, before a native call fails obscurely.</summary>
    internal static void ThrowIfUnsupported(string operation)
    {
        if (!OperatingSystem.IsLinux())
        {
            Failure failure = new(
                TunError.NotSupported,
                "TunPS drives TUN devices on Linux only",
                Remedy: "Run it on Linux: a virtual machine, a container or WSL 2 will do.");
            throw new TunException(operation, failure);
        }
    }
}
