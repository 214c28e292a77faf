using System.Diagnostics;
using System.IO.Pipes;

namespace TunPS.Behaviour.Tests;

/// <summary>Captures that go through a FIFO to another program, or come from one.</summary>
public sealed class CapturePipeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tunps-");
    private readonly CancellationTokenSource _cancellation = new();

    private string Fifo => Path.Combine(_folder.FullName, "fifo");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_pipe_is_told_from_a_file_and_from_nothing()
    {
        MakeFifo();
        File.WriteAllText(Path.Combine(_folder.FullName, "file"), string.Empty);

        Assert.True(CapturePipeStream.IsPipe(Fifo));
        Assert.True(CapturePipeStream.IsPipe("/dev/null"));
        Assert.False(CapturePipeStream.IsPipe(Path.Combine(_folder.FullName, "file")));
        Assert.False(CapturePipeStream.IsPipe(_folder.FullName));
        Assert.False(CapturePipeStream.IsPipe(Path.Combine(_folder.FullName, "nosuch")));
    }

    [Fact]
    public async Task What_is_written_into_a_pipe_comes_out_of_it_in_order()
    {
        MakeFifo();
        TunPacket[] packets = [.. Enumerable.Range(0, 500).Select(number => Captures.Packet(new byte[number * 3]))];
        Task<long> writing = Background.Run(() =>
        {
            using CaptureWriter writer = CaptureWriter.Create(
                CapturePipeStream.OpenWrite(Fifo, _cancellation.Token), CaptureFormat.Pcapng);
            Array.ForEach(packets, writer.Write);
            return writer.Count;
        });
        using CaptureReader reader = new(CapturePipeStream.OpenRead(Fifo, _cancellation.Token));

        Assert.Equal(Captures.Describe(packets), Captures.Describe(Captures.ReadAll(reader)));
        Assert.Null(reader.Problem);
        Assert.Equal(packets.Length, await writing);
    }

    [Fact]
    public void Waiting_for_the_other_end_can_be_cancelled()
    {
        MakeFifo();
        _cancellation.CancelAfter(50);
        Assert.Throws<OperationCanceledException>(() => CapturePipeStream.OpenWrite(Fifo, _cancellation.Token));
        using CapturePipeStream source = CapturePipeStream.OpenRead(Fifo, _cancellation.Token);
        Assert.Throws<OperationCanceledException>(() => source.Read(new byte[10], 0, 10));
    }

    [Fact]
    public void Waiting_for_room_can_be_cancelled_and_the_rest_is_not_waited_for()
    {
        MakeFifo();
        using CapturePipeStream reader = CapturePipeStream.OpenRead(Fifo, CancellationToken.None);
        CaptureWriter writer = CaptureWriter.Create(
            CapturePipeStream.OpenWrite(Fifo, _cancellation.Token), CaptureFormat.Pcapng);
        _cancellation.CancelAfter(100);

        Assert.Throws<OperationCanceledException>(() => Fill(writer));
        writer.Dispose();
    }

    [Fact]
    public void A_reader_that_goes_away_is_told_of()
    {
        MakeFifo();
        CapturePipeStream reader = CapturePipeStream.OpenRead(Fifo, CancellationToken.None);
        using CapturePipeStream writer = CapturePipeStream.OpenWrite(Fifo, CancellationToken.None);
        reader.Dispose();

        IOException error = Assert.Throws<IOException>(() => writer.Write([1, 2, 3]));
        Assert.Equal($"Nobody reads '{Fifo}' any more: EPIPE (32).", error.Message);
    }

    [Fact]
    public void A_writer_that_came_and_went_without_a_byte_is_the_end()
    {
        MakeFifo();
        _cancellation.CancelAfter(5000);
        using CapturePipeStream reader = CapturePipeStream.OpenRead(Fifo, _cancellation.Token);
        CapturePipeStream.OpenWrite(Fifo, _cancellation.Token).Dispose();

        Assert.Equal(0, reader.Read(new byte[10], 0, 10));
    }

    [Fact]
    public void A_pipe_of_a_shell_whose_writer_is_gone_is_at_its_end()
    {
        using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        string path = Path.Combine(Leaks.DescriptorFolder, pipe.GetClientHandleAsString());
        _cancellation.CancelAfter(5000);
        using CapturePipeStream reader = CapturePipeStream.OpenRead(path, _cancellation.Token);
        pipe.Dispose();

        Assert.Equal(0, reader.Read(new byte[10], 0, 10));
    }

    [Fact]
    public void A_full_device_is_told_of_by_the_name_of_the_error()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no device that is always full.");
        using CapturePipeStream full = CapturePipeStream.OpenWrite("/dev/full", CancellationToken.None);

        IOException error = Assert.Throws<IOException>(() => full.Write([1, 2, 3]));
        Assert.Equal("'/dev/full' cannot be used: ENOSPC (28).", error.Message);
    }

    [Fact]
    public void What_cannot_be_opened_is_told_of()
        => Assert.Throws<IOException>(() => CapturePipeStream.OpenRead(Fifo, CancellationToken.None));

    // Far more than a pipe holds.
    private static void Fill(CaptureWriter writer)
    {
        for (int i = 0; i < 10_000; i++)
        {
            writer.Write(Captures.Packet(new byte[1000]));
        }
    }

    private void MakeFifo()
    {
        using Process mkfifo = Process.Start("mkfifo", [Fifo]);
        mkfifo.WaitForExit();
        Assert.Equal(0, mkfifo.ExitCode);
    }
}
