using System.Xml.Linq;

namespace TunPS.Tests.Surface;

/// <summary>The views and the members that the module adds to its types, in lines.</summary>
internal static class ViewSurface
{
    internal static IEnumerable<string> Views(string path)
        => XDocument.Load(path).Descendants("View").SelectMany(
            view => view.Element("ViewSelectedBy")!.Elements("TypeName"),
            (view, type) => $"{type.Value}: {Kind(view)} {view.Element("Name")!.Value}");

    internal static IEnumerable<string> Members(string path)
        => XDocument.Load(path).Root!.Elements("Type").SelectMany(
            type => type.Element("Members")?.Elements() ?? [],
            (type, member) =>
                $"{type.Element("Name")!.Value}.{member.Element("Name")!.Value}: {member.Name.LocalName}");

    private static string Kind(XElement view)
        => view.Elements().Select(element => element.Name.LocalName)
            .Single(name => name.EndsWith("Control", StringComparison.Ordinal));
}
