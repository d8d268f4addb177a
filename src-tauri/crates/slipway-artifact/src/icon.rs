//! The launcher icon as PNG. Only pixels that the package carries are shown: PNG and WebP are decoded under limits, of an adaptive
//! icon the raster foreground is taken, and an icon that is drawn from vectors is honestly absent.

use std::collections::BTreeSet;

use slipway_model::{Icon, IconSource};

use crate::{
    axml::Value,
    form::Form,
    pixels::{self, FILE_MAX},
    resources::Table,
    xml::{self, Event},
    zip::Zip,
};

/// android:drawable of an adaptive icon's foreground, android:src of a bitmap.
const DRAWABLE: u32 = 0x0101_0199;
const SRC: u32 = 0x0101_0119;
const TRIES_MAX: usize = 8;
const CANDIDATES_MAX: usize = 200;
/// Densities above this are not made for screens' launchers.
const DENSITY_MAX: u16 = 640;

/// A file of the package that may be the icon.
struct Candidate {
    density: u16,
    path: String,
}

/// The best raster icon behind the manifest's value, or `None` when there is none to show.
pub(crate) fn icon(
    value: &Value,
    table: Option<&Table<'_>>,
    zip: &Zip<'_>,
    form: Form,
) -> Option<Icon> {
    let candidates = candidates(value, table);
    raster(&candidates, zip, form).or_else(|| {
        let drawn = candidates
            .iter()
            .filter(|candidate| candidate.path.ends_with(".xml"))
            .take(TRIES_MAX)
            .find_map(|candidate| inner_drawable(&candidate.path, zip, form))?;
        let inner = self::candidates(&drawn, table);
        raster(&inner, zip, form).map(|icon| Icon {
            source: IconSource::AdaptiveForeground,
            ..icon
        })
    })
}

/// Every file behind a value, best first.
fn candidates(value: &Value, table: Option<&Table<'_>>) -> Vec<Candidate> {
    let mut found = match (value, table) {
        (Value::Text(path), _) => vec![Candidate {
            density: 0,
            path: path.clone(),
        }],
        (Value::Reference(id), Some(table)) => files(*id, table),
        _ => Vec::new(),
    };
    found.sort_by_key(|candidate| std::cmp::Reverse(rank(candidate.density)));
    found
}

/// The files behind a resource, through other resources where it names those. No text is read beyond the bound.
fn files(id: u32, table: &Table<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut open = vec![id];
    let mut visited = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !visited.insert(id) {
            continue;
        }
        for (config, value) in table.values(id) {
            if found.len() == CANDIDATES_MAX || open.len() == CANDIDATES_MAX {
                return found;
            }
            match value.read() {
                Some(Value::Text(path)) => found.push(Candidate {
                    density: config.density,
                    path,
                }),
                Some(Value::Reference(id)) => open.push(id),
                _ => {}
            }
        }
    }
    found
}

/// The sharpest that launchers use first. 0 is the default folder (medium density); "any" and "none" name no density.
fn rank(density: u16) -> u16 {
    match density {
        0 => 160,
        1..=DENSITY_MAX => density,
        0xfffe | 0xffff => 1,
        _ => 2,
    }
}

/// The first candidate that can be decoded, a square one preferred.
fn raster(candidates: &[Candidate], zip: &Zip<'_>, form: Form) -> Option<Icon> {
    let mut other = None;
    let files = candidates
        .iter()
        .filter(|candidate| !candidate.path.ends_with(".xml"));
    for candidate in files.take(TRIES_MAX) {
        match decode(&candidate.path, zip, form) {
            Some(icon) if icon.width == icon.height => return Some(icon),
            icon => other = other.or(icon),
        }
    }
    other
}

fn decode(path: &str, zip: &Zip<'_>, form: Form) -> Option<Icon> {
    let content = form.read(zip, path, FILE_MAX).ok()??;
    pixels::icon(content.bytes)
}

/// What an adaptive icon shows in front, or the picture inside a bitmap drawable.
fn inner_drawable(path: &str, zip: &Zip<'_>, form: Form) -> Option<Value> {
    let content = form.read(zip, path, FILE_MAX).ok()??;
    let mut found = None;
    let visit = |depth, event: Event<'_>| {
        let Event::Start(element) = event else { return };
        if found.is_some() || depth > 2 {
            return;
        }
        found = match element.name().as_deref() {
            Some("foreground") => element.by_id(DRAWABLE),
            Some("bitmap") => element.by_id(SRC),
            Some("inset") => element.by_id(DRAWABLE),
            _ => None,
        };
    };
    xml::walk(form, &content.bytes, zip.budget(), visit).ok()?;
    found
}
