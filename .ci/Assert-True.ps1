# What the scripts here check with. Dot-sourced.
function Assert-True([bool] $Condition, [string] $Otherwise) {
    if (-not $Condition) { throw $Otherwise }
}
