using System.Buffers.Binary;

namespace TunPS;

/// <summary>IGMP messages (RFC 2236, RFC 3376): every system sends them that listens to a multicast group.</summary>
internal static class IgmpInfo
{
    private const int HeaderLength = 8;
    private const int AddressLength = 4;
    private const int Query = 0x11;
    private const int ReportV3 = 0x22;

    internal static void Write(ref InfoWriter writer, PacketPart part)
    {
        ReadOnlySpan<byte> message = part.Bytes;
        if (message.Length < HeaderLength)
        {
            writer.CutOff(part, HeaderLength, "IGMP header");
            return;
        }

        ReadOnlySpan<byte> group = message.Slice(4, AddressLength);
        switch (message[0])
        {
            case Query:
                writer.Text("Membership Query");
                DescribeQuery(ref writer, message, group);
                break;
            case 0x12:
                writer.Text("Membership Report");
                break;
            case 0x16:
                writer.Text("Membership Report group ");
                writer.IPv4Address(group);
                break;
            case 0x17:
                writer.Text("Leave Group ");
                writer.IPv4Address(group);
                break;
            case ReportV3:
                writer.Text("Membership Report");
                Records(ref writer, part.From(HeaderLength), BinaryPrimitives.ReadUInt16BigEndian(message[6..]));
                break;
            default:
                writer.Text("Unknown Type:0x");
                writer.Hex(message[..1]);
                break;
        }
    }

    private static void DescribeQuery(ref InfoWriter writer, ReadOnlySpan<byte> message, ReadOnlySpan<byte> group)
    {
        // The second byte, the longest time to answer, is 0 in the first version, which had general queries only.
        if (message[1] == 0)
        {
            return;
        }

        if (group.IndexOfAnyExcept((byte)0) < 0)
        {
            writer.Text(", general");
            return;
        }

        writer.Text(", specific for group ");
        writer.IPv4Address(group);
    }

    private static void Records(ref InfoWriter writer, PacketPart records, int count)
    {
        if (count == 0)
        {
            writer.Text(" - General query");
        }

        for (; count > 0 && !writer.IsFull; count--)
        {
            ReadOnlySpan<byte> record = records.Bytes;
            int sources = record.Length < HeaderLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(record[2..]);
            int length = HeaderLength + (sources * AddressLength);
            if (record.Length < length)
            {
                writer.CutOff(records, length, "IGMP record");
                return;
            }

            // Data of other protocols may follow the sources: the second byte counts it in words.
            Record(ref writer, record, sources);
            records = records.From(length + (record[1] * sizeof(uint)));
        }
    }

    private static void Record(ref InfoWriter writer, ReadOnlySpan<byte> record, int sources)
    {
        bool isMany = sources > 1;
        bool isInclude = record[0] is 1 or 3;
        bool isExclude = record[0] is 2 or 4;
        writer.Text(" / ");
        writer.Text(isExclude || (isInclude && sources > 0) ? "Join group " : isInclude ? "Leave group " : "Group ");
        writer.IPv4Address(record.Slice(4, AddressLength));
        writer.Text((record[0], sources) switch
        {
            (1 or 3, 0) => string.Empty,
            (1 or 3, _) => isMany ? " for sources in " : " for source ",
            (2 or 4, 0) => " for any sources",
            (2 or 4, _) => isMany ? ", for sources not in " : ", for source not ",
            (5, 0) => ", ALLOW_NEW_SOURCES but no source specified (?)",
            (5, _) => isMany ? ", new sources " : ", new source ",
            (6, 0) => ", BLOCK_OLD_SOURCES but no source specified (?)",
            (6, _) => isMany ? ", block sources " : ", block source ",
            _ => sources > 0 ? ", unknown record type (?), sources " : ", unknown record type (?)",
        });
        for (int i = 0; i < sources && !writer.IsFull; i++)
        {
            writer.Text(i == 0 ? "{" : ", ");
            writer.IPv4Address(record.Slice(HeaderLength + (i * AddressLength), AddressLength));
        }

        writer.Text(sources > 0 ? "}" : string.Empty);
    }
}
