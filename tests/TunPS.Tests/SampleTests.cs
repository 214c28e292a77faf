using System.Net.NetworkInformation;
using System.Text.RegularExpressions;

namespace TunPS.Tests;

/// <summary>Every sample is run as its reader runs it.</summary>
public sealed class SampleTests
{
    [Fact]
    public void Every_sample_has_a_test()
        => Assert.Equal(
            ["Reply-Ping.ps1", "Watch-Traffic.ps1"],
            Directory.EnumerateFiles(Repository.Samples).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [DeviceFact]
    public void Reply_Ping_answers_the_systems_pings() => NetworkNamespace.Run(() =>
    {
        (int exitCode, string output) = Run("Reply-Ping.ps1", "-Count", "3");

        Assert.Equal(0, exitCode);
        Assert.Equal(3, Regex.Count(output, @"192\.0\.2\.1 +192\.0\.2\.2 +Icmp +\d+ Echo \(ping\) request"));
        Assert.Equal(3, Regex.Count(output, @"192\.0\.2\.2 +192\.0\.2\.1 +Icmp +\d+ Echo \(ping\) reply"));
        Assert.Equal(3, Regex.Count(output, @"ping \d to 192\.0\.2\.2: Success, round trip \d+\.\d\d ms"));
        Assert.Contains("3 of 3 pings answered", output, StringComparison.Ordinal);
        Assert.Equal(["lo"], IpCommand.Links());
    });

    [DeviceFact]
    public void Reply_Ping_answers_until_it_is_stopped() => NetworkNamespace.Run(() =>
    {
        using HostProcess host = new([Path.Combine(Repository.Samples, "Reply-Ping.ps1"), "-Continuous"]);
        Assert.True(SpinWait.SpinUntil(IsAnswered, TimeSpan.FromSeconds(60)), "No ping was answered.");
        host.Signal(HostProcess.SIGINT);

        Assert.Equal(130, host.WaitForEnd().ExitCode);
        Assert.Empty(host.Error);
        Assert.Equal(["lo"], IpCommand.Links());
    });

    [DeviceFact]
    public void Watch_Traffic_shows_what_the_system_sends() => NetworkNamespace.Run(() =>
    {
        (int exitCode, string output) = Run("Watch-Traffic.ps1", "-Seconds", "1");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"198\.51\.100\.2 +Icmp +\d+ Echo \(ping\) request", output);
        Assert.Matches(@"2001:db8::2 +IcmpV6 +\d+ Echo \(ping\) request", output);
        Assert.Matches(@"198\.51\.100\.53 +Udp +57 \d+ → 53 Len=29", output);
        Assert.Matches(@"198\.51\.100\.80 +Tcp +\d+ \d+ → 80 \[SYN\]", output);
        Assert.Matches(@"tun0, 1 seconds: .*1 Udp", output);
        Assert.Equal(["lo"], IpCommand.Links());
    });

    [DeviceFact]
    public void Watch_Traffic_ends_at_once_when_it_is_stopped() => NetworkNamespace.Run(() =>
    {
        using HostProcess host = new([Path.Combine(Repository.Samples, "Watch-Traffic.ps1"), "-Seconds", "3600"]);
        string? line = host.ReadLine();
        while (line?.Contains("Udp", StringComparison.Ordinal) == false)
        {
            line = host.ReadLine();
        }

        host.Signal(HostProcess.SIGINT);

        Assert.Equal(130, host.WaitForEnd().ExitCode);
        Assert.Equal(["lo"], IpCommand.Links());
    });

    private static bool IsAnswered()
    {
        try
        {
            using Ping ping = new();
            return ping.Send("192.0.2.2", 500).Status == IPStatus.Success;
        }
        catch (PingException)
        {
            // The device is not there yet.
            return false;
        }
    }

    private static (int ExitCode, string Output) Run(string sample, params string[] arguments)
    {
        using HostProcess host = new([Path.Combine(Repository.Samples, sample), .. arguments]);
        return host.WaitForEnd();
    }
}
