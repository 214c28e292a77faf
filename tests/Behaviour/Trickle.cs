namespace TunPS.Behaviour.Tests;

/// <summary>A stream that cannot be sought in, and gives its bytes in pieces of changing length.</summary>
internal sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
{
    private int _reads;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count)
        => base.Read(buffer, offset, Math.Min(count, 1 + (_reads++ * 7 % 50)));
}
