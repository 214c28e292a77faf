# Looks at the style of all code: see build.ps1 -Task Analyze.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. $PSScriptRoot/Tools.ps1

Assert-Module PSScriptAnalyzer 1.24
$root = Split-Path $PSScriptRoot
$settings = "$root/PSScriptAnalyzerSettings.psd1"

# An analyzer that does not read its settings finds nothing wrong with this line, and every result below means nothing.
if ((Invoke-ScriptAnalyzer -ScriptDefinition 'if (!$true){ }' -Settings $settings).RuleName -notcontains
    'PSAvoidExclaimOperator') {
    throw "PSScriptAnalyzer does not do what $settings says."
}

$scripts = Get-ChildItem $root -Recurse -Force -File -Include *.ps1, *.psm1, *.psd1 |
    Where-Object FullName -NotMatch '[/\\](\.git|bin|obj|out|node_modules)[/\\]'
$findings = foreach ($script in $scripts) {
    # In a spec a variable of BeforeAll is used in It, which the analyzer does not see.
    $spec = if ($script.Name -like '*.Tests.ps1') { @{ ExcludeRule = 'PSUseDeclaredVarsMoreThanAssignments' } } else { @{} }
    Invoke-ScriptAnalyzer -Path $script.FullName -Settings $settings @spec
}
foreach ($finding in $findings) {
    "$([IO.Path]::GetRelativePath($root, $finding.ScriptPath)):$($finding.Line): $($finding.RuleName): $($finding.Message)"
}
if ($findings) {
    throw "PSScriptAnalyzer has $(@($findings).Count) remarks."
}
"PSScriptAnalyzer: $(@($scripts).Count) scripts are clean."
Invoke-DotNet format $root --verify-no-changes
'dotnet format: the code is clean.'
