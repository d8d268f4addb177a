//! What the store reads out of an uploaded package: the property list of the one app in it. The only place that knows how a package
//! is laid out.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// The facts that are held against the announcement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Package {
    pub(super) bundle: String,
    pub(super) version: String,
    pub(super) build: String,
    /// As the API names it.
    pub(super) platform: String,
    pub(super) minimum_os: String,
    /// `ITSAppUsesNonExemptEncryption`.
    pub(super) non_exempt_encryption: Option<bool>,
}

/// Longest property list that is read.
const LONGEST: u64 = 1 << 20;

/// Reads a package off the async threads. The error is a sentence for the ledger.
pub(super) async fn read(path: PathBuf) -> Result<Package, String> {
    match tokio::task::spawn_blocking(move || inspect(&path)).await {
        Ok(read) => read,
        Err(error) => Err(error.to_string()),
    }
}

/// Walks the local entries of a ZIP up to `Payload/<name>.app/Info.plist`, which has to be stored as XML.
fn inspect(path: &Path) -> Result<Package, String> {
    let mut file = BufReader::new(File::open(path).map_err(|error| error.to_string())?);
    let text = plist(&mut file).map_err(|error| error.to_string())?;
    let text = text.ok_or("there is no readable Payload/*.app/Info.plist")?;
    let get = |key: &str| value(&text, key).map(str::to_owned);
    let need = |key: &str| get(key).ok_or(format!("{key} is missing"));
    let platform = match get("DTPlatformName").as_deref() {
        Some("appletvos") => "TV_OS",
        Some("xros") => "VISION_OS",
        Some("macosx") => "MAC_OS",
        _ => "IOS",
    };
    Ok(Package {
        bundle: need("CFBundleIdentifier")?,
        version: need("CFBundleShortVersionString")?,
        build: need("CFBundleVersion")?,
        platform: platform.to_owned(),
        minimum_os: get("MinimumOSVersion").unwrap_or_default(),
        non_exempt_encryption: get("ITSAppUsesNonExemptEncryption").map(|word| word == "true"),
    })
}

fn plist(file: &mut BufReader<File>) -> io::Result<Option<String>> {
    loop {
        let mut head = [0; 30];
        match file.read_exact(&mut head) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        if !head.starts_with(b"PK\x03\x04") {
            return Ok(None);
        }
        let short = |at: usize| u16::from_le_bytes([head[at], head[at + 1]]);
        let length = u32::from_le_bytes([head[18], head[19], head[20], head[21]]);
        let mut name = vec![0; usize::from(short(26))];
        file.read_exact(&mut name)?;
        file.seek_relative(i64::from(short(28)))?;
        let name = String::from_utf8_lossy(&name).into_owned();
        let parts: Vec<&str> = name.split('/').collect();
        let is_it =
            matches!(parts.as_slice(), ["Payload", app, "Info.plist"] if app.ends_with(".app"));
        if is_it {
            let mut text = String::new();
            let stored = short(8) == 0 && u64::from(length) <= LONGEST;
            if !stored {
                return Ok(None);
            }
            file.take(u64::from(length)).read_to_string(&mut text)?;
            return Ok(Some(text));
        }
        file.seek(SeekFrom::Current(i64::from(length)))?;
    }
}

/// The text, number or flag behind a key of an XML property list.
fn value<'t>(plist: &'t str, key: &str) -> Option<&'t str> {
    let (_, rest) = plist.split_once(&format!("<key>{key}</key>"))?;
    let rest = rest.trim_start();
    let (tag, rest) = rest.strip_prefix('<')?.split_once('>')?;
    match tag.strip_suffix('/') {
        Some(flag) => Some(flag),
        None => Some(rest.split_once("</")?.0),
    }
}
