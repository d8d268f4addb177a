//! How App Store Connect is spoken to: its host, platforms, dates and names, spelled as Apple spells them. What a document is lies in
//! `document.rs`, how one is asked for in `auth.rs`.

use std::path::Path;

use jiff::{Timestamp, tz};
use slipway_http::{HostList, HostRule};
use slipway_model::{ApplePlatform, Kind, Order};

/// Where our token may go. Storage is another host, named by the answer, and gets no token [recorded, 3 clients].
pub(super) const HOSTS: HostList = HostList(&[HostRule {
    host: HOST,
    mark: "official",
}]);

pub(super) const HOST: &str = "api.appstoreconnect.apple.com";

/// What people open in the browser.
pub(super) const CONSOLE: &str = "https://appstoreconnect.apple.com/";

/// The full address of a path (`/v1/apps`).
pub(super) fn address(path: &str) -> String {
    format!("https://{HOST}{path}")
}

/// Storage that Apple was seen to hand out [recorded]. Another one is named in the record.
pub(super) fn is_known_storage(host: &str) -> bool {
    host.ends_with(".object-storage.apple.com")
}

/// ASC, `Platform` [spec].
pub(super) fn platform_word(platform: ApplePlatform) -> &'static str {
    match platform {
        ApplePlatform::Ios => "IOS",
        ApplePlatform::MacOs => "MAC_OS",
        ApplePlatform::TvOs => "TV_OS",
        ApplePlatform::VisionOs => "VISION_OS",
    }
}

/// As the pages of App Store Connect write it in their addresses [1 client].
fn platform_page(word: &str) -> &'static str {
    match word {
        "MAC_OS" => "macos",
        "TV_OS" => "tvos",
        "VISION_OS" => "visionos",
        _ => "ios",
    }
}

/// Version, build number and platform: what tells one build from another [issue].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) version: String,
    pub(super) build: String,
    pub(super) platform: &'static str,
}

impl Number {
    /// `None` where the order has no build of Apple's.
    pub(super) fn of(order: &Order) -> Option<Self> {
        let build = order.build()?;
        let apple = build.apple.as_ref()?;
        Some(Self {
            version: build.version_name.clone(),
            build: apple.build_number.clone(),
            platform: platform_word(apple.platform),
        })
    }
}

/// Whether Apple takes them for the same version.
pub(super) fn same_version(one: &str, other: &str) -> bool {
    slipway_model::build_number::compare(one, other).is_eq()
}

/// Dates come with an offset with or without a colon, with or without a fraction [recorded in fixtures of 3 clients].
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    text.parse()
        .ok()
        .or_else(|| Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", text).ok())
        .or_else(|| Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", text).ok())
}

/// ASC, `earliestReleaseDate`: RFC 3339 with seconds and offset, in UTC.
pub(super) fn date(instant: Timestamp) -> String {
    let utc = tz::Offset::UTC.to_datetime(instant);
    format!("{}+00:00", utc.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// Only full hours are taken [2 clients].
pub(super) fn is_full_hour(instant: Timestamp) -> bool {
    instant.as_second().rem_euclid(3600) == 0 && instant.subsec_nanosecond() == 0
}

/// ASC, `buildUploadFiles.uti` [spec].
pub(super) fn uti(kind: Kind) -> &'static str {
    match kind {
        Kind::Pkg => "com.apple.pkg",
        _ => "com.apple.ipa",
    }
}

/// A name in ASCII with the ending of the content: others break Apple's older tools [1 client].
pub(super) fn file_name(path: &Path, kind: Kind) -> String {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let safe: String = stem
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '-'
            }
        })
        .take(60)
        .collect();
    let safe = safe.trim_matches(['-', '.']);
    let ending = match kind {
        Kind::Pkg => "pkg",
        _ => "ipa",
    };
    if safe.is_empty() {
        format!("app.{ending}")
    } else {
        format!("{safe}.{ending}")
    }
}

/// Where a person sees what became of an upload [1 client].
pub(super) fn upload_page(app: &str, platform: &str, upload: &str) -> String {
    let page = platform_page(platform);
    format!("{CONSOLE}apps/{app}/testflight/{page}/{upload}")
}

/// Where the reviewers' words are: they are in no answer of the API.
pub(super) fn submission_page(app: &str, submission: &str) -> String {
    format!("{CONSOLE}apps/{app}/appstore/reviewsubmissions/details/{submission}")
}

pub(super) fn app_page(app: &str) -> String {
    format!("{CONSOLE}apps/{app}/appstore")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use slipway_model::Kind;

    use super::{date, file_name, instant, is_full_hour, same_version};

    #[test]
    fn dates_are_read_in_every_form_that_was_seen() {
        for (text, expected) in [
            ("2019-04-30T17:16:21-07:00", "2019-05-01T00:16:21Z"),
            ("2021-03-01T10:00:00.123Z", "2021-03-01T10:00:00.123Z"),
            ("2024-04-24T12:00:00.000+0000", "2024-04-24T12:00:00Z"),
            ("2024-04-24T12:00:00+0800", "2024-04-24T04:00:00Z"),
        ] {
            assert_eq!(instant(text), Some(expected.parse().unwrap()), "{text}");
        }
        assert_eq!(instant("soon"), None);
    }

    #[test]
    fn an_hour_is_written_as_apple_wants_it() {
        let hour = "2026-04-01T17:00:00+08:00".parse().unwrap();
        assert_eq!(date(hour), "2026-04-01T09:00:00+00:00");
        assert!(is_full_hour(hour));
        assert!(!is_full_hour("2026-04-01T17:00:01Z".parse().unwrap()));
        assert!(!is_full_hour("2026-04-01T17:30:00Z".parse().unwrap()));
    }

    #[test]
    fn a_version_has_more_than_one_spelling() {
        assert!(same_version("1.0", "1.0.0") && !same_version("1.0", "1.0.1"));
    }

    #[test]
    fn a_file_name_is_plain_whatever_the_file_is_called() {
        for (path, kind, expected) in [
            ("/x/Slipway 2.ipa", Kind::Ipa, "Slipway-2.ipa"),
            ("滑道.ipa", Kind::Ipa, "app.ipa"),
            ("a.zip", Kind::Pkg, "a.pkg"),
        ] {
            assert_eq!(file_name(Path::new(path), kind), expected);
        }
    }
}
