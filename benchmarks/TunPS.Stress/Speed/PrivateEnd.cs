using System.Text.Json;

namespace TunPS.Stress.Speed;

/// <summary>
/// A network namespace of its own, which is there until it is disposed. Its loopback interface is up.
/// </summary>
internal sealed class PrivateEnd : IDisposable
{
    private readonly CProgram.Run _holder;

    internal PrivateEnd()
    {
        _holder = new CProgram("unshare").Start(
            "--net", "sh", "-c", "ip link set lo up && echo ready && exec cat");
        _ = _holder.ReadLine();
    }

    internal string Path => $"/proc/{_holder.ProcessId}/ns/net";

    /// <summary>Sends TCP from here to an address that is at the other end.</summary>
    internal TransferResult Transfer(PrivateEnd other, string address, int seconds)
    {
        using CProgram.Run server = other.Start("iperf3", "--server", "--one-off", "--forceflush");
        while (!server.ReadLine().Contains("listening", StringComparison.Ordinal))
        {
        }

        using CProgram.Run client = Start("iperf3", "--client", address, "--time", seconds, "--json");
        using JsonDocument report = JsonDocument.Parse(client.End());
        _ = server.End();
        if (report.RootElement.TryGetProperty("error", out JsonElement error))
        {
            throw new InvalidOperationException($"iperf3: {error}");
        }

        JsonElement end = report.RootElement.GetProperty("end");
        JsonElement received = end.GetProperty("sum_received");
        return new TransferResult(
            received.GetProperty("bits_per_second").GetDouble(),
            received.GetProperty("bytes").GetDouble(),
            end.GetProperty("sum_sent").GetProperty("retransmits").GetInt64());
    }

    /// <summary>Starts a program here.</summary>
    internal CProgram.Run Start(params object[] command)
        => new CProgram("nsenter").Start([$"--net={Path}", .. command]);

    public void Dispose()
    {
        _ = _holder.End();
        _holder.Dispose();
    }
}
