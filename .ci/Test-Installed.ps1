<#
.SYNOPSIS
    Looks at the installed module: its files, and all of its help.
.DESCRIPTION
    Needs no right. The first TunPS on the module path is the one that is looked at.
.EXAMPLE
    pwsh -NoProfile -File .ci/Test-Installed.ps1
#>
[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. $PSScriptRoot/Assert-True.ps1

Import-Module TunPS
$module = Get-Module TunPS
$base = $module.ModuleBase
"TunPS $($module.Version)-$($module.PrivateData.PSData.Prerelease) in $base, PowerShell $($PSVersionTable.PSVersion)"

# What PSResourceGet writes beside it is its own.
$files = Get-ChildItem $base -Recurse -File -Force | ForEach-Object { [IO.Path]::GetRelativePath($base, $_.FullName) } |
    Where-Object { $_ -ne 'PSGetModuleInfo.xml' } | Sort-Object
$listed = (Test-ModuleManifest "$base/TunPS.psd1").FileList |
    ForEach-Object { [IO.Path]::GetRelativePath($base, $_) } | Sort-Object
Assert-True ("$files" -eq "$listed") "the manifest lists:`n$listed`nand there is:`n$files"
"Files: $($files.Count), as the manifest lists them."

$parameters = 0
$examples = 0
foreach ($cmdlet in $module.ExportedCmdlets.Values) {
    $help = Get-Help $cmdlet.Name -Full
    $text = $help | Out-String -Width 200
    foreach ($head in 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'NOTES',
        'RELATED LINKS') {
        Assert-True ($text -cmatch "(?m)^$head") "Get-Help $cmdlet -Full has no $head"
    }
    $shown = @($help.examples.example)
    Assert-True ($shown.Count -ge 3) "Get-Help $cmdlet has $($shown.Count) examples"
    foreach ($example in $shown) {
        Assert-True ($example.code -match '\w-\w') "$cmdlet has an example without a command: $($example.title)"
    }
    $text = Get-Help $cmdlet.Name -Examples | Out-String -Width 200
    $titles = [regex]::Matches($text, '(?m)^\s*-+ Example \d')
    Assert-True ($titles.Count -eq $shown.Count) "Get-Help $cmdlet -Examples shows $($titles.Count) of $($shown.Count)"

    $common = [Management.Automation.Cmdlet]::CommonParameters
    $common += [Management.Automation.Cmdlet]::OptionalCommonParameters
    $own = $cmdlet.Parameters.Keys | Where-Object { $_ -notin $common } | Sort-Object
    $told = @(Get-Help $cmdlet.Name -Parameter * -ErrorAction Ignore | Where-Object name -NotIn $common)
    $names = $told | ForEach-Object name | Sort-Object
    Assert-True ("$names" -eq "$own") "Get-Help $cmdlet -Parameter * has: $names"
    foreach ($parameter in $told) {
        Assert-True ("$($parameter.description.Text)" -match '\w') "$cmdlet -$($parameter.name) has no text"
    }
    $parameters += $told.Count
    $examples += $shown.Count
}
"Help: $($module.ExportedCmdlets.Count) cmdlets, $parameters parameters, $examples examples."

$topics = @(Get-ChildItem "$base/en-US" -Filter about_*.help.txt)
foreach ($topic in $topics) {
    $name = $topic.Name -replace '\.help\.txt$'
    $text = Get-Help $name | Out-String
    Assert-True ($text.Trim() -eq (Get-Content $topic -Raw).Trim()) "Get-Help $name does not show the file"
}
$found = @(Get-Help about_TunPS*)
Assert-True ($found.Count -eq $topics.Count) "Get-Help about_TunPS* finds $($found.Count) of $($topics.Count) topics"
"About topics: $($topics.Count)."

# There is nothing to be had: the help is all there. Whatever is said about that is said to a user.
$said = @(Update-Help TunPS -UICulture en-US -ErrorAction Continue 2>&1 | ForEach-Object { "$_" })
Assert-True ("$said" -notmatch '(?m)^\s+at \w+|Exception') "Update-Help says: $said"
"Update-Help: $($said.Count ? $said : 'nothing')"
