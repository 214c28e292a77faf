@{
    RootModule           = 'bin/net8.0/TunPS.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = 'a5a2d0c4-7c0e-4d5b-9a54-2a3f4f1c9b6e'
    Author               = 'The TunPS developers'
    CompanyName          = 'TunPS'
    Copyright            = '(c) 2026 The TunPS developers. MIT licence.'
    Description          = 'Lets a script be a network device: makes TUN and TAP interfaces on Linux and TUN interfaces on macOS, and moves real packets through the pipeline. Makes, reads and writes packets and captures on any system.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    TypesToProcess       = @('TunPS.Types.ps1xml')
    FormatsToProcess     = @('TunPS.Format.ps1xml')
    CmdletsToExport      = @(
        'Add-TunAddress'
        'Add-TunRoute'
        'Add-TunShouldOperator'
        'Connect-TunDevice'
        'ConvertTo-TunPacket'
        'Export-TunCapture'
        'Get-TunAddress'
        'Get-TunDevice'
        'Get-TunRoute'
        'Import-TunCapture'
        'New-InterruptEvent'
        'New-TunDevice'
        'New-TunPacket'
        'Receive-TunPacket'
        'Remove-TunAddress'
        'Remove-TunDevice'
        'Remove-TunRoute'
        'Reset-InterruptEvent'
        'Send-TunPacket'
        'Set-InterruptEvent'
        'Set-TunConnection'
        'Set-TunDevice'
        'Wait-TunDevice'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    FileList             = @(
        'CHANGELOG.md'
        'LICENSE'
        'README.md'
        'ThirdPartyNotices.md'
        'TunPS.Format.ps1xml'
        'TunPS.Types.ps1xml'
        'TunPS.psd1'
        'bin/net8.0/PacketDotNet.dll'
        'bin/net8.0/TunPS.Core.dll'
        'bin/net8.0/TunPS.dll'
        'en-US/TunPS.dll-Help.xml'
        'en-US/about_TunPS.help.txt'
        'en-US/about_TunPS_Interrupts.help.txt'
        'en-US/about_TunPS_Packets.help.txt'
        'en-US/about_TunPS_Permissions.help.txt'
        'en-US/about_TunPS_Testing.help.txt'
    )
    PrivateData          = @{
        PSData = @{
            Prerelease   = 'preview1'
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'What changed, version by version, is told by CHANGELOG.md in the folder of the module.'
            Tags         = @('Linux', 'MacOS', 'Windows', 'PSEdition_Core', 'tun', 'tap', 'network', 'packet', 'vpn')
        }
    }
}
