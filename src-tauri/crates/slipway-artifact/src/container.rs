//! What a ZIP is, by the names inside and never by the extension: an app in one of the forms that are read, or something else that a
//! release manager may well pick, which is refused with a sentence of its own.

use slipway_model::Sentence;

use crate::{form::Form, zip::Zip};

/// An app that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum App {
    Android(Form),
    /// An app for Apple's systems in its archive.
    Ipa,
}

/// What a ZIP turned out to be instead of an app that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Container {
    /// Android library.
    Aar,
    /// One HarmonyOS module.
    Hap,
    /// A HarmonyOS app of several modules.
    HarmonyApp,
    /// bundletool's set of APKs.
    Apks,
    /// APKPure's set of APKs.
    Xapk,
    /// APKMirror's set of APKs.
    Apkm,
}

impl Container {
    pub(crate) fn advice(self) -> Sentence {
        match self {
            Self::Aar => Sentence::new("artifact.is-aar"),
            Self::Hap => Sentence::new("artifact.is-hap"),
            Self::HarmonyApp => Sentence::new("artifact.is-harmony-app"),
            Self::Apks => Sentence::new("artifact.is-apks"),
            Self::Xapk => Sentence::new("artifact.is-xapk"),
            Self::Apkm => Sentence::new("artifact.is-apkm"),
        }
    }
}

/// Looks at the names in the file's directory. What has the names of nothing known is taken for a package, which will lack its
/// manifest.
pub(crate) fn recognise(zip: &Zip<'_>) -> Result<App, Container> {
    let has = |name: &str| zip.find(name).is_some();
    // A file with both is a package: that is what a device makes of it.
    if !has(Form::Apk.manifest()) && (has("BundleConfig.pb") || has(Form::Aab.manifest())) {
        return Ok(App::Android(Form::Aab));
    }
    if let Some(other) = other(zip) {
        return Err(other);
    }
    if !has(Form::Apk.manifest()) && zip.names().any(is_ios) {
        return Ok(App::Ipa);
    }
    Ok(App::Android(Form::Apk))
}

fn other(zip: &Zip<'_>) -> Option<Container> {
    let has = |name: &str| zip.find(name).is_some();
    let at_root = |ending: &str| {
        zip.names()
            .any(|name| name.ends_with(ending.as_bytes()) && !name.contains(&b'/'))
    };
    if has("AndroidManifest.xml") {
        // A library's manifest is plain text, but its classes betray it before the manifest is read.
        return (has("classes.jar") && !has("resources.arsc")).then_some(Container::Aar);
    }
    if has("toc.pb") || has("universal.apk") {
        return Some(Container::Apks);
    }
    if has("info.json") && has("base.apk") {
        return Some(Container::Apkm);
    }
    if has("manifest.json") && at_root(".apk") {
        return Some(Container::Xapk);
    }
    if has("pack.info") && (at_root(".hap") || at_root(".hsp")) {
        return Some(Container::HarmonyApp);
    }
    if has("module.json") || (has("config.json") && (has("pack.info") || has("resources.index"))) {
        return Some(Container::Hap);
    }
    None
}

/// `Payload/<Name>.app/…`
fn is_ios(name: &[u8]) -> bool {
    name.strip_prefix(b"Payload/")
        .and_then(|rest| rest.split(|&byte| byte == b'/').next())
        .is_some_and(|folder| folder.ends_with(b".app"))
}
