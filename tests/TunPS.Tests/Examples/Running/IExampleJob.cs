namespace TunPS.Tests.Examples;

/// <summary>A block that runs.</summary>
internal interface IExampleJob
{
    /// <summary>The process that does it.</summary>
    int Process { get; }

    /// <summary>What it has printed so far.</summary>
    string Output { get; }

    /// <summary>What went wrong, after the end. How it ended is no problem when it was stopped.</summary>
    IReadOnlyList<string> Problems { get; }

    /// <summary>Waits for the end; false when it does not come in time.</summary>
    bool WaitForEnd(TimeSpan patience);

    /// <summary>Stops it as Ctrl+C does.</summary>
    void Stop();
}
