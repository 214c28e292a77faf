namespace TunPS.MacOS.Tests.Native;

/// <summary>The same facts, written twice, once as C: a slip in one of them shows here.</summary>
public sealed class FactsTests
{
    private static readonly string? s_path = Environment.GetEnvironmentVariable("PATH");

    [ToolFact("cc")]
    public void What_a_C_compiler_makes_of_the_facts_is_what_the_table_says()
    {
        CCompiler? compiler = CCompiler.Find(s_path);
        Assert.NotNull(compiler);

        Assert.Equal(
            Facts.Table.OrderBy(fact => fact.Key, StringComparer.Ordinal),
            Facts.ReadLines(compiler.Run("layouts.c")).OrderBy(fact => fact.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Without_a_C_compiler_the_table_decides()
    {
        Assert.Same(Facts.Table, Facts.Find(null));
        Assert.Same(Facts.Table, Facts.Find(AppContext.BaseDirectory));
    }
}
