namespace TunPS;

/// <summary>
/// An end of a connection as the loop that forwards sees it. Implemented by structs, so that the loop is compiled for each
/// pair of ends and calls nothing indirectly.
/// </summary>
internal interface IForwardingPort
{
    /// <summary>Reads one packet, without waiting: its length, or the negative errno.</summary>
    unsafe int Read(byte* buffer, int size);

    /// <summary>Writes one packet, without waiting: its length, or the negative errno.</summary>
    unsafe int Write(byte* packet, int length);

    /// <summary>What to wait for here.</summary>
    PollTarget Target(short interest);

    /// <summary>Whether a read that failed with the errno says nothing of the next one.</summary>
    bool CanReadOnAfter(int errno);

    /// <summary>Whether it is the packet, or the moment, that a write failed for, so that the packet is to be dropped.</summary>
    bool IsDropped(int errno);

    /// <summary>Whether waiting for room is of no use, because the interface is down.</summary>
    bool IsDown();

    /// <summary>The exception for a read that failed for good.</summary>
    TunException ReadFailure(int errno);

    /// <summary>The exception for a write that failed for good.</summary>
    TunException WriteFailure(int errno);
}
