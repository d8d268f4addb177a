//! The way through a file: open it, read its outline by offset, read it once from end to end, make sure that it is still the same.
//! Each stage has a room of its own; this one only puts their answers together.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use slipway_model::{Build, Kind, Tristate, text::clean_line};

use crate::{
    FileIdentity, InspectError,
    abis::abis,
    alignment::Alignment,
    axml::{AxmlError, Value},
    budget::{Budget, Halt},
    container::recognise,
    digest::{Layout, PassError, Promise, Read, read_through},
    icon::icon,
    manifest::Manifest,
    resources::{Labels, Table},
    sign::{self, Signatures},
    source::Source,
    warnings::{Evidence, warnings},
    zip::{Zip, ZipError, shown},
};

/// Caps on unpacked entries. A bigger table of resources leaves label and icon out, a bigger manifest ends the reading.
const MANIFEST_MAX: u64 = 16 * 1024 * 1024;
const RESOURCES_MAX: u64 = 128 * 1024 * 1024;
/// Longest version name or package name that is kept, in characters.
const TEXT_MAX: usize = 255;

/// Reads a build file: facts, signers, digests, warnings. Blocks for as long as the disk and the digests take; run it away from the
/// user's thread.
///
/// `progress` gets the number of bytes read so far, after each mebibyte. `cancel` is asked between steps; once it says true, the reading
/// ends within a block. Memory does not grow with the file.
///
/// # Errors
/// Whatever keeps the file from being read as an APK. A file that changes meanwhile is an error too, whatever it looked like.
pub fn inspect(
    path: &Path,
    progress: &mut dyn FnMut(u64),
    cancel: &dyn Fn() -> bool,
) -> Result<Build, InspectError> {
    let file = path
        .file_name()
        .map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
    let file = clean_line(&file);
    // A mistake in a parser must not take the program down; it is told as our own failure.
    catch_unwind(AssertUnwindSafe(|| {
        unchanged(path, &file, progress, cancel)
    }))
    .unwrap_or(Err(InspectError::Ours { file }))
}

/// Reads the file and holds its identity before against the one after.
fn unchanged(
    path: &Path,
    file: &str,
    progress: &mut dyn FnMut(u64),
    cancel: &dyn Fn() -> bool,
) -> Result<Build, InspectError> {
    let (opened, before) = open(path, file)?;
    let result = Reading {
        file,
        source: &Source::new(opened, before.size),
        budget: &Budget::new(cancel),
    }
    .build(progress, cancel);
    if matches!(result, Err(InspectError::Cancelled { .. })) {
        return result;
    }
    // A half-written file looks broken; that it is still being written explains it better.
    match FileIdentity::of(path) {
        Ok(after) if after == before => result,
        _ => Err(InspectError::Changed {
            file: file.to_owned(),
        }),
    }
}

fn open(path: &Path, file: &str) -> Result<(File, FileIdentity), InspectError> {
    let file = || file.to_owned();
    let cannot = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => match fs::read_link(path) {
            Ok(target) => InspectError::LinkToNowhere {
                file: file(),
                target: clean_line(&target.to_string_lossy()),
            },
            Err(_) => InspectError::Missing { file: file() },
        },
        io::ErrorKind::PermissionDenied => InspectError::Unreadable {
            file: file(),
            source,
        },
        _ => InspectError::ReadFailed {
            file: file(),
            source,
        },
    };
    // Asked before opening: opening a pipe would wait for its other end.
    let kind = fs::metadata(path).map_err(cannot)?;
    if kind.is_dir() {
        return Err(InspectError::Folder { file: file() });
    }
    if !kind.is_file() {
        return Err(InspectError::NotAFile { file: file() });
    }
    let opened = File::open(path).map_err(cannot)?;
    let identity = FileIdentity::read(&opened.metadata().map_err(cannot)?);
    if identity.size == 0 {
        return Err(InspectError::Empty { file: file() });
    }
    Ok((opened, identity))
}

struct Reading<'a> {
    file: &'a str,
    source: &'a Source,
    budget: &'a Budget<'a>,
}

/// What resources.arsc adds to the manifest.
struct Looks {
    version_code: Option<u64>,
    version_name: Option<String>,
    labels: Labels,
    icon: Option<slipway_model::Icon>,
    /// There is a table, but it cannot be read.
    unreadable: bool,
    /// Its entry is not as plain as it should be.
    odd: bool,
}

impl Reading<'_> {
    fn build(
        &self,
        progress: &mut dyn FnMut(u64),
        cancel: &dyn Fn() -> bool,
    ) -> Result<Build, InspectError> {
        let zip = Zip::open(self.source, self.budget).map_err(|error| self.zip(error))?;
        if let Some(container) = recognise(&zip) {
            let file = self.file.to_owned();
            return Err(InspectError::OtherKind { file, container });
        }
        if zip.footer().zip64 {
            return Err(InspectError::Zip64 {
                file: self.file.to_owned(),
            });
        }
        self.unambiguous(&zip)?;
        let (manifest, odd) = self.manifest(&zip)?;
        let package = self.package(&manifest)?;
        let looks = self.looks(&zip, &manifest)?;
        let signatures = sign::read(&zip).map_err(|error| self.zip(error))?;
        let alignment = Alignment::of(&zip).map_err(|error| self.zip(error))?;
        let read = self.pass(&signatures, progress, cancel)?;
        let min_sdk = manifest.min_sdk.unwrap_or(1);
        let mut build = Build {
            kind: Kind::Apk,
            label: looks.labels.main().unwrap_or(&package).to_owned(),
            package,
            version_code: looks.version_code.unwrap_or_default(),
            version_name: looks.version_name.unwrap_or_default(),
            labels: looks.labels.0,
            icon: looks.icon,
            min_sdk: Some(min_sdk),
            target_sdk: Some(manifest.target_sdk.unwrap_or(min_sdk)),
            abis: abis(zip.names()),
            debuggable: manifest.debuggable(),
            test_only: manifest.test_only(),
            split: manifest.split.as_deref().map(clean_line),
            signers: signatures.signers,
            schemes: signatures.schemes,
            intact: intact(signatures.layout.as_ref(), &signatures.promises, &read),
            channel: signatures.channel,
            size: self.source.size(),
            digests: read.digests,
            warnings: Vec::new(),
        };
        let evidence = Evidence {
            findings: signatures.findings,
            alignment,
            odd_entries: odd || looks.odd,
            duplicate: zip.duplicates().next().map(shown),
            prepended: zip.footer().prepended > 0,
            version_code_missing: looks.version_code.is_none(),
            resources_unreadable: looks.unreadable,
        };
        build.warnings = warnings(&build, &evidence);
        Ok(build)
    }

    /// Entries that decide what the app is must be there once, and not as a folder at the same time.
    fn unambiguous(&self, zip: &Zip<'_>) -> Result<(), InspectError> {
        let is_key = |name: &[u8]| {
            name == b"AndroidManifest.xml"
                || name == b"resources.arsc"
                || (name.starts_with(b"classes") && name.ends_with(b".dex"))
                || name.is_empty()
        };
        let shadow = |name: &&[u8]| {
            name.iter()
                .position(|&byte| byte == b'/')
                .is_some_and(|end| {
                    name.get(..end)
                        .is_some_and(|head| !head.is_empty() && is_key(head))
                })
        };
        let twice = zip
            .duplicates()
            .find(|name| is_key(name))
            .or_else(|| zip.names().find(shadow));
        match twice {
            None => Ok(()),
            Some(name) => Err(InspectError::Duplicate {
                file: self.file.to_owned(),
                entry: shown(name),
            }),
        }
    }

    fn manifest(&self, zip: &Zip<'_>) -> Result<(Manifest, bool), InspectError> {
        let content = zip
            .read("AndroidManifest.xml", MANIFEST_MAX)
            .map_err(|error| self.zip(error))?
            .ok_or_else(|| InspectError::NoManifest {
                file: self.file.to_owned(),
            })?;
        let manifest =
            Manifest::parse(&content.bytes, self.budget).map_err(|error| self.axml(&error))?;
        Ok((manifest, content.odd))
    }

    fn package(&self, manifest: &Manifest) -> Result<String, InspectError> {
        let package = manifest.package.as_deref().unwrap_or_default();
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
        if package.is_empty() || package.len() > TEXT_MAX || !package.chars().all(is_name) {
            return Err(InspectError::BadManifest {
                file: self.file.to_owned(),
                what: "it names no package".to_owned(),
            });
        }
        Ok(package.to_owned())
    }

    fn looks(&self, zip: &Zip<'_>, manifest: &Manifest) -> Result<Looks, InspectError> {
        let content = match zip.read("resources.arsc", RESOURCES_MAX) {
            Ok(content) => content,
            Err(error @ (ZipError::Halt(_) | ZipError::Io(_))) => return Err(self.zip(error)),
            Err(_) => None,
        };
        let bytes = content.as_ref().map(|content| content.bytes.as_slice());
        let table = match bytes.map(|bytes| Table::parse(bytes, self.budget)) {
            None => None,
            Some(Ok(table)) => (!table.is_empty()).then_some(table),
            Some(Err(AxmlError::Halt(halt))) => return Err(self.halt(halt)),
            Some(Err(_)) => None,
        };
        let table = table.as_ref();
        let resolve = |value: &Option<Value>| {
            let value = value.as_ref()?;
            match (value, table) {
                (Value::Reference(_), Some(table)) => table.plain(value),
                (Value::Reference(_), None) => None,
                _ => Some(value.clone()),
            }
        };
        let number = |value| resolve(value)?.number().map(u64::from);
        let major = number(&manifest.version_code_major).unwrap_or_default();
        Ok(Looks {
            version_code: number(&manifest.version_code).map(|code| major << 32 | code),
            version_name: resolve(&manifest.version_name)
                .as_ref()
                .and_then(version_name),
            labels: manifest.label.as_ref().map_or_else(
                || Labels(std::collections::BTreeMap::new()),
                |label| Labels::of(label, table),
            ),
            icon: manifest
                .icon
                .as_ref()
                .and_then(|value| icon(value, table, zip)),
            unreadable: table.is_none() && zip.find("resources.arsc").is_some(),
            odd: content.is_some_and(|content| content.odd),
        })
    }

    fn pass(
        &self,
        signatures: &Signatures,
        progress: &mut dyn FnMut(u64),
        cancel: &dyn Fn() -> bool,
    ) -> Result<Read, InspectError> {
        let constructions: BTreeSet<_> = signatures
            .promises
            .iter()
            .map(|promise| promise.construction)
            .collect();
        let layout = signatures.layout.as_ref();
        read_through(self.source, layout, &constructions, progress, cancel).map_err(|error| {
            match error {
                PassError::Io(error) => self.io(error),
                PassError::Halt(halt) => self.halt(halt),
                PassError::Lost => InspectError::Ours {
                    file: self.file.to_owned(),
                },
            }
        })
    }

    fn zip(&self, error: ZipError) -> InspectError {
        let file = self.file.to_owned();
        match error {
            ZipError::NoFooter => InspectError::NotAnApk { file },
            ZipError::Truncated => InspectError::Truncated { file },
            ZipError::Broken(what) => InspectError::Broken { file, what },
            ZipError::Bomb { entry, cap } => InspectError::Bomb { file, entry, cap },
            ZipError::TooMuch(what) => InspectError::TooMuch { file, what },
            ZipError::Io(error) => self.io(error),
            ZipError::Halt(halt) => self.halt(halt),
        }
    }

    fn axml(&self, error: &AxmlError) -> InspectError {
        let file = self.file.to_owned();
        match error {
            AxmlError::Halt(halt) => self.halt(*halt),
            AxmlError::PlainText => InspectError::PlainManifest { file },
            other => InspectError::BadManifest {
                file,
                what: other.to_string(),
            },
        }
    }

    fn halt(&self, halt: Halt) -> InspectError {
        let file = self.file.to_owned();
        match halt {
            Halt::Cancelled => InspectError::Cancelled { file },
            Halt::TooSlow => InspectError::TooSlow { file },
        }
    }

    /// An end that comes too early means that the file became shorter; everything else is the disk's.
    fn io(&self, source: io::Error) -> InspectError {
        let file = self.file.to_owned();
        match source.kind() {
            io::ErrorKind::UnexpectedEof => InspectError::Truncated { file },
            io::ErrorKind::PermissionDenied => InspectError::Unreadable { file, source },
            _ => InspectError::ReadFailed { file, source },
        }
    }
}

fn version_name(value: &Value) -> Option<String> {
    let text = match value {
        Value::Text(text) => clean_line(text),
        Value::Number(number) => number.to_string(),
        Value::Truth(_) | Value::Reference(_) => return None,
    };
    (!text.is_empty()).then(|| text.chars().take(TEXT_MAX).collect())
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
