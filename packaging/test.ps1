# Every check of the house, and all tests: powershell -ExecutionPolicy Bypass -File packaging\test.ps1
# Runs all steps even when one fails; 0 only if all of them passed.
. (Join-Path $PSScriptRoot 'setup.ps1')

Initialize-Desk test
$env:QT_QPA_PLATFORM = 'offscreen'
$env:PYTHONUTF8 = '1'
Remove-Item Env:PYTHONPATH -ErrorAction SilentlyContinue
$bin = Join-Path $Venv 'Scripts'
$failed = @()
Push-Location $Root
try {
    Remove-Item .coverage, .coverage.* -ErrorAction SilentlyContinue
    $steps = [ordered]@{
        'ruff check'    = { & "$bin\ruff.exe" check . }
        'ruff format'   = { & "$bin\ruff.exe" format --check . }
        'mypy'          = { & "$bin\mypy.exe" }
        'import-linter' = { & "$bin\lint-imports.exe" --no-logo }
        'tests'         = { & "$bin\python.exe" -m pytest -q -n 2 --dist worksteal --cov --cov-report=term }
    }
    foreach ($name in $steps.Keys) {
        Write-Host "`n==== $name"
        # Not Stop: a tool that writes to its error stream has not failed by that.
        $ErrorActionPreference = 'Continue'
        & $steps[$name]
        if ($LASTEXITCODE -ne 0) { $failed += $name }
        $ErrorActionPreference = 'Stop'
    }
} finally { Pop-Location }
if ($failed) {
    Write-Host "`nfailed: $($failed -join ', ')"
    exit 1
}
Write-Host "`nall checks passed"
