//! The 512×512 PNG that some stores want again with each version: from a person's file, else from the build. Kept in the world's
//! own folder under a name made of its content, so that an order that was started keeps the picture it was started with.

use std::{
    fs,
    io::{Cursor, Read as _},
    path::{Path, PathBuf},
};

use image::{DynamicImage, ImageFormat, ImageReader, Limits, imageops::FilterType};
use sha2::{Digest as _, Sha256};
use slipway_model::{Icon, IconSource, Problem, ProblemKind, Sentence, text::clean_line};

const SIDE: u32 = 512;
/// A picture larger than this is no icon; also the bound on what a hostile file can make us unpack.
const MOST_PIXELS_A_SIDE: u32 = 4096;
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Reads a person's picture (PNG or WebP, square) and keeps it at 512×512.
///
/// # Errors
/// Not readable, not a picture of these kinds, or not square.
pub(crate) fn from_file(path: &Path, folder: &Path) -> Result<PathBuf, Problem> {
    let file_name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    let refuse = |key: &str| {
        Problem::new(
            ProblemKind::BadInput,
            Sentence::new(key).with("file", clean_line(&file_name)),
        )
    };
    let mut bytes = Vec::new();
    let read = fs::metadata(path).and_then(|about| {
        if !about.is_file() {
            return Err(std::io::ErrorKind::IsADirectory.into());
        }
        fs::File::open(path)?
            .take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
    });
    read.map_err(|error| refuse("app.icon-unreadable").because(&error))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(refuse("app.icon-too-large"));
    }
    let picture = decode(&bytes).ok_or_else(|| refuse("app.icon-not-a-picture"))?;
    if picture.width() != picture.height() {
        let says = Sentence::new("app.icon-not-square")
            .with("file", clean_line(&file_name))
            .with("width", picture.width())
            .with("height", picture.height());
        return Err(Problem::new(ProblemKind::BadInput, says));
    }
    keep(&picture, folder)
}

/// Keeps a build's launcher icon at 512×512. `None` when it is no square picture, or only the foreground layer of an adaptive icon:
/// that is not what people know as the app's icon, and a store must not get it unasked.
pub(crate) fn from_build(icon: &Icon, folder: &Path) -> Option<PathBuf> {
    if icon.source == IconSource::AdaptiveForeground {
        return None;
    }
    let picture = decode(&icon.png).filter(|picture| picture.width() == picture.height())?;
    keep(&picture, folder).ok()
}

fn decode(bytes: &[u8]) -> Option<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS_A_SIDE);
    limits.max_image_height = Some(MOST_PIXELS_A_SIDE);
    limits.max_alloc = Some(u64::from(MOST_PIXELS_A_SIDE) * u64::from(MOST_PIXELS_A_SIDE) * 8);
    reader.limits(limits);
    reader.decode().ok()
}

fn keep(picture: &DynamicImage, folder: &Path) -> Result<PathBuf, Problem> {
    let failed = |error: &(dyn std::error::Error + 'static)| {
        let says = Sentence::new("app.icon-not-kept").with("folder", folder.display());
        Problem::new(ProblemKind::Ours, says).because(error)
    };
    let sized = if (picture.width(), picture.height()) == (SIDE, SIDE) {
        picture.clone()
    } else {
        picture.resize_exact(SIDE, SIDE, FilterType::Lanczos3)
    };
    let mut png = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(sized.to_rgba8())
        .write_to(&mut png, ImageFormat::Png)
        .map_err(|error| failed(&error))?;
    let png = png.into_inner();
    let digest = hex::encode(Sha256::digest(&png));
    let path = folder.join(format!("{}.png", digest.get(..24).unwrap_or(&digest)));
    if !path.exists() {
        fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        // Another process must never see half a picture under the final name.
        let unfinished = path.with_extension(format!("{}.part", std::process::id()));
        fs::write(&unfinished, &png)
            .and_then(|()| fs::rename(&unfinished, &path))
            .map_err(|error| failed(&error))?;
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> Vec<u8> {
        let mut png = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(width, height)
            .write_to(&mut png, ImageFormat::Png)
            .unwrap();
        png.into_inner()
    }

    #[test]
    fn any_square_picture_becomes_512() {
        let folder = tempfile::tempdir().unwrap();
        for side in [48, 512, 1000] {
            let path = folder.path().join("mine.png");
            fs::write(&path, picture(side, side)).unwrap();
            let kept = from_file(&path, &folder.path().join("icons")).unwrap();
            let read = image::open(&kept).unwrap();
            assert_eq!((read.width(), read.height()), (512, 512));
            assert!(kept.starts_with(folder.path().join("icons")));
        }
    }

    #[test]
    fn what_is_no_icon_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let check = |bytes: &[u8], key: &str| {
            let path = folder.path().join("mine.png");
            fs::write(&path, bytes).unwrap();
            assert_eq!(from_file(&path, folder.path()).unwrap_err().advice.key, key);
        };
        check(&picture(40, 50), "app.icon-not-square");
        check(b"not a picture", "app.icon-not-a-picture");
        check(&picture(5000, 8), "app.icon-not-a-picture");
        let gone = from_file(&folder.path().join("gone.png"), folder.path()).unwrap_err();
        assert_eq!(gone.advice.key, "app.icon-unreadable");
        assert!(from_build(&icon(b"junk".to_vec(), IconSource::Png), folder.path()).is_none());
    }

    fn icon(png: Vec<u8>, source: IconSource) -> Icon {
        Icon {
            png,
            width: 512,
            height: 512,
            source,
        }
    }

    #[test]
    fn a_foreground_layer_is_not_taken_for_the_icon() {
        let folder = tempfile::tempdir().unwrap();
        for (source, taken) in [
            (IconSource::Png, true),
            (IconSource::WebP, true),
            (IconSource::AdaptiveForeground, false),
        ] {
            let kept = from_build(&icon(picture(512, 512), source), folder.path());
            assert_eq!(kept.is_some(), taken, "{source:?}");
        }
    }
}
