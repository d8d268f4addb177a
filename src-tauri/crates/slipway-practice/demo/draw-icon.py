#!/usr/bin/env python3
"""Draws the demo app's launcher icon: a hull on its slipway, in practice's violet. Needs nothing but Python's own library."""
import struct
import sys
import zlib

VIOLET, PALE, WHITE = (104, 76, 168), (201, 188, 235), (255, 255, 255)
SAMPLES = 4


def inside_hull(x, y):
    """A hull that leans down the ramp; x and y from 0 to 1."""
    along = (x - 0.5) * 0.94 + (y - 0.47) * 0.34
    across = (y - 0.47) * 0.94 - (x - 0.5) * 0.34
    return -0.09 < across < 0.10 and abs(along) < 0.31 - max(0.0, across + 0.09) * 0.75


def inside_mast(x, y):
    along = (x - 0.5) * 0.94 + (y - 0.47) * 0.34
    across = (y - 0.47) * 0.94 - (x - 0.5) * 0.34
    return -0.27 < across < -0.12 and -0.06 < along < 0.10 - (-0.12 - across) * 0.9


def colour(x, y):
    if inside_hull(x, y) or inside_mast(x, y):
        return WHITE
    ramp = 0.62 + (x - 0.5) * 0.36
    return PALE if ramp < y < ramp + 0.07 else VIOLET


def pixel(size, column, row):
    red = green = blue = 0
    for i in range(SAMPLES):
        for j in range(SAMPLES):
            r, g, b = colour((column + (i + 0.5) / SAMPLES) / size, (row + (j + 0.5) / SAMPLES) / size)
            red, green, blue = red + r, green + g, blue + b
    n = SAMPLES * SAMPLES
    return bytes((red // n, green // n, blue // n))


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def draw(size):
    rows = b"".join(b"\0" + b"".join(pixel(size, x, y) for x in range(size)) for y in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        size, path = argument.split("=", 1)
        with open(path, "wb") as out:
            out.write(draw(int(size)))
