//! The icon that stands in an app as a file of its own. An icon that is only in `Assets.car`, whose layout Apple does not publish, is
//! honestly absent.

use slipway_model::Icon;

use crate::{
    pixels::{FILE_MAX, icon},
    zip::{Entry, Zip, ZipError},
};

const TRIES_MAX: usize = 8;
const CANDIDATES_MAX: usize = 200;

/// The widest picture whose name begins with one of these, of those directly in that folder.
pub(crate) fn best(
    zip: &Zip<'_>,
    folder: &[u8],
    beginnings: &[String],
) -> Result<Option<Icon>, ZipError> {
    let mut candidates: Vec<(u8, u64, &[u8])> = zip
        .entries()
        .filter_map(|(name, entry)| candidate(name, entry, folder, beginnings))
        .take(CANDIDATES_MAX)
        .collect();
    candidates.sort_unstable_by(|one, other| other.cmp(one));
    let mut found: Option<Icon> = None;
    for (_, _, name) in candidates.into_iter().take(TRIES_MAX) {
        let Ok(name) = str::from_utf8(name) else {
            continue;
        };
        let content = match zip.read(name, FILE_MAX) {
            Ok(content) => content,
            Err(error @ (ZipError::Halt(_) | ZipError::Io(_))) => return Err(error),
            Err(_) => None,
        };
        let picture = content.and_then(|content| icon(content.bytes));
        found = match (found, picture) {
            (Some(best), Some(other)) if other.width <= best.width => Some(best),
            (best, other) => other.or(best),
        };
    }
    Ok(found)
}

/// Scale, length and name of a file that may be the icon: `AppIcon60x60@3x.png`, `AppIcon76x76@2x~ipad.png`.
fn candidate<'a>(
    name: &'a [u8],
    entry: &Entry,
    folder: &[u8],
    beginnings: &[String],
) -> Option<(u8, u64, &'a [u8])> {
    let stem = name.strip_prefix(folder)?.strip_suffix(b".png")?;
    beginnings.iter().find_map(|beginning| {
        let rest = stem.strip_prefix(beginning.as_bytes())?;
        let rest = rest
            .strip_suffix(b"~ipad")
            .or_else(|| rest.strip_suffix(b"~iphone"))
            .unwrap_or(rest);
        let scale = match rest {
            b"" => 1,
            b"@2x" => 2,
            b"@3x" => 3,
            _ => return None,
        };
        Some((scale, entry.uncompressed, name))
    })
}
