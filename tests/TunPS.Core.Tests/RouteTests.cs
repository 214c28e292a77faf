using System.Text.Json.Nodes;

namespace TunPS.Core.Tests;

/// <summary>Routes into an interface, as ip shows them.</summary>
public sealed class RouteTests
{
    [DeviceTheory]
    [InlineData("198.51.100.0/24")]
    [InlineData("198.51.100.77/24")]
    [InlineData("198.51.100.7")]
    [InlineData("default")]
    [InlineData("default via 192.0.2.2")]
    [InlineData("198.51.100.0/24 via 192.0.2.2")]
    [InlineData("198.51.100.0/24 metric 7")]
    [InlineData("198.51.100.0/24 metric 4294967295")]
    [InlineData("198.51.100.0/24 src 192.0.2.1")]
    [InlineData("198.51.100.0/24 table 100")]
    [InlineData("198.51.100.0/24 table 1000")]
    [InlineData("198.51.100.0/24 table 4294967295")]
    [InlineData("198.51.100.0/24 via 192.0.2.2 metric 7 src 192.0.2.1 table 1000")]
    [InlineData("2001:db8:1::/48")]
    [InlineData("2001:db8:1::77/48")]
    [InlineData("2001:db8:1::7")]
    [InlineData("::/0")]
    [InlineData("default via 2001:db8::2")]
    [InlineData("default via fe80::2")]
    [InlineData("2001:db8:1::/48 via 2001:db8::2")]
    [InlineData("2001:db8:1::/48 metric 7")]
    [InlineData("2001:db8:1::/48 src 2001:db8::1")]
    [InlineData("2001:db8:1::/48 table 100")]
    [InlineData("2001:db8:1::/48 table 1000")]
    [InlineData("2001:db8:1::/48 via 2001:db8::2 metric 7 src 2001:db8::1 table 1000")]
    public void A_route_is_added_listed_and_removed(string text) => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Device("spec0");
        TunInterface link = device.Interface!;
        TunRoute route = TunRoute.Parse(text);
        TunRoute[] before = [.. link.Route];
        link.AddRoute(route);

        TunRoute listed = Assert.Single(link.Route.Except(before));
        Assert.True(route.IsMetBy(listed), $"{listed}");
        Assert.Equal("spec0", listed.Device);
        Assert.Equal(Shown("spec0"), link.Route.Select(present => present.ToString()).Order(StringComparer.Ordinal));
        TunException twice = Assert.Throws<TunException>(() => link.AddRoute(route));
        Assert.Equal((TunError.AlreadyExists, $"add the route {route} to spec0"), (twice.Error, twice.Operation));

        link.RemoveRoute(route);
        Assert.Equal(before, link.Route);
        Assert.Equal(Shown("spec0"), link.Route.Select(present => present.ToString()).Order(StringComparer.Ordinal));
        TunException absent = Assert.Throws<TunException>(() => link.RemoveRoute(route));
        Assert.Equal((TunError.NotFound, $"remove the route {route} from spec0"), (absent.Error, absent.Operation));
    });

    [DeviceFact]
    public void A_new_device_has_its_routes() => NetworkNamespace.Run(() =>
    {
        List<string> told = [];
        using TunDevice device = TunDevice.Create(
            new TunDeviceOptions
            {
                Name = "spec0",
                Addresses = [TunAddress.Parse("192.0.2.1/24"), TunAddress.Parse("2001:db8::1/64")],
                Routes =
                [
                    TunRoute.Parse("198.51.100.0/24 via 192.0.2.2"),
                    TunRoute.Parse("198.51.100.99/24 via 192.0.2.2"),
                    TunRoute.Parse("2001:db8:1::/48 table 1000"),
                ],
            },
            told.Add);

        Assert.Equal(
            [
                "192.0.2.0/24 src 192.0.2.1",
                "198.51.100.0/24 via 192.0.2.2",
                "2001:db8:1::/48 metric 1024 table 1000",
                "2001:db8::/64 metric 256",
            ],
            Shown("spec0"));
        Assert.Equal(
            [
                "Added the route 198.51.100.0/24 via 192.0.2.2 to spec0.",
                "Added the route 2001:db8:1::/48 table 1000 to spec0.",
            ],
            told.Where(change => change.Contains("route", StringComparison.Ordinal)));
    });

    [DeviceTheory]
    [InlineData("198.51.100.0/24 via 203.0.113.2", TunError.InvalidValue, "the gateway 203.0.113.2 is in no network")]
    [InlineData("2001:db8:1::/48 via 2001:db8:9::2", TunError.InvalidValue, "the gateway 2001:db8:9::2 is in no")]
    [InlineData("198.51.100.0/24 src 203.0.113.1", TunError.InvalidValue, "the preferred source 203.0.113.1 is no")]
    [InlineData(
        "198.51.100.0/24 via 192.0.2.2 src 203.0.113.1", TunError.InvalidValue, "the preferred source 203.0.113.1 does not")]
    [InlineData(
        "198.51.100.0/24 via 203.0.113.2 src 192.0.2.1", TunError.InvalidValue, "the gateway 203.0.113.2 is in no network")]
    [InlineData("2001:db8:1::/48 src 2001:db8:9::1", TunError.InvalidValue, "the preferred source 2001:db8:9::1 is no")]
    public void What_the_interface_cannot_do_is_refused(string text, TunError error, string reason)
        => NetworkNamespace.Run(() =>
        {
            using TunDevice device = Device("spec0");
            string before = Snapshot.Take();
            TunException e = Assert.Throws<TunException>(() => device.Interface!.AddRoute(TunRoute.Parse(text)));

            Assert.Equal((error, $"add the route {text} to spec0"), (e.Error, e.Operation));
            Assert.Contains(reason, e.Message, StringComparison.Ordinal);
            Assert.Equal(before, Snapshot.Take());
        });

    [DeviceTheory]
    [InlineData("198.51.100.0/24")]
    [InlineData("198.51.100.0/24 via 192.0.2.2")]
    [InlineData("198.51.100.0/24 src 192.0.2.1")]
    [InlineData("2001:db8:1::/48")]
    [InlineData("2001:db8:1::/48 via 2001:db8::2")]
    public void While_the_interface_is_down_a_route_is_refused(string text) => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Device("spec0", down: true);
        TunException e = Assert.Throws<TunException>(() => device.Interface!.AddRoute(TunRoute.Parse(text)));

        Assert.Equal(TunError.LinkDown, e.Error);
        Assert.Contains("-State Up", e.Remedy, StringComparison.Ordinal);
    });

    [DeviceTheory]
    [InlineData("198.51.100.0/24", "198.51.100.0/24")]
    [InlineData("198.51.100.0/24 via 192.0.2.2", "198.51.100.0/24 via 192.0.2.2")]
    [InlineData("2001:db8:1::/48", "2001:db8:1::/48 metric 1024")]
    public void Two_interfaces_have_each_its_own_route_to_one_destination(string text, string shown)
        => NetworkNamespace.Run(() =>
        {
            using TunDevice first = Device("spec0");
            using TunDevice second = Device("spec1", "198.18.0.1/15", "2001:db8:f::1/64");
            TunRoute route = TunRoute.Parse(text);
            TunRoute other = TunRoute.Parse(
                text.Replace("192.0.2.2", "198.18.0.2", StringComparison.Ordinal)
                    .Replace("2001:db8::2", "2001:db8:f::2", StringComparison.Ordinal));
            first.Interface!.AddRoute(route);
            second.Interface!.AddRoute(other);

            Assert.Contains(shown, Shown("spec0"));
            Assert.Single(second.Interface.Route, other.IsMetBy);
            Assert.Single(first.Interface.Route, route.IsMetBy);

            first.Interface.RemoveRoute(new TunRoute(route.Destination));
            Assert.Single(second.Interface.Route, other.IsMetBy);
            Assert.DoesNotContain(first.Interface.Route, route.IsMetBy);
        });

    [DeviceFact]
    public void An_IPv6_route_by_a_gateway_is_not_joined_to_that_of_another_interface() => NetworkNamespace.Run(() =>
    {
        using TunDevice first = Device("spec0");
        using TunDevice second = Device("spec1", "198.18.0.1/15", "2001:db8:f::1/64");
        first.Interface!.AddRoute(TunRoute.Parse("2001:db8:1::/48 via 2001:db8::2"));
        TunException e = Assert.Throws<TunException>(
            () => second.Interface!.AddRoute(TunRoute.Parse("2001:db8:1::/48 via 2001:db8:f::2")));

        Assert.Equal(TunError.InvalidValue, e.Error);
        Assert.Contains("-Metric", e.Remedy, StringComparison.Ordinal);
        Assert.Contains("2001:db8:1::/48 via 2001:db8::2 metric 1024", Shown("spec0"));
        second.Interface!.AddRoute(TunRoute.Parse("2001:db8:1::/48 via 2001:db8:f::2 metric 7"));
    });

    [DeviceFact]
    public void Each_gateway_of_an_IPv6_route_is_a_route_of_its_own() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Device("spec0");
        _ = IpCommand.Run(
            "-6 route add 2001:db8:1::/48 nexthop via 2001:db8::2 dev spec0 nexthop via 2001:db8::3 dev spec0");
        Assert.Equal(
            ["2001:db8:1::/48 via 2001:db8::2 metric 1024", "2001:db8:1::/48 via 2001:db8::3 metric 1024"],
            RoutesTo(device, "2001:db8:1::/48"));

        device.Interface!.RemoveRoute(TunRoute.Parse("2001:db8:1::/48 via 2001:db8::3"));
        Assert.Equal(["2001:db8:1::/48 via 2001:db8::2 metric 1024"], RoutesTo(device, "2001:db8:1::/48"));
        Assert.Contains("2001:db8:1::/48 via 2001:db8::2 metric 1024", Shown("spec0"));

        device.Interface.AddRoute(TunRoute.Parse("2001:db8:1::/48 via 2001:db8::4"));
        Assert.Equal(
            ["2001:db8:1::/48 via 2001:db8::2 metric 1024", "2001:db8:1::/48 via 2001:db8::4 metric 1024"],
            RoutesTo(device, "2001:db8:1::/48"));
    });

    [DeviceTheory]
    [InlineData("", "198.51.100.0/24", "192.0.2.2", "198.18.0.2", "")]
    [InlineData("-6", "2001:db8:1::/48", "2001:db8::2", "2001:db8:f::2", " metric 1024")]
    public void Of_a_route_over_two_interfaces_each_has_its_own_way(
        string family, string destination, string first, string second, string metric) => NetworkNamespace.Run(() =>
    {
        using TunDevice one = Device("spec0");
        using TunDevice other = Device("spec1", "198.18.0.1/15", "2001:db8:f::1/64");
        _ = IpCommand.Run(
            $"{family} route add {destination} nexthop via {first} dev spec0 weight 5 nexthop via {second} dev spec1");

        Assert.Equal([$"{destination} via {first}{metric}"], RoutesTo(one, destination));
        Assert.Equal([$"{destination} via {second}{metric}"], RoutesTo(other, destination));
    });

    [DeviceFact]
    public void A_route_that_is_no_TunRoute_hides_no_other() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Device("spec0");
        _ = IpCommand.Run("route add 198.51.100.0/24 via 240.0.0.2 dev spec0 onlink");
        _ = IpCommand.Run("route add 203.0.113.0/24 dev spec0");

        Assert.Equal(["203.0.113.0/24"], RoutesTo(device, "203.0.113.0/24"));
        Assert.Empty(RoutesTo(device, "198.51.100.0/24"));
    });

    [DeviceFact]
    public void Hundreds_of_routes_are_listed() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Device("spec0");
        using TunDevice other = Device("spec1", "198.18.0.1/15", "2001:db8:f::1/64");
        for (int i = 0; i < 600; i++)
        {
            device.Interface!.AddRoute(TunRoute.Parse($"203.0.113.0/24 table {1000 + i}"));
            device.Interface.AddRoute(TunRoute.Parse($"2001:db8:a:{i:x}::/64"));
        }

        // Besides those to the networks of its two addresses.
        Assert.Equal(1202, device.Interface!.Route.Count);
        Assert.Equal(2, other.Interface!.Route.Count);
    });

    private static TunDevice Device(
        string name, string four = "192.0.2.1/24", string six = "2001:db8::1/64", bool down = false)
        => TunDevice.Create(new TunDeviceOptions
        {
            Name = name,
            Down = down,
            Addresses = [TunAddress.Parse(four), TunAddress.Parse(six)],
        });

    private static string[] RoutesTo(TunDevice device, string destination) => [.. device.Interface!.Route
        .Where(route => route.Destination.ToString() == destination)
        .Select(route => route.ToString())
        .Order(StringComparer.Ordinal)];

    private static string[] Shown(string name)
        => [.. Ask("-4", "0.0.0.0/0", "/32").Concat(Ask("-6", "::/0", "/128"))
            .Where(route => (string?)route["dev"] == name)
            .Select(route => $"{route["dst"]}{Word(route, "via", "gateway")}{Word(route, "metric", "metric")}"
                + $"{Word(route, "src", "prefsrc")}{Word(route, "table", "table")}")
            .Order(StringComparer.Ordinal)];

    private static string Word(JsonNode route, string word, string property)
        => route[property] is JsonNode value ? $" {word} {value}" : string.Empty;

    // Without those that every interface has by itself.
    private static IEnumerable<JsonNode> Ask(string family, string any, string host)
    {
        string all = IpCommand.Run($"{family} -j route show table all");
        foreach (JsonNode route in JsonNode.Parse(all)!.AsArray().SelectMany(route => Ways(route!)))
        {
            string destination = (string)route["dst"]!;
            if ((string?)route["table"] != "local" && !destination.StartsWith("fe80", StringComparison.Ordinal))
            {
                route["dst"] = destination == "default" ? any
                    : destination.Contains('/', StringComparison.Ordinal) ? destination
                    : destination + host;
                yield return route;
            }
        }
    }

    private static IEnumerable<JsonNode> Ways(JsonNode route)
    {
        foreach (JsonNode? hop in route["nexthops"]?.AsArray() ?? [null])
        {
            JsonNode way = route.DeepClone();
            way["gateway"] = (hop ?? route)["gateway"]?.DeepClone();
            way["dev"] = (hop ?? route)["dev"]!.DeepClone();
            yield return way;
        }
    }

    [DeviceTheory]
    [InlineData("198.51.100.0/24", "192.0.2.1")]
    [InlineData("2001:db8:1::/48", "2001:db8::1")]
    public void A_route_that_differs_is_neither_removed_nor_taken_for_the_same(string destination, string source)
        => NetworkNamespace.Run(() =>
        {
            using TunDevice device = Device("spec0");
            TunRoute plain = TunRoute.Parse(destination);
            TunRoute other = TunRoute.Parse($"{destination} src {source}");
            device.Interface!.AddRoute(plain);

            Assert.Equal(TunError.NotFound, Assert.Throws<TunException>(() => device.Interface.RemoveRoute(other)).Error);
            Assert.Contains(device.Interface.Route, plain.IsMetBy);
            Exception? adding = Record.Exception(() => device.Interface.AddRoute(other));
            Assert.NotEqual(TunError.AlreadyExists, (adding as TunException)?.Error);
            Assert.Equal(adding is null, device.Interface.Route.Any(other.IsMetBy));
        });
}
