# Opens the desk: powershell -ExecutionPolicy Bypass -File packaging\run.ps1 [ARGUMENTS OF opsdesk]
. (Join-Path $PSScriptRoot 'setup.ps1')

Initialize-Desk run
& (Join-Path $Venv 'Scripts\opsdesk.exe') @args
exit $LASTEXITCODE
