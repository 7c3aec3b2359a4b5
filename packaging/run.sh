#!/usr/bin/env bash
# Opens the desk: bash packaging/run.sh [ARGUMENTS OF opsdesk]
# Without a display and without arguments it does the same job offscreen and leaves pictures and a briefing in out/.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

set_up .venv run
if ! has_display; then
    export QT_QPA_PLATFORM=offscreen
    if [ $# = 0 ]; then
        say "no display: the pictures and the briefing go to $PWD/out"
        set -- demo --headless out/
    fi
fi
exec "$root/.venv/bin/opsdesk" "$@"
