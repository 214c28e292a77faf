using TunPS.Native;
using TunPS.Platform;

namespace TunPS;

/// <summary>A device in a wait, and what is waited for there.</summary>
/// <param name="Device">The device; closing it ends the wait.</param>
/// <param name="Interest">POLLIN or POLLOUT.</param>
/// <param name="Watch">Where to wait for a change of the interface; null to wait for packets.</param>
/// <param name="Link">The socket to wait for on behalf of the device; null to wait for the device itself.</param>
internal readonly record struct PollTarget(
    TunDevice Device, short Interest, LinkWatch? Watch = null, UdpLink? Link = null)
{
    /// <summary>What is polled.</summary>
    internal DescriptorHandle Handle => Watch?.Handle ?? Link?.Handle ?? Device.Queue.Handle;

    /// <summary>Where packets may lie that poll knows nothing of; null on most devices, and where none are waited for.</summary>
    internal OffloadReader? Segments => Watch is null && Link is null && Interest == Posix.POLLIN ? Device.OffloadReader : null;

    /// <summary>
    /// What poll says of a target that is ready. A watch is in error when it has heard more than it could keep, and a socket
    /// when the network could not deliver; both are a reason to look.
    /// </summary>
    internal short ReadyMask => Watch is null && Link is null ? Interest : (short)(Interest | Posix.POLLERR);
}
