using TunPS.Platform;

namespace TunPS.Tests.Elsewhere;

/// <summary>
/// A system without devices, such as Windows. It takes the place of this one for the whole process, so nothing runs
/// beside these tests.
/// </summary>
[CollectionDefinition(nameof(ElsewhereTests), DisableParallelization = true)]
[Collection(nameof(ElsewhereTests))]
public sealed class ElsewhereTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TunPlatform _own = TunPlatform.Current;
    private readonly string _folder = Directory.CreateTempSubdirectory("tunps-").FullName;
    private readonly Session _session;

    public ElsewhereTests()
    {
        TunPlatform.Current = new UnsupportedPlatform();
        _session = new Session { ["folder"] = _folder };
    }

    public static TheoryData<string> Refused => [.. RefusedCommands.All];

    public void Dispose()
    {
        _session.Dispose();
        TunPlatform.Current = _own;
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_needs_a_device_is_one_error_that_says_where_there_are_any(string command)
    {
        ErrorRecord record = Fail(command);

        Assert.StartsWith("TunNotSupported,", record.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.NotImplemented, record.CategoryInfo.Category);
        Assert.EndsWith(
            ": TunPS drives TUN devices on Linux and macOS only.", record.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("WSL 2", record.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-TunDevice")]
    [InlineData("Get-TunDevice tun*")]
    [InlineData("Get-TunAddress; Get-TunRoute")]
    [InlineData("Set-TunDevice * -Mtu 1400")]
    [InlineData("Get-TunDevice | Remove-TunDevice; Remove-TunDevice *")]
    public void What_is_about_the_devices_that_are_open_finds_none(string command)
    {
        Assert.Empty(_session.Run(command));
        Assert.Empty(_session.Errors);
    }

    [Theory]
    [InlineData("New-TunDevice tun")]
    [InlineData("New-TunDevice -Owner roo")]
    [InlineData("New-TunDevice -Group roo")]
    [InlineData("New-TunDevice -NetworkNamespace x")]
    [InlineData("Set-TunDevice tun")]
    [InlineData("Receive-TunPacket tun")]
    [InlineData("Remove-TunAddress tun0 192")]
    [InlineData("Remove-TunRoute tun0 192")]
    public void Completion_has_nothing_to_offer(string typed)
    {
        using PowerShell shell = _session.Prepare(string.Empty);

        Assert.Empty(CommandCompletion.CompleteInput(typed, typed.Length, null, shell).CompletionMatches);
        Assert.Empty(shell.Streams.Error);
    }

    [Fact]
    public void The_module_comes_and_goes()
    {
        _ = _session.Run($"Remove-Module TunPS; Import-Module '{Repository.Module}'; Remove-Module TunPS");
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void Packets_are_made_read_and_changed()
    {
        Assert.Equal(
            "Udp Icmp Icmp 192.0.2.1",
            _session.RunFor<string>("""
                $udp = New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort 514 -Payload hello
                $echo = New-TunPacket -Echo 192.0.2.2 192.0.2.1
                $reply = $echo | New-TunPacket
                $again = ($echo.Data | ForEach-Object { $_.ToString('x2') }) -join ' ' | ConvertTo-TunPacket
                "$($udp.Protocol) $($reply.Protocol) $($again.Protocol) $($reply.Source)"
                """));
        Assert.Empty(_session.Errors);
    }

    [Theory]
    [InlineData("pcapng")]
    [InlineData("pcap")]
    public void Captures_are_written_continued_and_read(string extension)
    {
        Assert.Equal(
            "3 17",
            _session.RunFor<string>($$"""
                $path = "$folder/lab.{{extension}}"
                New-TunPacket -Echo 192.0.2.2 192.0.2.1 | Export-TunCapture $path
                New-TunPacket -Echo 192.0.2.3 192.0.2.1 | Export-TunCapture $path -Force
                1..2 | ForEach-Object { New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort $_ } |
                    Export-TunCapture $path -Append
                "$(@(Import-TunCapture $path).Count) $((Import-TunCapture "$folder/*" -Port 2).Protocol.Value__)"
                """));
        Assert.Empty(_session.Errors);
    }

    [Fact]
    public void A_stop_ends_the_reading_of_a_capture_quietly()
    {
        using ManualResetEventSlim reads = new();
        _session["reads"] = reads;
        _ = _session.Run("""
            $path = "$folder/lab.pcapng"
            1..9 | ForEach-Object { New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort $_ } | Export-TunCapture $path
            """);
        using PowerShell shell = _session.Prepare("Import-TunCapture $path | ForEach-Object { $reads.Set(); while ($true) { } }");
        Task<bool> stop = Background.Run(() =>
        {
            bool isReading = reads.Wait(s_patience);
            shell.Stop();
            return isReading;
        });

        Exception? seen = Record.Exception(() => shell.Invoke());

        Assert.True(Background.Result(stop), "Nothing was read.");
        Assert.True(seen is null or PipelineStoppedException);
        Assert.Empty(shell.Streams.Error);
        Assert.Equal(9, _session.RunFor<int>("@(Import-TunCapture $path).Count"));
    }

    private ErrorRecord Fail(string command)
    {
        using PowerShell shell = _session.Prepare(command);
        List<ErrorRecord> errors = [];
        try
        {
            Assert.Empty(shell.Invoke());
        }
        catch (RuntimeException e)
        {
            errors.Add(e.ErrorRecord);
        }

        errors.AddRange(shell.Streams.Error);
        return Assert.Single(errors);
    }
}
