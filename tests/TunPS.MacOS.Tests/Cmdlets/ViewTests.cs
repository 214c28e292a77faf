using System.Xml.Linq;
using TunPS.Tests;

namespace TunPS.MacOS.Tests.Cmdlets;

/// <summary>The views of the module, as far as they differ from those on Linux.</summary>
public sealed class ViewTests : CmdletTests
{
    private static readonly XElement[] s_views =
        [.. XDocument.Load(Path.Combine(Repository.Module, "TunPS.Format.ps1xml")).Descendants("View")];

    [Theory]
    [InlineData("TunPS.TunInterface#Plain", "Name Layer State Mtu $_.Statistics.Drops IsOpen $_.Address -join ', '")]
    [InlineData("TunPS.TunRoute#Plain", "Device Destination Gateway")]
    public void The_plain_tables_have_only_columns_with_something_in_them(string type, string columns)
    {
        XElement view = Assert.Single(s_views, view => Shown(view).SequenceEqual([type]));

        Assert.Equal(columns, string.Join(' ', view.Descendants("TableColumnItem").Select(item => item.Value.Trim())));
    }

    [Fact]
    public void Every_table_has_as_many_headers_as_columns()
        => Assert.All(
            s_views.SelectMany(view => view.Descendants("TableControl")),
            table => Assert.Equal(
                table.Descendants("TableColumnHeader").Count(), table.Descendants("TableColumnItem").Count()));

    [Theory]
    [InlineData("TunPS.TunDevice", "Name Layer State Mtu Address Route Statistics")]
    [InlineData("TunPS.TunInterface", "Name Layer State Mtu IsOpen Address Route Statistics")]
    public void The_lists_leave_out_what_a_utun_device_has_not_got(string type, string items)
    {
        XElement entry = Assert.Single(
            s_views.Where(view => Shown(view).Contains(type)).Descendants("ListEntry"),
            entry => entry.Element("EntrySelectedBy") is not null);

        Assert.Equal(items, string.Join(' ', entry.Descendants("ListItem").Select(item => item.Value.Trim())));
        Assert.Equal(type, entry.Descendants("TypeName").Single().Value);
        Assert.True(Session.RunFor<bool>(entry.Descendants("SelectionCondition").Single().Element("ScriptBlock")!.Value));
    }

    private static IEnumerable<string> Shown(XElement view)
        => view.Element("ViewSelectedBy")!.Elements("TypeName").Select(name => name.Value);
}
