using TunPS.Tests;

namespace TunPS.MacOS.Tests.Cmdlets;

/// <summary>
/// What a PowerShell user on macOS gets. The kernel and the open devices are those of the whole process: these tests
/// take turns, and nothing runs beside them.
/// </summary>
[CollectionDefinition(nameof(CmdletTests), DisableParallelization = true)]
[Collection(nameof(CmdletTests))]
public abstract class CmdletTests : IDisposable
{
    private protected static RecordedXnu Kernel => MacOSBackend.Kernel;

    // Before anything else, because a test that cannot have it is skipped.
    protected CmdletTests() => _ = Kernel;

    private protected Session Session { get; } = new();

    public void Dispose()
    {
        Session.Dispose();
        Kernel.ClearFaults();
        Kernel.IsRoot = true;
        Kernel.RecordsTransfers = false;
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs what has to fail, and gives the one error record of it.</summary>
    private protected ErrorRecord Fail(string script)
    {
        using PowerShell shell = Session.Prepare(script);
        List<ErrorRecord> errors = [];
        try
        {
            _ = shell.Invoke();
        }
        catch (RuntimeException e)
        {
            errors.Add(e.ErrorRecord);
        }

        errors.AddRange(shell.Streams.Error);
        return Assert.Single(errors);
    }

    private protected void AssertFails(string script, string id, ErrorCategory category, params string[] words)
    {
        ErrorRecord record = Fail(script);
        Assert.Equal(id, record.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(category, record.CategoryInfo.Category);
        Assert.All(words, word => Assert.Contains(
            word, record.ErrorDetails.Message + " " + record.ErrorDetails.RecommendedAction, StringComparison.Ordinal));
        LinuxWords.AssertNone(record);
    }

    /// <summary>A device that the session has as $d.</summary>
    private protected TunDevice NewDevice(string arguments = "")
        => Session.RunFor<TunDevice>($"($d = New-TunDevice {arguments})");
}
