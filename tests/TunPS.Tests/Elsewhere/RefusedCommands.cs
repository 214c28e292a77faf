namespace TunPS.Tests.Elsewhere;

/// <summary>What needs a device, in all the forms in which somebody without any may try it.</summary>
internal static class RefusedCommands
{
    internal static string[] All { get; } =
    [
        "New-TunDevice",
        "New-TunDevice -WhatIf",
        "New-TunDevice tun0 -Address 192.0.2.1/24 -Mtu 1400 -Route 198.51.100.0/24",
        "New-TunDevice 'my tun'",
        "New-TunDevice tun0 -WhatIf",
        "New-TunDevice -Layer Tap -MacAddress 02:00:5e:00:53:01",
        "New-TunDevice -Address nonsense",
        "New-TunDevice -Owner alice",
        "New-TunDevice -Owner 0 -WhatIf",
        "New-TunDevice -Group wheel -Persist",
        "New-TunDevice -NetworkNamespace blue",
        "New-TunDevice -NetworkNamespace C:/ns",
        "New-TunDevice -MultiQueue -Offload -Down",
        "Get-TunDevice tun0",
        "Get-TunDevice -All",
        "Get-TunDevice -All tun0",
        "Set-TunDevice tun0 -Mtu 1400",
        "Set-TunDevice tun0 -Owner alice",
        "Set-TunDevice tun0 -QueueState Detached -WhatIf",
        "Remove-TunDevice tun0",
        "Remove-TunDevice tun0 -CloseOnly",
        "Remove-TunDevice tun0 -WhatIf",
        "Get-TunAddress tun0",
        "Add-TunAddress tun0 192.0.2.1/24",
        "Remove-TunAddress tun0 192.0.2.1 -Force",
        "Get-TunRoute tun0",
        "Add-TunRoute tun0 198.51.100.0/24 -WhatIf",
        "Remove-TunRoute tun0 198.51.100.0/24 -Force",
        "Receive-TunPacket tun0",
        "Receive-TunPacket tun0 -Continuous -Timeout 5",
        "Wait-TunDevice tun0",
        "Wait-TunDevice tun0 -Up -Timeout 5",
        "Send-TunPacket tun0 ([byte[]](1, 2, 3))",
        "New-TunPacket -Echo 192.0.2.2 192.0.2.1 | Send-TunPacket tun0 -Pace Recorded",
        "Connect-TunDevice tun0 tun1",
        "Connect-TunDevice tun0 -RemoteEndPoint 192.0.2.1:4000",
        "New-InterruptEvent",
    ];
}
