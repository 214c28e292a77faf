namespace TunPS.Tests;

/// <summary>The sample that is a spec passes, on Pester where that is, and on the stand-in.</summary>
[Collection(nameof(Session))]
public sealed class SampleSpecTests
{
    private static string File => Path.Combine(Repository.Samples, "Test-PortKnock.Tests.ps1");

    [DeviceFact]
    public void Test_PortKnock_passes() => AssertPassed(SpecRun.Of(File));

    [DeviceFact]
    public void Test_PortKnock_passes_on_the_stand_in() => AssertPassed(SpecRun.OnStandIn(File));

    private static void AssertPassed(IReadOnlyList<SpecResult> results)
    {
        Assert.Equal(9, results.Count);
        Assert.All(results, result => Assert.True(result.Result == "Passed", $"{result.Name}: {result.Message}"));
    }
}
