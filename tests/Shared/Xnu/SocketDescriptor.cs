using Microsoft.Win32.SafeHandles;

namespace TunPS.Testing;

/// <summary>One end of a socketpair, whose other end is the kernel's.</summary>
internal class SocketDescriptor(int number, int kernelEnd, string name) : RecordedDescriptor(number, name)
{
    private const int BufferSize = 512 * 1024;

    private readonly SafeFileHandle _kernelEnd = Enlarge(new SafeFileHandle(kernelEnd, ownsHandle: true), number);

    internal override bool IsClosed => Use(HostCalls.HasHungUp, true);

    internal bool IsHungUp => _kernelEnd.IsClosed;

    internal bool TrySend(ReadOnlySpan<byte> datagram)
    {
        bool isHeld = false;
        try
        {
            _kernelEnd.DangerousAddRef(ref isHeld);
            return HostCalls.TrySend((int)_kernelEnd.DangerousGetHandle(), datagram);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            if (isHeld)
            {
                _kernelEnd.DangerousRelease();
            }
        }
    }

    internal byte[]? TryReceive(byte[] buffer) => Use(end => HostCalls.TryReceive(end, buffer), null);

    protected override void Dispose(bool disposing)
    {
        _kernelEnd.Dispose();
        base.Dispose(disposing);
    }

    private static SafeFileHandle Enlarge(SafeFileHandle kernelEnd, int number)
    {
        HostCalls.EnlargeBuffer((int)kernelEnd.DangerousGetHandle(), BufferSize);
        HostCalls.EnlargeBuffer(number, BufferSize);
        return kernelEnd;
    }

    private T Use<T>(Func<int, T> call, T otherwise)
    {
        bool isHeld = false;
        try
        {
            _kernelEnd.DangerousAddRef(ref isHeld);
            return call((int)_kernelEnd.DangerousGetHandle());
        }
        catch (ObjectDisposedException)
        {
            return otherwise;
        }
        finally
        {
            if (isHeld)
            {
                _kernelEnd.DangerousRelease();
            }
        }
    }
}
