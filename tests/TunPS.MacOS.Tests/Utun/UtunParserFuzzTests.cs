using CsCheck;
using TunPS.Platform.MacOS;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>
/// Whatever the bytes: nothing throws, nothing goes on for ever, and nothing is read behind the end, where a page lies
/// that would end the process.
/// </summary>
public sealed class UtunParserFuzzTests
{
    private const int Capacity = 64 * 1024;

    private static readonly int[] s_lies = [0, 1, 2, 3, 4, 5, 8, 16, 18, 28, 30, 92, 127, 128, 255, 0x7FFF, 0xFFFF, -1];

    // Routes, addresses, interfaces, and changes of interfaces.
    private static readonly byte[] s_types = [0x04, 0x0C, 0x12, 0x0E];

    private static readonly Gen<byte[]> s_noise = Gen.OneOf(Gen.Byte, Gen.Byte[0, 32]).Array[0, 600];

    // A header that is right, and noise behind it.
    private static readonly Gen<byte[]> s_framed = Gen.Select(
        Gen.Int[0, s_types.Length - 1].Select(type => s_types[type]), s_noise, Frame);

    // Where, how many bytes, and what instead.
    private static readonly Gen<byte[]> s_damaged = Gen.Select(
        Gen.Int[0, KernelTables.All.Length - 1],
        Gen.Select(
            Gen.Int[0, 8000],
            Gen.Int[0, 2].Select(shift => 1 << shift),
            Gen.OneOf(Gen.Int[0, s_lies.Length - 1].Select(lie => s_lies[lie]), Gen.Int)).Array[1, 6],
        (table, damage) => Damage(KernelTables.All[table], damage));

    [Fact]
    public void Noise_is_survived() => Search(s_noise, 20_000);

    [Fact]
    public void Noise_in_a_message_is_survived() => Search(s_framed, 20_000);

    [Fact]
    public void Tables_with_lengths_and_values_that_lie_are_survived() => Search(s_damaged, 5_000);

    [Fact]
    public void Tables_cut_off_anywhere_are_survived()
    {
        using GuardedBytes place = new(Capacity);
        foreach (byte[] table in KernelTables.All)
        {
            for (int length = 0; length <= table.Length; length++)
            {
                TakeApart(place.Place(table.AsSpan(0, length)));
            }
        }
    }

    [Fact]
    public void Each_byte_of_a_table_may_lie()
    {
        using GuardedBytes place = new(Capacity);
        foreach (byte[] table in KernelTables.All)
        {
            for (int at = 0; at < table.Length; at++)
            {
                TakeApart(place.Place(Damage(table, [(at, 1, s_lies[at % s_lies.Length])])));
                TakeApart(place.Place(Damage(table, [(at, 2, s_lies[^(1 + (at % s_lies.Length))])])));
            }
        }
    }

    private static void Search(Gen<byte[]> bytes, int count)
    {
        using GuardedBytes place = new(Capacity);
        bytes.Sample(table => TakeApart(place.Place(table)), iter: count, threads: 1);
        if (StressTime.Duration > TimeSpan.FromSeconds(3))
        {
            bytes.Sample(
                table => TakeApart(place.Place(table)), time: (int)StressTime.Duration.TotalSeconds, threads: 1);
        }
    }

    private static byte[] Frame(byte type, byte[] noise)
    {
        byte[] message = [0, 0, 5, type, .. noise];
        BitConverter.GetBytes((ushort)message.Length).CopyTo(message, 0);
        return message;
    }

    private static byte[] Damage(byte[] table, (int At, int Size, int Value)[] damage)
    {
        byte[] bytes = [.. table];
        foreach ((int at, int size, int value) in damage)
        {
            Span<byte> target = bytes.AsSpan(at % bytes.Length);
            BitConverter.GetBytes(value).AsSpan(0, Math.Min(size, target.Length)).CopyTo(target);
        }

        return bytes;
    }

    // No walk takes more steps than there are bytes for.
    private static void TakeApart(ReadOnlySpan<byte> bytes)
    {
        InterfaceTable table = InterfaceTable.Parse(bytes);
        Assert.True(table.Links.Count <= bytes.Length / 4);
        Assert.All(table.Links, link => Assert.StartsWith("utun", link.Name, StringComparison.Ordinal));
        for (int index = 0; index < 16; index++)
        {
            Assert.All(table.AddressesOf(index, "utun0"), address => Assert.Null(
                TunAddress.FindProblem(address.Address, address.PrefixLength, address.Peer)));
        }

        List<RouteEntry> routes = RouteEntry.ParseAll(bytes);
        Assert.True(routes.Count <= bytes.Length / 4);
        Assert.All(routes, route => Assert.NotNull(route.ToString()));
        RouteTableReader messages = new(bytes);
        int left = bytes.Length;
        while (messages.TryTake(out _, out ReadOnlySpan<byte> message))
        {
            left -= message.Length;
            Assert.True(message.Length >= 4 && left >= 0);
        }

        foreach (int present in new[] { -1, 0, 1, 0xB7, int.MinValue })
        {
            SocketAddressReader addresses = new(bytes, present);
            int count = 0;
            while (addresses.TryTake(out int which, out ReadOnlySpan<byte> address))
            {
                Assert.True(++count <= 32 && (which & present) != 0);
                _ = SocketAddressReader.ToIPAddress(address);
                Assert.InRange(SocketAddressReader.ToPrefixLength(address, isIPv6: true), 0, 128);
                Assert.InRange(SocketAddressReader.ToPrefixLength(address, isIPv6: false), 0, 32);
            }
        }
    }
}
