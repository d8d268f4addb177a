#!/bin/sh
# Makes the demo build with Debian's tools: aapt, zipalign, apksigner, android-framework-res.
# Other builds for tests: VERSION_CODE, VERSION_NAME, PACKAGE, KEY (PKCS12, alias and password as below) and OUT change what comes out;
# DEBUGGABLE=1 and UNSIGNED=1 make builds that no store should get; FILLING_MIB adds that many mebibytes of incompressible filling.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
version_code=${VERSION_CODE:-20}
version_name=${VERSION_NAME:-2.0.0}
package=${PACKAGE:-com.example.slipway}
key=${KEY:-$here/worthless.p12}
out=${OUT:-$here/demo.apk}
framework=${FRAMEWORK:-/usr/share/android-framework-res/framework-res.apk}

for tool in aapt zipalign apksigner; do
    command -v "$tool" >/dev/null || {
        echo "build.sh: $tool is missing; on Debian: apt-get install aapt zipalign apksigner android-framework-res" >&2
        exit 1
    }
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

set --
[ -n "${DEBUGGABLE:-}" ] && set -- "$@" --debug-mode
if [ "${FILLING_MIB:-0}" != 0 ]; then
    mkdir "$scratch/assets"
    head -c "$((FILLING_MIB * 1024 * 1024))" /dev/urandom >"$scratch/assets/filling.bin"
    set -- "$@" -A "$scratch/assets" -0 bin
fi
aapt package -f -F "$scratch/raw.apk" -I "$framework" -M "$here/AndroidManifest.xml" -S "$here/res" "$@" \
    --rename-manifest-package "$package" --version-code "$version_code" --version-name "$version_name" >/dev/null
zipalign -f 4 "$scratch/raw.apk" "$scratch/aligned.apk"
if [ -n "${UNSIGNED:-}" ]; then
    cp "$scratch/aligned.apk" "$out"
    exit 0
fi
apksigner sign --ks "$key" --ks-type PKCS12 --ks-key-alias demo --ks-pass pass:worthless \
    --min-sdk-version 21 --v1-signing-enabled true --v2-signing-enabled true --v3-signing-enabled true --v4-signing-enabled false \
    --out "$out" "$scratch/aligned.apk"
apksigner verify --min-sdk-version 21 "$out"
