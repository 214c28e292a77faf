using System.Buffers.Binary;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>A message that was written to a routing socket: route_output of bsd/net/rtsock.c.</summary>
internal sealed class RouteRequest(RecordedNetwork network, bool isRoot)
{
    private const byte Version = 5;
    private const int ErrnoOffset = 24;
    private const int LongestAddress = 128;

    private readonly byte[]?[] _addresses = new byte[]?[RTAX_MAX];
    private byte[] _message = [];

    /// <summary>What the routing sockets hear of it: the request, or the answer, with the errno.</summary>
    internal byte[] Reply => _message;

    /// <summary>The family that it is told to; 0 is all.</summary>
    internal int Family { get; private set; }

    /// <summary>The errno; 0 when it is done.</summary>
    internal int Execute(byte[] message)
    {
        _message = [.. message];
        if (message.Length < RouteMessageWriter.RouteHeaderSize
            || message.Length != BinaryPrimitives.ReadUInt16LittleEndian(message))
        {
            return EINVAL;
        }

        int error = Check();
        error = error == 0 ? Perform() : error;
        if (error != 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_message.AsSpan(ErrnoOffset), error);
        }
        else
        {
            int flags = BinaryPrimitives.ReadInt32LittleEndian(_message.AsSpan(8));
            BinaryPrimitives.WriteInt32LittleEndian(_message.AsSpan(8), flags | RTF_DONE);
        }

        return error;
    }

    private byte Type => _message[3];

    private int Flags => BinaryPrimitives.ReadInt32LittleEndian(_message.AsSpan(8));

    private int Check()
    {
        if (_message[2] != Version)
        {
            return EPROTONOSUPPORT;
        }

        if (Type != RTM_GET && !isRoot)
        {
            return EPERM;
        }

        BinaryPrimitives.WriteInt32LittleEndian(_message.AsSpan(16), Environment.ProcessId);
        if (!ReadAddresses())
        {
            return EINVAL;
        }

        byte[]? destination = _addresses[RTAX_DST];
        byte[]? gateway = _addresses[RTAX_GATEWAY];
        if (destination is null || SocketBytes.Family(destination) >= AF_MAX
            || (gateway is not null && SocketBytes.Family(gateway) >= AF_MAX)
            || IsTooShort(destination) || (gateway is not null && IsTooShort(gateway)))
        {
            return EINVAL;
        }

        bool isInternet = SocketBytes.Family(destination) is AF_INET or AF_INET6;
        return ((Flags & RTF_IFSCOPE) != 0 && !isInternet) || (Flags & RTF_PROXY) != 0 ? EINVAL : 0;
    }

    private int Perform()
    {
        byte[] destination = _addresses[RTAX_DST]!;
        byte[]? gateway = _addresses[RTAX_GATEWAY];
        byte[]? mask = _addresses[RTAX_NETMASK];
        int scope = (Flags & RTF_IFSCOPE) != 0 ? BinaryPrimitives.ReadUInt16LittleEndian(_message.AsSpan(4)) : 0;
        switch (Type)
        {
            case RTM_ADD:
                if (gateway is null)
                {
                    return EINVAL;
                }

                int error = network.Table.Add(destination, gateway, mask, Flags, scope, out RecordedRoute? added);
                if (error == 0)
                {
                    SetInterface(added!);
                }

                return error;
            case RTM_DELETE:
                int missing = network.Table.Delete(destination, mask, Flags, scope, out RecordedRoute? deleted);
                if (missing == 0)
                {
                    Answer(deleted!);
                }

                return missing;
            case RTM_GET or RTM_CHANGE:
                if (SocketBytes.Family(destination) is not (AF_INET or AF_INET6))
                {
                    return EAFNOSUPPORT;
                }

                if (network.Table.Lookup(destination, mask, scope) is not { } found)
                {
                    return ESRCH;
                }

                if (Type == RTM_GET)
                {
                    Answer(found);
                }
                else
                {
                    found.Gateway = gateway ?? found.Gateway;
                    SetInterface(found);
                }

                return 0;
            default:
                return EOPNOTSUPP;
        }
    }

    // rt_setif: an interface that was named counts more than what the gateway says.
    private void SetInterface(RecordedRoute route)
    {
        byte[]? named = _addresses[RTAX_IFP];
        RecordedInterface? owner = named is not null && SocketBytes.Family(named) == AF_LINK
            ? network.FindLink(named)
            : null;
        if (owner is not null
            && RecordedNetwork.AddressFor(owner, route.Family, route.Destination) is { } source)
        {
            route.Interface = owner;
            route.Source = source;
        }
    }

    private void Answer(RecordedRoute route)
    {
        Family = route.Family;
        _message = RouteMessages.Answer(_message, route);
    }

    // rt_xaddrs: in the order of the bits, each filled up to four bytes. One without a length ends them.
    private bool ReadAddresses()
    {
        int bits = BinaryPrimitives.ReadInt32LittleEndian(_message.AsSpan(12));
        int position = RouteMessageWriter.RouteHeaderSize;
        for (int i = 0; i < RTAX_MAX && position < _message.Length; i++)
        {
            if ((bits & (1 << i)) == 0)
            {
                continue;
            }

            int length = _message[position];
            if (length is 1 or > LongestAddress || position + length > _message.Length)
            {
                return false;
            }

            _addresses[i] = _message[position..(position + length)];
            if (length == 0)
            {
                return true;
            }

            position += SocketBytes.RoundUp(length);
        }

        return true;
    }

    // At least up to the address for IPv4, and all of it for IPv6.
    private static bool IsTooShort(byte[] address) => SocketBytes.Family(address) switch
    {
        AF_INET => address.Length < 8,
        AF_INET6 => address.Length < SocketBytes.LengthOfInternet6,
        _ => false,
    };
}
