namespace TunPS.Platform.MacOS;

/// <summary>What utun has not got, and what is there instead. The help prints the same table.</summary>
internal static class UtunLimits
{
    /// <summary>The rows: the reason as half a sentence, and what to do instead.</summary>
    internal static IReadOnlyDictionary<TunFeature, (string Reason, string Instead)> Rows { get; } =
        new Dictionary<TunFeature, (string Reason, string Instead)>
        {
            [TunFeature.Tap] = (
                "macOS has no TAP devices: utun carries IP packets, without Ethernet",
                "Use a TUN device (-Layer Tun), or run it on Linux."),
            [TunFeature.Rename] = (
                "macOS cannot rename a utun device",
                "Ask for the name when the device is made (New-TunDevice utun7)."),
            [TunFeature.MacAddress] = (
                "a utun device has no MAC address",
                "Leave -MacAddress out: only Ethernet frames need one."),
            [TunFeature.TxQueueLength] = (
                "macOS does not let the queue of a utun device be set",
                "Leave -TxQueueLength out."),
            [TunFeature.Alias] = (
                "macOS keeps no text for a utun device",
                "Leave -Alias out."),
            [TunFeature.Carrier] = (
                "a utun device has no cable that could be pulled",
                "Take the device down and up again (Set-TunDevice -State)."),
            [TunFeature.MultiQueue] = (
                "a utun device has one queue",
                "Let several readers share the device, or make several devices."),
            [TunFeature.Persistence] = (
                "a utun device lives as long as the program that has it open",
                "Keep the program running, for example by launchd."),
            [TunFeature.Ownership] = (
                "macOS lets only root make and open utun devices, and none has an owner",
                "Run the script with sudo."),
            [TunFeature.Offload] = (
                "macOS hands over each packet by itself",
                "Make the device without -Offload: nothing but the speed differs."),
            [TunFeature.NetworkNamespace] = (
                "macOS has no network namespaces",
                "Use addresses that nobody else has, or run it on Linux."),
            [TunFeature.DuplicateDetection] = (
                "nobody else can have the addresses of a utun device, so macOS does not look for duplicates",
                "Leave -DetectDuplicates out."),
            [TunFeature.RouteMetric] = (
                "routes have no metric on macOS",
                "Leave it out: of two routes the one with the longer prefix counts."),
            [TunFeature.RouteTable] = (
                "macOS has one routing table",
                "Leave -Table out."),
            [TunFeature.PreferredSource] = (
                "a route of macOS cannot prefer a source address: it takes that of the interface",
                "Leave -PreferredSource out, or bind the sender to its address."),
        };

    /// <summary>The same as an error.</summary>
    internal static Failure Find(TunFeature feature)
        => new(TunError.NotSupported, Rows[feature].Reason, Remedy: Rows[feature].Instead);
}
