using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TunPS.MacOS.Tests.Native;

/// <summary>
/// The kernel copies these by size and reads them by place: there is no Mac here to notice when one is wrong.
/// </summary>
public sealed class NativeLayoutTests
{
    private static readonly IReadOnlyDictionary<string, string> s_facts = Facts.Find(
        Environment.GetEnvironmentVariable("PATH"));

    [Fact]
    public void Every_struct_field_and_constant_has_a_fact_to_agree_with()
        => Assert.Empty(NativeMembers.Describe().Keys.Except(s_facts.Keys));

    [Fact]
    public void Every_fact_is_about_something_that_is_there()
        => Assert.Empty(s_facts.Keys.Except(NativeMembers.Describe().Keys).Except(Images.All.Keys));

    [Fact]
    public void Structs_fields_and_constants_are_as_in_the_headers_of_xnu()
        => Assert.Equal(
            s_facts.ExceptBy(Images.All.Keys, fact => fact.Key).OrderBy(fact => fact.Key, StringComparer.Ordinal),
            NativeMembers.Describe().OrderBy(member => member.Key, StringComparer.Ordinal));

    [Fact]
    public void Filled_structs_are_the_bytes_that_C_fills_them_with()
        => Assert.Equal(
            s_facts.IntersectBy(Images.All.Keys, fact => fact.Key).OrderBy(fact => fact.Key, StringComparer.Ordinal),
            Images.All.OrderBy(image => image.Key, StringComparer.Ordinal));

    /// <summary>Marshal tells of the copy that it would make; the pointers that are passed have no copy.</summary>
    [Fact]
    public void Structs_lie_in_memory_as_they_would_be_marshalled()
    {
        foreach (Type type in NativeMembers.Structs)
        {
            Assert.True(type.IsExplicitLayout, $"{type.Name} leaves its layout to the runtime.");
            Assert.Equal(Marshal.SizeOf(type), RuntimeHelpers.SizeOf(type.TypeHandle));
        }
    }
}
