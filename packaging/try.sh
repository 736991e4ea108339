#!/usr/bin/env bash
# Makes this machine ready and starts the program on its own database, which it creates.
# Without a display it walks through a day's work unseen instead and leaves pictures of it.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$uv" run --no-sync vieclam "$@"
fi
say "No display here: walking through a day's work unseen; pictures and papers go to build/walkthrough"
# Qt's unseen screen complains at every dialog about hints that only a window manager could use.
QT_QPA_PLATFORM=offscreen exec "$uv" run --no-sync vieclam --walkthrough build/walkthrough \
    2> >(grep --line-buffered -v 'plugin does not support propagateSizeHints' >&2)
