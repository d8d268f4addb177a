#!/usr/bin/env bash
# Renders slipway.svg into every size and container that the bundles need. The results are committed; run this after changing the mark.
# Needs rsvg-convert (Debian: librsvg2-bin) and python3.
set -euo pipefail
cd "$(dirname "$0")"

draw() { rsvg-convert --width "$1" --height "$1" --output "$2" slipway.svg; }

draw 32 32x32.png
draw 128 128x128.png
draw 256 128x128@2x.png
draw 512 icon.png
for size in 30 44 71 89 107 142 150 284 310; do
    draw "$size" "Square${size}x${size}Logo.png"
done
draw 50 StoreLogo.png

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for size in 16 24 32 48 64 128 256 512 1024; do
    draw "$size" "$scratch/$size.png"
done

# Both containers hold PNG images as they are: ICO since Windows Vista, ICNS since macOS 10.7.
python3 - "$scratch" <<'PYTHON'
import pathlib
import struct
import sys

scratch = pathlib.Path(sys.argv[1])
png = lambda size: (scratch / f"{size}.png").read_bytes()

sizes = [16, 24, 32, 48, 64, 256]
head = struct.pack("<HHH", 0, 1, len(sizes))
offset = len(head) + 16 * len(sizes)
for size in sizes:
    head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png(size)), offset)
    offset += len(png(size))
pathlib.Path("icon.ico").write_bytes(head + b"".join(png(size) for size in sizes))

kinds = [(b"icp4", 16), (b"icp5", 32), (b"icp6", 64), (b"ic07", 128), (b"ic08", 256), (b"ic09", 512), (b"ic10", 1024)]
body = b"".join(kind + struct.pack(">I", 8 + len(png(size))) + png(size) for kind, size in kinds)
pathlib.Path("icon.icns").write_bytes(b"icns" + struct.pack(">I", 8 + len(body)) + body)
PYTHON
