# shellcheck shell=bash
# Sourced by try.sh and test.sh: makes a bare Debian or Ubuntu machine ready for the project.
# Looks before it acts, so that a second run touches neither apt nor the network.
# Leaves: the current folder at the top of the project, $uv, and everything of uv.lock in .venv.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '== %s\n' "$*"; }

stop() {
    printf '!! %s\n' "$*" >&2
    exit 1
}

# What Qt's wheels expect of the system: shared library, then Debian's package for it.
# Asked for by library, because Ubuntu and later Debians name some of the packages differently.
readonly qt_libraries='
libEGL.so.1 libegl1
libGL.so.1 libgl1
libX11-xcb.so.1 libx11-xcb1
libX11.so.6 libx11-6
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libfreetype.so.6 libfreetype6
libglib-2.0.so.0 libglib2.0-0
libwayland-client.so.0 libwayland-client0
libwayland-cursor.so.0 libwayland-cursor0
libwayland-egl.so.1 libwayland-egl1
libxcb-cursor.so.0 libxcb-cursor0
libxcb-glx.so.0 libxcb-glx0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-render.so.0 libxcb-render0
libxcb-shape.so.0 libxcb-shape0
libxcb-shm.so.0 libxcb-shm0
libxcb-sync.so.1 libxcb-sync1
libxcb-util.so.1 libxcb-util1
libxcb-xfixes.so.0 libxcb-xfixes0
libxcb-xkb.so.1 libxcb-xkb1
libxcb.so.1 libxcb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxkbcommon.so.0 libxkbcommon0
'

missing_qt_packages() {
    local present library package
    present=$(/sbin/ldconfig -p)
    while read -r library package; do
        [ -z "$library" ] || [[ $present == *"$library "* ]] || echo "$package"
    done <<<"$qt_libraries"
}

install_with_apt() {
    local as_root=()
    command -v apt-get >/dev/null || stop "There is no apt here; please install what Debian calls: $*"
    if [ "$(id -u)" -ne 0 ]; then
        { command -v sudo && sudo true; } >/dev/null ||
            stop "Please have this run as root, then start again: apt-get install $*"
        as_root=(sudo)
    fi
    say "Installing through apt: $*"
    "${as_root[@]}" apt-get update -qq >/dev/null ||
        say "Not every package list could be refreshed; going on with what is here"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

mapfile -t missing < <(missing_qt_packages)

works() { "$1" --version >/dev/null 2>&1; }

# uv lives in a virtual environment of its own: Debian's pip refuses to install into the system.
uv=uv
if ! works "$uv"; then
    uv=$PWD/.uv/bin/uv
    works "$uv" || python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
fi

[ ${#missing[@]} -eq 0 ] || install_with_apt "${missing[@]}"

if ! works "$uv"; then
    say "Fetching uv into .uv"
    python3 -m venv --clear .uv
    .uv/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9'
fi

say "Bringing .venv to what uv.lock says"
"$uv" sync --locked --all-extras
