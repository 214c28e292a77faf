using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

internal sealed unsafe partial class RecordedXnu
{
    private const int ControlAddressSize = 32;
    private const int MaxUnit = 65536;

    /// <inheritdoc />
    public int Socket(int domain, int type, int protocol)
    {
        int refused = Begin($"socket({DomainName(domain)}, {(type == SOCK_RAW ? "SOCK_RAW" : "SOCK_DGRAM")})");
        if (refused != 0)
        {
            return -refused;
        }

        lock (_gate)
        {
            Sweep();
            return (domain, type) switch
            {
                (PF_SYSTEM, SOCK_DGRAM) when protocol == SYSPROTO_CONTROL
                    => RegisterPair((number, kernelEnd) => new ControlSocket(number, kernelEnd)),
                (PF_SYSTEM, _) => -EPROTONOSUPPORT,
                (PF_ROUTE, SOCK_RAW) => RegisterPair(
                    (number, kernelEnd) => new RouteSocket(number, kernelEnd, protocol)),
                (PF_ROUTE, _) => -EPROTOTYPE,
                (AF_INET or AF_INET6, SOCK_DGRAM) when protocol is 0 or 17 => RegisterUdp(domain),
                _ => throw new InvalidOperationException(
                    $"The recorded kernel has no sockets of domain {domain}, type {type}, protocol {protocol}."),
            };
        }
    }

    /// <inheritdoc />
    public int Connect(int socket, void* address, uint size)
    {
        RecordedDescriptor? descriptor = Find(socket);
        string unit = descriptor is ControlSocket && size == ControlAddressSize
            ? $", unit {BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>((byte*)address + 8, 4))}"
            : string.Empty;
        int refused = Begin($"connect({NameOf(socket)}{unit})");
        if (refused != 0)
        {
            return -refused;
        }

        lock (_gate)
        {
            Sweep();
            return descriptor switch
            {
                ControlSocket control => -ConnectControl(control, new ReadOnlySpan<byte>(address, (int)size)),
                InternetSocket => WithHostAddress(
                    address, size, (bytes, length) => HostCalls.Connect(socket, bytes, length)),
                RouteSocket => -EINVAL,
                null => -EBADF,
                _ => -ENOTSOCK,
            };
        }
    }

    /// <inheritdoc />
    public int Bind(int socket, void* address, uint size)
    {
        int refused = Begin($"bind({NameOf(socket)})");
        return refused != 0 ? -refused : Find(socket) switch
        {
            ControlSocket control => -BindControl(control, new ReadOnlySpan<byte>(address, (int)size)),
            InternetSocket => WithHostAddress(address, size, (bytes, length) => HostCalls.Bind(socket, bytes, length)),
            RouteSocket => -EINVAL,
            null => -EBADF,
            _ => -ENOTSOCK,
        };
    }

    /// <inheritdoc />
    public int GetSockName(int socket, void* address, uint* size)
    {
        int refused = Begin($"getsockname({NameOf(socket)})");
        if (refused != 0)
        {
            return -refused;
        }

        if (Find(socket) is not InternetSocket)
        {
            return Find(socket) is null ? -EBADF : -EOPNOTSUPP;
        }

        byte* bytes = stackalloc byte[128];
        uint length = 128;
        int result = HostCalls.GetSockName(socket, bytes, &length);
        if (result >= 0)
        {
            Give(bytes, length, address, size);
        }

        return result;
    }

    /// <inheritdoc />
    public int GetSockOpt(int socket, int level, int name, void* value, uint* size)
    {
        int refused = Begin($"getsockopt({NameOf(socket)}, {OptionName(socket, level, name)})");
        if (refused != 0)
        {
            return -refused;
        }

        RecordedDescriptor? descriptor = FindOrAdopt(socket);
        if (descriptor is ControlSocket control && level != SOL_SOCKET)
        {
            lock (_gate)
            {
                return -GetControlOption(control, level, name, value, size);
            }
        }

        if (descriptor is not (null or SocketDescriptor)
            && level != SOL_SOCKET && name == LOCAL_PEERPID && HostCalls.IsLocal(socket))
        {
            // uipc_ctloutput does not look at the level: UTUN_OPT_IFNAME means the other end's process there.
            *(int*)value = Environment.ProcessId;
            *size = sizeof(int);
            return 0;
        }

        if (descriptor is null || HostOption.Find(level, name) is not { } option)
        {
            return -UnknownOption(descriptor, level);
        }

        // Linux would say the double of what it gave, which may be less than what was asked for.
        int result = HostCalls.GetSockOpt(socket, option.Level, option.Name, value, size);
        if (result >= 0 && option.IsBuffer)
        {
            *(int*)value = descriptor.Buffers.GetValueOrDefault(name, *(int*)value / 2);
        }

        return result;
    }

    /// <inheritdoc />
    public int SetSockOpt(int socket, int level, int name, void* value, uint size)
    {
        int refused = Begin($"setsockopt({NameOf(socket)}, {OptionName(socket, level, name)})");
        if (refused != 0)
        {
            return -refused;
        }

        RecordedDescriptor? descriptor = FindOrAdopt(socket);
        if (descriptor is ControlSocket control && level != SOL_SOCKET)
        {
            lock (_gate)
            {
                return -SetControlOption(control, level, name, new ReadOnlySpan<byte>(value, (int)size));
            }
        }

        if (descriptor is RouteSocket route && (level, name) == (SOL_SOCKET, SO_USELOOPBACK))
        {
            route.HearsItself = *(int*)value != 0;
            return 0;
        }

        if (descriptor is null || HostOption.Find(level, name) is not { } option)
        {
            return -UnknownOption(descriptor, level);
        }

        return option.IsBuffer
            ? SetBuffer(descriptor, name, option, *(int*)value)
            : HostCalls.SetSockOpt(socket, option.Level, option.Name, value, size);
    }

    // Each protocol refuses the levels that are not its own in its way (ip_ctloutput, uipc_ctloutput).
    private static int UnknownOption(RecordedDescriptor? descriptor, int level) => descriptor switch
    {
        null => EBADF,
        RouteSocket or ControlSocket => ENOPROTOOPT,
        InternetSocket => level is SOL_SOCKET or 0 or 41 ? ENOPROTOOPT : EINVAL,

        // Also one whose number was that of a pipe before: nothing told that the pipe was closed.
        not null when HostCalls.IsSocket(descriptor.Number) => level == SOL_SOCKET ? ENOPROTOOPT : EOPNOTSUPP,
        _ => ENOTSOCK,
    };

    // sosetoptlock and sbreserve: what is too large becomes the largest, and is refused where it is that already.
    private int SetBuffer(RecordedDescriptor descriptor, int name, HostOption option, int size)
    {
        int current = descriptor.Buffers.GetValueOrDefault(name);
        if (size < 1 || (size > MaxSocketBuffer && current == MaxSocketBuffer))
        {
            return size < 1 ? -EINVAL : -ENOBUFS;
        }

        int given = Math.Min(size, MaxSocketBuffer);
        descriptor.Buffers[name] = given;
        return HostCalls.SetSockOpt(descriptor.Number, option.Level, option.Name, &given, sizeof(int));
    }

    // ctl_setup_kctl. The length is that of the call (getsockaddr), and nothing looks at the family.
    private int SetUpControl(ControlSocket control, ReadOnlySpan<byte> address)
    {
        if (control.Unit != 0)
        {
            return 0;
        }

        if (address.Length != ControlAddressSize)
        {
            return EINVAL;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(address[4..]) != ControlId)
        {
            return ENOENT;
        }

        if (!IsRoot)
        {
            return EPERM;
        }

        // utun_ctl_setup: the lowest unit that is free, or the one that was asked for.
        uint unit = BinaryPrimitives.ReadUInt32LittleEndian(address[8..]);
        if (unit == 0)
        {
            unit = 1;
            while (unit != MaxUnit && IsTaken(unit))
            {
                unit++;
            }

            if (unit == MaxUnit)
            {
                return EBUSY;
            }
        }
        else if (IsTaken(unit))
        {
            return EBUSY;
        }

        control.Unit = unit;
        return 0;
    }

    private int BindControl(ControlSocket control, ReadOnlySpan<byte> address)
    {
        lock (_gate)
        {
            Sweep();
            bool isBound = control.Unit != 0;
            int error = SetUpControl(control, address);
            return error == 0 && isBound ? EINVAL : error;
        }
    }

    // ctl_connect and utun_ctl_connect.
    private int ConnectControl(ControlSocket control, ReadOnlySpan<byte> address)
    {
        if (control.Interface is not null)
        {
            return EISCONN;
        }

        if (address.Length < 2)
        {
            return EINVAL;
        }

        int error = SetUpControl(control, address);
        if (error == 0)
        {
            RecordedInterface attached = _network.AttachTunnel($"utun{control.Unit - 1}");
            attached.Control = control;
            control.Interface = attached;
        }

        return error;
    }

    private bool IsTaken(uint unit)
        => _network.Find($"utun{unit - 1}") is not null
            || _descriptors.Values.OfType<ControlSocket>().Any(other => other.Unit == unit && !other.IsHungUp);

    // ctl_ctloutput and utun_ctl_getopt.
    private static int GetControlOption(ControlSocket control, int level, int name, void* value, uint* size)
    {
        if (level != SYSPROTO_CONTROL || control.Unit == 0)
        {
            return EINVAL;
        }

        switch (name)
        {
            case UTUN_OPT_IFNAME:
                // Before connect the name is empty, and only its NUL has to fit.
                byte[] bytes = Encoding.ASCII.GetBytes((control.Interface?.Name ?? string.Empty) + "\0");
                if (*size < bytes.Length)
                {
                    return EMSGSIZE;
                }

                if (control.Interface is null)
                {
                    return EINVAL;
                }

                bytes.CopyTo(new Span<byte>(value, (int)*size));
                *size = (uint)bytes.Length;
                return 0;
            case UTUN_OPT_MAX_PENDING_PACKETS:
            case UTUN_OPT_FLAGS:
                if (*size != sizeof(uint))
                {
                    return EMSGSIZE;
                }

                *(uint*)value = name == UTUN_OPT_FLAGS ? control.Flags : control.MaxPendingPackets;
                return 0;
            default:
                return ENOPROTOOPT;
        }
    }

    // ctl_ctloutput and utun_ctl_setopt.
    private int SetControlOption(ControlSocket control, int level, int name, ReadOnlySpan<byte> value)
    {
        if (level != SYSPROTO_CONTROL || control.Unit == 0)
        {
            return EINVAL;
        }

        switch (name)
        {
            case UTUN_OPT_FLAGS when !IsRoot:
                return EPERM;
            case UTUN_OPT_FLAGS or UTUN_OPT_MAX_PENDING_PACKETS when value.Length != sizeof(uint):
                return EMSGSIZE;
            case UTUN_OPT_FLAGS when control.Interface is not null:
                return EINVAL;
            case UTUN_OPT_FLAGS:
                control.Flags = MemoryMarshal.Read<uint>(value);
                return 0;
            case UTUN_OPT_MAX_PENDING_PACKETS:
                uint packets = MemoryMarshal.Read<uint>(value);
                control.MaxPendingPackets = packets == 0 ? control.MaxPendingPackets : packets;
                return packets == 0 ? EINVAL : 0;
            default:
                return ENOPROTOOPT;
        }
    }

    private int RegisterPair(Func<int, int, RecordedDescriptor> make)
    {
        int* ends = stackalloc int[2];
        int result = HostCalls.SocketPair(ends);
        return result < 0 ? result : Register(make(ends[0], ends[1]));
    }

    private int RegisterUdp(int domain)
    {
        int number = HostCalls.UdpSocket(domain == AF_INET6);
        return number < 0 ? number : Register(new InternetSocket(number, domain));
    }

    private delegate int HostCall(void* address, uint size);

    private static int WithHostAddress(void* address, uint size, HostCall call)
    {
        if (size is < 2 or > 128)
        {
            return -EINVAL;
        }

        byte* bytes = stackalloc byte[128];
        new ReadOnlySpan<byte>(address, (int)size).CopyTo(new Span<byte>(bytes, 128));
        HostAddress.ToLinux(new Span<byte>(bytes, (int)size));
        return call(bytes, size);
    }

    // What does not fit is cut, and the size is that of the whole.
    private static void Give(byte* from, uint length, void* to, uint* size)
    {
        if (length >= 2)
        {
            HostAddress.ToXnu(new Span<byte>(from, (int)length));
        }

        int room = (int)Math.Min(length, *size);
        new ReadOnlySpan<byte>(from, room).CopyTo(new Span<byte>(to, room));
        *size = length;
    }

    private static string DomainName(int domain) => domain switch
    {
        PF_SYSTEM => nameof(PF_SYSTEM),
        PF_ROUTE => nameof(PF_ROUTE),
        AF_INET => nameof(AF_INET),
        AF_INET6 => nameof(AF_INET6),
        _ => $"{domain}",
    };

    private string OptionName(int socket, int level, int name) => (level, name) switch
    {
        (SYSPROTO_CONTROL, UTUN_OPT_IFNAME) when Find(socket) is ControlSocket => nameof(UTUN_OPT_IFNAME),
        (SYSPROTO_CONTROL, UTUN_OPT_FLAGS) when Find(socket) is ControlSocket => nameof(UTUN_OPT_FLAGS),
        (SYSPROTO_CONTROL, UTUN_OPT_MAX_PENDING_PACKETS) when Find(socket) is ControlSocket
            => nameof(UTUN_OPT_MAX_PENDING_PACKETS),
        (SOL_SOCKET, 0x1001) => "SO_SNDBUF",
        (SOL_SOCKET, 0x1002) => "SO_RCVBUF",
        (SOL_SOCKET, SO_USELOOPBACK) => nameof(SO_USELOOPBACK),
        (41, 27) => "IPV6_V6ONLY",
        _ => $"{level}, {name}",
    };
}
