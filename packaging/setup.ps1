# Dot-sourced by run.ps1 and test.ps1: finds a Python, brings uv, makes .venv with the locked packages.
# A stamp in .venv holds the hash of what it was made from, so a second run only compares one hash.

$ErrorActionPreference = 'Stop'
$Root = Split-Path -Parent $PSScriptRoot
$Venv = Join-Path $Root '.venv'
$Stamp = Join-Path $Venv 'made-from'

function Get-MadeFrom([string] $Groups) {
    $files = 'uv.lock', 'pyproject.toml', 'packaging/setup.ps1' | ForEach-Object { Join-Path $Root $_ }
    (($files | ForEach-Object { (Get-FileHash -Algorithm SHA256 $_).Hash }) -join ' ') + " $Groups $Root"
}

function Find-Python {
    foreach ($version in '3.12', '3.13', '3.11') {
        if (Get-Command py -ErrorAction SilentlyContinue) {
            # The launcher answers an absent version on its error stream.
            $ErrorActionPreference = 'Continue'
            $path = & py "-$version" -c 'import sys; print(sys.executable)' 2>$null
            $ErrorActionPreference = 'Stop'
            if ($LASTEXITCODE -eq 0 -and $path) { return $path }
        }
    }
    return $null
}

function Find-Uv {
    $own = Join-Path $Root '.venv-uv\Scripts\uv.exe'
    if (Test-Path $own) { return $own }
    $known = Get-Command uv -ErrorAction SilentlyContinue
    if ($known) { return $known.Source }
    $python = Find-Python
    if (-not $python) {
        throw 'No Python 3.11 to 3.13 and no uv here. Install Python 3.12 (winget install Python.Python.3.12), then start this again.'
    }
    Write-Host "set-up: fetching uv with $python"
    & $python -m venv (Join-Path $Root '.venv-uv')
    if ($LASTEXITCODE -ne 0) { throw 'The environment for uv could not be made.' }
    & (Join-Path $Root '.venv-uv\Scripts\python.exe') -m pip install -q --disable-pip-version-check 'uv>=0.9,<1'
    if ($LASTEXITCODE -ne 0) { throw 'uv could not be installed.' }
    return $own
}

function Invoke-Checked([string] $What, [scriptblock] $Block) {
    & $Block
    if ($LASTEXITCODE -ne 0) { throw "$What failed." }
}

function Initialize-Desk([ValidateSet('run', 'test')] [string] $Groups) {
    $python = Join-Path $Venv 'Scripts\python.exe'
    if ((Test-Path $Stamp) -and (Test-Path $python)) {
        $made = Get-Content $Stamp
        # What was made for the tests serves a run as well.
        if ($made -eq (Get-MadeFrom $Groups) -or $made -eq (Get-MadeFrom 'test')) { return }
    }
    $uv = Find-Uv
    if (-not (Test-Path $python)) {
        $version = Find-Python
        if (-not $version) { $version = '3.12' }
        Invoke-Checked 'Making .venv' { & $uv venv -q --python $version $Venv }
    }
    Write-Host 'set-up: installing the locked packages into .venv'
    $list = Join-Path $Venv 'locked.txt'
    $with = @('--no-default-groups', '--group', 'build')
    if ($Groups -eq 'test') { $with += @('--group', 'dev') }
    Push-Location $Root
    try {
        Invoke-Checked 'Reading the lock' { & $uv export -q --frozen --no-emit-project @with -o $list }
        Invoke-Checked 'Installing the packages' { & $uv pip sync -q --python $python --require-hashes $list }
        Invoke-Checked 'Installing the desk' {
            & $uv pip install -q --python $python --no-deps --no-build-isolation --editable $Root
        }
    } finally { Pop-Location }
    Set-Content -Path $Stamp -Value (Get-MadeFrom $Groups)
}
