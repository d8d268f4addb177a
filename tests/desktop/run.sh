#!/usr/bin/env bash
# Runs the journeys in the real window on a display of their own. Builds page and window first, unless SLIPWAY_WINDOW names a built one.
# Usage: tests/desktop/run.sh [cargo's options for packages and features --] [name of a journey…]
set -euo pipefail
cd "$(dirname "$0")/../.."

options=(--package slipway-tests)
for argument in "$@"; do
    if [ "$argument" = -- ]; then
        options=()
        while [ "$1" != -- ]; do options+=("$1"); shift; done
        shift
        break
    fi
done
if [ -z "${SLIPWAY_WINDOW:-}" ]; then
    make --no-print-directory ui
    cargo build --package slipway --features custom-protocol,scripted-picker
fi
# Without -noreset the display starts anew whenever its last window is gone, and refuses the next one meanwhile.
exec xvfb-run --auto-servernum --server-args='-screen 0 1280x800x24 -noreset' \
    cargo test "${options[@]}" --test desktop -- --test-threads=1 "$@"
