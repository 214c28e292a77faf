using System.Runtime.InteropServices;
using CsCheck;
using TunPS.Native;
using TunPS.Native.Linux;
using TunPS.Platform.Linux;

namespace TunPS.Core.Tests;

/// <summary>
/// Whatever the bytes: nothing throws, nothing goes on for ever, and nothing is read behind the end, where a page lies
/// that would end the process.
/// </summary>
public sealed class NetlinkFuzzTests
{
    // An interface index that the samples have.
    private const int Index = 2;

    private static readonly int[] s_lies = [0, 1, 2, 3, 4, 7, 8, 0x7FFF, 0xFFFE, 0xFFFF, -1, int.MinValue];

    // Whole datagrams, and payloads alone.
    private static readonly byte[][] s_samples =
    [
        .. NetlinkSamples.Payloads,
        .. NetlinkSamples.Payloads.Select(payload => (byte[])
            [.. NetlinkSamples.Message(RtnetlinkConstants.RTM_NEWLINK, payload), .. NetlinkSamples.Done()]),
        NetlinkSamples.Error(-22, "why\0"u8),
        NetlinkSamples.Error(0, []),
    ];

    private static readonly Gen<byte[]> s_noise = Gen.OneOf(Gen.Byte, Gen.Byte[0, 20]).Array[0, 400];

    // Where, how many bytes, and what instead.
    private static readonly Gen<(int, int, int)[]> s_damage = Gen.Select(
            Gen.Int[0, 4000],
            Gen.Int[0, 2].Select(shift => 1 << shift),
            Gen.OneOf(Gen.Int[0, s_lies.Length - 1].Select(lie => s_lies[lie]), Gen.Int))
        .Array[1, 5];

    private static readonly Gen<byte[]> s_damaged = Gen.Select(
        Gen.Int[0, s_samples.Length - 1],
        s_damage,
        (sample, damage) => Damage(s_samples[sample], damage));

    [Fact]
    public void Noise_is_survived() => Search(s_noise, 20_000);

    [Fact]
    public void Answers_with_lengths_and_values_that_lie_are_survived() => Search(s_damaged, 20_000);

    [Fact]
    public void Answers_cut_off_anywhere_are_survived()
    {
        using GuardedBytes place = new(64 * 1024);
        foreach (byte[] sample in s_samples)
        {
            for (int length = 0; length <= sample.Length; length++)
            {
                TakeApart(place.Place(sample.AsSpan(0, length)));
            }
        }
    }

    [Fact]
    public void Each_length_in_an_answer_may_lie()
    {
        using GuardedBytes place = new(64 * 1024);
        foreach (byte[] sample in s_samples)
        {
            for (int at = 0; at + 1 < sample.Length; at += 2)
            {
                foreach (int lie in s_lies)
                {
                    TakeApart(place.Place(Damage(sample, [(at, 2, lie)])));
                }
            }
        }
    }

    [Fact]
    public void An_answer_that_never_ends_is_never_whole()
    {
        NetlinkAnswer answer = new(NetlinkSamples.Sequence);
        byte[] datagram = NetlinkSamples.Message(RtnetlinkConstants.RTM_NEWLINK, NetlinkSamples.Link);
        byte[] foreign = NetlinkSamples.Message(RtnetlinkConstants.NLMSG_DONE, [0, 0, 0, 0], sequence: 8);
        for (int i = 0; i < 10_000; i++)
        {
            Assert.Null(answer.Take(datagram));
            Assert.Null(answer.Take(foreign));
            Assert.Null(answer.Take([]));
        }

        Assert.Equal(10_000, answer.Take(NetlinkSamples.Done())!.Messages.Count);
    }

    [Theory]
    [InlineData(-13, 13)]
    [InlineData(0, 0)]
    [InlineData(7, Errno.EBADMSG)]
    [InlineData(int.MaxValue, Errno.EBADMSG)]
    [InlineData(int.MinValue, Errno.EBADMSG)]
    public void An_error_number_that_is_none_is_a_bad_message(int negative, int errno)
    {
        NetlinkAnswer answer = new(NetlinkSamples.Sequence);
        NetlinkReply reply = answer.Take(NetlinkSamples.Error(negative, "why\0"u8))!;

        Assert.Equal(errno, reply.Errno);
        Assert.Equal(negative == 0, reply.ToFailure(LinuxErrors.Any) is null);
    }

    [Theory]
    [InlineData(-13, 13)]
    [InlineData(0, 0)]
    [InlineData(7, 0)]
    [InlineData(int.MinValue, Errno.EBADMSG)]
    public void The_end_of_a_dump_brings_its_result(int result, int errno)
        => Assert.Equal(
            errno, new NetlinkAnswer(NetlinkSamples.Sequence).Take(NetlinkSamples.Done(result))!.Errno);

    [Theory]
    [InlineData("00")]
    [InlineData("0F0000000300020009000000000000000000")]
    [InlineData("FFFFFFFF0300020009000000000000000000")]
    [InlineData("150000000300020009000000000000000000")]
    [InlineData("1200000002000000090000000000000000000000")]
    public void A_message_that_lies_about_its_length_is_an_error(string hex)
    {
        NetlinkReply? reply = new NetlinkAnswer(NetlinkSamples.Sequence).Take(Convert.FromHexString(hex));

        Assert.Equal(Errno.EBADMSG, reply?.Errno);
        Assert.Equal(TunError.System, reply!.ToFailure(LinuxErrors.Any)!.Value.Error);
    }

    [Fact]
    public void The_ways_of_a_route_are_told_apart()
    {
        Assert.Equal(
            ["198.51.100.0/24 via 192.0.2.2", "198.51.100.0/24 via 192.0.2.3"],
            LinuxRoutes.Parse(NetlinkSamples.MultipathRoute, 2, null).Select(route => route.ToString()));
        Assert.Equal(
            ["198.51.100.0/24 via 192.0.2.4"],
            LinuxRoutes.Parse(NetlinkSamples.MultipathRoute, 3, null).Select(route => route.ToString()));
        Assert.Empty(LinuxRoutes.Parse(NetlinkSamples.MultipathRoute, 4, null));
    }

    [DeviceFact]
    public void What_is_taken_apart_is_what_the_kernel_says()
    {
        Assert.Contains(NetlinkSamples.Payloads, payload => LinuxLinkParser.Parse(payload)?.Alias == "recorded");
        Assert.Contains(NetlinkSamples.Payloads, payload => LinuxAddresses.Parse(payload, Index, null) is not null);
        Assert.Contains(NetlinkSamples.Payloads, payload => LinuxRoutes.Parse(payload, Index, null).Count == 2);
    }

    private static void Search(Gen<byte[]> bytes, int count)
    {
        using GuardedBytes place = new(64 * 1024);
        bytes.Sample(datagram => TakeApart(place.Place(datagram)), iter: count, threads: 1);
        if (StressTime.Duration > TimeSpan.FromSeconds(3))
        {
            bytes.Sample(
                datagram => TakeApart(place.Place(datagram)), time: (int)StressTime.Duration.TotalSeconds, threads: 1);
        }
    }

    private static byte[] Damage(byte[] sample, (int At, int Size, int Value)[] damage)
    {
        byte[] bytes = [.. sample];
        foreach ((int at, int size, int value) in damage)
        {
            int start = Math.Min(at % Math.Max(bytes.Length, 1), bytes.Length);
            Span<byte> target = bytes.AsSpan(start);
            BitConverter.GetBytes(value).AsSpan(0, Math.Min(size, target.Length)).CopyTo(target);
        }

        return bytes;
    }

    // No walk takes more steps than there are bytes for.
    private static void TakeApart(ReadOnlySpan<byte> bytes)
    {
        NetlinkReply? reply = new NetlinkAnswer(NetlinkSamples.Sequence).Take(bytes);
        Assert.True(reply is null or { Errno: >= 0 });
        Assert.True((reply?.Messages.Count ?? 0) <= bytes.Length / NetlinkReader.HeaderSize);
        _ = reply?.ToFailure(LinuxErrors.Any);
        foreach (byte[] message in reply?.Messages ?? [])
        {
            Parse(message);
        }

        Parse(bytes);
        ReadOnlySpan<byte> rest = bytes;
        int messages = 0;
        while (NetlinkReader.TryTakeMessage(ref rest, out _, out ReadOnlySpan<byte> payload))
        {
            messages++;
            Parse(payload);
            int attributes = 0;
            int length = payload.Length;
            while (NetlinkReader.TryTakeAttribute(ref payload, out _, out _))
            {
                attributes++;
            }

            Assert.True(attributes * NetlinkReader.AttributeHeaderSize <= length);
        }

        Assert.True(messages * NetlinkReader.HeaderSize <= bytes.Length);
    }

    private static void Parse(ReadOnlySpan<byte> payload)
    {
        _ = LinuxLinkParser.Parse(payload);
        _ = LinuxAddresses.Parse(payload, Index, "spec0");
        Assert.True(
            LinuxRoutes.Parse(payload, Index, "spec0").Count <= payload.Length / Marshal.SizeOf<NextHopHeader>());
    }
}
