using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.InteropServices;

namespace TunPS;

/// <summary>
/// Makes packets of whatever is given to be sent or converted. An array of bytes goes through a pipeline byte by byte;
/// here they are put together again: IP packets by the length field of their headers, while all that comes in a row is one
/// Ethernet frame, which has no such field.
/// </summary>
/// <param name="device">
/// The name of the device that the packets are for, which takes those of its layer only; null when they are for none.
/// </param>
/// <param name="layer">What bytes are.</param>
/// <param name="onPacket">Takes each packet.</param>
/// <param name="onError">Takes what is wrong with an input.</param>
internal sealed class PacketGatherer(
    string? device, TunLayer layer, Action<TunPacket> onPacket, Action<ErrorRecord> onError)
{
    private const int IPv4HeaderLength = 20;
    private const int IPv6HeaderLength = 40;
    private const string HowToPassWhole = "To pass an array whole, put a comma before it: ,$bytes.";

    private readonly List<byte> _bytes = [];

    /// <summary>Takes one input, and gives the packets that are complete with it.</summary>
    internal void Take(object? input)
    {
        object? value = PSValue.Unwrap(input);

        // The names of a type are asked for of nothing else: that takes longer than all the rest.
        if (value is PSCustomObject && DeserializedPacket.TryRead(input, out TunPacket? copy))
        {
            value = copy;
        }

        if (TryGetByte(value, out byte single))
        {
            Add(single);
            return;
        }

        Finish();
        switch (value)
        {
            case TunPacket packet when IsForbidden(packet.Layer):
                onError(WrongLayer(packet.Layer, packet));
                break;
            case TunPacket packet:
                onPacket(packet);
                break;
            case byte[] bytes:
                onPacket(Packet(bytes));
                break;
            case IEnumerable<byte> bytes:
                onPacket(Packet([.. bytes]));
                break;
            case IEnumerable items and not string:
                TakeAll(items);
                break;
            case null:
                onError(TunErrors.NotAPacket("A null is no packet.", null));
                break;
            default:
                TakeOther(value);
                break;
        }
    }

    /// <summary>The input is over: bytes that are left make no packet.</summary>
    internal void Finish()
    {
        if (_bytes.Count == 0)
        {
            return;
        }

        byte[] left = [.. _bytes];
        _bytes.Clear();
        if (layer == TunLayer.Tap)
        {
            onPacket(Packet(left));
            return;
        }

        string count = Quantity.Of(left.Length, "byte")
            + (left.Length == 1 ? " is left over that makes" : " are left over that make");
        string what = LengthByHeader(left) is int length
            ? $"the header announces {Quantity.Of(length, "byte")}"
            : left[0] >> 4 is 4 or 6 ? "they hold no length that makes sense" : "they do not begin like an IP packet";
        onError(TunErrors.NotAPacket(
            $"{count} no packet: {what}.", left, HowToPassWhole));
    }

    // A list of numbers that are all bytes is one packet; any other list is a list of packets.
    private void TakeAll(IEnumerable items)
    {
        object?[] all = [.. items.Cast<object?>().Select(PSValue.Unwrap)];
        if (all.Length == 0)
        {
            return;
        }

        List<byte> bytes = [];
        foreach (object? item in all)
        {
            if (!TryGetByte(item, out byte single))
            {
                break;
            }

            bytes.Add(single);
        }

        if (bytes.Count == all.Length)
        {
            onPacket(Packet([.. bytes]));
            return;
        }

        object? culprit = all[bytes.Count];
        if (IsNumber(culprit))
        {
            onError(TunErrors.NotAPacket($"A list with the number {culprit} is no packet: bytes are 0 to 255.", items));
            return;
        }

        foreach (object? item in all)
        {
            Take(item);
        }

        Finish();
    }

    // Apart, so that PacketDotNet is loaded only when something unknown comes along.
    private void TakeOther(object value)
    {
        switch (value)
        {
            case PacketDotNet.IPPacket or PacketDotNet.EthernetPacket:
                TakeTree((PacketDotNet.Packet)value);
                break;
            case PacketDotNet.Packet:
                onError(TunErrors.NotAPacket(
                    $"A {value.GetType().Name} alone is no packet: it has no header of IP.",
                    value,
                    "Give the IPv4Packet, IPv6Packet or EthernetPacket that carries it."));
                break;
            default:
                onError(TunErrors.NotAPacket(
                    $"An object of the type {value.GetType().Name} is no packet.",
                    value,
                    "Give a TunPacket, an array of bytes, or a PacketDotNet packet."));
                break;
        }
    }

    private void TakeTree(PacketDotNet.Packet tree)
    {
        TunLayer itsLayer = tree is PacketDotNet.EthernetPacket ? TunLayer.Tap : TunLayer.Tun;
        if (IsForbidden(itsLayer))
        {
            onError(WrongLayer(itsLayer, tree));
            return;
        }

        TunPacket packet;
        try
        {
            packet = EditedTree.ToPacket(tree, device);
        }
        catch (FormatException e)
        {
            onError(TunErrors.NotAPacket(e.Message, tree));
            return;
        }

        onPacket(packet);
    }

    private bool IsForbidden(TunLayer itsLayer) => device is not null && itsLayer != layer;

    private void Add(byte single)
    {
        _bytes.Add(single);
        if (layer == TunLayer.Tun && LengthByHeader(CollectionsMarshal.AsSpan(_bytes)) == _bytes.Count)
        {
            byte[] packet = [.. _bytes];
            _bytes.Clear();
            onPacket(Packet(packet));
        }
    }

    private TunPacket Packet(byte[] bytes) => new(bytes, device, layer);

    private ErrorRecord WrongLayer(TunLayer itsLayer, object packet)
        => itsLayer == TunLayer.Tun
            ? TunErrors.NotAPacket(
                $"An IP packet cannot be sent on {device}: a TAP device carries Ethernet frames.",
                packet,
                "Put an Ethernet header before it: addresses and EtherType.")
            : TunErrors.NotAPacket(
                $"An Ethernet frame cannot be sent on {device}: a TUN device carries IP packets.",
                packet,
                "Send what the frame carries, or use a TAP device (-Layer Tap).");

    /// <summary>The packet's length by its own header; null while that is not there, or makes no sense.</summary>
    private static int? LengthByHeader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 4 && bytes[0] >> 4 == 4)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            return length < IPv4HeaderLength ? null : length;
        }

        return bytes.Length >= 6 && bytes[0] >> 4 == 6
            ? IPv6HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(bytes[4..])
            : null;
    }

    private static bool IsNumber(object? value) => value is byte or sbyte or short or ushort or int or uint or long;

    private static bool TryGetByte(object? value, out byte result)
    {
        long? number = IsNumber(value) ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
        result = (byte)(number ?? 0);
        return number is >= byte.MinValue and <= byte.MaxValue;
    }
}
