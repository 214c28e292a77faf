<#
.SYNOPSIS
    Uses TunPS.Core from its package, in a program of its own.
.EXAMPLE
    .ci/Test-Core.ps1 -Packages out/packages -Version 0.1.0-preview1 -Folder /tmp/new
#>
[CmdletBinding()]
param(
    # The folder with the package.
    [Parameter(Mandatory)]
    [string] $Packages,

    # The version to use.
    [Parameter(Mandatory)]
    [string] $Version,

    # Where the program is made.
    [Parameter(Mandatory)]
    [string] $Folder
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

# NuGet takes a relative path as one from the project on, and a path may have what means something in XML.
$source = [Security.SecurityElement]::Escape((Resolve-Path -LiteralPath $Packages).Path)
$program = New-Item -ItemType Directory (Join-Path $Folder 'program')
$restored = [Security.SecurityElement]::Escape((Join-Path $program 'packages'))
$framework = "net$((dotnet --version) -replace '^(\d+)\..*', '$1').0"
Set-Content -LiteralPath "$program/program.csproj" @"
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>$framework</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <RestoreAdditionalProjectSources>$source</RestoreAdditionalProjectSources>
    <!-- A package of the same version that was made before is not this one. -->
    <RestorePackagesPath>$restored</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TunPS.Core" Version="[$Version]" />
  </ItemGroup>
</Project>
"@
Set-Content -LiteralPath "$program/Program.cs" @'
using System.Net;
using TunPS;

IPEndPoint from = new(IPAddress.Parse("192.0.2.2"), 5000);
IPEndPoint to = new(IPAddress.Parse("192.0.2.1"), 4001);
Console.WriteLine(PacketBuilder.Udp(from, to, "hello"u8)[0].Info);
'@
dotnet run --project $program
if ($LASTEXITCODE -ne 0) {
    throw "The program that uses TunPS.Core ended with exit code $LASTEXITCODE."
}
if (-not (Test-Path -LiteralPath "$program/packages/tunps.core/$Version/lib/net8.0/TunPS.Core.xml")) {
    throw 'The package has no documentation.'
}
