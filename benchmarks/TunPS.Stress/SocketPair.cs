namespace TunPS.Stress;

/// <summary>Two ends of a datagram socketpair: one stands in for a device, and the other one for the system.</summary>
internal sealed unsafe class SocketPair : IDisposable
{
    private readonly int _device;
    private readonly int _system;

    internal SocketPair()
    {
        int* ends = stackalloc int[2];
        if (Libc.SocketPair(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0, ends) != 0)
        {
            throw new InvalidOperationException("No socketpair.");
        }

        _device = ends[0];
        _system = ends[1];
    }

    /// <summary>The device, which does not close its end.</summary>
    internal TunDevice OpenDevice() => TunDevice.FromDescriptor(_device, ownsDescriptor: false);

    internal int Read(Span<byte> buffer, bool atDevice)
    {
        fixed (byte* bytes = buffer)
        {
            return (int)Libc.Read(atDevice ? _device : _system, bytes, (nuint)buffer.Length);
        }
    }

    internal void Write(ReadOnlySpan<byte> packet, bool atDevice)
    {
        fixed (byte* bytes = packet)
        {
            _ = Libc.Write(atDevice ? _device : _system, bytes, (nuint)packet.Length);
        }
    }

    public void Dispose()
    {
        _ = Libc.Close(_device);
        _ = Libc.Close(_system);
    }
}
