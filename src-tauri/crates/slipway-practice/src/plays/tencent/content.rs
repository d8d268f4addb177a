//! What the store finds in an uploaded file, read once when it arrives; the bytes are not kept. Judged only when `update_app` names the
//! file, as the real store parses only then.

use serde::{Deserialize, Serialize};
use slipway_artifact::{Build, Kind, Tristate};

use crate::plays::{pdf::begins_as_pdf, picture::Picture, reading, sink::Received};

/// A completed upload.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Stored {
    pub(super) bytes: u64,
    /// Lower-case hex.
    pub(super) md5: String,
    pub(super) content: Content,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Content {
    Package(Package),
    Picture(Picture),
    /// A file that is only kept: PDF, video, text.
    Other,
    /// Not what the slot is for; says why.
    Unreadable(String),
}

/// What a package says about itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Package {
    pub(super) package: String,
    pub(super) version_code: u64,
    pub(super) version_name: String,
    pub(super) signer: Option<String>,
    /// Folders under `lib/` with native code.
    pub(super) abis: Vec<String>,
    pub(super) sha256: String,
}

impl Package {
    /// Native code, and none of it for 32 bits [official table].
    pub(super) fn is_64_only(&self) -> bool {
        let is_64 = |abi: &String| matches!(abi.as_str(), "arm64-v8a" | "x86_64");
        !self.abis.is_empty() && self.abis.iter().all(is_64)
    }
}

impl Stored {
    pub(super) async fn read(file: &Received, file_type: &str) -> Self {
        let content = match file_type {
            "apk" => package(reading::read(file.path().to_owned()).await),
            "img" => match Picture::in_file(file.path()) {
                Some(picture) => Content::Picture(picture),
                None => Content::Unreadable("it is no PNG and no JPEG".to_owned()),
            },
            "pdf" if !begins_as_pdf(file.path()) => Content::Unreadable("it is no PDF".to_owned()),
            _ => Content::Other,
        };
        Self {
            bytes: file.bytes,
            md5: file.digest.clone(),
            content,
        }
    }

    /// Known for packages only.
    pub(super) fn sha256(&self) -> Option<&str> {
        match &self.content {
            Content::Package(package) => Some(&package.sha256),
            _ => None,
        }
    }

    pub(super) fn flaw(&self) -> Option<&str> {
        match &self.content {
            Content::Unreadable(why) => Some(why),
            _ => None,
        }
    }
}

/// Only a whole and untouched APK is a package here [official: no AAB].
fn package(read: Result<Build, String>) -> Content {
    let build = match read {
        Ok(build) => build,
        Err(why) => return Content::Unreadable(format!("it is no readable APK: {why}")),
    };
    if build.kind != Kind::Apk || build.split.is_some() {
        return Content::Unreadable("it is no whole APK".to_owned());
    }
    if build.intact == Tristate::No {
        return Content::Unreadable("its signature does not fit its content".to_owned());
    }
    Content::Package(Package {
        signer: build.signer_sha256().map(str::to_owned),
        package: build.package,
        version_code: build.version_code,
        version_name: build.version_name,
        abis: build.abis,
        sha256: build.digests.sha256,
    })
}
