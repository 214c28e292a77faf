using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace TunPS.Tests;

/// <summary>Every sample is run as its reader runs it.</summary>
public sealed class SampleTests
{
    [Fact]
    public void Every_sample_has_a_test()
        => Assert.Equal(
            [
                "Invoke-Replay.ps1",
                "Join-Namespace.ps1",
                "Reply-Arp.ps1",
                "Reply-Dns.ps1",
                "Reply-Ping.ps1",
                "Save-Capture.ps1",
                "Start-LabBench.ps1",
                "Test-PortKnock.Tests.ps1",
                "Watch-Traffic.ps1",
            ],
            Directory.EnumerateFiles(Repository.Samples).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [DeviceFact]
    public void Reply_Ping_answers_the_systems_pings() => NetworkNamespace.Run(() =>
    {
        (int exitCode, string output) = Run("Reply-Ping.ps1", "-Count", "3");

        Assert.Equal(0, exitCode);
        AssertThreePings(output);
        IpCommand.AssertNoDevices();
    });

    [DeviceTheory]
    [InlineData("Reply-Ping.ps1")]
    [InlineData("Reply-Arp.ps1")]
    public void Samples_that_reply_do_so_until_they_are_stopped(string sample) => NetworkNamespace.Run(() =>
    {
        using HostProcess host = new([Path.Combine(Repository.Samples, sample), "-Continuous"]);
        Assert.True(SpinWait.SpinUntil(IsAnswered, TimeSpan.FromSeconds(60)), "No ping was answered.");
        host.Signal(HostProcess.SIGINT);

        Assert.Equal(130, host.WaitForEnd().ExitCode);
        Assert.Empty(host.Error);
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void Watch_Traffic_shows_what_the_system_sends() => NetworkNamespace.Run(() =>
    {
        (int exitCode, string output) = Run("Watch-Traffic.ps1", "-Seconds", "1");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"198\.51\.100\.2 +Icmp +\d+ Echo \(ping\) request", output);
        Assert.Matches(@"2001:db8::2 +IcmpV6 +\d+ Echo \(ping\) request", output);
        Assert.Matches(@"198\.51\.100\.53 +Udp +57 Standard query 0x1234 A example\.com", output);
        Assert.Matches(@"198\.51\.100\.80 +Tcp +\d+ \d+ → 80 \[SYN\]", output);
        Assert.Matches(@"tun0, 1 s: .*1 Udp", output);
        IpCommand.AssertNoDevices();
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
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void Reply_Arp_answers_for_a_MAC_address_and_then_the_pings() => NetworkNamespace.Run(() =>
    {
        (int exitCode, string output) = Run("Reply-Arp.ps1", "-Count", "3");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"Arp +42 Who has 192\.0\.2\.2\? Tell 192\.0\.2\.1\n", output);
        Assert.Matches(@"Arp +42 192\.0\.2\.2 is at 00:00:5e:00:53:02\n", output);
        AssertThreePings(output);
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void Reply_Dns_answers_for_its_zone() => NetworkNamespace.Run(() =>
    {
        (int exitCode, string output) = Run("Reply-Dns.ps1");

        Assert.Equal(0, exitCode);
        Assert.Equal(6, Regex.Count(output, @"192\.0\.2\.1 +192\.0\.2\.53 +Udp +\d+ Standard query 0x"));
        Assert.Equal(6, Regex.Count(output, @"192\.0\.2\.53 +192\.0\.2\.1 +Udp +\d+ Standard query response 0x"));
        Assert.Contains("www.lab.example A: no error, 192.0.2.80, 192.0.2.81\n", output, StringComparison.Ordinal);
        Assert.Contains("www.lab.example AAAA: no error, 2001:db8::80\n", output, StringComparison.Ordinal);
        Assert.Contains("mail.lab.example AAAA: no error\n", output, StringComparison.Ordinal);
        Assert.Contains("nobody.lab.example A: NXDOMAIN\n", output, StringComparison.Ordinal);
        Assert.Contains("www.example.org A: REFUSED\n", output, StringComparison.Ordinal);
        Assert.Contains("6 of 6 lookups answered\n", output, StringComparison.Ordinal);
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void Reply_Dns_answers_others_until_it_is_stopped() => NetworkNamespace.Run(() =>
    {
        using HostProcess host = new([Path.Combine(Repository.Samples, "Reply-Dns.ps1"), "-Continuous"]);
        byte[]? answer = null;
        Assert.True(
            SpinWait.SpinUntil(() => (answer = AskForAddress()) is not null, TimeSpan.FromSeconds(60)),
            "No query was answered.");
        host.Signal(HostProcess.SIGINT);

        // An authoritative answer without an error, with two addresses.
        Assert.Equal([0x12, 0x34, 0x85, 0, 0, 1, 0, 2], answer![..8]);
        Assert.Equal([0, 4, 192, 0, 2, 81], answer[^6..]);
        Assert.Equal(130, host.WaitForEnd().ExitCode);
        Assert.Empty(host.Error);
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void Join_Namespace_carries_pings_and_a_file_from_one_namespace_to_the_other() => NetworkNamespace.Run(() =>
    {
        IpCommand.Require();
        string file = Path.GetTempFileName();
        try
        {
            byte[] content = new byte[3_000_000];
            new Random(7).NextBytes(content);
            File.WriteAllBytes(file, content);
            using HostProcess host = RunApart("Join-Namespace.ps1", "-Path", file);
            (int exitCode, string output) = host.WaitForEnd();

            Assert.Equal((0, string.Empty), (exitCode, host.Error));
            Assert.Equal(3, Regex.Count(output, @"ping \d to 192\.0\.2\.2: Success"));
            Assert.Equal(3, Regex.Count(output, @"ping \d to 2001:db8::2: Success"));
            Assert.Contains("fetched 3000000 bytes", output, StringComparison.Ordinal);
            Assert.EndsWith("All arrived.\n", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    });

    [DeviceFact]
    public void Start_LabBench_shows_what_a_bad_line_does() => NetworkNamespace.Run(() =>
    {
        IpCommand.Require();
        using HostProcess host = RunApart(
            "Start-LabBench.ps1", "-Delay", "30ms", "-Loss", "0", "-RateLimit", "8Mbit", "-Size", "300000");
        (int exitCode, string output) = host.WaitForEnd();

        Assert.Equal((0, string.Empty), (exitCode, host.Error));
        Assert.Contains("The line: none\n", output, StringComparison.Ordinal);
        Assert.Contains("The line: delay 30 ms, rate limit 8Mbit\n", output, StringComparison.Ordinal);
        MatchCollection runs = Regex.Matches(
            output, @"10 of 10 pings answered, on average in (\S+) ms; 300000 bytes in (\S+) s");
        double[] pings = [.. runs.Select(run => double.Parse(run.Groups[1].Value, CultureInfo.InvariantCulture))];
        double[] seconds = [.. runs.Select(run => double.Parse(run.Groups[2].Value, CultureInfo.InvariantCulture))];
        Assert.Equal(2, runs.Count);
        Assert.InRange(pings[0], 0, 60);
        Assert.InRange(pings[1], 60, 1000);

        // 2.4 million bits at 8 million a second, and the headers.
        Assert.InRange(seconds[1], 0.3, 30);
        Assert.EndsWith("Lost on the line: 0 packets there and 0 back.\n", output, StringComparison.Ordinal);
    });

    private static void AssertThreePings(string output)
    {
        Assert.Equal(3, Regex.Count(output, @"192\.0\.2\.1 +192\.0\.2\.2 +Icmp +\d+ Echo \(ping\) request"));
        Assert.Equal(3, Regex.Count(output, @"192\.0\.2\.2 +192\.0\.2\.1 +Icmp +\d+ Echo \(ping\) reply"));
        Assert.Equal(3, Regex.Count(output, @"ping \d to 192\.0\.2\.2: Success, round trip \d+\.\d\d ms"));
        Assert.Contains("3 of 3 pings answered", output, StringComparison.Ordinal);
    }

    // In a mount namespace with a /run of its own, where no other run's namespaces are, and none stay.
    private static HostProcess RunApart(string sample, params string[] arguments) => new(
        [Path.Combine(Repository.Samples, sample), .. arguments],
        "unshare", "--mount", "--", "sh", "-c", "mount -t tmpfs none /run && exec \"$0\" \"$@\"");

    // By a query for the address of www.lab.example; null when nobody answers.
    private static byte[]? AskForAddress()
    {
        byte[] query =
        [
            0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,
            3, .. "www"u8, 3, .. "lab"u8, 7, .. "example"u8, 0, 0, 1, 0, 1,
        ];
        try
        {
            using UdpClient client = new("192.0.2.53", 53);
            client.Client.ReceiveTimeout = 500;
            IPEndPoint? server = null;
            _ = client.Send(query, query.Length);
            return client.Receive(ref server);
        }
        catch (SocketException)
        {
            // The device is not there yet.
            return null;
        }
    }

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
