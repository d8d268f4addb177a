//! Info.plist: what an app for Apple's systems says about itself.

use slipway_model::{ApplePlatform, text::clean_line};

use crate::{
    plist::{Plist, PlistError, Value},
    stop::Stop,
};

/// Longest text that is kept, in characters.
const TEXT_MAX: usize = 255;
const ICONS_MAX: usize = 32;

pub(crate) struct Info {
    pub(crate) id: String,
    /// Empty where there is none.
    pub(crate) version: String,
    /// Empty where there is none.
    pub(crate) build: String,
    pub(crate) label: Option<String>,
    pub(crate) platform: ApplePlatform,
    pub(crate) minimum_os: String,
    pub(crate) non_exempt_encryption: Option<bool>,
    pub(crate) sdk: String,
    pub(crate) xcode: String,
    pub(crate) executable: Option<String>,
    /// How the names of the icon's files begin.
    pub(crate) icons: Vec<String>,
}

impl Info {
    pub(crate) fn of(list: &Plist<'_>) -> Result<Self, Stop> {
        let text = |key: &str| -> Result<String, PlistError> {
            Ok(list.text(key)?.as_deref().map(tidy).unwrap_or_default())
        };
        let platform = platform(list)?;
        let mut minimum_os = text("MinimumOSVersion")?;
        if minimum_os.is_empty() {
            minimum_os = text("LSMinimumSystemVersion")?;
        }
        Ok(Self {
            id: identifier(&list.text("CFBundleIdentifier")?.unwrap_or_default())?,
            version: text("CFBundleShortVersionString")?,
            build: text("CFBundleVersion")?,
            label: label(list)?,
            platform,
            minimum_os,
            non_exempt_encryption: list.truth("ITSAppUsesNonExemptEncryption")?,
            sdk: text("DTSDKName")?,
            xcode: text("DTXcode")?,
            executable: list.text("CFBundleExecutable")?,
            icons: icons(list)?,
        })
    }
}

/// The name under the icon, else the app's own.
pub(crate) fn label(list: &Plist<'_>) -> Result<Option<String>, PlistError> {
    for key in ["CFBundleDisplayName", "CFBundleName"] {
        let label = list.text(key)?.as_deref().map(tidy);
        if let Some(label) = label.filter(|label| !label.is_empty()) {
            return Ok(Some(label));
        }
    }
    Ok(None)
}

/// Bundle identifiers become parts of addresses and folders. Apple allows letters, digits, hyphens and dots; underlines occur in old ones.
pub(crate) fn identifier(text: &str) -> Result<String, Stop> {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    let text = text.trim();
    if text.len() > TEXT_MAX || !text.split('.').all(is_part) {
        return Err(Stop::Unsaid("it names no app by a bundle identifier"));
    }
    Ok(text.to_owned())
}

pub(crate) fn tidy(text: &str) -> String {
    clean_line(text).chars().take(TEXT_MAX).collect()
}

/// By the SDK that it was built with, else by the systems that it names [store reference 13.1].
fn platform(list: &Plist<'_>) -> Result<ApplePlatform, Stop> {
    let sdk = list.text("DTPlatformName")?.unwrap_or_default();
    let named: Vec<String> = list
        .get("CFBundleSupportedPlatforms")?
        .map(Value::items)
        .unwrap_or_default()
        .into_iter()
        .filter_map(Value::text)
        .collect();
    let all = || std::iter::once(&sdk).chain(&named);
    if all().any(|name| name.to_ascii_lowercase().ends_with("simulator")) {
        return Err(Stop::Simulator);
    }
    if let Some(platform) = all().find_map(|name| known(name)) {
        return Ok(platform);
    }
    match all().find(|name| !name.is_empty()) {
        Some(other) => Err(Stop::OtherSystem(tidy(other))),
        None if list.truth("LSRequiresIPhoneOS")? == Some(true) => Ok(ApplePlatform::Ios),
        None => Err(Stop::Unsaid("it does not say for which system it is")),
    }
}

/// `DTPlatformName` has these words in lower case, `CFBundleSupportedPlatforms` in both.
fn known(name: &str) -> Option<ApplePlatform> {
    match name.to_ascii_lowercase().as_str() {
        "iphoneos" => Some(ApplePlatform::Ios),
        "macosx" => Some(ApplePlatform::MacOs),
        "appletvos" => Some(ApplePlatform::TvOs),
        "xros" => Some(ApplePlatform::VisionOs),
        _ => None,
    }
}

/// The files of the icon, for a phone first. Each name may lack the scale and the ending.
fn icons(list: &Plist<'_>) -> Result<Vec<String>, PlistError> {
    let mut found = Vec::new();
    for key in ["CFBundleIcons", "CFBundleIcons~ipad"] {
        let primary = match list.get(key)? {
            Some(icons) => icons.get("CFBundlePrimaryIcon")?,
            None => None,
        };
        if let Some(files) = primary.map(|primary| primary.get("CFBundleIconFiles")) {
            found.extend(files?.map(Value::items).unwrap_or_default());
        }
    }
    let old = list.get("CFBundleIconFiles")?.map(Value::items);
    found.extend(old.unwrap_or_default());
    found.extend(list.get("CFBundleIconFile")?);
    let mut names: Vec<String> = Vec::new();
    for name in found.into_iter().filter_map(Value::text) {
        let name = name.strip_suffix(".png").unwrap_or(&name);
        if !name.is_empty() && !names.iter().any(|known| known == name) && names.len() < ICONS_MAX {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}
