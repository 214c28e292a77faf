using TunPS.Platform;
using TunPS.Platform.MacOS;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>
/// A recorded kernel of the test's own, in the place of the system for as long as it lasts. Tests with one run one
/// after the other, and while no others do.
/// </summary>
internal sealed class OwnKernel : IDisposable
{
    /// <summary>The name of the collection of all tests that have one.</summary>
    internal const string Collection = "Kernels of their own";

    private readonly TunPlatform _before = TunPlatform.Current;

    internal OwnKernel()
    {
        Platform = new MacOSPlatform(Xnu);
        TunPlatform.Current = Platform;
    }

    internal RecordedXnu Xnu { get; } = new();

    internal MacOSPlatform Platform { get; }

    /// <summary>Makes a device of that name with these addresses, in the kernel that is in place.</summary>
    internal static TunDevice Open(string? name = "utun7", params string[] addresses)
        => TunDevice.Create(new TunDeviceOptions
        {
            Name = name,
            Addresses = [.. addresses.Select(TunAddress.Parse)],
        });

    /// <summary>The kernel's side of a device.</summary>
    internal RecordedInterface SideOf(TunDevice device) => Xnu.Interface(device.Name);

    /// <summary>The open sockets, without the kernel's ends of those that are closed.</summary>
    internal HashSet<string> FindSockets()
    {
        _ = Xnu.InterfaceNames;
        return OpenSockets.Find();
    }

    /// <summary>Waits until somebody has begun to wait so many times, with transfers recorded.</summary>
    internal void WaitForPolls(int count)
        => Assert.True(SpinWait.SpinUntil(
            () => Xnu.Calls.Count(call => call.StartsWith("poll(", StringComparison.Ordinal)) >= count,
            TimeSpan.FromSeconds(30)));

    /// <summary>The calls that are made meanwhile.</summary>
    internal IEnumerable<string> CallsOf(Action action)
    {
        int before = Xnu.Calls.Count;
        action();
        return Xnu.Calls.Skip(before);
    }

    public void Dispose()
    {
        TunPlatform.Current = _before;
        Xnu.Dispose();
    }
}
