//! What only a bundle has: its modules, the native code that they carry together, and the settings of the bundletool that packed it.
//! What the app is stands in the base module and is read as that of a package.

use std::collections::{BTreeSet, HashMap};

use slipway_model::{Bundle, text::clean_line};

use crate::{
    abis::abi,
    form::in_module,
    proto::{Message, ProtoError},
    stop::Stop,
    zip::{Zip, ZipError, shown},
};

const CONFIG: &str = "BundleConfig.pb";
const CONFIG_MAX: u64 = 4 * 1024 * 1024;
const MANIFEST: &[u8] = b"manifest/AndroidManifest.xml";
/// Folders at the top that are no modules, whatever is in them.
const NO_MODULES: [&[u8]; 2] = [b"META-INF", b"BUNDLE-METADATA"];
/// More than any store takes.
const MODULES_MAX: usize = 1_000;
/// Longest version that is kept, in characters.
const VERSION_MAX: usize = 64;

pub(crate) struct Contents {
    pub(crate) facts: Bundle,
    /// Of all modules together, in the order of first appearance.
    pub(crate) abis: Vec<String>,
    pub(crate) findings: BundleFindings,
}

/// What is odd about a bundle.
#[derive(Debug, Default)]
pub(crate) struct BundleFindings {
    /// BundleConfig.pb is missing, or is something else.
    pub(crate) no_config: bool,
    /// Two modules that have native code, and not for the same processors.
    pub(crate) differing: Option<[String; 2]>,
    pub(crate) odd_entries: bool,
}

pub(crate) fn read(zip: &Zip<'_>) -> Result<Contents, Stop> {
    let modules = modules(zip);
    if modules.len() > MODULES_MAX {
        return Err(Stop::Zip(ZipError::TooMuch(format!(
            "it has {} modules",
            modules.len()
        ))));
    }
    let (bundletool, odd_entries) = match zip.read(CONFIG, CONFIG_MAX) {
        Ok(Some(content)) => (bundletool(&content.bytes).ok(), content.odd),
        Err(error @ (ZipError::Halt(_) | ZipError::Io(_))) => return Err(error.into()),
        Ok(None) | Err(_) => (None, false),
    };
    let native = native(zip, &modules);
    Ok(Contents {
        findings: BundleFindings {
            no_config: bundletool.is_none(),
            differing: differing(&modules, &native),
            odd_entries,
        },
        abis: native.all.into_iter().map(str::to_owned).collect(),
        facts: Bundle {
            modules: modules.into_iter().map(shown).collect(),
            bundletool: bundletool.unwrap_or_default(),
        },
    })
}

/// The folders at the top that have a manifest, in the file's order.
fn modules<'a>(zip: &'a Zip<'_>) -> Vec<&'a [u8]> {
    zip.names()
        .filter_map(in_module)
        .filter(|(module, rest)| *rest == MANIFEST && !NO_MODULES.contains(module))
        .map(|(module, _)| module)
        .collect()
}

struct Native<'a> {
    all: Vec<&'static str>,
    by_module: HashMap<&'a [u8], BTreeSet<&'static str>>,
}

fn native<'a>(zip: &'a Zip<'_>, modules: &[&'a [u8]]) -> Native<'a> {
    let mut native = Native {
        all: Vec::new(),
        by_module: modules
            .iter()
            .map(|&module| (module, BTreeSet::new()))
            .collect(),
    };
    for (module, rest) in zip.names().filter_map(in_module) {
        let Some(abi) = abi(rest) else { continue };
        let Some(known) = native.by_module.get_mut(module) else {
            continue;
        };
        known.insert(abi);
        if !native.all.contains(&abi) {
            native.all.push(abi);
        }
    }
    native
}

/// bundletool refuses a bundle whose modules with native code are not all for the same processors [AOSP bundletool, its check of
/// parity].
fn differing(modules: &[&[u8]], native: &Native<'_>) -> Option<[String; 2]> {
    let mut with_code = modules
        .iter()
        .filter_map(|module| native.by_module.get_key_value(module))
        .filter(|(_, abis)| !abis.is_empty());
    let (first, abis) = with_code.next()?;
    let (other, _) = with_code.find(|(_, others)| *others != abis)?;
    Some([shown(first), shown(other)])
}

/// The version of the bundletool that packed it: field 2 of field 1; empty where it does not say [checked on real bundles].
fn bundletool(config: &[u8]) -> Result<String, ProtoError> {
    let version = match Message::new(config).message(1)? {
        Some(bundletool) => bundletool.text(2)?,
        None => "",
    };
    Ok(clean_line(version).chars().take(VERSION_MAX).collect())
}

#[cfg(test)]
mod tests {
    use super::bundletool;
    use crate::proto::ProtoError;

    #[test]
    fn reads_the_version_of_the_tool() {
        assert_eq!(bundletool(b"\x0a\x08\x12\x061.15.6"), Ok("1.15.6".into()));
        assert_eq!(bundletool(b""), Ok(String::new()));
        assert_eq!(bundletool(b"x"), Err(ProtoError::Cut));
    }
}
