<#
.SYNOPSIS
    Makes the help that the module has, module/en-US/TunPS.dll-Help.xml, from the pages in docs/en-US.
.DESCRIPTION
    The pages are markdown of PlatyPS, the help is MAML. What PlatyPS makes of the pages is mended here for readers at
    a prompt: code is code and comes without fences, prose without marks, a list is a list, and each parameter has its
    default value and says what it takes from the pipeline. The same pages give the same file, byte for byte.

    Needs PowerShell 7.4 or later and Microsoft.PowerShell.PlatyPS 1.0 or later:
    Install-PSResource Microsoft.PowerShell.PlatyPS

    The file is committed, and so building the module needs none of this.
.PARAMETER Check
    Writes nothing, and fails when the committed file differs from what the pages give.
.EXAMPLE
    ./docs/Build-Help.ps1

    After a change of a page. Commit the file that it writes together with the page.
.EXAMPLE
    ./docs/Build-Help.ps1 -Check
#>
[CmdletBinding()]
param(
    [switch] $Check
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

. $PSScriptRoot/../build/Tools.ps1
Assert-Module Microsoft.PowerShell.PlatyPS
Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion $oldest['Microsoft.PowerShell.PlatyPS'] -Verbose:$false

$target = [IO.Path]::GetFullPath("$PSScriptRoot/../module/en-US/TunPS.dll-Help.xml")
$namespaces = @{
    maml    = 'http://schemas.microsoft.com/maml/2004/10'
    command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'
    dev     = 'http://schemas.microsoft.com/maml/dev/2004/10'
}

# Markdown within a line, as plain text. What stands between backticks is taken as it is.
function ConvertTo-PlainText([string] $Markdown) {
    $marks = '`(?<code>[^`]+)`|\[(?<link>[^\]]+)\]\([^)]*\)|\*\*(?<bold>[^*]+)\*\*|\\(?<escaped>[][\\`*_<>])'
    [regex]::Replace($Markdown, $marks, {
            $match = $args[0]
            foreach ($name in 'code', 'bold', 'escaped') {
                if ($match.Groups[$name].Success) { return $match.Groups[$name].Value }
            }

            # What a link is called may be code itself.
            $match.Groups['link'].Value.Replace('`', '')
        })
}

# Markdown as a row of blocks: a paragraph, the item of a list, or code. One sentence per line is for those who write; a
# reader gets whole paragraphs, in lines that fit a console.
function Read-Block([string] $Markdown) {
    $block = $null
    $fence = $false
    foreach ($line in [regex]::Replace($Markdown, '(?s)<!--.*?-->\n?', '') -split '\r?\n') {
        if ($fence) {
            if ($line.Trim() -eq '```') {
                $fence = $false
                $block.Text = Join-Code $block.Lines
                $block
                $block = $null
            }
            else {
                $block.Lines.Add($line)
            }

            continue
        }

        $next = $null
        if ($line -match '^\s*```') {
            $fence = $true
            $next = @{ Kind = 'Code'; Lines = [Collections.Generic.List[string]]::new() }
        }
        elseif ($line -match '^([-*]|\d+\.) +(.*)') {
            $next = @{ Kind = 'Item'; Tag = $Matches[1]; IsOrdered = $Matches[1].EndsWith('.'); Text = $Matches[2] }
        }
        elseif ($block -and $line.Trim()) {
            $block.Text += ' ' + $line.Trim()
            continue
        }
        elseif ($line.Trim()) {
            $next = @{ Kind = 'Paragraph'; Text = $line.Trim() }
        }

        Complete-Block $block
        $block = $next
    }

    Complete-Block $block
}

# Prose that is whole loses its marks: a mark may begin in one line and end in the next.
function Complete-Block($Block) {
    if ($Block) {
        $Block.Text = ConvertTo-PlainText $Block.Text
        $Block
    }
}

# Prose in lines that fit into 80 columns with the indent of Get-Help. The console would break it, too, but where there
# is no language, as under sudo and in containers, it does so in the middle of a word.
function Split-Line([string] $Text) {
    $lines = [Collections.Generic.List[string]]::new()
    foreach ($word in $Text.Split(' ')) {
        # A line that begins with a number and a dot would look like an item of a list.
        $fits = $lines.Count -and ($lines[-1].Length + $word.Length -lt 66 -or $word -match '^([-*]|\d+\.)$')
        if ($fits) { $lines[-1] += " $word" } else { $lines.Add($word) }
    }

    $lines -join "`n"
}

# Lines of code or output, without the indent that all of them have: Get-Help would take it from the first line alone.
function Join-Code([string[]] $Line) {
    $indents = foreach ($each in $Line) { if ($each.Trim()) { $each.Length - $each.TrimStart().Length } }
    $least = ($indents | Measure-Object -Minimum).Minimum
    (@(foreach ($each in $Line) { $each.Length -ge $least ? $each.Substring($least) : '' }) -join "`n").Trim("`n")
}

# Adds an element, such as maml:para, at the end of another one, and gives it.
function Add-Element([Xml.XmlNode] $Parent, [string] $Name, [string] $Text, [hashtable] $Attribute = @{}) {
    $element = $Parent.OwnerDocument.CreateElement($Name, $namespaces[$Name.Split(':')[0]])
    if ($Text) { $element.InnerText = $Text }
    foreach ($key in $Attribute.Keys | Sort-Object) { $element.SetAttribute($key, $Attribute[$key]) }
    $Parent.AppendChild($element)
}

# An element without what it had; made when it was not there.
function Get-EmptyElement([Xml.XmlNode] $Parent, [string] $Name) {
    $element = $Parent.SelectSingleNode($Name, $prefixes)
    if (-not $element) { return Add-Element $Parent $Name }
    $element.RemoveAll()
    $element
}

# Writes blocks into an element. Get-Help shows a real list, with a hanging indent, only in the description of a command
# and of a parameter. Elsewhere it leaves lists out, and so they are text there. A synopsis stays a line, for tables.
function Set-Text([Xml.XmlNode] $Element, [object[]] $Block, [switch] $HasList, [switch] $IsLine) {
    $list = $null
    foreach ($each in $Block) {
        $text = $IsLine -or $each.Kind -eq 'Code' ? $each.Text : (Split-Line $each.Text)
        if ($each.Kind -ne 'Item') {
            # Behind a list Get-Help makes no empty line by itself.
            if ($list -and $HasList) { $null = Add-Element $Element 'maml:para' }
            $list = $null
            $null = Add-Element $Element 'maml:para' -Text $text
        }
        elseif ($HasList) {
            if (-not $list) {
                $list = Add-Element $Element 'maml:list' -Attribute @{ class = $each.IsOrdered ? 'ordered' : 'bullet' }
            }

            $null = Add-Element (Add-Element $list 'maml:listItem') 'maml:para' -Text $text
        }
        else {
            $line = "$($each.Tag) $text".Replace("`n", "`n" + ' ' * ($each.Tag.Length + 1))
            if ($list) { $list.InnerText += "`n$line" } else { $list = Add-Element $Element 'maml:para' -Text $line }
        }
    }
}

# How a parameter is, in one set of parameters or, without one, in all of them taken together.
function Set-Parameter([Xml.XmlNode] $Element, $Parameter, [string] $Set) {
    $sets = @($Parameter.ParameterSets | Where-Object { -not $Set -or $_.Name -in $Set, '(All)' })
    $by = @(
        if ($true -in $sets.ValueFromPipeline) { 'ByValue' }
        if ($true -in $sets.ValueFromPipelineByPropertyName) { 'ByPropertyName' }
    )
    $positions = @($sets.Position | Where-Object { $_ -match '^\d+$' } | Sort-Object { [int] $_ })
    $isArray = $Parameter.Type.EndsWith('[]')

    $Element.SetAttribute('required', "$($true -in $sets.IsRequired)".ToLowerInvariant())
    $Element.SetAttribute('variableLength', "$isArray".ToLowerInvariant())
    $Element.SetAttribute('globbing', "$($Parameter.SupportsWildcards)".ToLowerInvariant())
    $Element.SetAttribute('pipelineInput', ($by ? "true ($($by -join ', '))" : 'false'))
    $Element.SetAttribute('position', ($positions ? $positions[-1] : 'named'))
    $Element.SetAttribute('aliases', ($Parameter.Aliases ? $Parameter.Aliases -join ', ' : 'none'))

    $Element.RemoveChild($Element.SelectSingleNode('maml:description', $prefixes)) | Out-Null
    foreach ($name in 'command:parameterValueGroup', 'command:parameterValue', 'dev:type', 'dev:defaultValue') {
        foreach ($old in @($Element.SelectNodes($name, $prefixes))) { $null = $Element.RemoveChild($old) }
    }

    if (-not $Set) {
        Set-Text (Add-Element $Element 'maml:description') (Read-Block $Parameter.Description) -HasList
    }

    if ($Parameter.AcceptedValues) {
        $group = Add-Element $Element 'command:parameterValueGroup'
        $one = @{ required = 'true'; variableLength = 'false' }
        foreach ($value in $Parameter.AcceptedValues) {
            $null = Add-Element $group 'command:parameterValue' -Text $value -Attribute $one
        }
    }

    if ($Parameter.Type -ne 'System.Management.Automation.SwitchParameter') {
        $value = @{ required = 'true'; variableLength = "$isArray".ToLowerInvariant() }
        $null = Add-Element $Element 'command:parameterValue' -Text $shortNames[$Parameter.Name] -Attribute $value
    }

    $null = Add-Element (Add-Element $Element 'dev:type') 'maml:name' -Text $Parameter.Type
    $null = Add-Element $Element 'dev:defaultValue' -Text $Parameter.DefaultValue
}

# The code comes first, as code, and then what it prints and what there is to say of it.
function Set-Example([Xml.XmlNode] $Element, $Example) {
    $blocks = @(Read-Block $Example.Remarks)
    $first = [Array]::FindIndex($blocks, [Predicate[object]] { $args[0].Kind -eq 'Code' })
    if ($first -lt 0) { throw "'$($Example.Title)' has no code." }

    $Element.RemoveAll()
    $null = Add-Element $Element 'maml:title' -Text "--------- $(ConvertTo-PlainText $Example.Title) ---------"
    if ($first -gt 0) {
        $introduction = Add-Element $Element 'maml:introduction'
        Set-Text $introduction $blocks[0..($first - 1)]
        # Get-Help makes no line of its own for the code that follows.
        $introduction.LastChild.InnerText += "`n`n"
    }

    $null = Add-Element $Element 'dev:code' -Text $blocks[$first].Text
    $remarks = Add-Element $Element 'dev:remarks'
    Set-Text $remarks ($blocks | Select-Object -Skip ($first + 1))
    # An empty line before the next example.
    $null = Add-Element $remarks 'maml:para'
}

function Set-Command([Xml.XmlNode] $Command, $Help) {
    $parameters = @{}
    foreach ($parameter in $Help.Parameters) { $parameters[$parameter.Name] = $parameter }

    Set-Text (Get-EmptyElement $Command 'command:details/maml:description') (Read-Block $Help.Synopsis) -IsLine
    Set-Text (Get-EmptyElement $Command 'maml:description') (Read-Block $Help.Description) -HasList

    $shortNames = @{}
    $items = @($Command.SelectNodes('command:syntax/command:syntaxItem', $prefixes))
    for ($i = 0; $i -lt $items.Count; $i++) {
        foreach ($parameter in $Help.Syntax[$i].SyntaxParameters) {
            $shortNames[$parameter.ParameterName] = $parameter.ParameterType
        }

        foreach ($element in @($items[$i].SelectNodes('command:parameter', $prefixes))) {
            Set-Parameter $element $parameters[$element.name] -Set $Help.Syntax[$i].ParameterSetName
        }
    }

    foreach ($element in @($Command.SelectNodes('command:parameters/command:parameter', $prefixes))) {
        Set-Parameter $element $parameters[$element.name]
    }

    foreach ($kind in 'inputTypes/command:inputType', 'returnValues/command:returnValue') {
        $values = $kind.StartsWith('input') ? $Help.Inputs : $Help.Outputs
        $elements = @($Command.SelectNodes("command:$kind", $prefixes))
        for ($i = 0; $i -lt $elements.Count; $i++) {
            Set-Text (Get-EmptyElement $elements[$i] 'maml:description') (Read-Block $values[$i].Description)
        }
    }

    $notes = Get-EmptyElement $Command 'maml:alertSet/maml:alert'
    Set-Text $notes (Read-Block $Help.Notes)

    $elements = @($Command.SelectNodes('command:examples/command:example', $prefixes))
    for ($i = 0; $i -lt $elements.Count; $i++) { Set-Example $elements[$i] $Help.Examples[$i] }

    # The address of a link is that of a file, which is nothing at a prompt. With it Get-Help -Online would not say that
    # there is no online version. PlatyPS also puts an "Online Version" first, without an address.
    $links = Get-EmptyElement $Command 'command:relatedLinks'
    foreach ($link in $Help.RelatedLinks) {
        $element = Add-Element $links 'maml:navigationLink'
        $null = Add-Element $element 'maml:linkText' -Text $link.LinkText
        $null = Add-Element $element 'maml:uri'
    }
}

$pages = @{}
foreach ($file in Get-ChildItem "$PSScriptRoot/en-US/*-*.md") {
    $test = Test-MarkdownCommandHelp -Path $file.FullName -DetailView
    if (-not $test.IsValid) {
        throw "$($file.Name) is no page of a cmdlet: $($test.Messages -match '^FAIL' -join ' ')"
    }

    $page = Import-MarkdownCommandHelp -LiteralPath $file.FullName
    $pages[$page.Title] = $page
}

$temporary = Join-Path ([IO.Path]::GetTempPath()) "TunPS-help-$([guid]::NewGuid())"
try {
    $exported = $pages.Values | Export-MamlCommandHelp -OutputFolder $temporary
    $maml = [xml]::new()
    $maml.Load($exported.FullName)
}
finally {
    Remove-Item -LiteralPath $temporary -Recurse -ErrorAction Ignore
}

$prefixes = [Xml.XmlNamespaceManager]::new($maml.NameTable)
foreach ($name in $namespaces.Keys) { $prefixes.AddNamespace($name, $namespaces[$name]) }

# In the order of the names, whatever the order of files and the culture.
$commands = @{}
foreach ($command in @($maml.DocumentElement.ChildNodes)) {
    $name = $command.details.name
    $commands[$name] = $maml.DocumentElement.RemoveChild($command)
    Set-Command $command $pages[$name]
}

foreach ($name in [Linq.Enumerable]::Order([string[]] $commands.Keys, [StringComparer]::Ordinal)) {
    $null = $maml.DocumentElement.AppendChild($commands[$name])
}

$stream = [IO.MemoryStream]::new()
$settings = [Xml.XmlWriterSettings] @{
    Encoding = [Text.UTF8Encoding]::new($false); Indent = $true; NewLineChars = "`n"; NewLineHandling = 'None'
}
$writer = [Xml.XmlWriter]::Create($stream, $settings)
$maml.Save($writer)
$writer.Dispose()
$text = [Text.Encoding]::UTF8.GetString($stream.ToArray()) + "`n"

if (-not $Check) {
    [IO.File]::WriteAllText($target, $text)
    Write-Verbose "Wrote the help of $($commands.Count) cmdlets to $target."
    return
}

$committed = [IO.File]::ReadAllText($target)
if ($committed -cne $text) {
    $old = $committed -split "`n"
    $new = $text -split "`n"
    $line = 0
    $last = [Math]::Min($old.Count, $new.Count) - 1
    while ($line -lt $last -and $old[$line] -ceq $new[$line]) { $line++ }
    throw "$target is not what the pages give. Line $($line + 1) is '$($old[$line].Trim())' and should be " +
    "'$($new[$line].Trim())'. Run docs/Build-Help.ps1."
}
