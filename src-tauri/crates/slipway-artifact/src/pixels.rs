//! A picture from a file of an app, decoded under limits and made an icon.

use std::io::Cursor;

use image::{
    DynamicImage, ImageFormat, ImageReader, Limits, codecs::png::PngEncoder, imageops::FilterType,
};
use slipway_model::{Icon, IconSource};

use crate::apple::cgbi;

/// Bounds on what is unpacked and decoded.
pub(crate) const FILE_MAX: u64 = 16 * 1024 * 1024;
const SIDE_MAX: u32 = 2048;
const MEMORY_MAX: u64 = 64 * 1024 * 1024;
/// Stores ask for 512; a bigger icon is made smaller.
const SIDE_KEPT: u32 = 512;

/// The icon that these bytes are, if they are PNG, Apple's kind of PNG, or WebP.
pub(crate) fn icon(bytes: Vec<u8>) -> Option<Icon> {
    let crushed = cgbi::is_crushed(&bytes);
    let bytes = if crushed { cgbi::plain(&bytes)? } else { bytes };
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let source = match reader.format()? {
        ImageFormat::Png => IconSource::Png,
        ImageFormat::WebP => IconSource::WebP,
        _ => return None,
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut pixels = reader.decode().ok()?.into_rgba8();
    if crushed {
        cgbi::restore(&mut pixels);
    }
    let image = smaller(DynamicImage::ImageRgba8(pixels));
    let mut png = Vec::new();
    image.write_with_encoder(PngEncoder::new(&mut png)).ok()?;
    Some(Icon {
        png,
        width: image.width(),
        height: image.height(),
        source,
    })
}

fn smaller(image: DynamicImage) -> DynamicImage {
    if image.width().max(image.height()) <= SIDE_KEPT {
        return image;
    }
    image.resize(SIDE_KEPT, SIDE_KEPT, FilterType::Lanczos3)
}
