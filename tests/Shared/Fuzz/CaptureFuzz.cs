namespace TunPS.Testing;

/// <summary>A damaged capture, read to its end.</summary>
internal sealed class CaptureFuzz : IFuzz
{
    private const int MaxLength = 20_000;

    // The small ones, and the beginnings of those that are large.
    private static readonly byte[][] s_files =
        [.. Corpus.Files.Select(file => file[..Math.Min(file.Length, MaxLength)])];

    public void RunOne(Mutator mutator)
    {
        byte[] file = mutator.Damage(mutator.Choose(s_files), mutator.Choose(s_files));
        try
        {
            using CaptureReader reader = new(new MemoryStream(file));
            long bytes = 0;
            while (reader.TryRead(out TunPacket? packet))
            {
                bytes += packet.Length;
            }

            if (bytes > file.Length)
            {
                throw new InvalidOperationException($"{bytes} bytes of packets in a file of {file.Length}.");
            }
        }
        catch (InvalidDataException)
        {
            // What is no capture any more says so.
        }
    }
}
