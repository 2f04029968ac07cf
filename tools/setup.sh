#!/bin/sh
# Makes a checkout ready to run: system libraries, virtual environment, locked install, fonts.
# Safe to run again and quick when nothing changed. Works without a display and without questions.
set -eu
cd "$(dirname "$0")/.."

VENV=.venv
STAMP=$VENV/.ready
QT="libegl1 libgl1 libfontconfig1 libxkbcommon0 libdbus-1-3 libglib2.0-0"
WINDOW="libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# One digest over everything the result depends on. The checkout's own place is part of it, because a
# virtual environment cannot be moved.
digest() {
    { pwd; cat requirements.lock pyproject.toml tools/setup.sh tools/fonts.py 2>/dev/null || true; } | sha256sum | cut -d ' ' -f 1
}

is_installed() {
    dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}

missing_packages() {
    for package in "$@"; do
        is_installed "$package" || printf '%s ' "$package"
    done
}

# Debian and its relatives: install what is missing as root, else name the command. Other systems have
# other package names, so there the need is only named.
system_packages() {
    wanted="$QT $WINDOW postgresql strace libfaketime"
    command -v python3 >/dev/null 2>&1 || wanted="python3 python3-venv $wanted"
    python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || wanted="python3-venv $wanted"
    if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
        say "not a Debian system; needed here: Python 3.11 with venv, EGL, GL, fontconfig, xkbcommon, D-Bus, GLib, the xcb helper libraries of Qt 6, and for the tests PostgreSQL, strace and libfaketime"
        return 0
    fi
    # shellcheck disable=SC2086  # the lists are words
    missing=$(missing_packages $wanted)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        say "these system packages are missing: $missing"
        say "install them with: sudo apt-get install $missing"
        return 0
    fi
    say "installing system packages: $missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || say "the package lists could not be renewed; trying with those at hand"
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
        say "some packages could not be installed; going on, what needs them will say so"
}

python_environment() {
    command -v python3 >/dev/null 2>&1 || fail "Python 3.11 or newer is needed and python3 is not there"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "Python 3.11 or newer is needed, python3 is $(python3 -V 2>&1)"
    [ -x $VENV/bin/python ] && $VENV/bin/python -c 'import pip' 2>/dev/null || {
        say "making $VENV"
        python3 -m venv --clear $VENV || fail "no virtual environment; on Debian: apt-get install python3-venv"
    }
    say "installing the locked libraries (a few minutes the first time)"
    $VENV/bin/python -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements.lock
    # A plain path file instead of an import hook: it costs nothing at every start.
    $VENV/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index \
        --no-build-isolation --config-settings editable_mode=compat --editable .
    PYTHONDONTWRITEBYTECODE='' $VENV/bin/python -m compileall -q fieldapp ui sync resources
}

fonts() {
    [ -f tools/fonts.py ] || return 0
    $VENV/bin/python tools/fonts.py || say "no fonts for print; the papers will refuse to print and say so"
}

now=$(digest)
[ -f $STAMP ] && [ "$(cat $STAMP)" = "$now" ] && exit 0
system_packages
python_environment
fonts
printf '%s\n' "$now" >$STAMP
say "ready"
