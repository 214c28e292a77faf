using System.Management.Automation;

namespace TunPS.Commands;

/// <summary>A command that gives devices something, or takes it from them: addresses, routes.</summary>
public abstract class TunInterfaceCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TunInterfaceNameCompleter))]
    public TunDeviceOrName[] Device { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Does something with each of the interfaces that are meant.</summary>
    private protected void ForEachInterface(Action<TunInterface> action)
    {
        foreach (TunDeviceOrName wanted in Device)
        {
            IReadOnlyList<TunInterface> interfaces = wanted.ResolveInterfaces(out ErrorRecord? error);
            if (error is not null)
            {
                WriteError(error);
            }

            foreach (TunInterface @interface in interfaces)
            {
                action(@interface);
            }
        }
    }

    /// <summary>Makes a change if PowerShell lets it.</summary>
    /// <param name="interface">What is changed.</param>
    /// <param name="what">What is added or removed.</param>
    /// <param name="operation">What is done, in PowerShell's words: "Add address".</param>
    /// <param name="tolerated">The failure that -Force takes for a success: it is as wanted already.</param>
    /// <param name="change">Does it, and gives what was done as a sentence.</param>
    /// <param name="check">Refuses what can never be done, before PowerShell asks or tells what would be done.</param>
    /// <returns>True when all is as it was wanted.</returns>
    private protected bool Change(
        TunInterface @interface,
        object what,
        string operation,
        TunError tolerated,
        Func<string> change,
        Action? check = null)
    {
        try
        {
            check?.Invoke();
            if (!ShouldProcess($"{@interface.Name}: {what}", operation))
            {
                return false;
            }

            WriteVerbose(change());
            return true;
        }
        catch (TunException e) when (Force && e.Error == tolerated)
        {
            WriteVerbose(tolerated == TunError.AlreadyExists
                ? $"Nothing to do: {@interface} has {what} already."
                : $"Nothing to do: {@interface} has no {what}.");
            return true;
        }
        catch (Exception e) when (TunErrors.Map(e, what) is ErrorRecord record)
        {
            WriteError(record);
            return false;
        }
    }

    /// <summary>Reads what the parameters describe; what they do not is an error of theirs.</summary>
    private protected bool TryParse<T>(string text, Func<string, T> parse, out T value)
    {
        try
        {
            value = parse(text);
            return true;
        }
        catch (Exception e) when (TunErrors.Map(e, text) is ErrorRecord record)
        {
            WriteError(record);
            value = default!;
            return false;
        }
    }
}
