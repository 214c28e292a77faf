<#
.SYNOPSIS
    Plays the name server of a zone that does not exist.
.DESCRIPTION
    Makes a TUN device with an address, and answers the DNS queries that the system sends to a made-up name server in
    its network: with the addresses of a table for names in the zone, with NXDOMAIN for others in the zone, and with
    REFUSED for the rest. Looks some names up by itself, shows the queries and answers as a table, then what was found.

    Ends by itself after the last lookup. With -Continuous it makes no lookups of its own and answers everybody's, until
    Ctrl+C.
.EXAMPLE
    ./samples/Reply-Dns.ps1

    Six lookups, six answers.
.EXAMPLE
    ./samples/Reply-Dns.ps1 -Continuous

    Answers a dig @192.0.2.53 www.lab.example that you type in another terminal.
.EXAMPLE
    ./samples/Reply-Dns.ps1 -Zone home.example -Record @{ 'nas.home.example' = '192.0.2.7' } -Continuous

    Another zone.
#>
#Requires -Modules TunPS
[Diagnostics.CodeAnalysis.SuppressMessage('PSReviewUnusedParameter', '', Justification = 'Get-Answer uses them.')]
[CmdletBinding(DefaultParameterSetName = 'Count')]
param(
    # The address that the system has in the device's network.
    [string] $Address = '192.0.2.1/24',

    # The name server that does not exist; it lies in the same network.
    [ipaddress] $Server = '192.0.2.53',

    # The zone: it ends the names that the server knows about.
    [string] $Zone = 'lab.example',

    # Names, and the addresses of each.
    [hashtable] $Record = @{
        'lab.example' = '192.0.2.80'
        'www.lab.example' = ('192.0.2.80', '192.0.2.81', '2001:db8::80')
        'mail.lab.example' = '192.0.2.25'
    },

    # How long others may keep an answer, in seconds.
    [ValidateRange(0, 86400)]
    [int] $TimeToLive = 60,

    # Answer others' queries, until Ctrl+C.
    [Parameter(ParameterSetName = 'Continuous', Mandatory)]
    [switch] $Continuous
)

# The record types and response codes of DNS (RFC 1035, RFC 3596).
$types = @{ InterNetwork = 1; InterNetworkV6 = 28 }
$any = 255
$noError, $formatError, $nameError, $notImplemented, $refused = 0, 1, 3, 4, 5

# The message that answers a query; nothing for what is no query.
function Get-Answer([byte[]] $Query) {
    if ($Query.Length -lt 12 -or ($Query[2] -band 0x80)) {
        return
    }

    # The one question: a name in labels with their lengths before them, then type and class.
    $at = 12
    $labels = while ($at -lt $Query.Length -and $Query[$at] -in 1..63 -and $at + $Query[$at] -lt $Query.Length) {
        [Text.Encoding]::ASCII.GetString($Query, $at + 1, $Query[$at])
        $at += 1 + $Query[$at]
    }

    $name = $labels -join '.'
    $isWhole = 256 * $Query[4] + $Query[5] -eq 1 -and $at + 4 -lt $Query.Length -and $Query[$at] -eq 0
    $question = if ($isWhole) { $Query[12..($at + 4)] }
    $type = if ($isWhole) { 256 * $Query[$at + 1] + $Query[$at + 2] }
    $isOurs = $name -eq $Zone -or $name.EndsWith(".$Zone", 'OrdinalIgnoreCase')
    $code = if ($Query[2] -band 0x78) { $notImplemented }
    elseif (-not $isWhole) { $formatError }
    elseif (-not $isOurs) { $refused }
    elseif (-not $Record.ContainsKey($name)) { $nameError }
    else { $noError }

    # An answer names the question's name by where it is in the message.
    $count = 0
    $answers = if ($code -eq $noError) {
        foreach ($ip in [ipaddress[]] $Record[$name]) {
            if ($type -in $any, $types["$($ip.AddressFamily)"]) {
                $count++
                $data = $ip.GetAddressBytes()
                0xC0, 12, 0, $types["$($ip.AddressFamily)"], 0, 1
                0, ($TimeToLive -shr 16), ($TimeToLive -shr 8 -band 255), ($TimeToLive -band 255), 0, $data.Length
                $data
            }
        }
    }

    # An answer, authoritative in the zone; opcode and "recursion desired" are the query's.
    $flags = 0x80 -bor ($Query[2] -band 0x79) -bor $(if ($isOurs) { 4 })
    , [byte[]] @($Query[0, 1]; $flags; $code; 0; [int] $isWhole; 0; $count; 0, 0, 0, 0; $question; $answers)
}

$device = New-TunDevice -Address $Address -ErrorAction Stop
$done = New-InterruptEvent
$client = [powershell]::Create([initialsessionstate]::CreateDefault2())
try {
    if (-not $Continuous) {
        # In a runspace of its own, as if somebody typed dig in another terminal. Its last act ends the receiving.
        $lookups = $client.AddScript({
                param($Server, $Zone, $Done)
                $codes = @{ 0 = 'no error'; 3 = 'NXDOMAIN'; 5 = 'REFUSED' }
                try {
                    $names = @(
                        ("www.$Zone", 1), ("www.$Zone", 28), ("mail.$Zone", 1), ("mail.$Zone", 28)
                        ("nobody.$Zone", 1), ('www.example.org', 1)
                    )
                    $socket = [Net.Sockets.UdpClient]::new($Server.AddressFamily)
                    $socket.Client.ReceiveTimeout = 2000
                    $socket.Connect($Server, 53)
                    foreach ($lookup in $names) {
                        $name, $type = $lookup
                        $labels = foreach ($label in $name.Split('.')) {
                            $label.Length
                            [Text.Encoding]::ASCII.GetBytes($label)
                        }

                        $id = [Random]::Shared.Next(256), [Random]::Shared.Next(256)
                        $query = [byte[]] @($id; 1, 0, 0, 1, 0, 0, 0, 0, 0, 0; $labels; 0, 0, $type, 0, 1)
                        $null = $socket.Send($query, $query.Length)
                        $from = $null
                        $answer = $socket.Receive([ref] $from)

                        # The answers are behind the question.
                        $at = $query.Length
                        $found = for ($number = 0; $number -lt $answer[7]; $number++) {
                            $length = $answer[$at + 11]
                            "$([ipaddress]::new([byte[]] $answer[($at + 12)..($at + 11 + $length)]))"
                            $at += 12 + $length
                        }

                        $what = if ($type -eq 28) { 'AAAA' } else { 'A' }
                        "$name ${what}: $($codes[$answer[3] -band 15])$(if ($found) { ", $($found -join ', ')" })"
                    }
                }
                finally {
                    $Done.Trigger()
                }
            }).AddArgument($Server).AddArgument($Zone).AddArgument($done).BeginInvoke()
    }

    $queries = @{ Protocol = 'Udp'; Port = 53; Destination = $Server }
    $timeout = if ($Continuous) { -1 } else { 10 }
    Receive-TunPacket $device -Continuous @queries -InterruptEvent $done -Timeout $timeout | ForEach-Object {
        $_
        $answer = Get-Answer $_.Payload
        if ($answer) {
            $_ | New-TunPacket -Payload $answer | Send-TunPacket $device -PassThru
        }
    }

    if (-not $Continuous) {
        $lines = $client.EndInvoke($lookups)
        $lines
        "$(@($lines).Count) of 6 lookups answered"
        if (@($lines).Count -lt 6) {
            exit 1
        }
    }
}
finally {
    $client.Stop()
    $client.Dispose()
    $done.Dispose()
    Remove-TunDevice $device
}
