namespace TunPS.Tests.Surface;

/// <summary>What scripts are written against changes only when somebody means it.</summary>
[Collection(nameof(Session))]
public sealed class SurfaceTests : IDisposable
{
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_cmdlets_and_their_parameters_are_those_that_were_approved()
    {
        PSModuleInfo module = _session.RunFor<PSModuleInfo>("Get-Module TunPS");
        IEnumerable<string> lines = module.ExportedCmdlets.Values
            .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)
            .SelectMany(CmdletSurface.Describe);

        Approved.Check(string.Join('\n', lines), "tests/TunPS.Tests/Surface/Cmdlets.txt");
    }

    [Fact]
    public void The_views_and_the_members_of_objects_are_those_that_were_approved()
    {
        string[] lines =
        [
            .. ViewSurface.Views(Path.Combine(Repository.Module, "TunPS.Format.ps1xml")),
            .. ViewSurface.Members(Path.Combine(Repository.Module, "TunPS.Types.ps1xml")),
        ];

        Approved.Check(string.Join('\n', lines.Order(StringComparer.Ordinal)), "tests/TunPS.Tests/Surface/Views.txt");
    }
}
