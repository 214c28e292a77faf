using TunPS.Native;

namespace TunPS;

/// <summary>A device as an end of a connection.</summary>
/// <param name="device">The device.</param>
/// <param name="descriptor">Its descriptor, borrowed for the time of the connection.</param>
internal readonly struct DevicePort(TunDevice device, int descriptor) : IForwardingPort
{
    private readonly TunDevice _device = device;
    private readonly int _descriptor = descriptor;

    public int HeaderSize => _device.HasOffload ? VirtioHeader.Size : 0;

    public bool TakesUdpSegments => _device.HasUdpOffload;

    public bool HasPending => _device.HasPendingSegments;

    public unsafe int Read(byte* buffer, int size)
        => _device.Queue.ReadRaw(_descriptor, buffer, size);

    public unsafe int Write(byte* packet, int length)
        => _device.Queue.WriteRaw(_descriptor, packet, length);

    public int TakePending(Span<byte> buffer)
    {
        int length = _device.OffloadReader!.Read(buffer);
        if (length != OffloadReader.Malformed)
        {
            return length;
        }

        _ = _device.OffloadReader.TakeProblem();
        return 0;
    }

    public CoalescedBatch? CreateBatch() => _device.HasOffload ? new CoalescedBatch(_device, keepsOrder: false) : null;

    public PollTarget Target(short interest) => new(_device, interest);

    public bool CanReadOnAfter(int errno) => errno == Errno.EINTR;

    public bool IsDropped(int errno)
        => errno is Errno.EIO or Errno.EINVAL or Errno.EMSGSIZE or Errno.ENOMEM or Errno.ENOBUFS;

    public bool LacksBuffers(int errno) => _device.Queue.LacksBuffers(errno);

    public bool IsDown() => _device.Queue.IsDown();

    public TunException ReadFailure(int errno)
        => new($"read from {_device}", _device.Queue.ReadFailure(errno), _device);

    public TunException WriteFailure(int errno)
        => new($"send on {_device}", _device.Queue.WriteFailure(errno, _device.ToString()), _device);
}
