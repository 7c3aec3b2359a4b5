#!/usr/bin/env bash
# Measures: bash packaging/bench.sh [NAME...]; one line of JSON for each figure. Without a name, all of them.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

set_up .venv test
if ! has_display; then export QT_QPA_PLATFORM=offscreen; fi
cd "$root"
exec .venv/bin/python -m tests.bench "$@"
