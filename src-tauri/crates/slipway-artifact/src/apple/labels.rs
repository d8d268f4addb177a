//! The app's name in the languages that it has one in: `<language>.lproj/InfoPlist.strings`, as Xcode compiles them into property lists.

use std::collections::BTreeMap;

use crate::{
    apple::info::{label, tidy},
    plist::{Plist, PlistError},
    stop::Stop,
    zip::{Zip, ZipError},
};

/// More languages than Apple's systems have.
const LANGUAGES_MAX: usize = 200;
const STRINGS_MAX: u64 = 1024 * 1024;
const TAG_MAX: usize = 35;

/// Per BCP 47 tag. What cannot be read costs that name only.
pub(crate) fn read(zip: &Zip<'_>, folder: &[u8]) -> Result<BTreeMap<String, String>, Stop> {
    let mut labels = BTreeMap::new();
    let languages = zip
        .names()
        .filter_map(|name| Some((name, language(name, folder)?)));
    for (name, tag) in languages.take(LANGUAGES_MAX) {
        let Ok(name) = str::from_utf8(name) else {
            continue;
        };
        let content = match zip.read(name, STRINGS_MAX) {
            Ok(Some(content)) => content,
            Err(error @ (ZipError::Halt(_) | ZipError::Io(_))) => return Err(error.into()),
            Ok(None) | Err(_) => continue,
        };
        let said = Plist::parse(&content.bytes, zip.budget()).and_then(|list| label(&list));
        match said {
            Err(error @ PlistError::Halt(_)) => return Err(error.into()),
            Ok(Some(label)) => {
                labels.insert(tag, label);
            }
            Ok(None) | Err(_) => {}
        }
    }
    Ok(labels)
}

/// `zh-Hans` of `<folder>zh-Hans.lproj/InfoPlist.strings`. `Base` is no language.
fn language(name: &[u8], folder: &[u8]) -> Option<String> {
    let language = name
        .strip_prefix(folder)?
        .strip_suffix(b".lproj/InfoPlist.strings")?;
    let is_tag = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if language == b"Base" || language.len() > TAG_MAX || !language.iter().all(is_tag) {
        return None;
    }
    let language = str::from_utf8(language).ok()?;
    Some(tidy(&language.replace('_', "-"))).filter(|tag| !tag.is_empty())
}
