using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Text.RegularExpressions;

namespace TunPS.Tests;

/// <summary>The samples that work on capture files, as their readers run them.</summary>
public sealed class CaptureSampleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tunps-");

    public void Dispose() => _folder.Delete(recursive: true);

    [DeviceFact]
    public void Save_Capture_writes_what_the_system_sends_to_a_file() => NetworkNamespace.Run(() =>
    {
        string file = PathOf("x.pcapng");
        (int exitCode, string output) = Run("Save-Capture.ps1", "-Path", file, "-Seconds", "1");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"tun0: \d+ packets, \d+ bytes: .*1 Udp", output);
        Assert.Contains($"wireshark {file}", output, StringComparison.Ordinal);
        TunPacket[] packets = ReadCapture(file);
        Assert.Contains(packets, packet => packet.DestinationPort == 4001);
        Assert.Contains(packets, packet => packet.Protocol == IPProtocol.IcmpV6);
        Assert.All(packets, packet => Assert.Equal("tun0", packet.Device));
        IpCommand.AssertNoDevices();

        Assert.Equal(1, Run("Save-Capture.ps1", "-Path", file, "-Seconds", "1").ExitCode);
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void Save_Capture_gives_the_packets_to_Wireshark_as_they_come() => NetworkNamespace.Run(() =>
    {
        string file = PathOf("seen.pcapng");

        // In the place of Wireshark: a program that keeps what it reads.
        string program = PathOf("wireshark");
        File.WriteAllText(program, $"#!/bin/sh\ntest \"$1 $2\" = '-k -i' && exec cat \"$3\" > '{file}'\n");
        using HostProcess host = new(
            [Path.Combine(Repository.Samples, "Save-Capture.ps1"), "-Wireshark", "-Seconds", "1"],
            "sh", "-c", $"chmod +x '{program}' && PATH='{_folder.FullName}':$PATH exec \"$0\" \"$@\"");

        Assert.Equal(0, host.WaitForEnd().ExitCode);
        Assert.Empty(host.Error);
        Assert.True(
            SpinWait.SpinUntil(
                () => ReadCapture(file).Any(packet => packet.DestinationPort == 4001), TimeSpan.FromSeconds(20)),
            "The packets did not come.");
        IpCommand.AssertNoDevices();
    });

    [DeviceTheory]
    [InlineData("Recorded", 0.7)]
    [InlineData("Asap", 0)]
    public void Invoke_Replay_sends_a_capture_at_a_pace(string pace, double least) => NetworkNamespace.Run(() =>
    {
        (int exitCode, string output) = Run("Invoke-Replay.ps1", "-Pace", pace);

        Assert.Equal(0, exitCode);
        Assert.Equal(5, Regex.Count(output, @"192\.0\.2\.7 +192\.0\.2\.1 +Udp +34 5000 → 4001 Len=6"));
        MatchCollection arrivals = Regex.Matches(output, @"([\d.]+) s: 6 bytes from 192\.0\.2\.7:5000: tick (\d)\n");
        Assert.Equal(["1", "2", "3", "4", "5"], arrivals.Select(arrival => arrival.Groups[2].Value));
        double last = double.Parse(arrivals[^1].Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(last, least, 60);
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void Invoke_Replay_sends_a_capture_of_another_network_to_this_system() => NetworkNamespace.Run(() =>
    {
        string file = PathOf("foreign.pcap");
        PacketSettings ethernet = new()
        {
            SourceMacAddress = PhysicalAddress.Parse("02005E005302"),
            DestinationMacAddress = PhysicalAddress.Parse("02005E005301"),
        };
        using (CaptureWriter writer = CaptureWriter.Create(File.Create(file), CaptureFormat.Pcap))
        {
            IPEndPoint source = new(IPAddress.Parse("192.0.2.9"), 5000);
            IPEndPoint destination = new(IPAddress.Parse("203.0.113.1"), 53);
            writer.Write(Assert.Single(PacketBuilder.Udp(source, destination, "hello"u8, ethernet)));
        }

        (int exitCode, string output) = Run(
            "Invoke-Replay.ps1", "-Path", file, "-Destination", "192.0.2.1", "-Port", "53", "-Pace", "100");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"192\.0\.2\.9 +192\.0\.2\.1 +Udp +33", output);
        Assert.Contains("5 bytes from 192.0.2.9:5000: hello\n", output, StringComparison.Ordinal);
        Assert.Contains("Datagrams that arrived at port 53: 1\n", output, StringComparison.Ordinal);
        IpCommand.AssertNoDevices();
    });

    private static TunPacket[] ReadCapture(string file)
    {
        List<TunPacket> packets = [];
        try
        {
            using CaptureReader reader = new(File.OpenRead(file));
            while (reader.TryRead(out TunPacket? packet))
            {
                packets.Add(packet);
            }
        }
        catch (InvalidDataException)
        {
            // It has only been begun.
        }

        return [.. packets];
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static (int ExitCode, string Output) Run(string sample, params string[] arguments)
    {
        using HostProcess host = new([Path.Combine(Repository.Samples, sample), .. arguments]);
        return host.WaitForEnd();
    }
}
