#!/usr/bin/env python3
"""Makes the demo build for Apple's systems: an IPA, or an installer package where OUT ends in .pkg. Needs nothing but Python's own library.

Other builds for tests: PACKAGE, VERSION_NAME, BUILD_NUMBER, PLATFORM (iphoneos, appletvos, xros, macosx, iphonesimulator), SIGNED_FOR
(app-store, ad-hoc, development, enterprise, nobody), ENCRYPTION (no, yes, unsaid), MINIMUM_OS and OUT change what comes out; FILLING_MIB
adds that many mebibytes of incompressible filling. There is no code in it: the app is published, never run. The profile is worthless, for
rehearsal: it is signed by nobody.
"""
import hashlib
import importlib.util
import os
import pathlib
import plistlib
import struct
import sys
import zipfile
import zlib
from datetime import datetime
from xml.sax.saxutils import quoteattr

HERE = pathlib.Path(__file__).resolve().parent
NAME = "SlipwayDemo"
TEAM = "WORTHLESS0"
LABELS = {"": "Slipway Demo", "en": "Slipway Demo", "zh-Hans": "滑道演示"}
ICONS = {"AppIcon60x60@2x.png": 120, "AppIcon60x60@3x.png": 180, "AppIcon76x76@2x~ipad.png": 152}
SUPPORTED = {"iphoneos": "iPhoneOS", "appletvos": "AppleTVOS", "xros": "XROS", "macosx": "MacOSX", "iphonesimulator": "iPhoneSimulator"}
DATE = (2026, 11, 20, 0, 0, 0)


def wish(name, otherwise):
    return os.environ.get(name) or otherwise


def drawer():
    spec = importlib.util.spec_from_file_location("draw_icon", HERE / "draw-icon.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def crushed(draw, size):
    """The icon as Xcode would keep it: CgBI, blue first, packed without the frame of zlib."""
    rows = bytearray()
    for y in range(size):
        rows.append(0)
        for x in range(size):
            red, green, blue = draw.pixel(size, x, y)
            rows += bytes((blue, green, red, 255))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"".join((
        b"\x89PNG\r\n\x1a\n",
        draw.chunk(b"CgBI", b"\x50\x00\x20\x02"),
        draw.chunk(b"IHDR", head),
        draw.chunk(b"IDAT", packed),
        draw.chunk(b"IEND", b""),
    ))


def der(tag, *parts):
    body = b"".join(parts)
    if len(body) < 0x80:
        length = bytes((len(body),))
    else:
        digits = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
        length = bytes((0x80 | len(digits),)) + digits
    return bytes((tag,)) + length + body


def envelope(content):
    """CMS SignedData around the content, without a signer."""
    data = der(0x06, bytes.fromhex("2a864886f70d010701"))
    signed = der(0x06, bytes.fromhex("2a864886f70d010702"))
    inner = der(0x30, data, der(0xA0, der(0x04, content)))
    return der(0x30, signed, der(0xA0, der(0x30, der(0x02, b"\x01"), der(0x31), inner, der(0x31))))


def profile(package, signed_for):
    rights = {
        "application-identifier": f"{TEAM}.{package}",
        "com.apple.developer.team-identifier": TEAM,
        "get-task-allow": signed_for == "development",
    }
    facts = {
        "AppIDName": "Slipway Demo",
        "CreationDate": datetime(2026, 11, 20),
        "Entitlements": rights,
        "ExpirationDate": datetime(2076, 11, 20),
        "Name": "Slipway Demo, worthless for rehearsal",
        "TeamIdentifier": [TEAM],
        "TeamName": "worthless for rehearsal",
        "UUID": "00000000-0000-4000-8000-000000000000",
        "Version": 1,
    }
    if signed_for in ("ad-hoc", "development"):
        facts["ProvisionedDevices"] = ["00008030-000000000000802E"]
    if signed_for == "enterprise":
        facts["ProvisionsAllDevices"] = True
    return envelope(plistlib.dumps(facts))


def info(package, version, build, platform):
    facts = {
        "CFBundleDevelopmentRegion": "en",
        "CFBundleDisplayName": LABELS[""],
        "CFBundleExecutable": NAME,
        "CFBundleIcons": {"CFBundlePrimaryIcon": {"CFBundleIconFiles": ["AppIcon60x60"], "CFBundleIconName": "AppIcon"}},
        "CFBundleIcons~ipad": {"CFBundlePrimaryIcon": {"CFBundleIconFiles": ["AppIcon60x60", "AppIcon76x76"], "CFBundleIconName": "AppIcon"}},
        "CFBundleIdentifier": package,
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleName": NAME,
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": version,
        "CFBundleSupportedPlatforms": [SUPPORTED[platform]],
        "CFBundleVersion": build,
        "DTPlatformName": platform,
        "DTSDKName": f"{platform}26.0",
        "DTXcode": "2600",
        "MinimumOSVersion": wish("MINIMUM_OS", "15.0"),
        "UIDeviceFamily": [1, 2],
    }
    encryption = wish("ENCRYPTION", "no")
    if encryption != "unsaid":
        facts["ITSAppUsesNonExemptEncryption"] = encryption == "yes"
    return plistlib.dumps(facts, fmt=plistlib.FMT_BINARY)


def ipa(out, package, version, build):
    platform = wish("PLATFORM", "iphoneos")
    signed_for = wish("SIGNED_FOR", "app-store")
    draw = drawer()
    files = {
        "Info.plist": info(package, version, build, platform),
        # The head of a program for arm64, and no program behind it.
        NAME: struct.pack("<8I", 0xFEEDFACF, 0x0100000C, 0, 2, 0, 0, 0, 0),
        "PkgInfo": b"APPL????",
    }
    for name, size in ICONS.items():
        files[name] = crushed(draw, size)
    for language, label in LABELS.items():
        if language:
            strings = plistlib.dumps({"CFBundleDisplayName": label}, fmt=plistlib.FMT_BINARY)
            files[f"{language}.lproj/InfoPlist.strings"] = strings
    if signed_for != "nobody":
        files["embedded.mobileprovision"] = profile(package, signed_for)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        def add(name, data, method=zipfile.ZIP_DEFLATED):
            entry = zipfile.ZipInfo(name, DATE)
            entry.external_attr = 0o644 << 16
            entry.compress_type = method
            archive.writestr(entry, data)

        for folder in ("Payload/", f"Payload/{NAME}.app/"):
            add(folder, b"", zipfile.ZIP_STORED)
        for name, data in files.items():
            add(f"Payload/{NAME}.app/{name}", data)
        for number in range(int(wish("FILLING_MIB", "0"))):
            add(f"Payload/{NAME}.app/filling/{number}", os.urandom(1 << 20), zipfile.ZIP_STORED)


def distribution(package, version, build):
    short, number, id_ = quoteattr(version), quoteattr(build), quoteattr(package)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<installer-gui-script minSpecVersion="2">
    <title>{LABELS[""]}</title>
    <pkg-ref id={id_}>
        <bundle-version>
            <bundle CFBundleShortVersionString={short} CFBundleVersion={number} id={id_} path="{NAME}.app"/>
        </bundle-version>
    </pkg-ref>
    <product id={id_} version={short}/>
    <options customize="never" hostArchitectures="arm64,x86_64" require-scripts="false"/>
    <volume-check><allowed-os-versions><os-version min="{wish("MINIMUM_OS", "13.0")}"/></allowed-os-versions></volume-check>
</installer-gui-script>
""".encode()


def pkg(out, package, version, build):
    """A xar with the description of the product and a component's payload of nothing but filling."""
    heap = bytearray(20)
    toc = []

    def add(number, name, data):
        packed = zlib.compress(data, 9)
        digest = hashlib.sha1(packed).hexdigest()
        toc.append(
            f'<file id="{number}"><data><archived-checksum style="sha1">{digest}</archived-checksum>'
            f'<extracted-checksum style="sha1">{hashlib.sha1(data).hexdigest()}</extracted-checksum>'
            f'<encoding style="application/x-gzip"/><size>{len(data)}</size><offset>{len(heap)}</offset>'
            f"<length>{len(packed)}</length></data><type>file</type><name>{name}</name></file>"
        )
        heap.extend(packed)

    add(1, "Distribution", distribution(package, version, build))
    toc.append(f'<file id="2"><type>directory</type><name>{package}.pkg</name>')
    add(3, "Payload", os.urandom(int(wish("FILLING_MIB", "0")) << 20))
    toc.append("</file>")
    signature = ""
    if wish("SIGNED_FOR", "app-store") != "nobody":
        # The place of a signature, and none that is worth anything.
        signature = f'<signature style="RSA"><offset>{len(heap)}</offset><size>256</size></signature>'
        heap.extend(bytes(256))
    table = (
        '<?xml version="1.0" encoding="UTF-8"?><xar><toc><creation-time>2026-11-20T00:00:00</creation-time>'
        f'<checksum style="sha1"><offset>0</offset><size>20</size></checksum>{signature}{"".join(toc)}</toc></xar>'
    ).encode()
    packed = zlib.compress(table, 9)
    heap[:20] = hashlib.sha1(packed).digest()
    head = struct.pack(">4sHHQQI", b"xar!", 28, 1, len(packed), len(table), 1)
    pathlib.Path(out).write_bytes(head + packed + heap)


def main():
    out = wish("OUT", str(HERE / "demo.ipa"))
    facts = wish("PACKAGE", "com.example.slipway"), wish("VERSION_NAME", "2.0.0"), wish("BUILD_NUMBER", "20")
    if out.endswith(".pkg"):
        pkg(out, *facts)
    else:
        ipa(out, *facts)


if __name__ == "__main__":
    sys.exit(main())
