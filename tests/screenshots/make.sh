#!/usr/bin/env bash
# Takes the README's pictures anew, from the real window on a display of its own. With --all: every room in both languages and looks,
# into target/pictures, for whoever changes the window.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -z "${SLIPWAY_WINDOW:-}" ]; then
    make --no-print-directory ui
    cargo build --package slipway --features custom-protocol,scripted-picker
fi
folder=tests/screenshots
if [ "${1:-}" = --all ]; then
    folder=target/pictures
    mkdir -p "$folder"
fi
xvfb-run --auto-servernum --server-args='-screen 0 1920x1080x24 -noreset' \
    cargo run --package slipway-tests --bin pictures -- "$folder" "$@"
