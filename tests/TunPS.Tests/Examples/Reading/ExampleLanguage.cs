namespace TunPS.Tests.Examples;

/// <summary>What runs an example.</summary>
internal enum ExampleLanguage
{
    PowerShell,
    Shell,
    CSharp,

    /// <summary>Nothing: such a text is only saved as a file.</summary>
    Text,
}
