//! An Android package or bundle, from its manifest to its signatures. Each part has a room of its own; this one only puts their answers
//! together.

use std::collections::BTreeSet;

use slipway_model::{Build, Tristate, text::clean_line};

use crate::{
    digest::{Layout, Promise, Read, read_through},
    form::Form,
    looks::Looks,
    manifest::Manifest,
    parts::Parts,
    sign,
    stop::Stop,
    warnings::{Evidence, warnings},
    zip::{Zip, ZipError, shown},
};

const MANIFEST_MAX: u64 = 16 * 1024 * 1024;
const PACKAGE_MAX: usize = 255;
/// `module/manifest/AndroidManifest.xml`. Looking deeper would cost the square of a long name.
const DECIDING_DEPTH: usize = 3;

/// Reads the outline by offset, then the file from end to end.
pub(crate) fn build(
    zip: &Zip<'_>,
    form: Form,
    progress: &mut dyn FnMut(u64),
    cancel: &dyn Fn() -> bool,
) -> Result<Build, Stop> {
    if form == Form::Apk && zip.footer().zip64 {
        return Err(Stop::Zip64);
    }
    if zip.footer().wrapped {
        let what = "its directory is not where it should be";
        return Err(Stop::Zip(ZipError::Broken(what.to_owned())));
    }
    unambiguous(zip, form)?;
    let content = zip.read(form.manifest(), MANIFEST_MAX)?.ok_or(match form {
        Form::Apk => Stop::NoManifest,
        Form::Aab => Stop::NoBase,
    })?;
    let manifest = Manifest::parse(form, &content.bytes, zip.budget())?;
    let package = package(&manifest)?;
    let looks = Looks::of(zip, form, &manifest)?;
    let signatures = sign::read(zip, form)?;
    let parts = Parts::of(zip, form)?;
    let constructions: BTreeSet<_> = signatures
        .promises
        .iter()
        .map(|promise| promise.construction)
        .collect();
    let layout = signatures.layout.as_ref();
    let read = read_through(zip.source(), layout, &constructions, progress, cancel)?;
    let min_sdk = manifest.min_sdk.unwrap_or(1);
    let mut build = Build {
        kind: parts.kind,
        label: looks.labels.main().unwrap_or(&package).to_owned(),
        package,
        version_code: looks.version_code.unwrap_or_default(),
        version_name: looks.version_name.unwrap_or_default(),
        labels: looks.labels.0,
        icon: looks.icon,
        min_sdk: Some(min_sdk),
        target_sdk: Some(manifest.target_sdk.unwrap_or(min_sdk)),
        abis: parts.abis,
        debuggable: manifest.debuggable(),
        test_only: manifest.test_only(),
        split: manifest.split.as_deref().map(clean_line),
        intact: intact(layout, &signatures.promises, &read),
        signers: signatures.signers,
        schemes: signatures.schemes,
        channel: signatures.channel,
        bundle: parts.bundle,
        apple: None,
        size: zip.source().size(),
        digests: read.digests,
        warnings: Vec::new(),
    };
    let evidence = Evidence {
        findings: signatures.findings,
        alignment: parts.alignment,
        odd_entries: content.odd || looks.odd || parts.findings.odd_entries,
        duplicate: zip.duplicates().next().map(shown),
        prepended: zip.footer().prepended > 0,
        version_code_missing: looks.version_code.is_none(),
        resources_unreadable: looks.unreadable,
        bundle: parts.findings,
    };
    build.warnings = warnings(&build, &evidence);
    Ok(build)
}

/// Entries that decide what the app is must be there once, and not as a folder at the same time.
fn unambiguous(zip: &Zip<'_>, form: Form) -> Result<(), Stop> {
    let twice = zip.duplicates().find(|name| form.decides(name));
    let as_folder = |name: &&[u8]| folders(name).any(|folder| form.decides(folder));
    match twice.or_else(|| zip.names().find(as_folder)) {
        Some(name) => Err(Stop::Duplicate(shown(name))),
        None => Ok(()),
    }
}

/// The folders that a name is in, from the outermost, as deep as names that decide stand.
fn folders(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    name.iter()
        .enumerate()
        .filter(|&(_, &byte)| byte == b'/')
        .take(DECIDING_DEPTH)
        .filter_map(|(end, _)| name.get(..end))
        .filter(|folder| !folder.is_empty())
}

/// Package names become parts of addresses and folders; Android allows these characters only.
fn package(manifest: &Manifest) -> Result<String, Stop> {
    manifest
        .package
        .clone()
        .filter(|package| !package.is_empty() && package.len() <= PACKAGE_MAX)
        .filter(|package| {
            package
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))
        })
        .ok_or(Stop::NoPackage)
}

/// Every promised digest must be that of the content.
fn intact(layout: Option<&Layout>, promises: &[Promise], read: &Read) -> Tristate {
    if layout.is_none() || promises.is_empty() {
        return Tristate::Unknown;
    }
    let kept = promises.iter().all(|promise| {
        read.contents.iter().any(|(construction, digest)| {
            *construction == promise.construction && *digest == promise.digest
        })
    });
    if kept { Tristate::Yes } else { Tristate::No }
}
