//! Tags of an Edit's resources. Opaque; a client echoes them byte for byte.
//!
//! Listings, images and videos of all languages share one state, and any write may make a tag stale that somebody holds [inferred from
//! 2 clients]. Practice takes the strict reading: every write to an Edit gives all of its resources new tags, so that a client which
//! reuses one is found out. Each resource has a tag of its own: that of the Edit does not open a listing.

use super::record::Edit;
use crate::plays::sink::Digester;

/// A resource that has a tag.
#[derive(Clone, Copy, Debug)]
pub(super) enum Area<'a> {
    /// The Edit itself, for commit and delete [6 clients].
    Edit,
    /// Listings, images and videos, of whatever language.
    Listings,
    Details,
    Availability,
    Apk(&'a str),
    Targeting(&'a str),
}

impl Area<'_> {
    /// The package that it is about, where it is about one.
    pub(super) fn apk(&self) -> Option<&str> {
        match self {
            Self::Apk(id) | Self::Targeting(id) => Some(id),
            _ => None,
        }
    }
}

/// The resource's tag now, with its quotes.
pub(super) fn of(edit: &Edit, area: Area<'_>) -> String {
    let mut digester = Digester::sha256();
    digester.update(format!("{} {} {area:?}", edit.salt, edit.revision).as_bytes());
    let digest = digester.finish();
    let opaque = digest.get(..32).unwrap_or_default();
    match edit.weak_tags {
        true => format!("W/\"{opaque}\""),
        false => format!("\"{opaque}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, of};
    use crate::plays::amazon::{
        edits,
        record::{Content, Edit},
    };

    fn edit() -> Edit {
        edits::draft(&Content::default())
    }

    #[test]
    fn tags_differ_by_resource_and_by_write() {
        let mut edit = edit();
        let all = [
            Area::Edit,
            Area::Listings,
            Area::Details,
            Area::Availability,
            Area::Apk("A"),
            Area::Apk("B"),
            Area::Targeting("A"),
        ];
        let before = all.map(|area| of(&edit, area));
        let again = all.map(|area| of(&edit, area));
        assert_eq!(before, again);
        edit.revision += 1;
        let after = all.map(|area| of(&edit, area));
        let mut seen: Vec<&String> = before.iter().chain(&after).collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 14);
        assert!(before[0].starts_with('"') && before[0].ends_with('"'));
    }

    #[test]
    fn weak_tags_say_so() {
        let mut edit = edit();
        edit.weak_tags = true;
        assert!(of(&edit, Area::Edit).starts_with("W/\""));
    }
}
