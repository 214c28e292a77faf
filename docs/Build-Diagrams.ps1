<#
.SYNOPSIS
    Makes the pictures of the guides, or checks that they are those of their sources.
.DESCRIPTION
    Each file docs/guides/diagrams/NAME.dot is made into NAME.svg by dot. That is a program of Graphviz: the package
    graphviz on Debian, Ubuntu, Fedora and Homebrew. The lines "// title:" and "// desc:" of the source become the title
    and the description of the picture, which screen readers tell; the look is the same for all, and stands here.

    The pictures are committed, and only those whose sources were changed are made, so Graphviz is needed only by those
    who change a source. -Check needs nothing. After a change of the look remove the pictures, and all are made.
.EXAMPLE
    ./docs/Build-Diagrams.ps1

    Makes the pictures whose sources were changed.
.EXAMPLE
    ./docs/Build-Diagrams.ps1 -Check

    Fails when a source has no picture, or one that was made of another text.
#>
[CmdletBinding()]
param(
    # Only check, and change nothing.
    [switch] $Check,

    # Where the sources and the pictures are.
    [string] $Folder = "$PSScriptRoot/guides/diagrams"
)

$ErrorActionPreference = 'Stop'

# Dark text in light boxes, and grey lines and words outside of them, can be read on white and on black.
$look = @(
    '-Gbgcolor=transparent', '-Gfontcolor=#767676', '-Gcolor=#767676', '-Gstyle=rounded', '-Gpad=0.1'
    '-Nshape=box', '-Nstyle=filled,rounded', '-Ncolor=#767676', '-Nfontcolor=#111827', '-Nmargin=0.2,0.12'
    '-Ecolor=#767676', '-Efontcolor=#767676'
    'G', 'N', 'E' | ForEach-Object { "-${_}fontname=Helvetica,Arial,sans-serif"; "-${_}fontsize=13" }
)

# What the source says in the lines that begin with the word, as one line.
function Get-Remark([string] $Text, [string] $Word) {
    [regex]::Matches($Text, "(?m)^// ${Word}: (.*?)\r?$").ForEach({ $_.Groups[1].Value }) -join ' '
}

# Each line of each label: what has to be in the picture.
function Get-Label([string] $Text) {
    [regex]::Matches($Text, '\blabel="([^"]*)"').ForEach({ $_.Groups[1].Value -split '\\n' }) | Where-Object { $_ }
}

# Tells whether the picture was made of this very text, whatever the line ends of the clone.
function Get-Mark([string] $Text) {
    $bytes = [Text.Encoding]::UTF8.GetBytes($Text.Replace("`r", ''))
    "made of $([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($bytes)).ToLowerInvariant())"
}

# Makes the picture of a source.
function New-Picture($Source, [string] $Text, [string] $Path) {
    if (-not (Get-Command dot -CommandType Application -ErrorAction Ignore)) {
        throw "The picture of $($Source.Name) is made by dot, and there is none. It comes with Graphviz, by " +
        'sudo apt-get install graphviz or brew install graphviz.'
    }

    $svg = (dot -Tsvg @look $Source.FullName) -join "`n"
    if ($LASTEXITCODE) {
        throw "dot could not read $($Source.Name)."
    }

    # The titles of graphviz are its own names of the parts; a browser would show them under the pointer.
    foreach ($part in '<title>[^<]*</title>\n?', '(?s)<!--.*?-->\n?', '(?s)^.*?(?=<svg )') {
        $svg = $svg -replace $part
    }
    $svg = $svg.Replace('fill="transparent"', 'fill="none"')
    $about = 'title', 'desc' | ForEach-Object { [Security.SecurityElement]::Escape((Get-Remark $Text $_)) }
    $head = @(
        ' role="img" aria-labelledby="title desc">'
        "<title id=`"title`">$($about[0])</title>"
        "<desc id=`"desc`">$($about[1])</desc>"
        "<!-- $(Get-Mark $Text) -->"
    ) -join "`n"
    $svg = [regex]::new('(?<=^<svg [^>]*)>').Replace($svg, $head.Replace('$', '$$'), 1)
    [IO.File]::WriteAllText($Path, "$($svg.Trim())`n")
    Write-Verbose "Made $([IO.Path]::GetFileName($Path))."
}

# Why the picture is not that of its source, if so.
function Get-Problem($Source, [string] $Text, [string] $Path) {
    if (-not [IO.File]::Exists($Path)) {
        return "$($Source.Name) has no picture."
    }

    $picture = [IO.File]::ReadAllText($Path)
    $words = foreach ($match in [regex]::Matches($picture, '<text [^>]*>([^<]*)</text>')) {
        [Net.WebUtility]::HtmlDecode($match.Groups[1].Value).Replace([char] 0xA0, ' ').Trim()
    }
    foreach ($label in Get-Label $Text | Where-Object { $_ -notin $words }) {
        "$($Source.Name) has the label '$label', and the picture has not."
    }

    if (-not $picture.Contains((Get-Mark $Text))) {
        "$($Source.Name) was changed after its picture was made."
    }
}

$sources = @(Get-ChildItem $Folder -Filter *.dot)
if (-not $sources) {
    throw "There are no sources in $Folder."
}

$problems = foreach ($source in $sources) {
    $text = [IO.File]::ReadAllText($source.FullName)
    $path = [IO.Path]::ChangeExtension($source.FullName, 'svg')
    if (-not (Get-Remark $text title) -or -not (Get-Remark $text desc)) {
        "$($source.Name) lacks a line '// title:' or '// desc:'."
        continue
    }

    $found = Get-Problem $source $text $path
    if ($found -and -not $Check) {
        New-Picture $source $text $path
        $found = Get-Problem $source $text $path
    }

    $found
}

if ($problems) {
    throw "The diagrams are not in order. Run docs/Build-Diagrams.ps1, and commit them.`n$($problems -join "`n")"
}
