//! What deserves a look before a release. Codes are keys of the general words; whether one of them stops a release is the engine's
//! decision.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use slipway_model::{Build, Kind, Signer, Tristate, Warning};

use crate::{alignment::Alignment, bundle::BundleFindings, sign::Findings};

/// From this target on Android refuses packages that are signed with v1 alone, and compressed or misaligned resources [AOSP].
const STRICT_TARGET: u32 = 30;
const RSA_BITS_MIN: u32 = 2048;

/// What was seen on the way and is no fact of the build.
pub(crate) struct Evidence {
    pub(crate) findings: Findings,
    pub(crate) alignment: Alignment,
    pub(crate) odd_entries: bool,
    /// A name that stands in the file twice and does not decide what the app is.
    pub(crate) duplicate: Option<String>,
    pub(crate) prepended: bool,
    pub(crate) version_code_missing: bool,
    pub(crate) resources_unreadable: bool,
    pub(crate) bundle: BundleFindings,
}

pub(crate) fn warnings(build: &Build, evidence: &Evidence) -> Vec<Warning> {
    let mut list = List::default();
    signing(build, &evidence.findings, &mut list);
    certificates(&build.signers, now(), &mut list);
    manifest(build, evidence, &mut list);
    packing(build, evidence, &mut list);
    list.into()
}

fn signing(build: &Build, findings: &Findings, list: &mut List) {
    let is_bundle = build.kind == Kind::Aab;
    list.when(
        build.signers.is_empty(),
        if is_bundle {
            "warn.unsigned-bundle"
        } else {
            "warn.unsigned"
        },
    );
    list.when(build.intact == Tristate::No, "warn.changed-after-signing");
    for signer in &build.signers {
        if signer.verified == Tristate::No {
            list.add(
                "warn.signature-invalid",
                [("scheme", signer.scheme.clone())],
            );
        }
    }
    for scheme in &findings.stripped {
        list.add("warn.signature-removed", [("scheme", scheme.clone())]);
    }
    list.when(findings.damaged, "warn.signature-unreadable");
    list.when(findings.odd_certificate, "warn.certificate-unreadable");
    list.when(findings.rotated, "warn.certificate-rotated");
    list.when(
        !findings.rotated && schemes_disagree(&build.signers),
        "warn.signers-differ",
    );
    // A bundle has no other; the packages made from it are signed by the store.
    if let Some(target) = strict_target(build)
        && build.schemes == ["v1"]
        && !is_bundle
    {
        list.add("warn.v1-only", [("target", target.to_string())]);
    }
    if let Some(channel) = &build.channel {
        list.add("warn.channel", [("channel", channel.clone())]);
    }
}

/// Without rotation every scheme must name the same certificates.
fn schemes_disagree(signers: &[Signer]) -> bool {
    let mut by_scheme: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for signer in signers {
        by_scheme
            .entry(&signer.scheme)
            .or_default()
            .insert(&signer.sha256);
    }
    let mut sets = by_scheme.values();
    let first = sets.next();
    sets.any(|set| Some(set) != first)
}

fn certificates(signers: &[Signer], now: DateTime, list: &mut List) {
    let mut seen = BTreeSet::new();
    for signer in signers {
        if !seen.insert(&signer.sha256) {
            continue;
        }
        let subject = ("subject", shown_subject(signer));
        if signer.is_debug {
            list.add("warn.debug-certificate", [subject.clone()]);
        }
        if signer.key_type == "RSA" && signer.key_bits < RSA_BITS_MIN {
            let bits = ("bits", signer.key_bits.to_string());
            list.add("warn.weak-key", [subject.clone(), bits]);
        }
        let Some(end) = end(signer) else { continue };
        let date = ("date", end.date().to_string());
        let in_a_year = now.saturating_add(jiff::Span::new().years(1));
        if end < now {
            list.add("warn.certificate-expired", [subject, date]);
        } else if end < in_a_year {
            list.add("warn.certificate-expires-soon", [subject, date]);
        }
    }
}

fn manifest(build: &Build, evidence: &Evidence, list: &mut List) {
    match build.debuggable {
        Tristate::Yes => list.when(true, "warn.debuggable"),
        Tristate::Unknown => list.when(true, "warn.debuggable-unknown"),
        Tristate::No => {}
    }
    list.when(build.test_only, "warn.test-only");
    if let Some(split) = &build.split {
        list.add("warn.split", [("split", shown_name(split))]);
    }
    list.when(evidence.version_code_missing, "warn.no-version-code");
    list.when(build.version_name.is_empty(), "warn.no-version-name");
}

fn packing(build: &Build, evidence: &Evidence, list: &mut List) {
    let alignment = &evidence.alignment;
    list.when(
        alignment.resources_packed && strict_target(build).is_some(),
        "warn.resources-compressed",
    );
    for (found, code) in [
        (&alignment.entries, "warn.misaligned"),
        (&alignment.libraries, "warn.libraries-16k"),
    ] {
        if let Some(first) = &found.first {
            let count = ("count", found.count.to_string());
            list.add(code, [("entry", first.clone()), count]);
        }
    }
    list.when(evidence.resources_unreadable, "warn.resources-unreadable");
    if let Some(entry) = &evidence.duplicate {
        list.add("warn.duplicate-entry", [("entry", entry.clone())]);
    }
    list.when(evidence.bundle.no_config, "warn.bundle-config");
    if let Some([first, other]) = &evidence.bundle.differing {
        let modules = [("first", first.clone()), ("other", other.clone())];
        list.add("warn.modules-differ", modules);
    }
    list.when(evidence.prepended, "warn.prepended");
    list.when(evidence.odd_entries, "warn.odd-entries");
}

/// Warnings, each once.
#[derive(Default)]
pub(crate) struct List(Vec<Warning>);

impl From<List> for Vec<Warning> {
    fn from(list: List) -> Self {
        list.0
    }
}

impl List {
    pub(crate) fn when(&mut self, holds: bool, code: &str) {
        if holds {
            self.add(code, []);
        }
    }

    pub(crate) fn add<const N: usize>(&mut self, code: &str, args: [(&str, String); N]) {
        let warning = Warning {
            code: code.to_owned(),
            args: slipway_model::problem::args(args),
        };
        if !self.0.contains(&warning) {
            self.0.push(warning);
        }
    }
}

fn strict_target(build: &Build) -> Option<u32> {
    build.target_sdk.filter(|&target| target >= STRICT_TARGET)
}

fn shown_subject(signer: &Signer) -> String {
    if signer.subject.is_empty() {
        return signer.sha256.clone();
    }
    shown_name(&signer.subject)
}

fn shown_name(text: &str) -> String {
    text.chars().take(120).collect()
}

fn end(signer: &Signer) -> Option<DateTime> {
    signer.not_after.strip_suffix('Z')?.parse().ok()
}

fn now() -> DateTime {
    Timestamp::now().to_zoned(TimeZone::UTC).datetime()
}
