#!/usr/bin/env bash
# Makes this machine ready and runs every check that has to pass before a change goes in.
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
export QT_QPA_PLATFORM=offscreen

run() {
    say "$*"
    "$uv" run --no-sync "$@"
}

run ruff check
run ruff format --check
run lint-imports
run basedpyright
run pytest -n logical --dist loadfile --no-loadscope-reorder
