using TunPS.Stress.Speed;

namespace TunPS.Stress;

/// <summary>What a scenario works with.</summary>
internal sealed record StressContext(Report Report, CTools Tools, Results Results)
{
    /// <summary>Measures idle, and again under a flood where there is a compiler to make one.</summary>
    internal void IdleAndFlooded(string name, Action<CProgram?> measure)
    {
        measure(null);
        if (Tools.Find("flood") is CProgram flood)
        {
            measure(flood);
        }
        else
        {
            Report.Skip($"{name}, flooded", CTools.Missing);
        }
    }
}
