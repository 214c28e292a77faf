using TunPS.Native;

namespace TunPS;

/// <summary>A remote end point as an end of a connection: one packet, one datagram.</summary>
/// <param name="link">The socket.</param>
/// <param name="device">The device at the other end; closing it ends waits here, too.</param>
internal readonly struct UdpPort(UdpLink link, TunDevice device) : IForwardingPort
{
    private readonly UdpLink _link = link;
    private readonly TunDevice _device = device;

    public int HeaderSize => 0;

    public bool TakesUdpSegments => false;

    public bool HasPending => false;

    public unsafe int Read(byte* buffer, int size) => _link.Receive(new Span<byte>(buffer, size));

    public unsafe int Write(byte* packet, int length) => _link.Send(new ReadOnlySpan<byte>(packet, length));

    public int TakePending(Span<byte> buffer) => -Errno.EAGAIN;

    public CoalescedBatch? CreateBatch() => null;

    public PollTarget Target(short interest) => new(_device, interest, Link: _link);

    // Words of the network about datagrams that were sent before; the peer may be there again at any time.
    public bool CanReadOnAfter(int errno) => errno == Errno.EINTR || IsOfTheNetwork(errno);

    public bool IsDropped(int errno)
        => IsOfTheNetwork(errno)
            || errno is Errno.EMSGSIZE or Errno.EINVAL or Errno.EPERM or Errno.EACCES or Errno.EADDRNOTAVAIL
                or Errno.ENOMEM or Errno.ENOBUFS;

    // Without buffers for a datagram it is lost, as it could be anywhere on its way.
    public bool LacksBuffers(int errno) => false;

    public bool IsDown() => false;

    public TunException ReadFailure(int errno) => _link.ReceiveFailure(errno);

    public TunException WriteFailure(int errno) => _link.SendFailure(errno);

    private static bool IsOfTheNetwork(int errno)
        => errno is Errno.ECONNREFUSED or Errno.EHOSTUNREACH or Errno.ENETUNREACH or Errno.ENETDOWN or Errno.ENODEV;
}
