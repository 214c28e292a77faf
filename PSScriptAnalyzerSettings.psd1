@{
    # All of the analyzer's own rules, and these, which are off unless somebody asks for them.
    IncludeDefaultRules = $true
    Rules               = @{
        PSAvoidLongLines                          = @{ Enable = $true; MaximumLineLength = 120 }
        PSAvoidExclaimOperator                    = @{ Enable = $true }
        PSAvoidSemicolonsAsLineTerminators        = @{ Enable = $true }
        PSAvoidUsingDoubleQuotesForConstantString = @{ Enable = $true }
        PSPlaceOpenBrace                          = @{ Enable = $true; OnSameLine = $true; NewLineAfter = $true; IgnoreOneLineBlock = $true }
        PSPlaceCloseBrace                         = @{ Enable = $true; NewLineAfter = $true; IgnoreOneLineBlock = $true; NoEmptyLineBefore = $true }
        PSUseConsistentIndentation                = @{ Enable = $true; Kind = 'space'; IndentationSize = 4; PipelineIndentation = 'IncreaseIndentationForFirstPipeline' }
        PSUseConsistentWhitespace                 = @{ Enable = $true; CheckParameter = $true }
        PSUseCorrectCasing                        = @{ Enable = $true }
        PSAlignAssignmentStatement                = @{ Enable = $true }
        PSUseSingleValueFromPipelineParameter     = @{ Enable = $true }
        PSAvoidReservedWordsAsFunctionNames       = @{ Enable = $true }
        PSAvoidUsingAllowUnencryptedAuthentication = @{ Enable = $true }
        PSUseCompatibleSyntax                     = @{ Enable = $true; TargetVersions = @('7.4') }
    }
}
