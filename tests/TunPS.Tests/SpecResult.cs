namespace TunPS.Tests;

/// <summary>What became of one It, or of one of its cases.</summary>
/// <param name="Name">The names of its blocks and its own.</param>
/// <param name="Line">Where its script begins in the file.</param>
/// <param name="Result">Passed, Failed or Skipped.</param>
/// <param name="Message">Why it failed or was skipped.</param>
internal sealed record SpecResult(string Name, int Line, string Result, string Message);
