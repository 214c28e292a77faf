using System.Text.Json.Nodes;

namespace TunPS.Testing;

/// <summary>All that ip(8) says of a network namespace, to show that a failure has changed nothing.</summary>
internal static class Snapshot
{
    // These follow later, or with the carrier.
    private static readonly string[] s_late = ["operstate", "qdisc", "tentative"];

    /// <summary>
    /// Interfaces with their addresses, then the routes; without what the kernel adds by itself, in its own time.
    /// </summary>
    internal static string Take()
    {
        JsonArray links = Ask("-j -d address show");
        foreach (JsonNode? link in links)
        {
            link!["addr_info"] = Pick(link["addr_info"]!.AsArray(), address => (string?)address["scope"] != "link");
        }

        JsonArray routes = Pick(
            Ask("-4 -j route show table all").Concat(Ask("-6 -j route show table all")),
            route => (string?)route["table"] != "local"
                && !((string)route["dst"]!).StartsWith("fe80", StringComparison.Ordinal));
        JsonNode all = new JsonArray(links, routes);
        Settle(all);
        return all.ToJsonString();
    }

    private static JsonArray Pick(IEnumerable<JsonNode?> nodes, Func<JsonNode, bool> isWanted)
        => [.. nodes.Where(node => isWanted(node!)).Select(node => node!.DeepClone())];

    private static JsonArray Ask(string words) => JsonNode.Parse(IpCommand.Run(words))!.AsArray();

    // Of the flags only UP is somebody's will.
    private static void Settle(JsonNode? node)
    {
        if (node is JsonObject properties)
        {
            Array.ForEach(s_late, name => properties.Remove(name));
            if (properties["flags"] is JsonArray flags)
            {
                properties["flags"] = flags.Any(flag => (string?)flag == "UP");
            }

            properties.ToList().ForEach(property => Settle(property.Value));
        }
        else if (node is JsonArray items)
        {
            items.ToList().ForEach(Settle);
        }
    }
}
