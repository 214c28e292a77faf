using System.Globalization;
using System.Reflection;
using TunPS.Native;
using TunPS.Native.MacOS;

namespace TunPS.MacOS.Tests.Native;

public sealed class XnuErrnoTests
{
    private static readonly Dictionary<string, int> s_xnu = Constants(typeof(XnuErrno));
    private static readonly Dictionary<string, int> s_portable = Constants(typeof(Errno));

    public static TheoryData<string> Names => [.. s_xnu.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_error_keeps_its_name_and_changes_its_number(string name)
    {
        Assert.Equal(s_portable[name], XnuErrno.ToPortable(s_xnu[name]));
        Assert.Equal(s_xnu[name], XnuErrno.FromPortable(s_portable[name]));
        Assert.StartsWith($"{name} (", Errno.Describe(s_portable[name], s_xnu[name]), StringComparison.Ordinal);
    }

    /// <summary>EBADFD is what a TUN descriptor of Linux answers; xnu has no such error.</summary>
    [Fact]
    public void Every_error_that_is_told_apart_has_a_number_in_xnu()
        => Assert.Equal([nameof(Errno.EBADFD)], s_portable.Keys.Where(IsError).Except(s_xnu.Keys));

    [Fact]
    public void Every_number_comes_back_as_it_went_there()
    {
        int[] numbers = [.. Enumerable.Range(0, 201)];

        Assert.Equal(numbers, numbers.Select(number => XnuErrno.FromPortable(XnuErrno.ToPortable(number))));
        Assert.Equal(numbers, numbers.Select(number => XnuErrno.ToPortable(XnuErrno.FromPortable(number))));
    }

    [Fact]
    public void No_two_numbers_become_the_same()
    {
        int[] portable = [.. Enumerable.Range(0, 201).Select(XnuErrno.ToPortable)];

        Assert.Equal(portable.Length, portable.Distinct().Count());
    }

    /// <summary>77 is ENOLCK in xnu and EBADFD in Linux; 11 is EDEADLK there and EAGAIN here.</summary>
    [Fact]
    public void A_number_without_a_counterpart_is_taken_for_no_other_error()
    {
        Assert.Equal(Errno.Foreign + 77, XnuErrno.ToPortable(77));
        Assert.Equal("errno 77", Errno.Describe(XnuErrno.ToPortable(77), 77));
        Assert.NotEqual(Errno.EAGAIN, XnuErrno.ToPortable(11));
    }

    [Fact]
    public void What_macOS_has_two_errors_for_stays_two()
    {
        Assert.Equal(Errno.EOPNOTSUPP, XnuErrno.ToPortable(102));
        Assert.Equal(Errno.ENOTSUP, XnuErrno.ToPortable(45));
        Assert.Equal("ENOTSUP (45)", Errno.Describe(Errno.ENOTSUP, 45));
    }

    [ToolFact("cc")]
    public void The_portable_numbers_are_those_of_Linux()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "This is not Linux.");
        CCompiler? compiler = CCompiler.Find(Environment.GetEnvironmentVariable("PATH"));
        Assert.NotNull(compiler);

        Assert.Equal(
            Facts.ReadLines(compiler.Run("errno.c")).OrderBy(entry => entry.Key, StringComparer.Ordinal),
            s_portable.Where(entry => IsError(entry.Key) && entry.Key != nameof(Errno.ENOTSUP))
                .Select(entry => KeyValuePair.Create(entry.Key, entry.Value.ToString(CultureInfo.InvariantCulture)))
                .OrderBy(entry => entry.Key, StringComparer.Ordinal));
    }

    private static bool IsError(string name) => name != nameof(Errno.Foreign);

    private static Dictionary<string, int> Constants(Type type)
        => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(field => field.IsLiteral)
            .ToDictionary(field => field.Name, field => (int)field.GetRawConstantValue()!);
}
