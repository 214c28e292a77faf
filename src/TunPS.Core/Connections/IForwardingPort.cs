namespace TunPS;

/// <summary>
/// An end of a connection as the loop that forwards sees it. Implemented by structs, so that the loop is compiled for each
/// pair of ends and calls them directly.
/// </summary>
internal interface IForwardingPort
{
    /// <summary>The virtio header that stands before each packet here; 0 or <see cref="VirtioHeader.Size"/> bytes.</summary>
    int HeaderSize { get; }

    /// <summary>Whether the packets of a device with UDP offload may be written here as they are.</summary>
    bool TakesUdpSegments { get; }

    /// <summary>Whether other readers have left a part of a super-packet here, of which a read knows nothing.</summary>
    bool HasPending { get; }

    /// <summary>Reads one packet behind its header, without waiting: the length of both, or the negative errno.</summary>
    unsafe int Read(byte* buffer, int size);

    /// <summary>Writes one packet behind its header, without waiting: the length of both, or the negative errno.</summary>
    unsafe int Write(byte* packet, int length);

    /// <summary>
    /// Takes a packet of those that are pending, without a header: its length, the negative errno, or 0 for one that cannot
    /// be used.
    /// </summary>
    int TakePending(Span<byte> buffer);

    /// <summary>What joins packets for this end; null where each is written by itself.</summary>
    CoalescedBatch? CreateBatch();

    /// <summary>What to wait for here.</summary>
    PollTarget Target(short interest);

    /// <summary>Whether a read that failed with the errno says nothing of the next one.</summary>
    bool CanReadOnAfter(int errno);

    /// <summary>Whether it is the packet, or the moment, that a write failed for, so that the packet is to be dropped.</summary>
    bool IsDropped(int errno);

    /// <summary>Whether a write failed because the system was short of buffers, of which poll knows nothing.</summary>
    bool LacksBuffers(int errno);

    /// <summary>Whether waiting for room is of no use, because the interface is down.</summary>
    bool IsDown();

    /// <summary>The exception for a read that failed for good.</summary>
    TunException ReadFailure(int errno);

    /// <summary>The exception for a write that failed for good.</summary>
    TunException WriteFailure(int errno);
}
