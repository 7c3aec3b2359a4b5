# Sourced by run.sh, test.sh and bench.sh: everything that must stand before the first line of Python runs.
# shellcheck shell=bash
#
#   set_up VENV GROUPS [PYTHON]   makes $root/VENV with the locked packages of GROUPS ("run" or "test").
#
# Order: the system's libraries, a Python, uv in .venv-uv, the virtual environment, the locked packages. A stamp in
# the environment holds the hash of what it was made from, so a second run only compares one hash.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Qt without a screen, then a window on X11, then sound; fonts for scripts that the desk does not bring itself.
offscreen_packages="libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0"
window_packages="libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
other_packages="libpulse0 fonts-noto-core"

say() { printf 'set-up: %s\n' "$*" >&2; }

# ------------------------------------------------------------------ the system's libraries

installed() { # Debian 13 renamed some libraries to NAMEt64
    dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
        awk '$2 == "installed" { sub(/t64$/, "", $1); print $1 }'
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

may_install() { [ "$(id -u)" = 0 ] || { command -v sudo && sudo -n true; } >/dev/null 2>&1; }

apt_install() { # PACKAGE...: installs them, or prints the line that does, and goes on
    if may_install; then
        say "installing $*"
        local apt=(as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y)
        "${apt[@]}" install --no-install-recommends "$@" >/dev/null 2>&1 && return 0
        # A bare system has no package lists yet.
        "${apt[@]}" update >/dev/null 2>&1 || true
        "${apt[@]}" install --no-install-recommends "$@" >/dev/null && return 0
    fi
    say "these packages of the system are missing; this line installs them:"
    say "    sudo apt-get install --no-install-recommends $*"
    return 1
}

system_libraries() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        return 0 # not Debian: the check of Qt below says what is missing
    fi
    local wanted present missing=() name
    wanted="$offscreen_packages $window_packages $other_packages"
    # shellcheck disable=SC2086  # a list of words
    present=" $(installed $wanted $(printf '%st64 ' $wanted) | tr '\n' ' ' || true) "
    for name in $wanted; do
        [[ $present == *" $name "* ]] || missing+=("$name")
    done
    [ ${#missing[@]} = 0 ] && return 0
    local candidate chosen=()
    for name in "${missing[@]}"; do
        candidate=$name
        if apt-cache show "${name}t64" >/dev/null 2>&1; then candidate=${name}t64; fi
        chosen+=("$candidate")
    done
    apt_install "${chosen[@]}" || true
}

# ------------------------------------------------------------------ a Python

is_python() { # COMMAND MINOR: whether it runs and is Python 3.MINOR (a shim of pyenv may stand there and not run)
    [ "$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "3.$2" ]
}

find_python() { # MINOR...: the path of the first that is there, in the order asked for
    local minor candidate
    for minor in "$@"; do
        for candidate in "python3.$minor" "/usr/bin/python3.$minor" "/usr/local/bin/python3.$minor" \
            "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3."$minor"*/bin/python python3; do
            if is_python "$candidate" "$minor"; then
                "$candidate" -c 'import sys; print(sys.executable)'
                return 0
            fi
        done
    done
    return 1
}

# ------------------------------------------------------------------ uv

uv_version=">=0.9,<1"

find_uv() { # sets $uv; a uv of the machine serves if it is new enough to read the lock
    uv=$root/.venv-uv/bin/uv
    if [ -x "$uv" ]; then return 0; fi
    if command -v uv >/dev/null && uv --version 2>/dev/null | grep -qE '^uv (0\.(9|[1-9][0-9])\.|[1-9])'; then
        uv=$(command -v uv)
        return 0
    fi
    local python
    python=$(find_python 12 13 11) || python=$(command -v python3) || {
        apt_install python3 python3-venv || return 1
        python=$(command -v python3)
    }
    bring_uv "$python" && return 0
    # Debian's Python comes without ensurepip.
    apt_install python3-venv && bring_uv "$python" && return 0
    say "uv could not be installed with $python. Install uv by hand, then start this again."
    return 1
}

bring_uv() { # PYTHON: its pip fetches uv into .venv-uv from whatever index this machine uses
    say "fetching uv with $1"
    rm -rf "$root/.venv-uv"
    if "$1" -m venv "$root/.venv-uv" >/dev/null 2>&1; then
        "$root/.venv-uv/bin/python" -m pip install -q --disable-pip-version-check "uv$uv_version" && return 0
    elif "$1" -m pip --version >/dev/null 2>&1; then
        "$1" -m pip install -q --disable-pip-version-check --target "$root/.venv-uv" "uv$uv_version" && return 0
    fi
    rm -rf "$root/.venv-uv"
    return 1
}

# A machine that tells pip of another index means uv as well.
same_index() {
    local python=$root/.venv-uv/bin/python index
    [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] && [ -x "$python" ] || return 0
    index=${PIP_INDEX_URL:-$("$python" -m pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$index" ]; then export UV_DEFAULT_INDEX=$index; fi
}

# ------------------------------------------------------------------ the environment

made_from() { # GROUPS: one hash of all that an environment is made from
    { cat "$root/uv.lock" "$root/pyproject.toml" "$root/packaging/setup.sh"; echo "$1 $root"; } | sha256sum
}

usable() { # VENV [MINOR]
    local python=$root/$1/bin/python minor
    for minor in ${2:-12 13 11}; do
        if is_python "$python" "$minor"; then return 0; fi
    done
    return 1
}

stamped() { # VENV GROUPS: what was made for the tests serves a run as well
    local stamp=$root/$1/made-from groups
    [ -f "$stamp" ] && [ -x "$root/$1/bin/python" ] || return 1
    for groups in "$2" test; do
        if [ "$(cat "$stamp")" = "$(made_from "$groups")" ]; then return 0; fi
    done
    return 1
}

set_up() { # VENV GROUPS [PYTHON]
    stamped "$1" "$2" && return 0
    # One at a time: two commands started together would write into one environment.
    if command -v flock >/dev/null; then
        exec 9<"$root/packaging"
        flock 9
        stamped "$1" "$2" && return 0
    fi
    system_libraries
    find_uv || return 1
    same_index
    make_environment "$1" "$2" "${3:-}" 1>&2 || {
        say "the packages could not be installed; the lines above say why. Nothing was started."
        return 1
    }
    made_from "$2" >"$root/$1/made-from"
    if command -v flock >/dev/null; then exec 9<&-; fi
}

make_environment() { # VENV GROUPS [PYTHON]
    local python=$3 groups=(--no-default-groups --group build)
    if [ "$2" = test ]; then groups+=(--group dev); fi
    if ! usable "$1" || { [ -n "$python" ] && ! usable "$1" "$("$python" -c 'import sys; print(sys.version_info[1])')"; }; then
        [ -n "$python" ] || python=$(find_python 12 13 11) || {
            say "no Python 3.11 to 3.13 here; uv brings 3.12"
            python=3.12
        }
        rm -rf "${root:?}/$1"
        "$uv" venv -q --python "$python" "$root/$1" || return 1
    fi
    say "installing the locked packages into $1 ($("$root/$1/bin/python" -V))"
    local list=$root/$1/locked.txt
    (cd "$root" && "$uv" export -q --frozen --no-emit-project "${groups[@]}" -o "$list") || return 1
    "$uv" pip sync -q --python "$root/$1/bin/python" --require-hashes "$list" || return 1
    "$uv" pip install -q --python "$root/$1/bin/python" --no-deps --no-build-isolation --editable "$root" || return 1
    "$root/$1/bin/python" -m compileall -q "$root/src" || true
    if ! "$root/$1/bin/python" -c 'import PySide6.QtWidgets'; then
        say "Qt does not start yet: a library of the system is missing, named in the line above"
    fi
}

# ------------------------------------------------------------------ the screen

has_display() {
    case ${QT_QPA_PLATFORM:-} in offscreen* | minimal* | vnc*) return 1 ;; esac
    [ "$(uname)" = Darwin ] && return 0
    if [ -n "${WAYLAND_DISPLAY:-}" ]; then
        case $WAYLAND_DISPLAY in
        /*) [ -S "$WAYLAND_DISPLAY" ] && return 0 ;;
        *) [ -S "${XDG_RUNTIME_DIR:-}/$WAYLAND_DISPLAY" ] && return 0 ;;
        esac
    fi
    case ${DISPLAY:-} in
    "") return 1 ;;
    # A local screen whose server is gone would end Qt with an abort.
    :*)
        local number=${DISPLAY#:}
        [ -S "/tmp/.X11-unix/X${number%%.*}" ]
        ;;
    *) return 0 ;;
    esac
}
