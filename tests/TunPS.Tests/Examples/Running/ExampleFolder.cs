namespace TunPS.Tests.Examples;

/// <summary>The working folder of a session: empty, or like a clone that has been built.</summary>
internal sealed class ExampleFolder : IDisposable
{
    internal ExampleFolder(bool isClone)
    {
        foreach (string name in isClone ? new[] { "out", "samples" } : [])
        {
            _ = Directory.CreateSymbolicLink(
                System.IO.Path.Combine(Path, name), System.IO.Path.Combine(Repository.Root, name));
        }
    }

    internal string Path { get; } = Directory.CreateTempSubdirectory("tunps-").FullName;

    // Links go without what they lead to.
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
