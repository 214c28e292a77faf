namespace TunPS.Behaviour.Tests.Walk;

/// <summary>The forms of a call that can wait.</summary>
internal enum CallForm
{
    Read,
    ReadScatter,
    ReadBatch,
    ReadGroup,
    ReadAsync,
    WaitReadable,
    Write,
    WriteGather,
    WriteBatch,
    WriteAsync,
    WaitWritable,
}
