#!/usr/bin/env bash
# Everything that `make test` proves, stage by stage, each with its time; the last line is the summary. A failed stage does not hide
# what the next ones would say, unless they cannot work without it.
set -uo pipefail
cd "$(dirname "$0")/.."

logs=$PWD/target/test-logs
mkdir -p "$logs"
rm -f "$logs"/*.log
# One choice of packages and features for every call of cargo, so that each dependency is compiled once.
set_of_all=(--workspace --features slipway/custom-protocol,slipway/scripted-picker)
began=$SECONDS
failed=()

stage() {
    local name=$1 started=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    if "$@" 2>&1 | tee "$logs/${name// /-}.log"; then
        printf '== %s: good, %d s\n' "$name" $((SECONDS - started))
    else
        failed+=("$name")
        printf '== %s: FAILED, %d s\n' "$name" $((SECONDS - started))
        return 1
    fi
}

in_ui() { (cd ui && "$@"); }

# Test targets that need neither a display nor a keyring, by name.
plain_targets() {
    cargo metadata --no-deps --format-version 1 | node -e '
        const { packages } = JSON.parse(require("fs").readFileSync(0, "utf8"));
        const tests = packages.flatMap((p) => p.targets).filter((t) => t.kind.includes("test")).map((t) => t.name);
        const own = new Set(["desktop", "keyring"]);
        console.log([...new Set(tests)].filter((name) => !own.has(name)).flatMap((name) => ["--test", name]).join(" "));
    '
}

counted() {
    # Rust says "test result: ok. 12 passed; 0 failed", vitest says "Tests  34 passed (34)".
    cat "$logs"/*.log | sed 's/\x1b\[[0-9;]*m//g' \
        | sed -nE 's/^test result: .* ([0-9]+) passed.*/\1/p; s/^ *Tests .*[^0-9]([0-9]+) passed.*/\1/p' \
        | awk '{ sum += $1 } END { print sum + 0 }'
}

summary() {
    local took=$((SECONDS - began)) what
    what="$(counted) tests passed, $((took / 60)) min $((took % 60)) s"
    if [ ${#failed[@]} -eq 0 ]; then
        printf '\nSUMMARY: all good: %s\n' "$what"
    else
        local IFS=,
        printf '\nSUMMARY: FAILED (%s); %s\n' "${failed[*]}" "$what"
        exit 1
    fi
}

stage 'ui packages' in_ui npm ci --no-audit --no-fund || summary
stage 'ui lint' in_ui npm run --silent lint
stage 'ui types' in_ui npm run --silent check
stage 'ui parts' in_ui npm test --silent
stage 'ui build' in_ui npm run --silent build || summary

stage 'format' cargo fmt --all --check
stage 'build' cargo build "${set_of_all[@]}" --all-targets || summary
stage 'clippy' cargo clippy "${set_of_all[@]}" --all-targets -- -D warnings
read -ra targets <<<"$(plain_targets)"
stage 'suites' cargo test "${set_of_all[@]}" --no-fail-fast --lib --bins "${targets[@]}"
stage 'examples in docs' cargo test "${set_of_all[@]}" --no-fail-fast --doc
stage 'keyring' tests/session.sh --keyring -- cargo test "${set_of_all[@]}" --test keyring -- --test-threads=1
stage 'desktop' env SLIPWAY_WINDOW="$PWD/target/debug/slipway" tests/desktop/run.sh "${set_of_all[@]}" --
summary
