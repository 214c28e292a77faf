using System.Buffers.Binary;
using System.Net;
using System.Text;
using TunPS.Native;

namespace TunPS.MacOS.Tests.RecordedKernel;

/// <summary>Calls a recorded kernel with bytes that are put together here, as a program in C would.</summary>
internal sealed unsafe class Caller(RecordedXnu xnu, bool ownsKernel = true) : IDisposable
{
    internal const int AF_INET = 2;
    internal const int AF_LINK = 18;
    internal const int AF_INET6 = 30;

    private readonly List<int> _descriptors = [];

    internal Caller()
        : this(new RecordedXnu())
    {
    }

    internal RecordedXnu Xnu { get; } = xnu;

    internal int Socket(int domain, int type = 2, int protocol = 0)
    {
        int number = Xnu.Socket(domain, type, protocol);
        if (number >= 0)
        {
            _descriptors.Add(number);
        }

        return number;
    }

    internal int Control() => Socket(32, 2, 2);

    internal int RouteSocket(int family = 0)
    {
        int number = Socket(17, 3, family);
        Assert.Equal(0, SetNonBlocking(number));
        return number;
    }

    internal int SetNonBlocking(int descriptor)
    {
        int one = 1;
        return Xnu.Ioctl(descriptor, 0x8004667E, &one);
    }

    internal uint ControlId(int control, string name = RecordedXnu.ControlName, int expected = 0)
    {
        byte[] info = new byte[100];
        Encoding.ASCII.GetBytes(name).CopyTo(info, 4);
        Assert.Equal(expected, Ioctl(control, 0xC0644E03, info));
        return BinaryPrimitives.ReadUInt32LittleEndian(info);
    }

    internal int Connect(int control, uint unit, uint? id = null, int size = 32)
    {
        byte[] address = new byte[32];
        address[0] = 32;
        address[1] = 32;
        address[2] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(address.AsSpan(4), id ?? Xnu.ControlId);
        BinaryPrimitives.WriteUInt32LittleEndian(address.AsSpan(8), unit);
        fixed (byte* bytes = address)
        {
            return Xnu.Connect(control, bytes, (uint)size);
        }
    }

    /// <summary>Opens a utun and leaves it non-blocking.</summary>
    internal int Open(uint unit = 0)
    {
        int control = Control();
        Assert.Equal(0, Connect(control, unit));
        Assert.Equal(0, SetNonBlocking(control));
        return control;
    }

    internal string NameOf(int control)
    {
        byte[] name = new byte[16];
        uint size = 16;
        fixed (byte* bytes = name)
        {
            Assert.Equal(0, Xnu.GetSockOpt(control, 2, 2, bytes, &size));
        }

        Assert.Equal(0, name[size - 1]);
        return Encoding.ASCII.GetString(name, 0, (int)size - 1);
    }

    internal int Ioctl(int descriptor, ulong request, byte[] argument)
    {
        fixed (byte* bytes = argument)
        {
            return Xnu.Ioctl(descriptor, (nuint)request, bytes);
        }
    }

    internal int SetFlags(int socket, string name, int flags)
    {
        byte[] request = Named(name, 32);
        BinaryPrimitives.WriteInt16LittleEndian(request.AsSpan(16), (short)flags);
        return Ioctl(socket, 0x80206910, request);
    }

    internal int SetMtu(int socket, string name, int mtu)
    {
        byte[] request = Named(name, 32);
        BinaryPrimitives.WriteInt32LittleEndian(request.AsSpan(16), mtu);
        return Ioctl(socket, 0x80206934, request);
    }

    internal int AddAddress(int socket, string name, string address, string peer, string mask)
    {
        byte[] request = Named(name, 64);
        Internet(address).CopyTo(request, 16);
        Internet(peer).CopyTo(request, 32);
        Internet(mask).CopyTo(request, 48);
        return Ioctl(socket, 0x8040691A, request);
    }

    internal int DeleteAddress(int socket, string name, string address, int family = AF_INET)
    {
        byte[] request = Named(name, 32);
        Internet(address).CopyTo(request, 16);
        request[17] = (byte)family;
        return Ioctl(socket, 0x80206919, request);
    }

    internal static byte[] AliasRequest6(string name, string address, int prefixLength)
    {
        byte[] request = Named(name, 128);
        Internet6(address).CopyTo(request, 16);
        Internet6(Mask6(prefixLength)).CopyTo(request, 72);
        BinaryPrimitives.WriteInt32LittleEndian(request.AsSpan(100), 0x20);
        request.AsSpan(120, 8).Fill(0xFF);
        return request;
    }

    internal int AddAddress6(int socket, string name, string address, int prefixLength)
        => Ioctl(socket, 0x8080691A, AliasRequest6(name, address, prefixLength));

    internal int DeleteAddress6(int socket, string name, string address)
    {
        byte[] request = Named(name, 288);
        Internet6(address).CopyTo(request, 16);
        return Ioctl(socket, 0x81206919, request);
    }

    internal long Write(int descriptor, params byte[] bytes)
    {
        fixed (byte* first = bytes)
        {
            return Xnu.Write(descriptor, first, (nuint)bytes.Length);
        }
    }

    internal long Read(int descriptor, byte[] buffer)
    {
        fixed (byte* first = buffer)
        {
            return Xnu.Read(descriptor, first, (nuint)buffer.Length);
        }
    }

    /// <summary>The next message of a routing socket; null when there is none.</summary>
    internal byte[]? ReadMessage(int route)
    {
        byte[] buffer = new byte[2048];
        long length = Read(route, buffer);
        return length < 0 ? null : buffer[..(int)length];
    }

    /// <summary>A message of a routing socket, with the addresses in the order of their bits.</summary>
    internal static byte[] Message(byte type, int flags, params (int Bit, byte[] Address)[] addresses)
    {
        List<byte> message = [.. new byte[92]];
        int bits = 0;
        foreach ((int bit, byte[] address) in addresses)
        {
            bits |= bit;
            message.AddRange(address);
            message.AddRange(new byte[(4 - (address.Length % 4)) % 4]);
        }

        byte[] bytes = [.. message];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)bytes.Length);
        bytes[2] = 5;
        bytes[3] = type;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), flags);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), bits);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), 77);
        return bytes;
    }

    /// <summary>The socket addresses of a message, by their bits.</summary>
    internal static Dictionary<int, byte[]> Addresses(ReadOnlySpan<byte> message, int headerSize, int bitsAt)
    {
        Dictionary<int, byte[]> found = [];
        int bits = BinaryPrimitives.ReadInt32LittleEndian(message[bitsAt..]);
        int position = headerSize;
        for (int bit = 1; bit <= 0x80; bit <<= 1)
        {
            if ((bits & bit) != 0)
            {
                int length = position < message.Length ? message[position] : 0;
                found[bit] = message.Slice(Math.Min(position, message.Length), length).ToArray();
                position += length == 0 ? 4 : (length + 3) / 4 * 4;
            }
        }

        return found;
    }

    /// <summary>A whole sysctl of the routes or of the interfaces, cut into its messages.</summary>
    internal List<byte[]> List(int family, int operation, int argument)
    {
        int[] name = [4, 17, 0, family, operation, argument];
        nuint size = 0;
        Assert.Equal(0, Xnu.Sysctl(name, null, &size));
        byte[] buffer = new byte[size];
        fixed (byte* bytes = buffer)
        {
            Assert.Equal(0, Xnu.Sysctl(name, bytes, &size));
        }

        Assert.Equal((nuint)buffer.Length, size);
        List<byte[]> messages = [];
        for (int position = 0; position < buffer.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(position));
            messages.Add(buffer[position..(position + length)]);
            position += length;
        }

        return messages;
    }

    internal static byte[] Named(string name, int size)
    {
        byte[] request = new byte[size];
        Encoding.ASCII.GetBytes(name).CopyTo(request, 0);
        return request;
    }

    internal static byte[] Internet(string address)
        => [16, AF_INET, 0, 0, .. IPAddress.Parse(address).GetAddressBytes(), .. new byte[8]];

    internal static byte[] Internet6(string address)
        => [28, AF_INET6, .. new byte[6], .. IPAddress.Parse(address).GetAddressBytes(), .. new byte[4]];

    internal static byte[] Link(int index) => [20, AF_LINK, (byte)index, (byte)(index >> 8), .. new byte[16]];

    internal void Close(int descriptor)
    {
        _ = _descriptors.Remove(descriptor);
        using DescriptorHandle handle = new(descriptor, true);
    }

    public void Dispose()
    {
        foreach (int descriptor in _descriptors.ToArray())
        {
            Close(descriptor);
        }

        if (ownsKernel)
        {
            Xnu.Dispose();
        }
    }

    private static string Mask6(int prefixLength)
    {
        byte[] mask = new byte[16];
        for (int bit = 0; bit < prefixLength; bit++)
        {
            mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new IPAddress(mask).ToString();
    }
}
