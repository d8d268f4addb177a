//! What deserves a look before a build goes to Apple.

use jiff::Timestamp;
use slipway_model::{ApplePlatform, Build, Distribution, Kind, Warning};

use crate::{apple::Findings, warnings::List};

/// `CFBundleVersion` has at most so many characters [store reference 13.1, inferred].
const BUILD_NUMBER_MAX: usize = 18;

pub(super) fn warnings(
    build: &Build,
    profile_ends: Option<Timestamp>,
    findings: &Findings,
) -> Vec<Warning> {
    let mut list = List::default();
    let Some(apple) = &build.apple else {
        return list.into();
    };
    match apple.distribution {
        Distribution::Development => list.when(true, "warn.apple-development"),
        Distribution::AdHoc => list.when(true, "warn.apple-ad-hoc"),
        Distribution::Enterprise => list.when(true, "warn.apple-enterprise"),
        Distribution::AppStore => {}
        Distribution::Unknown => {
            list.when(findings.profile_unreadable, "warn.apple-profile-unreadable");
            let has_none = build.kind == Kind::Ipa && apple.platform != ApplePlatform::MacOs;
            list.when(
                has_none && !findings.profile_unreadable,
                "warn.apple-no-profile",
            );
        }
    }
    if let Some(ends) = profile_ends.filter(|ends| *ends < Timestamp::now()) {
        let date = ends.strftime("%Y-%m-%d").to_string();
        list.add("warn.apple-profile-expired", [("date", date)]);
    }
    list.when(
        build.kind == Kind::Pkg && build.schemes.is_empty(),
        "warn.unsigned-installer",
    );
    list.when(build.version_name.is_empty(), "warn.apple-no-version");
    if apple.build_number.is_empty() {
        list.when(true, "warn.apple-no-build-number");
    } else if !is_build_number(&apple.build_number) {
        let number = ("number", apple.build_number.chars().take(40).collect());
        list.add("warn.apple-build-number", [number]);
    }
    // Whether an installer's app says it is not known: its Info.plist is in the payload.
    list.when(
        build.kind == Kind::Ipa && apple.non_exempt_encryption.is_none(),
        "warn.apple-encryption",
    );
    list.when(
        build.kind == Kind::Ipa && findings.no_executable,
        "warn.apple-no-executable",
    );
    if let Some(other) = &findings.other_app {
        list.add("warn.apple-other-app", [("entry", other.clone())]);
    }
    if let Some(entry) = &findings.duplicate {
        list.add("warn.duplicate-entry", [("entry", entry.clone())]);
    }
    list.when(findings.prepended, "warn.prepended");
    list.when(findings.odd_entries, "warn.odd-entries");
    list.into()
}

/// One to three whole numbers with dots between.
fn is_build_number(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let is_number =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= BUILD_NUMBER_MAX && parts.len() <= 3 && parts.iter().all(is_number)
}

#[cfg(test)]
mod tests {
    use super::is_build_number;

    #[test]
    fn knows_the_form_of_build_numbers() {
        assert!(
            ["1", "1.2", "10.20.30", "202611241633"]
                .into_iter()
                .all(is_build_number)
        );
        for wrong in [
            "",
            "1.",
            "1.2.3.4",
            "1a",
            "-1",
            "1 2",
            "1234567890123456789",
        ] {
            assert!(!is_build_number(wrong), "{wrong}");
        }
    }
}
