using System.IO.Pipes;
using System.Text.Json.Nodes;

namespace TunPS.Tests;

/// <summary>
/// Asks a script in pwsh, which may print what it likes meanwhile: a JSON object on a line there, and one back.
/// </summary>
internal sealed class ShellPipe : IDisposable
{
    private readonly NamedPipeServerStream _pipe;
    private readonly StreamReader _reader;
    private readonly Task _connection;
    private StreamWriter? _writer;

    internal ShellPipe()
    {
        _pipe = new NamedPipeServerStream(
            Name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        _reader = new StreamReader(_pipe);
        _connection = _pipe.WaitForConnectionAsync();
    }

    /// <summary>What the script connects to.</summary>
    internal string Name { get; } = $"tunps-{Guid.NewGuid()}";

    /// <summary>Asks a script that has connected.</summary>
    internal void Send(JsonObject request)
    {
        _writer ??= new StreamWriter(_pipe) { AutoFlush = true };
        _writer.WriteLine(request.ToJsonString());
    }

    /// <summary>Asks the script as soon as it has connected; what it says is null when it has ended.</summary>
    internal async Task<JsonObject?> AskAsync(JsonObject request)
    {
        await _connection.ConfigureAwait(false);
        Send(request);
        return await ReceiveAsync().ConfigureAwait(false);
    }

    /// <summary>What the script says next; null when it has ended.</summary>
    internal async Task<JsonObject?> ReceiveAsync()
    {
        await _connection.ConfigureAwait(false);
        return await _reader.ReadLineAsync().ConfigureAwait(false) is string line
            ? JsonNode.Parse(line)!.AsObject()
            : null;
    }

    public void Dispose() => _pipe.Dispose();
}
