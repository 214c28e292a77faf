using System.Management.Automation;

namespace TunPS;

/// <summary>Shows how far a file has been read, when that takes long.</summary>
/// <param name="show">Where to show it.</param>
/// <param name="path">The file.</param>
/// <param name="length">Its length in bytes; null when nobody knows.</param>
internal sealed class CaptureProgress(Action<ProgressRecord> show, string path, long? length)
{
    private const int Id = 0;
    private const long Delay = 1000;
    private const long Interval = 200;
    private const double Megabyte = 1_000_000;

    private readonly string _activity = $"Reading {Path.GetFileName(path)}";
    private long _next = Environment.TickCount64 + Delay;
    private bool _isShown;

    /// <summary>Shows it when it is time to.</summary>
    /// <param name="position">How many bytes have been read.</param>
    /// <param name="count">How many packets that made.</param>
    internal void Advance(long position, long count)
    {
        long now = Environment.TickCount64;
        if (now >= _next)
        {
            _next = now + Interval;
            _isShown = true;
            string whole = length is null ? string.Empty : $" of {length / Megabyte:0.0}";
            show(new ProgressRecord(Id, _activity, $"{Quantity.Of(count, "packet")}, {position / Megabyte:0.0}{whole} MB")
            {
                PercentComplete = length is > 0 ? (int)Math.Min(100, 100 * position / length.Value) : -1,
            });
        }
    }

    /// <summary>Takes it away.</summary>
    internal void Complete()
    {
        if (_isShown)
        {
            _isShown = false;
            try
            {
                show(new ProgressRecord(Id, _activity, "done") { RecordType = ProgressRecordType.Completed });
            }
            catch (PipelineStoppedException)
            {
                // After a stop the host takes it away itself.
            }
        }
    }
}
