using System.Management.Automation;

namespace TunPS;

/// <summary>
/// Chooses the views without the columns that would always be empty: where interfaces have no owners, and routes neither
/// metrics nor tables. A table cannot leave out a column by itself, but it can be that of another type name.
/// </summary>
internal static class PlainView
{
    private const string Suffix = "#Plain";

    internal static object Of(TunInterface @interface) => TunInterface.CanPersist ? @interface : Mark(@interface);

    internal static object Of(TunRoute route) => TunRoute.HasTables ? route : Mark(route);

    private static PSObject Mark(object value)
    {
        PSObject marked = PSObject.AsPSObject(value);
        string name = value.GetType().FullName + Suffix;
        if (marked.TypeNames[0] != name)
        {
            marked.TypeNames.Insert(0, name);
        }

        return marked;
    }
}
