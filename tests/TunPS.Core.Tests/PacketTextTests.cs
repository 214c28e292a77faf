using System.Net;
using CsCheck;

namespace TunPS.Core.Tests;

/// <summary>Packets as tools print them. The payload is text that looks like hex: both columns could be bytes.</summary>
public sealed class PacketTextTests
{
    private static readonly byte[] s_first = PacketBuilder.Udp(
        new IPEndPoint(IPAddress.Parse("192.0.2.2"), 5353),
        new IPEndPoint(IPAddress.Parse("192.0.2.1"), 53),
        "ab cd ef 0123 45 67"u8,
        new PacketSettings { Identification = 1 })[0].Data;

    private static readonly byte[] s_second = PacketBuilder.Echo(
        IPAddress.Parse("192.0.2.2"),
        IPAddress.Parse("192.0.2.1"),
        payload: "dead beef"u8,
        settings: new PacketSettings { Identification = 2 })[0].Data;

    public static TheoryData<string, string> TwoPackets => new()
    {
        {
            "tshark -x",
            """
            0000  45 00 00 2f 00 01 00 00 40 11 f6 b9 c0 00 02 02   E../....@.......
            0010  c0 00 02 01 14 e9 00 35 00 1b 0b 5c 61 62 20 63   .......5...\ab c
            0020  64 20 65 66 20 30 31 32 33 20 34 35 20 36 37      d ef 0123 45 67

            0000  45 00 00 25 00 02 00 00 40 01 f6 d2 c0 00 02 02   E..%....@.......
            0010  c0 00 02 01 08 00 46 6c 00 01 00 01 64 65 61 64   ......Fl....dead
            0020  20 62 65 65 66                                     beef

            """
        },
        {
            "Wireshark, hex dump without text",
            """
            0000   45 00 00 2f 00 01 00 00 40 11 f6 b9 c0 00 02 02
            0010   c0 00 02 01 14 e9 00 35 00 1b 0b 5c 61 62 20 63
            0020   64 20 65 66 20 30 31 32 33 20 34 35 20 36 37
            0000   45 00 00 25 00 02 00 00 40 01 f6 d2 c0 00 02 02
            0010   c0 00 02 01 08 00 46 6c 00 01 00 01 64 65 61 64
            0020   20 62 65 65 66
            """
        },
        {
            "tcpdump -x",
            """
            15:02:02.000001 IP 192.0.2.2.5353 > 192.0.2.1.53: 24930 notify [b2&3=0x2063] [25958a] [25632q] [|domain]
            	0x0000:  4500 002f 0001 0000 4011 f6b9 c000 0202
            	0x0010:  c000 0201 14e9 0035 001b 0b5c 6162 2063
            	0x0020:  6420 6566 2030 3132 3320 3435 2036 37
            15:02:02.000002 IP 192.0.2.2 > 192.0.2.1: ICMP echo request, id 1, seq 1, length 17
            	0x0000:  4500 0025 0002 0000 4001 f6d2 c000 0202
            	0x0010:  c000 0201 0800 466c 0001 0001 6465 6164
            	0x0020:  2062 6565 66
            """
        },
        {
            "tcpdump -X",
            """
            15:02:02.000001 IP 192.0.2.2.5353 > 192.0.2.1.53: 24930 notify [b2&3=0x2063] [25958a] [25632q] [|domain]
            	0x0000:  4500 002f 0001 0000 4011 f6b9 c000 0202  E../....@.......
            	0x0010:  c000 0201 14e9 0035 001b 0b5c 6162 2063  .......5...\ab.c
            	0x0020:  6420 6566 2030 3132 3320 3435 2036 37    d.ef.0123.45.67
            15:02:02.000002 IP 192.0.2.2 > 192.0.2.1: ICMP echo request, id 1, seq 1, length 17
            	0x0000:  4500 0025 0002 0000 4001 f6d2 c000 0202  E..%....@.......
            	0x0010:  c000 0201 0800 466c 0001 0001 6465 6164  ......Fl....dead
            	0x0020:  2062 6565 66                             .beef
            """
        },
        {
            "xxd",
            """
            00000000: 4500 002f 0001 0000 4011 f6b9 c000 0202  E../....@.......
            00000010: c000 0201 14e9 0035 001b 0b5c 6162 2063  .......5...\ab c
            00000020: 6420 6566 2030 3132 3320 3435 2036 37    d ef 0123 45 67
            00000000: 45 00 00 25 00 02 00 00 40 01 f6 d2 c0 00 02 02  E..%....@.......
            00000010: c0 00 02 01 08 00 46 6c 00 01 00 01 64 65 61 64  ......Fl....dead
            00000020: 20 62 65 65 66                                    beef
            """
        },
        {
            "xxd -c 20 and -c 64",
            """
            00000000: 4500 002f 0001 0000 4011 f6b9 c000 0202 c000 0201  E../....@...........
            00000014: 14e9 0035 001b 0b5c 6162 2063 6420 6566 2030 3132  ...5...\ab cd ef 012
            00000028: 3320 3435 2036 37                                  3 45 67
            00000000: 4500 0025 0002 0000 4001 f6d2 c000 0202 c000 0201 0800 466c 0001 0001 6465 6164 2062 6565 66                                                                     E..%....@.............Fl....dead beef
            """
        },
        {
            "hexdump -C",
            """
            00000000  45 00 00 2f 00 01 00 00  40 11 f6 b9 c0 00 02 02  |E../....@.......|
            00000010  c0 00 02 01 14 e9 00 35  00 1b 0b 5c 61 62 20 63  |.......5...\ab c|
            00000020  64 20 65 66 20 30 31 32  33 20 34 35 20 36 37     |d ef 0123 45 67|
            0000002f
            00000000  45 00 00 25 00 02 00 00  40 01 f6 d2 c0 00 02 02  |E..%....@.......|
            00000010  c0 00 02 01 08 00 46 6c  00 01 00 01 64 65 61 64  |......Fl....dead|
            00000020  20 62 65 65 66                                    | beef|
            00000025
            """
        },
        {
            "od -Ax -tx1",
            """
            000000 45 00 00 2f 00 01 00 00 40 11 f6 b9 c0 00 02 02
            000010 c0 00 02 01 14 e9 00 35 00 1b 0b 5c 61 62 20 63
            000020 64 20 65 66 20 30 31 32 33 20 34 35 20 36 37
            00002f
            000000 45 00 00 25 00 02 00 00 40 01 f6 d2 c0 00 02 02
            000010 c0 00 02 01 08 00 46 6c 00 01 00 01 64 65 61 64
            000020 20 62 65 65 66
            000025
            """
        },
        {
            "Format-Hex",
            """

               Label: Byte (System.Byte) <50CAAC91>

                      Offset Bytes                                           Ascii
                             00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F
                      ------ ----------------------------------------------- -----
            0000000000000000 45 00 00 2F 00 01 00 00 40 11 F6 B9 C0 00 02 02 E  / �  @�ö¹À ��
            0000000000000010 C0 00 02 01 14 E9 00 35 00 1B 0B 5C 61 62 20 63 À ���é 5 ���\ab c
            0000000000000020 64 20 65 66 20 30 31 32 33 20 34 35 20 36 37    d ef 0123 45 67

               Label: Byte (System.Byte) <50CAAC92>

            0000000000000000 45 00 00 25 00 02 00 00 40 01 F6 D2 C0 00 02 02 E  % �  @�öÒÀ ��
            0000000000000010 C0 00 02 01 08 00 46 6C 00 01 00 01 64 65 61 64 À ��� Fl � �dead
            0000000000000020 20 62 65 65 66                                   beef
            """
        },
        {
            "hex streams",
            """
            4500002f000100004011f6b9c0000202c000020114e90035001b0b5c616220636420656620303132332034352036 37
            4500002500020000 4001f6d2c0000202 c0000201 0800466c00010001646561642062656566
            """
        },
        {
            "xxd -p",
            """
            4500002f000100004011f6b9c0000202c000020114e90035001b0b5c6162
            2063642065662030313233203435203637
            4500002500020000
            4001f6d2c0000202c00002010800466c00010001646561642062656566
            """
        },
        {
            "hex with separators",
            """
            45:00:00:2f:00:01:00:00:40:11:f6:b9:c0:00:02:02:c0:00:02:01:14:e9:00:35:00:1b:0b:5c:61:62:20:63:64:20:65:66:20:30:31:32:33:20:34:35:20:36:37

            45-00-00-25-00-02-00-00-40-01-F6-D2-C0-00-02-02-C0-00-02-01-08-00-46-6C-00-01-00-01-64-65-61-64-20-62-65-65-66
            """
        },
        {
            "base64",
            """
            RQAALwABAABAEfa5wAACAsAAAgEU6QA1ABsLXGFiIGNkIGVmIDAxMjMgNDUgNjc=
            RQAAJQACAABAAfbSwAACAsAA
            AgEIAEZsAAEAAWRlYWQgYmVlZg==
            """
        },
        {
            "C arrays",
            """
            /* Frame (47 bytes) */
            static const unsigned char pkt1[47] = {
            0x45, 0x00, 0x00, 0x2f, 0x00, 0x01, 0x00, 0x00, /* E../.... */
            0x40, 0x11, 0xf6, 0xb9, 0xc0, 0x00, 0x02, 0x02, /* @....... */
            0xc0, 0x00, 0x02, 0x01, 0x14, 0xe9, 0x00, 0x35, /* .......5 */
            0x00, 0x1b, 0x0b, 0x5c, 0x61, 0x62, 0x20, 0x63, /* ...\ab c */
            0x64, 0x20, 0x65, 0x66, 0x20, 0x30, 0x31, 0x32, /* d ef 012 */
            0x33, 0x20, 0x34, 0x35, 0x20, 0x36, 0x37 /* 3 45 67 */
            };
            unsigned char mk_b_bin[] = {
              0x45, 0x00, 0x00, 0x25, 0x00, 0x02, 0x00, 0x00, 0x40, 0x01, 0xf6, 0xd2,
              0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x01, 0x08, 0x00, 0x46, 0x6c,
              0x00, 0x01, 0x00, 0x01, 0x64, 0x65, 0x61, 0x64, 0x20, 0x62, 0x65, 0x65, 0x66
            };
            unsigned int mk_b_bin_len = 37;
            """
        },
        {
            "escaped strings",
            """
            "\x45\x00\x00\x2f\x00\x01\x00\x00\x40\x11\xf6\xb9\xc0\x00\x02\x02" \
            "\xc0\x00\x02\x01\x14\xe9\x00\x35\x00\x1b\x0b\x5c\x61\x62\x20\x63" \
            "\x64\x20\x65\x66\x20\x30\x31\x32\x33\x20\x34\x35\x20\x36\x37"
            b"\x45\x00\x00\x25\x00\x02\x00\x00\x40\x01\xf6\xd2\xc0\x00\x02\x02\xc0\x00\x02\x01\x08\x00\x46\x6c\x00\x01\x00\x01\x64\x65\x61\x64\x20\x62\x65\x65\x66"
            """
        },
    };

    [Theory]
    [MemberData(nameof(TwoPackets))]
    public void Packets_are_read_as_tools_print_them(string tool, string text)
    {
        _ = tool;
        Assert.Equal([s_first, s_second], PacketText.Parse(text));
        Assert.Equal([s_first, s_second], PacketText.Parse(text.ReplaceLineEndings("\r\n")));
    }

    [Fact]
    public void What_many_arrays_cost_grows_with_their_number()
    {
        string text = string.Concat(Enumerable.Repeat("char packet[] = {\n  0x45, 0x00, 0x00, 0x14\n};\n", 2000));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(2000, PacketText.Parse(text).Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100L * text.Length);
    }

    [Fact]
    public void Numbers_without_a_brace_are_a_packet()
        => Assert.Equal([[0x45, 0, 0xF]], PacketText.Parse("0x45, 0x00, 0xf"));

    // All of the text beside the bytes is hex: only the next offset, the gap, or the width of the tool tell them apart.
    [Theory]
    [InlineData(
        "xxd",
        "00000000: 6162 6364 6566 3031 3233 3435 3637 3839  abcdef0123456789",
        "00000010: 6465 6164 2062 6565 6620 6361 6665 2030  dead beef cafe 0")]
    [InlineData(
        "tshark -x",
        "0000  61 62 63 64 65 66 30 31 32 33 34 35 36 37 38 39   abcdef0123456789",
        "0010  64 65 61 64 20 62 65 65 66 20 63 61 66 65 20 30   dead beef cafe 0")]
    [InlineData(
        "Format-Hex",
        "0000000000000000 61 62 63 64 65 66 30 31 32 33 34 35 36 37 38 39 abcdef0123456789",
        "0000000000000010 64 65 61 64 20 62 65 65 66 20 63 61 66 65 20 30 dead beef cafe 0")]
    public void Text_that_looks_like_hex_is_never_taken_for_bytes(string tool, string first, string second)
    {
        _ = tool;
        byte[] bytes = [.. "abcdef0123456789dead beef cafe 0"u8];
        Assert.Equal([bytes[..16]], PacketText.Parse(first));
        Assert.Equal([bytes], PacketText.Parse($"{first}\n{second}"));
        Assert.Equal([bytes, bytes[..16]], PacketText.Parse($"{first}\n{second}\n{first}"));
    }

    [Fact]
    public void Lines_that_are_all_the_same_are_there_as_often_as_they_were()
        => Assert.Equal(
            new byte[100],
            Assert.Single(PacketText.Parse(
                """
                00000000  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|
                *
                00000060  00 00 00 00                                       |....|
                00000064
                """)));

    [Fact]
    public void A_frame_goes_on_in_the_next_line_until_it_is_as_long_as_it_says()
    {
        const string Arp = "ffffffffffff02005e1000020806 0001080006040001 02005e100002c6336402";
        Assert.Equal(2, PacketText.Parse($"{Arp}\n000000000000c6336401\n{Arp} 000000000000c6336401", TunLayer.Tap).Count);
        Assert.Equal(2, PacketText.Parse($"ffffffffffff02005e10\n000288cc 0000\nffffffffffff02005e10 000288cc 0000", TunLayer.Tap).Count);
    }

    [Theory]
    [InlineData("4500 001", "Line 1, column 6 of the text: the number of hex digits is odd (3)")]
    [InlineData("4500\n45 0g", "Line 2, column 5 of the text: 'g' is no hex digit.")]
    [InlineData("45000g0", "Line 1, column 6 of the text: 'g' is no hex digit, and the line no base64.")]
    [InlineData("RQAALwABAABAEfa5\nabc", "Line 2, column 1 of the text: the line does not go on in base64, as it began.")]
    [InlineData("oops", "Line 1, column 1 of the text: the line is neither hex nor the base64 of a packet.")]
    [InlineData("hello,world!", "Line 1, column 6 of the text: ',' belongs to neither hex nor base64.")]
    [InlineData("0000  45 00 00\n0010  45 00", "Line 1, column 15 of the text: by the next offset there are 16 bytes in this line, and 3 can be read.")]
    [InlineData("0000  45 0g 00 00\n0004  45 00", "Line 1, column 10 of the text: by the next offset there are 4 bytes in this line, and 1 can be read.")]
    [InlineData("0000  45 00\n0002  01\n0001  02", "Line 3, column 1 of the text: the offset 0001 does not follow on the lines before it.")]
    [InlineData("0000  45 00\n\n0010  45 00", "Line 3, column 1 of the text: the offset 0010 begins a packet, and a packet begins with the offset 0.")]
    [InlineData("char p[] = { 0x45,\n 0x00, 12 };", "Line 2, column 8 of the text: '12' is no byte such as 0x45.")]
    [InlineData("char p[] = { 0x45,", "Line 1, column 12 of the text: the brace is never closed.")]
    [InlineData("""b'\x45E'""", "Line 1, column 7 of the text: 'E' is no byte such as \\x45.")]
    public void What_is_wrong_is_said_with_its_place(string text, string message)
        => Assert.StartsWith(message, Assert.Throws<FormatException>(() => PacketText.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n")]
    public void A_text_without_bytes_has_no_packets(string text) => Assert.Empty(PacketText.Parse(text));

    [Fact]
    public void Any_other_text_is_a_FormatException_and_nothing_worse()
        => Gen.Select(Gen.Int[0, TwoPackets.Count - 1], Gen.Int[0, 400], Gen.Char["0123456789abcdefx\\\"{};: \n|*/"].Array[0, 6]).Sample(
            (sample, at, noise) =>
            {
                string text = TwoPackets.ElementAt(sample).Data.Item2;
                int place = Math.Min(at, text.Length);
                Exception? failure = Record.Exception(() => PacketText.Parse(text[..place] + new string(noise) + text[place..]));
                Assert.True(failure is null or FormatException, failure?.ToString());
            });

    [Fact]
    public void The_end_of_base64_may_look_like_hex()
    {
        byte[] packet = Packets.Udp(3);
        string text = Convert.ToBase64String([.. packet[..27], .. Convert.FromBase64String("abcd")]);

        Assert.Equal(30, Assert.Single(PacketText.Parse(text.Insert(36, "\n"))).Length);
    }

    [Fact]
    public void Hex_and_base64_of_any_packet_come_back()
        => Gen.Byte.Array[1, 100].Sample(payload =>
        {
            byte[] packet = PacketBuilder.Raw(
                IPAddress.Parse("192.0.2.2"), IPAddress.Parse("192.0.2.1"), (IPProtocol)253, payload)[0].Data;
            Assert.Equal(packet, Assert.Single(PacketText.Parse(Convert.ToHexString(packet))));
            Assert.Equal(packet, Assert.Single(PacketText.Parse(Convert.ToBase64String(packet, Base64FormattingOptions.InsertLineBreaks))));
        });
}
