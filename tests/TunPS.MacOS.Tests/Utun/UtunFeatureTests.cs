using System.Net.NetworkInformation;
using TunPS.Platform;
using TunPS.Platform.MacOS;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>What utun has not got is refused with a reason and a way out, before the kernel is asked.</summary>
[Collection(OwnKernel.Collection)]
public sealed class UtunFeatureTests
{
    private static readonly Dictionary<string, (TunFeature Feature, TunDeviceOptions Options)> s_options = new()
    {
        ["Layer"] = (TunFeature.Tap, new() { Layer = TunLayer.Tap }),
        ["MultiQueue"] = (TunFeature.MultiQueue, new() { MultiQueue = true }),
        ["Offload"] = (TunFeature.Offload, new() { Offload = true }),
        ["NetworkNamespace"] = (TunFeature.NetworkNamespace, new() { NetworkNamespace = "blue" }),
        ["DetectDuplicates"] = (TunFeature.DuplicateDetection, new() { DetectDuplicates = true }),
        ["MacAddress"] = (TunFeature.MacAddress, new() { MacAddress = PhysicalAddress.Parse("02-00-00-00-00-01") }),
        ["TxQueueLength"] = (TunFeature.TxQueueLength, new() { TxQueueLength = 100 }),
        ["Alias"] = (TunFeature.Alias, new() { Alias = "lab" }),
        ["HasCarrier"] = (TunFeature.Carrier, new() { HasCarrier = false }),
        ["Owner"] = (TunFeature.Ownership, new() { Owner = SystemAccount.User(0) }),
        ["Group"] = (TunFeature.Ownership, new() { Group = SystemAccount.Group(0) }),
        ["IsPersistent"] = (TunFeature.Persistence, new() { IsPersistent = true }),
        ["Metric"] = (TunFeature.RouteMetric, new() { Routes = [TunRoute.Parse("10.1.0.0/16 metric 5")] }),
        ["Table"] = (TunFeature.RouteTable, new() { Routes = [TunRoute.Parse("10.1.0.0/16 table 5")] }),
        ["Source"] = (TunFeature.PreferredSource, new() { Routes = [TunRoute.Parse("10.1.0.0/16 src 192.0.2.1")] }),
    };

    private static readonly Dictionary<string, (TunFeature Feature, TunInterfaceChanges Changes)> s_changes = new()
    {
        ["NewName"] = (TunFeature.Rename, new() { NewName = "utun200" }),
        ["MacAddress"] = (TunFeature.MacAddress, new() { MacAddress = PhysicalAddress.Parse("02-00-00-00-00-01") }),
        ["TxQueueLength"] = (TunFeature.TxQueueLength, new() { TxQueueLength = 100 }),
        ["Alias"] = (TunFeature.Alias, new() { Alias = string.Empty }),
        ["HasCarrier"] = (TunFeature.Carrier, new() { HasCarrier = true }),
        ["Owner"] = (TunFeature.Ownership, new() { Owner = SystemAccount.User(0) }),
        ["Group"] = (TunFeature.Ownership, new() { Group = SystemAccount.Group(0) }),
        ["IsPersistent"] = (TunFeature.Persistence, new() { IsPersistent = true }),
    };

    public static TheoryData<string> OptionNames => [.. s_options.Keys];

    public static TheoryData<string> ChangeNames => [.. s_changes.Keys];

    public static TheoryData<string> FeatureNames => [.. Enum.GetNames<TunFeature>()];

    [Theory]
    [MemberData(nameof(FeatureNames))]
    public void Each_thing_that_one_system_has_and_the_other_not_is_told_with_a_way_out(string name)
    {
        (string reason, string instead) = UtunLimits.Rows[Enum.Parse<TunFeature>(name)];

        Assert.Matches("^[^.]+[^.]$", reason);
        Assert.Matches(@"^[A-Z].*\.$", instead);
    }

    [Fact]
    public void No_row_is_of_nothing_and_all_lead_to_a_refusal_that_a_test_has()
    {
        Assert.Equal(Enum.GetValues<TunFeature>(), UtunLimits.Rows.Keys.Order());
        Assert.Equal(
            Enum.GetValues<TunFeature>(),
            s_options.Values.Select(row => row.Feature)
                .Concat(s_changes.Values.Select(row => row.Feature)).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(OptionNames))]
    public void A_new_device_is_refused_before_anything_is_done(string name)
    {
        using OwnKernel mac = new();
        (TunFeature feature, TunDeviceOptions options) = s_options[name];
        AssertRefused(feature, () => TunDevice.Create(options));
        AssertRefused(feature, options.ThrowIfInvalid);

        Assert.Empty(mac.Xnu.Calls);
    }

    [Theory]
    [MemberData(nameof(ChangeNames))]
    public void A_change_is_refused_before_anything_is_done(string name)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        TunInterface other = TunInterface.Find("utun2")!;
        (TunFeature feature, TunInterfaceChanges changes) = s_changes[name];

        Assert.Empty(mac.CallsOf(() =>
        {
            AssertRefused(feature, () => device.Interface!.Change(changes));
            AssertRefused(feature, () => other.Change(changes));
            AssertRefused(feature, () => changes.ThrowIfInvalid(TunLayer.Tun));
        }));
    }

    [Theory]
    [InlineData("10.1.0.0/16 metric 5", nameof(TunFeature.RouteMetric))]
    [InlineData("10.1.0.0/16 table 5", nameof(TunFeature.RouteTable))]
    [InlineData("10.1.0.0/16 src 192.0.2.1", nameof(TunFeature.PreferredSource))]
    public void A_route_is_refused_before_anything_is_done(string route, string feature)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24");

        Assert.Empty(mac.CallsOf(() => AssertRefused(
            Enum.Parse<TunFeature>(feature), () => device.Interface!.AddRoute(TunRoute.Parse(route)))));
    }

    [Fact]
    public void What_else_only_Linux_has_is_refused_before_anything_is_done()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        int descriptor = (int)device.Queue.Handle.DangerousGetHandle();

        Assert.Empty(mac.CallsOf(() =>
        {
            AssertRefused(
                TunFeature.DuplicateDetection,
                () => device.Interface!.AddAddress(TunAddress.Parse("2001:db8::1/64"), detectDuplicates: true));
            AssertRefused(TunFeature.MultiQueue, () => device.SetQueueState(TunQueueState.Detached));
            AssertRefused(TunFeature.MultiQueue, () => device.SetQueueState(TunQueueState.Attached));
            AssertRefused(
                TunFeature.Offload, () => TunDevice.FromDescriptor(descriptor, false, OffloadLevel.TcpAndUdp));
            Assert.Empty(TunDevice.GetNetworkNamespaces());
        }));
        Assert.Equal(TunQueueState.Attached, device.QueueState);
        Assert.False(device.HasOffload);
    }

    [Fact]
    public void An_open_device_is_no_persistent_one_that_could_be_deleted()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        AssertRefused(TunFeature.Persistence, device.Interface!.Delete);

        // It is not persistent, and that is all that this asks for.
        device.Interface.Change(new TunInterfaceChanges { IsPersistent = false });
        Assert.Equal(TunDeviceState.Up, device.State);
    }

    private static void AssertRefused(TunFeature feature, Action action)
    {
        TunException refused = Assert.Throws<TunException>(action);
        (string reason, string instead) = UtunLimits.Rows[feature];
        Assert.Equal(TunError.NotSupported, refused.Error);
        Assert.EndsWith($": {reason}.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(instead, refused.Remedy);
        Assert.Equal(0, refused.Errno);
    }
}
