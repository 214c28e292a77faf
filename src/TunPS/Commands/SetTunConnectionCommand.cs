using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Set, "TunConnection")]
[OutputType(typeof(TunConnectionJob))]
public sealed class SetTunConnectionCommand : ImpairmentCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name", "Id")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TunConnectionNameCompleter))]
    public TunConnectionOrName[] Job { get; set; } = [];

    [Parameter]
    public TunConnectionWay Direction { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void BeginProcessing()
    {
        // Nobody types that on purpose; for a good line each value has to be given as 0.
        if (!IsAnyGiven && !PassThru)
        {
            WriteWarning("Nothing was given to change: give -Delay, -Loss or another value, and 0 to take one away.");
        }
    }

    protected override void ProcessRecord()
    {
        Job[] jobs = [.. JobRepository.Jobs.OrderBy(job => job.Id)];
        foreach (TunConnectionOrName wanted in Job)
        {
            IReadOnlyList<TunConnectionJob> connections = wanted.Resolve(jobs, out ErrorRecord? error);
            if (error is not null)
            {
                WriteError(error);
            }

            foreach (TunConnectionJob job in connections)
            {
                if (TryChange(job) && PassThru)
                {
                    WriteObject(job);
                }
            }
        }
    }

    private bool TryChange(TunConnectionJob job)
    {
        TunConnectionDirection[] directions = Direction switch
        {
            TunConnectionWay.Forward => [job.Forward!],
            TunConnectionWay.Backward => [job.Backward!],
            _ => [job.Forward!, job.Backward!],
        };
        try
        {
            // Both before anything changes.
            Impairment[] changed = [.. directions.Select(direction => Change(direction.Impairment))];
            for (int i = 0; i < directions.Length; i++)
            {
                directions[i].Impairment = changed[i];
            }

            return true;
        }
        catch (Exception e) when (TunErrors.Map(e, job) is ErrorRecord record)
        {
            WriteError(record);
            return false;
        }
    }
}
