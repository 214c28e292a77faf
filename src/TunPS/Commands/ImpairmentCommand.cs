using System.Management.Automation;

namespace TunPS.Commands;

/// <summary>A command that sets how bad a line is.</summary>
public abstract class ImpairmentCommand : PSCmdlet
{
    [Parameter]
    [DurationTransformation]
    public TimeSpan Delay { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan Jitter { get; set; }

    [Parameter]
    [PercentTransformation]
    public double Loss { get; set; }

    [Parameter]
    [PercentTransformation]
    public double Duplicate { get; set; }

    [Parameter]
    [PercentTransformation]
    public double Reorder { get; set; }

    [Parameter]
    [BitRateTransformation]
    public BitRate RateLimit { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int QueueLimit { get; set; }

    /// <summary>False when no value of the line was given.</summary>
    private protected bool IsAnyGiven
        => MyInvocation.BoundParameters.Keys.Any(name =>
            name is nameof(Delay) or nameof(Jitter) or nameof(Loss) or nameof(Duplicate) or nameof(Reorder)
                or nameof(RateLimit) or nameof(QueueLimit));

    /// <summary>The same line with what was given in the place of what it had; 0 takes a limit away.</summary>
    /// <exception cref="ArgumentException">The values do not go together.</exception>
    private protected Impairment Change(Impairment current)
    {
        Impairment changed = current with
        {
            Delay = IsGiven(nameof(Delay)) ? Delay : current.Delay,
            Jitter = IsGiven(nameof(Jitter)) ? Jitter : current.Jitter,
            Loss = IsGiven(nameof(Loss)) ? Loss : current.Loss,
            Duplicate = IsGiven(nameof(Duplicate)) ? Duplicate : current.Duplicate,
            Reorder = IsGiven(nameof(Reorder)) ? Reorder : current.Reorder,
            RateLimit = !IsGiven(nameof(RateLimit)) ? current.RateLimit : RateLimit == default ? null : RateLimit,
            QueueLimit = !IsGiven(nameof(QueueLimit)) ? current.QueueLimit : QueueLimit == 0 ? null : QueueLimit,
        };
        changed.ThrowIfInvalid();
        return changed;
    }

    private protected bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
