<#
    The Pester words that the specs use, for machines without Pester. A word or an operator that is not here does not
    exist, and the spec that uses it fails. Dot-sourced into the hosted engine, which has no Utility cmdlets.

    A spec file is run like by Pester in two passes: the blocks are collected first, and then run from the outside in,
    each setup in the scope of its block. Every It leaves a result in $StandIn.Results.
#>
$StandIn = @{
    Results = [Collections.Generic.List[object]]::new()
    Block   = $null
}

function New-StandInBlock([string] $Name, [string[]] $Tag) {
    $parent = $StandIn.Block
    @{
        Name       = if ($parent -and $parent.Name) { "$($parent.Name).$Name" } else { $Name }
        Tag        = @(if ($parent) { $parent.Tag }) + $Tag
        BeforeAll  = [Collections.Generic.List[scriptblock]]::new()
        AfterAll   = [Collections.Generic.List[scriptblock]]::new()
        BeforeEach = [Collections.Generic.List[scriptblock]]::new()
        AfterEach  = [Collections.Generic.List[scriptblock]]::new()
        Children   = [Collections.Generic.List[hashtable]]::new()
    }
}

function Describe {
    [CmdletBinding()]
    param([string] $Name, [scriptblock] $Fixture, [string[]] $Tag)
    $outer = $StandIn.Block
    $StandIn.Block = New-StandInBlock $Name $Tag
    $outer.Children.Add($StandIn.Block)
    & $Fixture
    $StandIn.Block = $outer
}

Set-Item function:Context $function:Describe

function BeforeAll([scriptblock] $Script) { $StandIn.Block.BeforeAll.Add($Script) }
function AfterAll([scriptblock] $Script) { $StandIn.Block.AfterAll.Add($Script) }
function BeforeEach([scriptblock] $Script) { $StandIn.Block.BeforeEach.Add($Script) }
function AfterEach([scriptblock] $Script) { $StandIn.Block.AfterEach.Add($Script) }

function It {
    [Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidAssignmentToAutomaticVariable', 'ForEach',
        Justification = "Pester's parameter has this name.")]
    [CmdletBinding()]
    param([string] $Name, [scriptblock] $Test, [string[]] $Tag, [object[]] $ForEach, [switch] $Skip)
    foreach ($case in $(if ($ForEach) { $ForEach } else { @{} })) {
        $expanded = [regex]::Replace($Name, '<(\w+)>', { param($match) "$($case[$match.Groups[1].Value])" })
        $StandIn.Block.Children.Add(@{
                Name = "$($StandIn.Block.Name).$expanded"
                Tag  = $StandIn.Block.Tag + $Tag
                Test = $Test
                Case = $case
                Skip = [bool] $Skip
            })
    }
}

function Invoke-StandInTest([hashtable] $Test, [scriptblock[]] $Before, [scriptblock[]] $After) {
    $result = @{ Name = $Test.Name; Line = $Test.Test.StartPosition.StartLine; Result = 'Passed'; Message = '' }
    if ($Test.Tag -contains 'FullShell') {
        $result.Result = 'Skipped'
        $result.Message = 'Needs the full shell: runs where pwsh and Pester are.'
    }
    elseif ($Test.Skip) {
        $result.Result = 'Skipped'
    }
    else {
        try {
            # Without a variable of a loop: a case may have one of that name, and the order of its names is not known.
            $variables = $Test.Case -is [hashtable] ? $Test.Case : @{ _ = $Test.Case }
            $variables.GetEnumerator() |
                ForEach-Object { $ExecutionContext.SessionState.PSVariable.Set($_.Key, $_.Value) }
            foreach ($script in $Before) { $null = . $script }
            $null = . $Test.Test
        }
        catch {
            $result.Result = 'Failed'
            $result.Message = "$_`n$($_.ScriptStackTrace)"
        }
        finally {
            foreach ($script in $After) { $null = . $script }
        }
    }
    $StandIn.Results.Add($result)
}

function Invoke-StandInBlock([hashtable] $Block, [scriptblock[]] $Before, [scriptblock[]] $After) {
    $Before = $Before + $Block.BeforeEach
    $After = @($Block.AfterEach) + $After
    foreach ($script in $Block.BeforeAll) { $null = . $script }
    foreach ($child in $Block.Children) {
        if ($child.Children) { Invoke-StandInBlock $child $Before $After }
        else { Invoke-StandInTest $child $Before $After }
    }
    foreach ($script in $Block.AfterAll) { $null = . $script }
}

function Invoke-StandIn([string] $Path) {
    $StandIn.Block = New-StandInBlock '' @()
    & $Path
    Invoke-StandInBlock $StandIn.Block @() @()
    $StandIn.Results
}

function Should {
    [CmdletBinding()]
    param(
        [Parameter(ValueFromPipeline)] $Actual,
        [switch] $Not,
        [Parameter(ParameterSetName = 'Be', Mandatory)] [AllowNull()] $Be,
        [Parameter(ParameterSetName = 'BeTrue', Mandatory)] [switch] $BeTrue,
        [Parameter(ParameterSetName = 'BeFalse', Mandatory)] [switch] $BeFalse,
        [Parameter(ParameterSetName = 'BeNullOrEmpty', Mandatory)] [switch] $BeNullOrEmpty,
        [Parameter(ParameterSetName = 'BeOfType', Mandatory)] [type] $BeOfType,
        [Parameter(ParameterSetName = 'BeLike', Mandatory)] [string] $BeLike,
        [Parameter(ParameterSetName = 'Match', Mandatory)] [string] $Match,
        [Parameter(ParameterSetName = 'Contain', Mandatory)] $Contain,
        [Parameter(ParameterSetName = 'HaveCount', Mandatory)] [int] $HaveCount,
        [Parameter(ParameterSetName = 'BeGreaterThan', Mandatory)] $BeGreaterThan,
        [Parameter(ParameterSetName = 'BeGreaterOrEqual', Mandatory)] $BeGreaterOrEqual,
        [Parameter(ParameterSetName = 'BeLessThan', Mandatory)] $BeLessThan
    )
    begin { $all = [Collections.Generic.List[object]]::new() }
    process { $all.Add($Actual) }
    end {
        $one = if ($all.Count -eq 1) { $all[0] } else { $all.ToArray() }
        $expected = $PSBoundParameters[$PSCmdlet.ParameterSetName]
        $holds = switch ($PSCmdlet.ParameterSetName) {
            'Be' {
                $wanted = @($expected)
                $same = $all.Count -eq $wanted.Count
                for ($i = 0; $same -and $i -lt $wanted.Count; $i++) { $same = $all[$i] -eq $wanted[$i] }
                $same
            }
            'BeTrue' { [bool] $one }
            'BeFalse' { -not $one }
            'BeNullOrEmpty' { $all.Count -eq 0 -or ($all.Count -eq 1 -and ($null -eq $one -or "$one" -eq '')) }
            'BeOfType' { $one -is $expected }
            'BeLike' { "$one" -like $expected }
            'Match' { "$one" -match $expected }
            'Contain' { $all -contains $expected }
            'HaveCount' { $all.Count -eq $expected }
            'BeGreaterThan' { $one -gt $expected }
            'BeGreaterOrEqual' { $one -ge $expected }
            'BeLessThan' { $one -lt $expected }
        }
        if ([bool] $holds -eq [bool] $Not) {
            $negation = if ($Not) { ' -Not' } else { '' }
            $wanted = "$negation -$($PSCmdlet.ParameterSetName) '$($expected -join ', ')'"
            throw "Expected '$($all -join ', ')' to be:$wanted."
        }
    }
}
