using System.Buffers.Binary;
using System.Text;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

internal sealed unsafe partial class RecordedXnu
{
    private const int NameSize = 16;
    private const int ControlNameSize = 96;
    private const int MinMtu = 72;
    private const int MaxMtu = 65535;

    /// <inheritdoc />
    public int Ioctl(int descriptor, nuint request, void* argument)
    {
        RecordedDescriptor? known = FindOrAdopt(descriptor);
        uint number = (uint)request;
        int size = XnuRequest.Size(number);
        Span<byte> data = argument is null ? [] : new Span<byte>(argument, size);
        bool isOfInterface = XnuRequest.IsOfInterface(number) && data.Length >= NameSize;
        string target = isOfInterface ? InterfaceName(data) : NameOf(descriptor);
        int refused = Begin($"ioctl({target}, {XnuRequest.Name(number)})");
        if (refused != 0)
        {
            return -refused;
        }

        // The number is compared in all its 64 bits: one that was extended with its sign is another.
        if (request != number)
        {
            return -ENOTTY;
        }

        if (known is null)
        {
            return -EBADF;
        }

        if (size > 0 && argument is null)
        {
            return -EFAULT;
        }

        lock (_gate)
        {
            Sweep();
            return -Control(known, number, data);
        }
    }

    // ioctl of bsd/kern/sys_generic.c, and soioctl.
    private int Control(RecordedDescriptor known, uint request, Span<byte> data)
    {
        if (request == XnuRequest.FIOCLEX || request == XnuRequest.FIONCLEX)
        {
            known.IsCloseOnExec = request == XnuRequest.FIOCLEX;
            return 0;
        }

        if (request == XnuRequest.FIONBIO)
        {
            known.IsNonBlocking = BinaryPrimitives.ReadInt32LittleEndian(data) != 0;
            return -HostCalls.SetNonBlocking(known.Number, known.IsNonBlocking);
        }

        if (known is not (SocketDescriptor or InternetSocket))
        {
            return ENOTTY;
        }

        return XnuRequest.IsOfInterface(request) ? ControlInterface(known, request, data) : known switch
        {
            ControlSocket => request == XnuRequest.CTLIOCGINFO ? FindControl(data) : ENOTSUP,
            InternetSocket => ENXIO,
            _ => EOPNOTSUPP,
        };
    }

    // ctl_ioctl.
    private int FindControl(Span<byte> data)
    {
        ReadOnlySpan<byte> name = data.Slice(4, ControlNameSize);
        int length = name.IndexOf((byte)0);
        if (length <= 0)
        {
            return EINVAL;
        }

        if (Encoding.ASCII.GetString(name[..length]) != ControlName)
        {
            return ENOENT;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(data, ControlId);
        return 0;
    }

    // ifioctl. Flags and MTU go by any socket; addresses only by one of their family.
    private int ControlInterface(RecordedDescriptor socket, uint request, Span<byte> data)
    {
        if (request == XnuRequest.SIOCIFCREATE || request == XnuRequest.SIOCIFDESTROY)
        {
            // utun is not among those that can be cloned.
            return IsRoot ? EINVAL : EPERM;
        }

        if (_network.Find(InterfaceName(data)) is not { } owner)
        {
            return ENXIO;
        }

        if (request == XnuRequest.SIOCGIFFLAGS)
        {
            BinaryPrimitives.WriteInt16LittleEndian(data[NameSize..], (short)owner.Flags);
            return 0;
        }

        if (request == XnuRequest.SIOCGIFMTU)
        {
            BinaryPrimitives.WriteInt32LittleEndian(data[NameSize..], owner.Mtu);
            return 0;
        }

        if (request == XnuRequest.SIOCSIFFLAGS)
        {
            return IsRoot ? SetFlags(owner, BinaryPrimitives.ReadUInt16LittleEndian(data[NameSize..])) : EPERM;
        }

        if (request == XnuRequest.SIOCSIFMTU)
        {
            return IsRoot ? SetMtu(owner, BinaryPrimitives.ReadInt32LittleEndian(data[NameSize..])) : EPERM;
        }

        if (request == XnuRequest.SIOCSIFLLADDR)
        {
            // utun_ioctl has nothing but the MTU.
            return IsRoot ? EOPNOTSUPP : EPERM;
        }

        return socket switch
        {
            InternetSocket { Family: AF_INET } => _internet.Control(owner, request, data, IsRoot),
            InternetSocket => _internet6.Control(owner, request, data, IsRoot),
            ControlSocket when request == XnuRequest.SIOCAIFADDR || request == XnuRequest.SIOCDIFADDR => ENOTSUP,
            _ => EOPNOTSUPP,
        };
    }

    // ifnet_set_flags: only up and down are told, and what the interface is by its nature stays.
    private int SetFlags(RecordedInterface owner, int flags)
    {
        bool wasUp = owner.IsUp;
        bool isUp = (flags & IFF_UP) != 0;
        owner.Flags = (owner.Flags & ~IFF_UP) | (flags & IFF_UP);
        if (wasUp != isUp)
        {
            if (isUp)
            {
                _internet.BringUp(owner);
            }
            else
            {
                _internet.TakeDown(owner);
            }

            Tell(RouteMessages.InterfaceChanged(owner), 0);
        }

        owner.Flags = (flags & ~IFF_CANTCHANGE) | (owner.Flags & IFF_CANTCHANGE);
        return 0;
    }

    // ifioctl_ifreq with SIOCSIFMTU.
    private int SetMtu(RecordedInterface owner, int mtu)
    {
        if (mtu is < MinMtu or > MaxMtu)
        {
            return EINVAL;
        }

        owner.Mtu = mtu;
        foreach (RecordedRoute route in _network.Table.Routes.Where(route => route.Interface == owner))
        {
            route.Mtu = (uint)mtu;
        }

        Tell(RouteMessages.InterfaceChanged(owner), 0);
        return 0;
    }

    private static string InterfaceName(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> name = data[..(NameSize - 1)];
        int length = name.IndexOf((byte)0);
        return Encoding.ASCII.GetString(length < 0 ? name : name[..length]);
    }
}
