# Looks at the style of all scripts: see build.ps1 -Task Analyze.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
. $PSScriptRoot/Tools.ps1

Assert-Module PSScriptAnalyzer
$root = Split-Path $PSScriptRoot
$settings = "$root/PSScriptAnalyzerSettings.psd1"

# The analyzer's rules look at a script all at once, and now and then stumble over each other: then it gets another try.
function Invoke-Analyzer([hashtable] $What) {
    for ($tries = 5; ; $tries--) {
        try {
            return Invoke-ScriptAnalyzer @What -Settings $settings
        }
        catch {
            if ($tries -eq 1) { throw }
        }
    }
}

# An analyzer that does not read its settings finds nothing wrong with this line, and every result below means nothing.
if ((Invoke-Analyzer @{ ScriptDefinition = 'if (!$true){ }' }).RuleName -notcontains 'PSAvoidExclaimOperator') {
    throw "PSScriptAnalyzer does not do what $settings says."
}

# Only what is in the clone counts: the clone itself may lie in a folder that is called out.
$scripts = Get-ChildItem $root -Recurse -Force -File -Include *.ps1, *.psm1, *.psd1 | Where-Object {
    [IO.Path]::GetRelativePath($root, $_.FullName) -notmatch '(^|[/\\])(\.git|bin|obj|out|node_modules)[/\\]'
}
if (-not $scripts) {
    throw "There are no scripts in $root."
}

$findings = foreach ($script in $scripts) {
    $not = switch -Wildcard ($script.Name) {
        # In a spec a variable of BeforeAll is used in It, which the analyzer does not see; a table of cases has a line
        # for each case.
        '*.Tests.ps1' { 'PSUseDeclaredVarsMoreThanAssignments', 'PSAvoidLongLines' }
        # It is dot-sourced by the specs, and they use its variables.
        'Prepare.ps1' { 'PSUseDeclaredVarsMoreThanAssignments' }
        # The text of a manifest cannot be put together of several.
        'TunPS.psd1' { 'PSAvoidLongLines' }
    }
    $except = $not ? @{ ExcludeRule = $not } : @{}
    Invoke-Analyzer (@{ Path = $script.FullName } + $except)
}
foreach ($finding in $findings) {
    $place = "$([IO.Path]::GetRelativePath($root, $finding.ScriptPath)):$($finding.Line)"
    "${place}: $($finding.RuleName): $($finding.Message)"
}
if ($findings) {
    throw "PSScriptAnalyzer has $(@($findings).Count) remarks."
}
"PSScriptAnalyzer: $(@($scripts).Count) scripts are clean."
