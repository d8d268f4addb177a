//! Where the launcher icon comes from, and where honestly none does.

use image::{ImageFormat, ImageReader};
use slipway_artifact::IconSource;

use crate::{
    read,
    tools::{Project, picture},
};

fn app() -> Project {
    let project = Project::new();
    project.remove("res/drawable-mdpi/icon.png");
    project.remove("res/drawable-xxhdpi/icon.png");
    project
}

const ADAPTIVE: &[u8] =
    br#"<adaptive-icon xmlns:android="http://schemas.android.com/apk/res/android">
    <background android:drawable="@android:color/white"/>
    <foreground android:drawable="@drawable/front"/>
</adaptive-icon>"#;

#[test]
fn webp_is_decoded_and_kept_as_png() {
    let project = app();
    project.file(
        "res/drawable-hdpi/icon.webp",
        &picture(72, ImageFormat::WebP),
    );
    let icon = read(&project.pack(&[], &[])).unwrap().icon.unwrap();
    assert_eq!((icon.width, icon.source), (72, IconSource::WebP));
    let png = ImageReader::with_format(std::io::Cursor::new(icon.png), ImageFormat::Png);
    let pixels = png.decode().unwrap().into_rgba8();
    assert_eq!(pixels.get_pixel(0, 0).0, [11, 114, 133, 255]);
    assert_eq!(pixels.get_pixel(71, 71).0, [240, 244, 245, 128]);
}

#[test]
fn the_sharpest_density_for_screens_wins_over_vectors() {
    let project = Project::new();
    project.file("res/drawable-anydpi-v26/icon.xml", ADAPTIVE);
    project.file(
        "res/drawable-hdpi/front.png",
        &picture(72, ImageFormat::Png),
    );
    let icon = read(&project.pack(&[], &[])).unwrap().icon.unwrap();
    assert_eq!((icon.width, icon.source), (144, IconSource::Png));
}

#[test]
fn of_an_adaptive_icon_the_raster_foreground_is_taken() {
    let project = app();
    project.file("res/drawable-anydpi-v26/icon.xml", ADAPTIVE);
    project.file(
        "res/drawable-xhdpi/front.png",
        &picture(216, ImageFormat::Png),
    );
    let icon = read(&project.pack(&[], &[])).unwrap().icon.unwrap();
    assert_eq!(
        (icon.width, icon.source),
        (216, IconSource::AdaptiveForeground)
    );
}

#[test]
fn an_icon_of_vectors_is_absent() {
    let project = app();
    project.file("res/drawable-anydpi-v26/icon.xml", ADAPTIVE);
    project.file(
        "res/drawable/front.xml",
        br##"<vector xmlns:android="http://schemas.android.com/apk/res/android" android:width="108dp"
            android:height="108dp" android:viewportWidth="108" android:viewportHeight="108">
            <path android:fillColor="#0b7285" android:pathData="M0,0h108v108h-108z"/></vector>"##,
    );
    assert_eq!(read(&project.pack(&[], &[])).unwrap().icon, None);
}

#[test]
fn a_big_icon_is_made_smaller_and_a_bigger_one_is_not_decoded() {
    let project = app();
    project.file(
        "res/drawable-hdpi/icon.png",
        &picture(1024, ImageFormat::Png),
    );
    let icon = read(&project.pack(&[], &[])).unwrap().icon.unwrap();
    assert_eq!((icon.width, icon.height), (512, 512));
    project.file(
        "res/drawable-hdpi/icon.png",
        &picture(2100, ImageFormat::Png),
    );
    assert_eq!(read(&project.pack(&[], &[])).unwrap().icon, None);
}
