//! Builds for Apple's systems: an IPA is a ZIP around an app whose Info.plist says what it is, a PKG a xar around a description of what it
//! installs. Both say the same kinds of thing, which are put together here. Read after the store reference, section 13.

pub(crate) mod cgbi;
mod icon;
mod info;
mod ipa;
mod labels;
mod pkg;
mod profile;
mod warnings;
mod xar;

use std::collections::{BTreeMap, BTreeSet};

use slipway_model::{Apple, Build, Distribution, Icon, Kind, Tristate, build_number};

use crate::{digest::read_through, source::Source, stop::Stop};
use info::Info;
use profile::Profile;
use warnings::warnings;

pub(crate) use ipa::read as read_ipa;
pub(crate) use pkg::read as read_pkg;
pub(crate) use xar::{XarError, is_xar};

/// What a file said before it is read through.
pub(crate) struct Said {
    kind: Kind,
    info: Info,
    /// Names per language, without the default.
    labels: BTreeMap<String, String>,
    icon: Option<Icon>,
    profile: Option<Profile>,
    abis: Vec<String>,
    schemes: Vec<String>,
    findings: Findings,
}

/// What was seen on the way and is no fact of the build.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    odd_entries: bool,
    /// A name that stands in the file twice and does not decide what the app is.
    duplicate: Option<String>,
    prepended: bool,
    profile_unreadable: bool,
    no_executable: bool,
    /// Another app beside the one that was read.
    other_app: Option<String>,
}

/// Reads the file through for its digests and puts everything together.
pub(crate) fn build(
    said: Said,
    source: &Source,
    progress: &mut dyn FnMut(u64),
    cancel: &dyn Fn() -> bool,
) -> Result<Build, Stop> {
    let read = read_through(source, None, &BTreeSet::new(), progress, cancel)?;
    let Said {
        kind,
        info,
        mut labels,
        icon,
        profile,
        abis,
        schemes,
        findings,
    } = said;
    let label = info.label.clone().unwrap_or_else(|| info.id.clone());
    if let Some(label) = info.label {
        labels.insert(String::new(), label);
    }
    let debuggable = profile
        .as_ref()
        .map_or(Tristate::Unknown, |profile| profile.debuggable);
    let mut build = Build {
        kind,
        package: info.id,
        version_code: build_number::packed(&info.build),
        version_name: info.version,
        label,
        labels,
        icon,
        min_sdk: None,
        target_sdk: None,
        abis,
        debuggable,
        test_only: false,
        split: None,
        signers: Vec::new(),
        schemes,
        intact: Tristate::Unknown,
        channel: None,
        bundle: None,
        apple: Some(Apple {
            platform: info.platform,
            build_number: info.build,
            minimum_os: info.minimum_os,
            non_exempt_encryption: info.non_exempt_encryption,
            distribution: profile
                .as_ref()
                .map_or(Distribution::Unknown, |profile| profile.distribution),
            team: profile
                .as_ref()
                .map(|profile| profile.team.clone())
                .unwrap_or_default(),
            profile: profile
                .as_ref()
                .map(|profile| profile.name.clone())
                .unwrap_or_default(),
            profile_ends: profile
                .as_ref()
                .and_then(|profile| profile.ends)
                .map(|ends| ends.to_string())
                .unwrap_or_default(),
            sdk: info.sdk,
            xcode: info.xcode,
        }),
        size: source.size(),
        digests: read.digests,
        warnings: Vec::new(),
    };
    build.warnings = warnings(&build, profile.and_then(|profile| profile.ends), &findings);
    Ok(build)
}
