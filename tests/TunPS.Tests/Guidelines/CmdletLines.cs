namespace TunPS.Tests.Guidelines;

/// <summary>
/// What somebody types who uses a cmdlet. There is a line for every cmdlet: the walk over all of them fails for one
/// that has none.
/// </summary>
internal static class CmdletLines
{
    /// <summary>What all lines find: devices of the session, a connection, an event, a packet and a capture.</summary>
    internal const string Setup =
        """
        $one = New-TunDevice spec0 -Address 192.0.2.1/24 -Route 203.0.113.0/24 -Mtu 1279
        $two = New-TunDevice spec1 -Address 198.51.100.1/24 -Mtu 1279
        $three = New-TunDevice spec2 -Mtu 1279
        $job = Connect-TunDevice $two $three -Name cable
        $event = New-InterruptEvent
        $packet = New-TunPacket -Echo 192.0.2.2 192.0.2.1
        $packet | Export-TunCapture "$folder/spec.pcapng"
        """;

    /// <summary>By cmdlet: its line, with {0} for the device or the file that it is about.</summary>
    internal static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["Add-TunAddress"] = "Add-TunAddress -Device {0} -Address 198.51.100.99/32",
        ["Add-TunRoute"] = "Add-TunRoute -Device {0} -Destination 198.51.100.128/25",
        ["Add-TunShouldOperator"] = "Add-TunShouldOperator",
        ["Connect-TunDevice"] = "Connect-TunDevice -Device {0} -RemoteEndPoint 192.0.2.9:4000 | Remove-Job -Force",
        ["ConvertTo-TunPacket"] = "ConvertTo-TunPacket -InputObject $packet",
        ["Export-TunCapture"] = "Export-TunCapture -Path {0} -InputObject $packet",
        ["Get-TunAddress"] = "Get-TunAddress -Device {0}",
        ["Get-TunDevice"] = "Get-TunDevice -Name {0}",
        ["Get-TunRoute"] = "Get-TunRoute -Device {0}",
        ["Import-TunCapture"] = "Import-TunCapture -Path {0}",
        ["New-InterruptEvent"] = "New-InterruptEvent",
        ["New-TunDevice"] = "New-TunDevice -Name {0}",
        ["New-TunPacket"] = "New-TunPacket -ReplyTo $packet",
        ["Receive-TunPacket"] = "Receive-TunPacket -Device {0} -Timeout 0",
        ["Remove-TunAddress"] = "Remove-TunAddress -Device {0} -Address 192.0.2.1 -Force",
        ["Remove-TunDevice"] = "Remove-TunDevice -Device {0}",
        ["Remove-TunRoute"] = "Remove-TunRoute -Device {0} -Destination 203.0.113.0/24 -Force",
        ["Reset-InterruptEvent"] = "Reset-InterruptEvent -InterruptEvent $event",
        ["Send-TunPacket"] = "Send-TunPacket -Device {0} -Packet $packet",
        ["Set-InterruptEvent"] = "Set-InterruptEvent -InterruptEvent $event",
        ["Set-TunConnection"] = "Set-TunConnection -Job $job -Delay 0.001",
        ["Set-TunDevice"] = "Set-TunDevice -Device {0} -Alias 'changed'",
        ["Wait-TunDevice"] = "Wait-TunDevice -Device {0} -Timeout 0",
    };

    /// <summary>By cmdlet that takes a pipeline: what the module itself gives for it, and where that goes.</summary>
    internal static IReadOnlyDictionary<string, (string From, string To)> Piped { get; }
        = new Dictionary<string, (string From, string To)>
        {
            ["Add-TunAddress"] = ("(Get-TunAddress $one)", "Add-TunAddress -Force"),
            ["Add-TunRoute"] = ("(Get-TunRoute $one)[0]", "Add-TunRoute -Force"),
            ["Connect-TunDevice"] =
                ("$one", "Connect-TunDevice -RemoteEndPoint 192.0.2.9:4000 -LocalEndPoint 192.0.2.1:0"),
            ["ConvertTo-TunPacket"] = ("$packet", "ConvertTo-TunPacket"),
            ["Export-TunCapture"] = ("$packet", "Export-TunCapture \"$folder/piped.pcapng\""),
            ["Get-TunAddress"] = ("(Get-TunDevice -All)[0]", "Get-TunAddress"),
            ["Get-TunDevice"] = ("$one", "Get-TunDevice"),
            ["Get-TunRoute"] = ("$one", "Get-TunRoute"),
            ["Import-TunCapture"] = ("\"$folder/spec.pcapng\"", "Import-TunCapture"),
            ["New-TunDevice"] = ("$one", "New-TunDevice -WhatIf -Name spec7"),
            ["New-TunPacket"] = ("$packet", "New-TunPacket"),
            ["Receive-TunPacket"] = ("$one", "Receive-TunPacket -Timeout 0"),
            ["Remove-TunAddress"] = ("(Get-TunAddress $one)[0]", "Remove-TunAddress -WhatIf"),
            ["Remove-TunDevice"] = ("$one", "Remove-TunDevice"),
            ["Remove-TunRoute"] = ("(Get-TunRoute $one)[0]", "Remove-TunRoute -WhatIf"),
            ["Reset-InterruptEvent"] = ("$event", "Reset-InterruptEvent"),
            ["Send-TunPacket"] = ("$packet", "Send-TunPacket $one"),
            ["Set-InterruptEvent"] = ("$event", "Set-InterruptEvent"),
            ["Set-TunConnection"] = ("$job", "Set-TunConnection -Delay 0.001"),
            ["Set-TunDevice"] = ("$one", "Set-TunDevice -Alias changed"),
            ["Wait-TunDevice"] = ("$one", "Wait-TunDevice -Timeout 0"),
        };

    /// <summary>The cmdlets that change the system or a file, and so ask before they do.</summary>
    internal static IReadOnlyList<string> Changing { get; } =
    [
        "Add-TunAddress", "Add-TunRoute", "Export-TunCapture", "New-TunDevice", "Remove-TunAddress", "Remove-TunDevice",
        "Remove-TunRoute", "Set-TunDevice",
    ];

    /// <summary>By parameter: what is typed of a value, and the value that Tab makes of it.</summary>
    internal static IReadOnlyDictionary<string, (string Word, string Completed)> Completions { get; }
        = new Dictionary<string, (string Word, string Completed)>
        {
            ["Add-TunAddress -Address"] = ("192", "192.0.2.1/24"),
            ["Add-TunAddress -Device"] = ("sp", "spec0"),
            ["Add-TunRoute -Destination"] = ("203", "203.0.113.0/24"),
            ["Add-TunRoute -Device"] = ("sp", "spec0"),
            ["Connect-TunDevice -Device"] = ("sp", "spec0"),
            ["Connect-TunDevice -OtherDevice"] = ("sp", "spec0"),
            ["Connect-TunDevice -Protocol"] = ("ic", "Icmp"),
            ["ConvertTo-TunPacket -Layer"] = ("ta", "Tap"),
            ["Export-TunCapture -Format"] = ("pcapn", "Pcapng"),
            ["Get-TunAddress -Device"] = ("sp", "spec0"),
            ["Get-TunDevice -Name"] = ("sp", "spec0"),
            ["Get-TunRoute -Device"] = ("sp", "spec0"),
            ["Import-TunCapture -Protocol"] = ("ic", "Icmp"),
            ["New-TunDevice -Group"] = ("roo", "root"),
            ["New-TunDevice -Layer"] = ("ta", "Tap"),
            ["New-TunDevice -Name"] = ("sp", "spec0"),
            // No name, because names are those of the machine; HostTests gives it some.
            ["New-TunDevice -NetworkNamespace"] = ("no-such", ""),
            ["New-TunDevice -Owner"] = ("roo", "root"),
            ["New-TunPacket -Flags"] = ("sy", "Syn"),
            ["New-TunPacket -Protocol"] = ("ic", "Icmp"),
            ["Receive-TunPacket -Device"] = ("sp", "spec0"),
            ["Receive-TunPacket -Protocol"] = ("ic", "Icmp"),
            ["Remove-TunAddress -Address"] = ("192", "192.0.2.1/24"),
            ["Remove-TunAddress -Device"] = ("sp", "spec0"),
            ["Remove-TunDevice -Device"] = ("sp", "spec0"),
            ["Remove-TunRoute -Destination"] = ("203", "203.0.113.0/24"),
            ["Remove-TunRoute -Device"] = ("sp", "spec0"),
            ["Send-TunPacket -Device"] = ("sp", "spec0"),
            ["Send-TunPacket -Pace"] = ("re", "Recorded"),
            ["Set-TunConnection -Direction"] = ("ba", "Backward"),
            ["Set-TunConnection -Job"] = ("ca", "cable"),
            ["Set-TunDevice -Device"] = ("sp", "spec0"),
            ["Set-TunDevice -Group"] = ("roo", "root"),
            ["Set-TunDevice -Owner"] = ("roo", "root"),
            ["Set-TunDevice -QueueState"] = ("de", "Detached"),
            ["Set-TunDevice -State"] = ("do", "Down"),
            ["Wait-TunDevice -Device"] = ("sp", "spec0"),
        };
}
