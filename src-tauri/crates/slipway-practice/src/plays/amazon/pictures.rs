//! The types of images and videos that a listing has, and the measures that each wants.

use std::path::Path;

use crate::plays::picture::{Format, Picture};

pub(super) const VIDEOS: &str = "videos";

/// One type [2 clients].
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// Its part of the path.
    pub(super) name: &'static str,
    /// Whether an upload is added to the others instead of replacing the one. Which types hold several is [inferred].
    pub(super) many: bool,
    sides: Option<(u32, u32)>,
    png_only: bool,
}

const fn kind(name: &'static str, sides: Option<(u32, u32)>) -> Kind {
    Kind {
        name,
        many: false,
        sides,
        png_only: false,
    }
}

const fn icon(name: &'static str, side: u32) -> Kind {
    Kind {
        png_only: true,
        ..kind(name, Some((side, side)))
    }
}

const fn many(name: &'static str) -> Kind {
    Kind {
        many: true,
        ..kind(name, None)
    }
}

/// Icons [official], promotion image [2 clients], icon and backgrounds of Fire TV [inferred]; the others want no measures here.
pub(super) const KINDS: [Kind; 10] = [
    icon("small-icons", 114),
    icon("large-icons", 512),
    many("screenshots"),
    kind("promo-images", Some((1024, 500))),
    many("firetv-screenshots"),
    kind("firetv-icons", Some((1280, 720))),
    kind("firetv-backgrounds", Some((1920, 1080))),
    kind("firetv-featured-backgrounds", Some((1920, 1080))),
    kind("firetv-featured-logos", None),
    many(VIDEOS),
];

impl Kind {
    pub(super) fn of(name: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.name == name)
    }

    /// What is wrong with the file, if anything is. Of a video nothing is looked at.
    pub(super) fn flaw(&self, file: &Path) -> Option<&'static str> {
        if self.name == VIDEOS {
            return None;
        }
        let Some(picture) = Picture::in_file(file) else {
            return Some("The file is neither a PNG nor a JPEG image.");
        };
        if self.png_only && picture.format != Format::Png {
            return Some("The icon must be a PNG image.");
        }
        let fits = self.sides.is_none_or(|sides| sides == picture.sides());
        (!fits).then_some("The image has other dimensions than this type wants.")
    }
}
