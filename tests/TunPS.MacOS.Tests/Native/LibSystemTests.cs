using System.Runtime.InteropServices;
using TunPS.Native;
using TunPS.Native.MacOS;

namespace TunPS.MacOS.Tests.Native;

// What it calls that is in every libc can be called here too: with numbers of Linux, where they differ.
#pragma warning disable CA1416
public sealed unsafe class LibSystemTests : IDisposable
{
    private readonly LibSystem _system = new();
    private readonly int[] _pipe = new int[2];

    public LibSystemTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The numbers here are Linux's.");
        fixed (int* ends = _pipe)
        {
            Assert.Equal(0, _system.Pipe(ends));
        }
    }

    public void Dispose()
    {
        foreach (int end in _pipe)
        {
            _ = Posix.Close(end);
        }
    }

    [Fact]
    public void What_is_written_is_read()
    {
        Assert.Equal(3, Write(1, 2, 3));

        byte[] bytes = new byte[8];
        fixed (byte* buffer = bytes)
        {
            Assert.Equal(3, _system.Read(_pipe[0], buffer, 8));
        }

        Assert.Equal([1, 2, 3, 0, 0, 0, 0, 0], bytes);
    }

    [Fact]
    public void Pieces_are_written_and_read_in_order()
    {
        byte[] first = [1, 2];
        byte[] second = [3, 4, 5];
        fixed (byte* one = first, two = second)
        {
            IoVector* vectors = stackalloc IoVector[]
            {
                new IoVector { Base = one, Length = 2 },
                new IoVector { Base = two, Length = 3 },
            };
            Assert.Equal(5, _system.WriteV(_pipe[1], vectors, 2));

            (vectors[0], vectors[1]) = (vectors[1], vectors[0]);
            Assert.Equal(5, _system.ReadV(_pipe[0], vectors, 2));
        }

        Assert.Equal([1, 2, 3], second);
        Assert.Equal([4, 5], first);
    }

    [Fact]
    public void A_failure_is_the_negative_number_of_its_error()
    {
        byte value = 0;
        uint size = 1;
        nuint length = 1;
        IoVector vector = new() { Base = &value, Length = 1 };
        const int None = -1;

        Assert.Equal(-Errno.EBADF, _system.Read(None, &value, 1));
        Assert.Equal(-Errno.EBADF, _system.Write(None, &value, 1));
        Assert.Equal(-Errno.EBADF, _system.ReadV(None, &vector, 1));
        Assert.Equal(-Errno.EBADF, _system.WriteV(None, &vector, 1));
        Assert.Equal(-Errno.EBADF, _system.RecvFrom(None, &value, length, 0, null, null));
        Assert.Equal(-Errno.EBADF, _system.SendTo(None, &value, length, 0, null, 0));
        Assert.Equal(-Errno.EBADF, _system.Connect(None, &value, 1));
        Assert.Equal(-Errno.EBADF, _system.Bind(None, &value, 1));
        Assert.Equal(-Errno.EBADF, _system.GetSockName(None, &value, &size));
        Assert.Equal(-Errno.EBADF, _system.GetSockOpt(None, 0, 0, &value, &size));
        Assert.Equal(-Errno.EBADF, _system.SetSockOpt(None, 0, 0, &value, 1));
        Assert.Equal(-Errno.EAFNOSUPPORT, _system.Socket(12345, 2, 0));
        Assert.Equal(-Errno.EFAULT, _system.Pipe(null));
        Assert.Equal(-Errno.EINVAL, _system.Poll(null, uint.MaxValue, 0));
        Assert.Equal(-Errno.ENOENT, _system.Open("/nowhere/at/all", 0));
    }

    [Fact]
    public void Poll_tells_which_descriptors_are_ready()
    {
        PollFd* descriptors = stackalloc PollFd[]
        {
            new PollFd { Descriptor = _pipe[0], Interest = Posix.POLLIN },
            new PollFd { Descriptor = _pipe[1], Interest = Posix.POLLOUT },
        };

        Assert.Equal(1, _system.Poll(descriptors, 2, 0));
        Assert.Equal(Posix.POLLOUT, descriptors[1].Ready);
        _ = Write(1);
        Assert.Equal(2, _system.Poll(descriptors, 2, -1));
        Assert.Equal(Posix.POLLIN, descriptors[0].Ready);
    }

    /// <summary>The plain form; the other one is for a processor whose other system this is not.</summary>
    [Fact]
    public void Ioctl_takes_its_argument_where_the_processor_passes_it()
    {
        Assert.SkipWhen(
            LibSystem.IsVariadicOnStack(RuntimeInformation.ProcessArchitecture), "Linux has no such ioctl.");
        int on = 1;
        byte value;

        Assert.Equal(0, _system.Ioctl(_pipe[0], TunPS.Native.Linux.Libc.FIONBIO, &on));
        Assert.Equal(-Errno.EAGAIN, _system.Read(_pipe[0], &value, 1));
        Assert.Equal(-Errno.ENOTTY, _system.Ioctl(_pipe[0], XnuRequests.CTLIOCGINFO, &value));
    }

    [Theory]
    [InlineData(Architecture.Arm64, true)]
    [InlineData(Architecture.X64, false)]
    public void The_processor_of_the_process_decides_where_variadic_arguments_are(Architecture process, bool isOnStack)
        => Assert.Equal(isOnStack, LibSystem.IsVariadicOnStack(process));

    [Fact]
    public void Sockets_are_made_bound_and_connected_and_carry_datagrams()
    {
        const int AF_UNIX = 1;
        const int SOCK_DGRAM = 2;
        using DescriptorHandle receiver = new(_system.Socket(AF_UNIX, SOCK_DGRAM, 0), ownsDescriptor: true);
        using DescriptorHandle sender = new(_system.Socket(AF_UNIX, SOCK_DGRAM, 0), ownsDescriptor: true);
        int receiving = (int)receiver.DangerousGetHandle();
        int sending = (int)sender.DangerousGetHandle();

        // Linux gives a socket that is bound to nothing but its family a name that is no file.
        byte[] address = [AF_UNIX, 0, .. new byte[30]];
        uint size = (uint)address.Length;
        byte* message = stackalloc byte[] { 4, 5, 6, 7 };
        fixed (byte* at = address)
        {
            Assert.Equal(0, _system.Bind(receiving, at, sizeof(ushort)));
            Assert.Equal(0, _system.GetSockName(receiving, at, &size));
            Assert.Equal(8u, size);
            Assert.Equal(4, _system.SendTo(sending, message, 4, 0, at, size));
            Assert.Equal(0, _system.Connect(sending, at, size));
            Assert.Equal(3, _system.Write(sending, message, 3));
            Assert.Equal(4, _system.RecvFrom(receiving, message, 4, 0, at, &size));
            Assert.Equal(3, _system.RecvFrom(receiving, message, 4, 0, null, null));
        }

        const int SOL_SOCKET = 1;
        const int SO_REUSEADDR = 2;
        int value = 1;
        uint length = sizeof(int);
        Assert.Equal(0, _system.SetSockOpt(receiving, SOL_SOCKET, SO_REUSEADDR, &value, length));
        value = 0;
        Assert.Equal(0, _system.GetSockOpt(receiving, SOL_SOCKET, SO_REUSEADDR, &value, &length));
        Assert.Equal(1, value);
    }

    [Fact]
    public void A_file_is_opened()
    {
        using DescriptorHandle file = new(_system.Open("/dev/null", 0), ownsDescriptor: true);

        Assert.False(file.IsInvalid);
        byte value;
        Assert.Equal(0, _system.Read((int)file.DangerousGetHandle(), &value, 1));
    }

    private nint Write(params byte[] bytes)
    {
        fixed (byte* buffer = bytes)
        {
            return _system.Write(_pipe[1], buffer, (nuint)bytes.Length);
        }
    }
}
