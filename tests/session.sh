#!/usr/bin/env bash
# Runs a command in a session of its own: private home folders, an own session bus and, with --keyring, a real unlocked keyring.
# Usage: tests/session.sh [--keyring | --alone] -- command…     alone: without a bus
# SESSION_FOLDER names the folder of an earlier session, so that a program can be started again where it was.
set -euo pipefail
kind=bus
case "${1:-}" in --keyring | --alone) kind=${1#--}; shift ;; esac
[ "${1:-}" = -- ] && shift
# The toolchain lives in the real home.
export CARGO_HOME="${CARGO_HOME:-$HOME/.cargo}" RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}"
private=${SESSION_FOLDER:-}
if [ -z "$private" ]; then
    private=$(mktemp -d)
    trap 'rm -rf "$private"' EXIT
fi
export HOME="$private/home" XDG_RUNTIME_DIR="$private/run"
export XDG_DATA_HOME="$HOME/data" XDG_CONFIG_HOME="$HOME/config" XDG_CACHE_HOME="$HOME/cache"
mkdir -p "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
export NO_AT_BRIDGE=1 LANG="${LANG:-C.UTF-8}"
unset DBUS_SESSION_BUS_ADDRESS
if [ "$kind" = alone ]; then
    # An address where nobody answers keeps libraries from starting a bus of their own.
    DBUS_SESSION_BUS_ADDRESS="unix:path=$private/nobody" "$@"
elif [ "$kind" = keyring ]; then
    # The password must not be empty and must have no newline, else there is no default collection.
    dbus-run-session -- bash -c '
        printf %s rehearsal | gnome-keyring-daemon --unlock --components=secrets >/dev/null
        for _ in $(seq 100); do
            if dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus /org/freedesktop/DBus \
                org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -q true; then
                exec "$@"
            fi
            read -rt 0.1 <> <(:) || :
        done
        echo "the keyring service never appeared" >&2
        exit 1
    ' session "$@"
else
    dbus-run-session -- "$@"
fi
