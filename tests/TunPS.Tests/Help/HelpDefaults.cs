namespace TunPS.Tests.Help;

/// <summary>
/// Whether the default value on a page is that of the cmdlet. Its first word is the value; more may follow, as in
/// "-1 (for ever)". None stands for a parameter that changes nothing when it is left out: null, zero or the first name
/// of an enum.
/// </summary>
internal static class HelpDefaults
{
    // What comes about only while a cmdlet runs. Each has to be needed, and has to be on its page as it is here.
    private static readonly Dictionary<string, string> s_special = new()
    {
        ["New-TunDevice -Name"] = "The next free name, tun0, tun1 and so on",
        ["New-TunDevice -Layer"] = "Tun for a new device",
        ["New-TunDevice -Mtu"] = "1500 for a new device",
        ["New-TunDevice -MacAddress"] = "Random for a new TAP device",
        ["New-TunDevice -TxQueueLength"] = "500, or 1000 for a new TAP device",
        ["New-TunPacket -SourcePort"] = "Random",
        ["New-TunPacket -Window"] = "64240",
        ["New-TunPacket -Identification"] = "Random",
        ["Add-TunRoute -Table"] = "main",
        ["Remove-TunRoute -Table"] = "main",
    };

    /// <summary>The parameters of which something special is said: "New-TunDevice -Name".</summary>
    internal static IEnumerable<string> Special => s_special.Keys;

    /// <summary>What is wrong; null when nothing is.</summary>
    internal static string? Problem(string cmdlet, string parameter, Type type, object? value, string written)
    {
        string actual = Value(value);
        string[] right = IsUnset(type, value) ? ["None", actual] : [actual];
        string first = written.Split(' ', ',')[0];
        bool isRight = right.Contains(first, StringComparer.OrdinalIgnoreCase);
        string? special = s_special.GetValueOrDefault($"{cmdlet} -{parameter}");
        string expected = special ?? actual;
        return special is null ? (isRight ? null : Differs()) : special != written ? Differs()
            : isRight ? $"-{parameter}, default: '{written}' is nothing special." : null;

        string Differs() => $"-{parameter}, default: the page has '{written}', and the cmdlet has '{expected}'.";
    }

    private static bool IsUnset(Type type, object? value)
        => value is null
            || (type.IsValueType && type != typeof(SwitchParameter) && value.Equals(Activator.CreateInstance(type)));

    private static string Value(object? value) => value switch
    {
        null or "" or Array { Length: 0 } => "None",
        // No time that is given can be this: it stands for ever.
        TimeSpan time => time == Timeout.InfiniteTimeSpan ? "-1" : $"{time.TotalSeconds}",
        SwitchParameter given => $"{given.IsPresent}",
        BitRate rate => $"{rate.BitsPerSecond}",
        Array list => $"'{string.Join(", ", list.Cast<object>())}'",
        _ => $"{value}",
    };
}
