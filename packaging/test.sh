#!/usr/bin/env bash
# Every check of the house, and all tests: bash packaging/test.sh [PATHS OF TESTS]
# Runs all steps even when one fails, and ends with the closing lines of each; 0 only if all of them passed.
# With paths it runs just those tests, on the first Python, without the limit of coverage.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

export QT_QPA_PLATFORM=offscreen PYTHONUTF8=1
unset PYTHONPATH
set_up .venv test
cd "$root"
bin=$root/.venv/bin
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
closing=()
failed=()

step() { # NAME COMMAND...
    local name=$1
    shift
    printf '\n==== %s\n' "$name"
    if ! "$@"; then failed+=("$name"); fi
}

tests() { # NAME PYTHON ARGUMENTS...: pytest, whose closing lines are kept for the end
    local name=$1 python=$2 status=0
    shift 2
    "$python" -m pytest -q -n 2 --dist worksteal -o "cache_dir=$root/.pytest_cache/$name" "$@" 2>&1 | tee "$logs/$name" ||
        status=1
    closing+=("$name: $(grep -aE '^[0-9]+ (passed|failed|error|skipped|xfailed)|^(FAIL )?Required test coverage|no tests ran' \
        "$logs/$name" | tail -n 2 | paste -sd ' ' -)")
    return $status
}

second_environment() { # that of 3.11, where that is there and is not the first one
    local python
    is_python "$bin/python" 11 && return 0
    python=$(find_python 11) || return 0
    set_up .venv311 test "$python"
}

second_python() { # its environment was made meanwhile
    if ! wait "$second"; then
        cat "$logs/second" >&2
        return 1
    fi
    if is_python "$bin/python" 11; then
        echo "The first run was on 3.11 already; no second run."
    elif [ ! -x "$root/.venv311/bin/python" ]; then
        echo "No Python 3.11 here; its run is left out."
    else
        tests 3.11 "$root/.venv311/bin/python" -m "not faults and not hostile"
    fi
}

version=$("$bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ $# -gt 0 ]; then
    step "tests on $version" tests "$version" "$bin/python" "$@"
else
    # Fetching and unpacking leaves the checks all the room they need.
    second_environment >"$logs/second" 2>&1 &
    second=$!
    step "ruff check" "$bin/ruff" check .
    step "ruff format" "$bin/ruff" format --check .
    step "mypy" "$bin/mypy"
    step "import-linter" "$bin/lint-imports" --no-logo
    rm -f .coverage .coverage.*
    step "tests on $version" tests "$version" "$bin/python" --cov --cov-report=term
    step "tests on 3.11" second_python
fi

printf '\n==== in short\n'
if [ ${#closing[@]} -gt 0 ]; then printf '%s\n' "${closing[@]}"; fi
if [ ${#failed[@]} -gt 0 ]; then
    printf 'failed: %s\n' "${failed[@]}"
    exit 1
fi
echo "all checks passed"
