@{
    IncludeDefaultRules = $true
    ExcludeRules        = @(
        # Files are UTF-8 without a byte order mark, as .editorconfig says, and PowerShell 7 reads them so.
        'PSUseBOMForUnicodeEncodedFile'
        # The cmdlets are compiled, and have it. The functions in scripts are their private helpers.
        'PSUseShouldProcessForStateChangingFunctions'
    )
    Rules               = @{
        # Helpers of a script, called like functions of any language.
        PSAvoidUsingPositionalParameters           = @{
            Enable           = $true
            CommandAllowList = @('Test-Ping', 'Invoke-Program', 'Invoke-DotNet', 'Assert-Command', 'Assert-Module',
                'Get-Problem', 'Invoke-StandInBlock', 'Invoke-StandInTest', 'New-Packet', 'New-Picture', 'New-PSDrive')
        }

        # These are off unless somebody asks for them.
        PSAvoidExclaimOperator                     = @{ Enable = $true }
        PSAvoidLongLines                           = @{ Enable = $true; MaximumLineLength = 120 }
        PSAvoidReservedWordsAsFunctionNames        = @{ Enable = $true }
        PSAvoidSemicolonsAsLineTerminators         = @{ Enable = $true }
        PSAvoidUsingAllowUnencryptedAuthentication = @{ Enable = $true }
        PSAvoidUsingDoubleQuotesForConstantString  = @{ Enable = $true }
        PSPlaceCloseBrace                          = @{
            Enable = $true; IgnoreOneLineBlock = $true; NewLineAfter = $true
        }
        PSPlaceOpenBrace                           = @{ Enable = $true; IgnoreOneLineBlock = $true }
        PSUseCompatibleSyntax                      = @{ Enable = $true; TargetVersions = @('7.4') }
        PSUseConsistentIndentation                 = @{
            Enable = $true; PipelineIndentation = 'IncreaseIndentationForFirstPipeline'
        }
        PSUseConsistentWhitespace                  = @{
            Enable = $true; CheckParameter = $true; IgnoreAssignmentOperatorInsideHashTable = $true
        }
        PSUseCorrectCasing                         = @{ Enable = $true }
        PSUseSingleValueFromPipelineParameter      = @{ Enable = $true }
    }
}
