//! Icons as Xcode leaves them in apps: Apple's kind of PNG, and ordinary ones.

use std::io::{Cursor, Write as _};

use flate2::{Compression, Crc, write::DeflateEncoder};
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use plist::{Dictionary, Value};
use slipway_artifact::{Icon, IconSource};

use crate::{
    made::{APP, app, built, info, info_with, texts},
    zip::{Entry, Zip},
};

/// A picture in which every channel differs, and one row is half transparent.
fn picture(side: u32) -> RgbaImage {
    RgbaImage::from_fn(side, side, |x, y| {
        let alpha = match y % 4 {
            0 => 128,
            1 => 0,
            _ => 255,
        };
        Rgba([200, (x % 250) as u8, 10, alpha])
    })
}

fn png(side: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(picture(side))
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

pub(crate) fn chunk(kind: &[u8], body: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(kind);
    crc.update(body);
    let len = (body.len() as u32).to_be_bytes();
    [&len[..], kind, body, &crc.sum().to_be_bytes()].concat()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn head(side: u32) -> Vec<u8> {
    let side = side.to_be_bytes();
    [&side[..], &side, &[8, 6, 0, 0, 0]].concat()
}

/// The picture as `pngcrush -iphone` writes it, its pixels in two chunks and its rows with the filters None and Sub in turn.
fn crushed(side: u32) -> Vec<u8> {
    let mut rows = Vec::new();
    for (y, row) in picture(side).rows().enumerate() {
        let whole: Vec<u8> = row
            .flat_map(|&Rgba([red, green, blue, alpha])| {
                let part = |colour: u8| (u16::from(colour) * u16::from(alpha) / 255) as u8;
                [part(blue), part(green), part(red), alpha]
            })
            .collect();
        rows.push((y % 2) as u8);
        for at in 0..whole.len() {
            let left = if y % 2 == 1 && at >= 4 {
                whole[at - 4]
            } else {
                0
            };
            rows.push(whole[at].wrapping_sub(left));
        }
    }
    let packed = deflated(&rows);
    let (first, second) = packed.split_at(packed.len() / 2);
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"CgBI", &[0x50, 0, 0x20, 2]),
        chunk(b"IHDR", &head(side)),
        chunk(b"IDAT", first),
        chunk(b"IDAT", second),
        chunk(b"IEND", b""),
    ]
    .concat()
}

fn icons(files: Value) -> Dictionary {
    let mut primary = Dictionary::new();
    primary.insert("CFBundleIconFiles".into(), files);
    let mut icons = Dictionary::new();
    icons.insert("CFBundlePrimaryIcon".into(), Value::Dictionary(primary));
    info_with(&[("CFBundleIcons", Value::Dictionary(icons))])
}

fn with(files: &[(&str, &[u8])]) -> Zip {
    files
        .iter()
        .fold(app(icons(texts(&["AppIcon60x60"]))), |zip, (name, data)| {
            zip.entry(Entry::deflated(&format!("{APP}{name}"), data))
        })
}

fn shows_the_picture(icon: &Icon, side: u32) {
    assert_eq!(
        (icon.width, icon.height, icon.source),
        (side, side, IconSource::Png)
    );
    let found = image::load_from_memory(&icon.png).unwrap().into_rgba8();
    for (found, wanted) in found.pixels().zip(picture(side).pixels()) {
        assert_eq!(found[3], wanted[3]);
        for channel in 0..3 {
            // A colour at half opacity was kept in seven bits; one that nobody sees, in none.
            let unseen = wanted[3] == 0;
            assert!(
                unseen || found[channel].abs_diff(wanted[channel]) <= 2,
                "{found:?} {wanted:?}"
            );
        }
    }
}

#[test]
fn pictures_of_both_kinds_show_the_same() {
    for bytes in [png(180), crushed(180)] {
        let build = built(&with(&[("AppIcon60x60@3x.png", &bytes)]));
        shows_the_picture(&build.icon.unwrap(), 180);
    }
}

#[test]
fn the_widest_that_can_be_read_is_taken() {
    let build = built(&with(&[
        ("AppIcon60x60@2x.png", &crushed(120)),
        ("AppIcon60x60@3x.png", b"broken"),
        ("AppIcon60x60@2x~ipad.png", &crushed(40)),
        ("AppIcon60x60extra@3x.png", &crushed(300)),
        ("Other@3x.png", &crushed(300)),
        ("PlugIns/A.appex/AppIcon60x60@3x.png", &crushed(300)),
    ]));
    shows_the_picture(&build.icon.unwrap(), 120);
}

#[test]
fn names_are_found_where_older_tools_put_them() {
    let file = |name: &str| format!("{APP}{name}");
    for (key, value, name) in [
        ("CFBundleIconFiles", texts(&["Icon.png"]), "Icon.png"),
        ("CFBundleIconFile", "Icon".into(), "Icon@2x.png"),
    ] {
        let zip = app(info_with(&[(key, value)])).with(&file(name), &crushed(57));
        shows_the_picture(&built(&zip).icon.unwrap(), 57);
    }
}

#[test]
fn an_icon_that_is_only_in_the_catalogue_is_absent() {
    let catalogue = format!("{APP}Assets.car");
    assert_eq!(built(&with(&[("Assets.car", b"BOMStore")])).icon, None);
    assert_eq!(built(&app(info()).with(&catalogue, b"BOMStore")).icon, None);
}

#[test]
fn a_picture_that_lies_costs_the_icon_only() {
    let bomb = deflated(&vec![0; 64 * 1024 * 1024]);
    let made = |side: u32, pixels: &[u8]| {
        [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(b"CgBI", &[0x50, 0, 0x20, 2]),
            chunk(b"IHDR", &head(side)),
            chunk(b"IDAT", pixels),
            chunk(b"IEND", b""),
        ]
        .concat()
    };
    for bytes in [
        made(2048, &bomb),
        made(4, &bomb),
        made(60_000, &deflated(&[0; 100])),
        made(64, &deflated(&[0; 100])),
        made(64, b"no stream"),
        crushed(64)[..200].to_vec(),
    ] {
        let build = built(&with(&[("AppIcon60x60@3x.png", &bytes)]));
        assert_eq!(
            (build.package.as_str(), build.icon),
            ("com.example.hand", None)
        );
    }
}
