using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;

namespace TunPS.Tests.Guidelines;

/// <summary>
/// A walk over all cmdlets and all their parameters: they complete, take patterns and pipelines, and ask before they
/// change something, as PowerShell's guidelines want it.
/// </summary>
[Collection(nameof(Session))]
public sealed class CmdletWalkTests : IDisposable
{
    // Right for some parameters, and wrong for most.
    private static readonly string[] s_values =
        ["-5", "0", "1.5", "99999999999", "''", "'x y'", "$null", "@()", "[datetime]::Now"];

    private readonly string _folder = Directory.CreateTempSubdirectory("tunps-").FullName;

    /// <summary>The classes of the cmdlets, by their names.</summary>
    private static IReadOnlyDictionary<string, Type> Cmdlets { get; } = typeof(OpenDevices).Assembly.GetExportedTypes()
        .Where(type => type.IsDefined(typeof(CmdletAttribute)))
        .ToDictionary(type => type.GetCustomAttribute<CmdletAttribute>()!.VerbName
            + $"-{type.GetCustomAttribute<CmdletAttribute>()!.NounName}");

    public static TheoryData<string> Names => [.. Cmdlets.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string> WithTarget =>
    [
        .. CmdletLines.All.Where(line => line.Value.Contains("{0}", StringComparison.Ordinal)).Select(line => line.Key),
    ];

    public static TheoryData<string> WithPipeline =>
        [.. Cmdlets.Keys.Where(TakesPipeline).Order(StringComparer.Ordinal)];

    public static TheoryData<string> WithDevices =>
    [
        .. Cmdlets.Keys.Order(StringComparer.Ordinal).Where(cmdlet
            => Parameters(cmdlet).Any(parameter => parameter.PropertyType == typeof(TunDeviceOrName[]))),
    ];

    public static TheoryData<string> Changing => [.. CmdletLines.Changing];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_walk_forgets_none_and_has_none_too_many()
    {
        string[] parameters =
        [
            .. Cmdlets.Keys.SelectMany(Parameters, (cmdlet, parameter) => $"{cmdlet} -{parameter.Name}"),
        ];

        Assert.Equal(
            Cmdlets.Keys.Order(StringComparer.Ordinal), CmdletLines.All.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            Cmdlets.Keys.Where(TakesPipeline).Order(StringComparer.Ordinal),
            CmdletLines.Piped.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(CmdletLines.Completions.Keys.Except(parameters));
        Assert.Empty(CmdletLines.Changing.Except(Cmdlets.Keys));
    }

    [DeviceTheory]
    [MemberData(nameof(Names))]
    public void Tab_completes_each_parameter_that_has_a_choice(string cmdlet) => InSession(session =>
    {
        foreach (PropertyInfo parameter in Parameters(cmdlet))
        {
            string key = $"{cmdlet} -{parameter.Name}";
            if (!CmdletLines.Completions.TryGetValue(key, out (string Word, string Completed) expected))
            {
                Assert.False(HasChoice(parameter), $"{key}: what does Tab make of it?");
                _ = Complete(session, Typed(cmdlet, parameter, "x"));
                continue;
            }

            foreach (string word in new[] { expected.Word, $"'{expected.Word}", $"\"{expected.Word}" })
            {
                string[] offered = Complete(session, Typed(cmdlet, parameter, word));
                Assert.True(
                    expected.Completed.Length == 0
                        ? offered.Length == 0
                        : offered.Select(text => text.Trim('\'', '"')).Contains(expected.Completed),
                    $"{key} {word}: {string.Join(' ', offered)}");
            }
        }
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Tab_is_quiet_where_there_is_no_device(string cmdlet)
    {
        using Session session = new();
        foreach (PropertyInfo parameter in Parameters(cmdlet))
        {
            _ = Complete(session, Typed(cmdlet, parameter, string.Empty));
            _ = Complete(session, Typed(cmdlet, parameter, "x"));
        }
    }

    [DeviceFact]
    public void Tab_quotes_a_name_that_means_something_to_the_shell() => InSession(session =>
    {
        _ = session.Run("New-TunDevice 'spec$it' -Mtu 1279");
        Assert.Empty(session.Errors);

        Assert.Equal(["'spec$it'"], Complete(session, "Get-TunDevice spec$"));
        Assert.Equal(["'spec$it'"], Complete(session, "Remove-TunDevice 'spec$"));
        _ = session.Run("Remove-TunDevice 'spec$it'");
        Assert.Empty(session.Errors);
    });

    [DeviceTheory]
    [MemberData(nameof(WithTarget))]
    public void A_pattern_means_several_where_the_help_says_so_and_not_elsewhere(string cmdlet) => InSession(session =>
    {
        string line = CmdletLines.All[cmdlet];
        bool isFile = line.Contains(" -Path {0}", StringComparison.Ordinal);
        string[] ids = [.. Errors(session, Format(line, isFile ? "\"$folder/sp*\"" : "spec*"))];

        // Export-TunCapture takes one for the one file that it matches, and that is there.
        string[] expected = Patterned(cmdlet).Any() ? []
            : isFile ? ["TunCaptureExists"]

            // Linux takes such a name, and it means itself.
            : cmdlet == "New-TunDevice" ? []
            : ["TunDeviceNotFound"];
        Assert.Equal(expected, ids);
    });

    [DeviceTheory]
    [MemberData(nameof(WithPipeline))]
    public void Each_parameter_of_the_pipeline_takes_what_the_module_gives(string cmdlet) => InSession(session =>
    {
        (string from, string to) = CmdletLines.Piped[cmdlet];
        Assert.Empty(Errors(session, $"{from} | {to}"));
    });

    [DeviceTheory]
    [MemberData(nameof(WithPipeline))]
    public void Nothing_and_the_wrong_thing_in_a_pipeline_are_one_error_each(string cmdlet) => InSession(session =>
    {
        (string from, string to) = CmdletLines.Piped[cmdlet];
        string[] ids = [.. Errors(session, $"& {{ {from}; $null; [datetime]::Now; {from} }} | {to}")];
        Assert.True(ids.Length == 2, $"{cmdlet}: {string.Join(' ', session.Errors)}");
    });

    [DeviceTheory]
    [MemberData(nameof(Names))]
    public void No_error_of_a_value_tells_of_a_parameter_of_NET(string cmdlet) => InSession(session =>
    {
        Assert.Empty(Errors(session, "Set-InterruptEvent $event"));

        // Of a number PowerShell itself makes an address.
        foreach (PropertyInfo parameter in Parameters(cmdlet).Where(other => other.PropertyType != typeof(IPAddress)))
        {
            foreach (string value in s_values)
            {
                string line = With(cmdlet, parameter.Name, value);
                try
                {
                    _ = Errors(session, line).Count();
                }
                catch (RuntimeException e)
                {
                    Assert.False(IsOfNet(e.ErrorRecord), $"{line}: {e.Message}");
                }
            }
        }
    });

    [DeviceTheory]
    [MemberData(nameof(WithDevices))]
    public void A_name_that_is_none_in_a_pipeline_is_one_error_and_others_go_on(string cmdlet) => InSession(session =>
    {
        string command = CmdletLines.All[cmdlet].Replace(" -Device {0}", string.Empty, StringComparison.Ordinal);
        string line = $"'spec0', $null, '', 'nobody', @{{ a = 1 }}, $two | {command}";
        Assert.Equal(4, Errors(session, line).Count());
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void The_cmdlets_that_change_the_system_or_a_file_ask_before_and_no_others_do(string cmdlet)
        => Assert.Equal(
            CmdletLines.Changing.Contains(cmdlet),
            Cmdlets[cmdlet].GetCustomAttribute<CmdletAttribute>()!.SupportsShouldProcess);

    [DeviceTheory]
    [MemberData(nameof(Changing))]
    public void Nothing_is_changed_with_WhatIf(string cmdlet) => InSession(session =>
    {
        string line = Format(CmdletLines.All[cmdlet], Target(cmdlet));
        string before = State(session);
        Assert.Empty(Errors(session, $"{line} -WhatIf"));
        Assert.Equal(before, State(session));

        // And without it something is.
        Assert.Empty(Errors(session, line));
        Assert.NotEqual(before, State(session));
    });

    /// <summary>Something new for a cmdlet that makes it, and what is there for the others.</summary>
    private static string Target(string cmdlet) => cmdlet switch
    {
        "New-TunDevice" => "spec9",
        "Export-TunCapture" => "\"$folder/new.pcapng\"",
        "Import-TunCapture" => "\"$folder/spec.pcapng\"",
        _ => "spec0",
    };

    private static IEnumerable<PropertyInfo> Parameters(string cmdlet)
        => Cmdlets[cmdlet].GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute)));

    private static IEnumerable<string> Patterned(string cmdlet)
        => Parameters(cmdlet).Where(parameter => parameter.IsDefined(typeof(SupportsWildcardsAttribute)))
            .Select(parameter => parameter.Name);

    /// <summary>Whether there is something to choose from: devices, names, or what a completer knows.</summary>
    private static bool HasChoice(PropertyInfo parameter)
    {
        Type type = parameter.PropertyType.GetElementType() ?? parameter.PropertyType;
        return type.IsEnum
            || type == typeof(TunDeviceOrName)
            || type == typeof(TunConnectionOrName)
            || type == typeof(PacketProtocol)
            || parameter.IsDefined(typeof(ArgumentCompleterAttribute))
            || parameter.IsDefined(typeof(ValidateSetAttribute));
    }

    private static bool TakesPipeline(string cmdlet)
        => Parameters(cmdlet).SelectMany(parameter => parameter.GetCustomAttributes<ParameterAttribute>())
            .Any(use => use.ValueFromPipeline || use.ValueFromPipelineByPropertyName);

    private static string Typed(string cmdlet, PropertyInfo parameter, string word)
    {
        bool needsDevice = parameter.Name != "Device" && Parameters(cmdlet).Any(other => other.Name == "Device");
        return $"{cmdlet}{(needsDevice ? " -Device spec0" : string.Empty)} -{parameter.Name} {word}";
    }

    private static string[] Complete(Session session, string line)
    {
        using PowerShell shell = session.Prepare(string.Empty);
        shell.Commands.Clear();
        CommandCompletion completion = CommandCompletion.CompleteInput(line, line.Length, null, shell);
        Assert.Empty(shell.Streams.Error);
        return [.. completion.CompletionMatches.Select(match => match.CompletionText)];
    }

    private static string Format(string line, string target) => line.Replace("{0}", target, StringComparison.Ordinal);

    /// <summary>The cmdlet's line with that value for the parameter: nothing mandatory is missing.</summary>
    private static string With(string cmdlet, string parameter, string value)
    {
        string line = Format(CmdletLines.All[cmdlet].Split(" | ")[0], Target(cmdlet));
        string own = $@" -{parameter} ('[^']*'|""[^""]*""|\S+)";

        // Some values mean to wait for ever: the event of the session has been triggered.
        bool waits = parameter != "InterruptEvent" && Parameters(cmdlet).Any(other => other.Name == "InterruptEvent")
            && !line.Contains("-InterruptEvent", StringComparison.Ordinal);
        return Regex.Replace(line, own, string.Empty) + $" -{parameter}:({value})"
            + (waits ? " -InterruptEvent $event" : string.Empty);
    }

    private static bool IsOfNet(ErrorRecord error)
        => $"{error}".Contains("(Parameter '", StringComparison.Ordinal)
            || $"{error}".Contains("Actual value was", StringComparison.Ordinal);

    /// <summary>The ids of the errors of a line. None of them tells of a parameter of .NET.</summary>
    private static IEnumerable<string> Errors(Session session, string line)
    {
        _ = session.Run(line);
        Assert.All(session.Errors, error => Assert.False(IsOfNet(error), $"{line}: {error}"));
        return session.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]);
    }

    /// <summary>All that the system and the folder have.</summary>
    private string State(Session session)
        => $"{Snapshot.Take()} {session.RunFor<int>("@(Get-TunDevice).Count")} " + string.Join(
            ' ',
            Directory.EnumerateFiles(_folder).Order(StringComparer.Ordinal)
                .Select(file => $"{file} {Convert.ToHexString(File.ReadAllBytes(file))}"));

    private void InSession(Action<Session> test) => NetworkNamespace.Run(() =>
    {
        using Session session = new();
        session["folder"] = _folder;
        _ = session.Run(CmdletLines.Setup);
        Assert.Empty(session.Errors);
        try
        {
            test(session);
        }
        finally
        {
            _ = session.Run("Get-Job | Remove-Job -Force; Remove-TunDevice *");
        }
    });
}
