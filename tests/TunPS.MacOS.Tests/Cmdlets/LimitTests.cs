using TunPS.Platform;
using TunPS.Platform.MacOS;

namespace TunPS.MacOS.Tests.Cmdlets;

/// <summary>What a utun device cannot be or do is told once, with the reason and what to do instead.</summary>
public sealed class LimitTests : CmdletTests
{
    public static TheoryData<string, string> Commands { get; } = new()
    {
        { "New-TunDevice -Layer Tap", nameof(TunFeature.Tap) },
        { "New-TunDevice -Layer Tap -MacAddress 02:00:5e:00:53:01 -Persist -Offload", nameof(TunFeature.Tap) },
        { "New-TunDevice utun731 -MultiQueue", nameof(TunFeature.MultiQueue) },
        { "New-TunDevice -Offload", nameof(TunFeature.Offload) },
        { "New-TunDevice -NetworkNamespace blue", nameof(TunFeature.NetworkNamespace) },
        { "New-TunDevice -NetworkNamespace ./ns/net", nameof(TunFeature.NetworkNamespace) },
        { "New-TunDevice -Address 192.0.2.1/24 -DetectDuplicates", nameof(TunFeature.DuplicateDetection) },
        { "New-TunDevice -MacAddress 02:00:5e:00:53:01", nameof(TunFeature.MacAddress) },
        { "New-TunDevice -TxQueueLength 1000", nameof(TunFeature.TxQueueLength) },
        { "New-TunDevice -Alias lab", nameof(TunFeature.Alias) },
        { "New-TunDevice -NoCarrier", nameof(TunFeature.Carrier) },
        { "New-TunDevice -Persist", nameof(TunFeature.Persistence) },
        { "New-TunDevice -Owner root", nameof(TunFeature.Ownership) },
        { "New-TunDevice -Owner nobody-has-this-name", nameof(TunFeature.Ownership) },
        { "New-TunDevice -Owner 501", nameof(TunFeature.Ownership) },
        { "New-TunDevice -Group nobody-has-this-name", nameof(TunFeature.Ownership) },
        { "New-TunDevice -Route '198.51.100.0/24 metric 5'", nameof(TunFeature.RouteMetric) },
        { "Set-TunDevice $d -NewName utun732", nameof(TunFeature.Rename) },
        { "Set-TunDevice $d -MacAddress 02:00:5e:00:53:01", nameof(TunFeature.MacAddress) },
        { "Set-TunDevice $d -TxQueueLength 1000", nameof(TunFeature.TxQueueLength) },
        { "Set-TunDevice $d -Alias lab", nameof(TunFeature.Alias) },
        { "Set-TunDevice $d -NoCarrier", nameof(TunFeature.Carrier) },
        { "Set-TunDevice $d -Persist", nameof(TunFeature.Persistence) },
        { "Set-TunDevice $d -Owner nobody-has-this-name", nameof(TunFeature.Ownership) },
        { "Set-TunDevice utun0 -Group wheel", nameof(TunFeature.Ownership) },
        { "Set-TunDevice $d -QueueState Detached", nameof(TunFeature.MultiQueue) },
        { "Add-TunAddress $d 192.0.2.7/24 -DetectDuplicates", nameof(TunFeature.DuplicateDetection) },
        { "Add-TunRoute $d 198.51.100.0/24 -Metric 5", nameof(TunFeature.RouteMetric) },
        { "Add-TunRoute $d 198.51.100.0/24 -Table 100", nameof(TunFeature.RouteTable) },
        { "Add-TunRoute $d 198.51.100.0/24 -PreferredSource 192.0.2.1", nameof(TunFeature.PreferredSource) },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void It_is_one_error_that_says_why_and_what_instead(string command, string feature)
        => AssertOneError(command, feature);

    [Theory]
    [MemberData(nameof(Commands))]
    public void With_WhatIf_it_is_the_same_error(string command, string feature)
        => AssertOneError(command + " -WhatIf", feature);

    [Fact]
    public void Every_row_of_the_table_can_be_met()
        => Assert.Equal(
            Enum.GetNames<TunFeature>().Order(StringComparer.Ordinal),
            Commands.Select(row => row.Data.Item2).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void What_is_so_already_is_no_error()
    {
        _ = NewDevice();

        Assert.Empty(Session.Run("Set-TunDevice $d -QueueState Attached -Persist:$false"));
        Assert.Empty(Session.Errors);
        Assert.Empty(Session.Run("Add-TunRoute $d 0.0.0.0/1 -Metric 0 -WhatIf"));
        Assert.Empty(Session.Errors);
    }

    private void AssertOneError(string command, string feature)
    {
        (string reason, string instead) = UtunLimits.Rows[Enum.Parse<TunFeature>(feature)];
        _ = NewDevice("-Address 192.0.2.1/24");
        IReadOnlyList<string> before = Kernel.InterfaceNames;

        ErrorRecord record = Fail(command);

        Assert.StartsWith("TunNotSupported,", record.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.NotImplemented, record.CategoryInfo.Category);
        Assert.EndsWith($": {reason}.", record.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Equal(instead, record.ErrorDetails.RecommendedAction);
        LinuxWords.AssertNone(record);
        Assert.Equal(before, Kernel.InterfaceNames);
    }
}
