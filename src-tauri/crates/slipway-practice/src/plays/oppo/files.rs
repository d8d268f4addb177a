//! Files that the store has: what was uploaded, and what an adopted app was furnished with. The bytes of small pictures are kept so
//! that they can be fetched again; of everything else only the facts.

use axum::{
    extract::Request,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use slipway_artifact::{Build, Kind};

use super::picture as drawing;
use crate::{
    error::WorldError,
    plays::{
        picture::{Format, Picture},
        sink::Digester,
    },
    stage::{Ask, Stage},
};

/// Where pictures and papers lie. A host of the vendor's; the real one is not established [inferred].
pub(super) const FILE_HOST: &str = "cdofs.oppomobile.com";

/// The kind of a file's document; its key is the file's address.
const FILE: &str = "file";
/// The kind of a picture's bytes; the same key.
const CONTENT: &str = "content";

/// Bytes up to which a picture can be fetched again. The store's own limit for a picture is the same.
pub(super) const LARGEST_PICTURE: u64 = 1 << 20;

/// The three values of `type` [official copy].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Purpose {
    Apk,
    Photo,
    Resource,
}

impl Purpose {
    pub(super) fn read(text: &str) -> Option<Self> {
        match text {
            "apk" => Some(Self::Apk),
            "photo" => Some(Self::Photo),
            "resource" => Some(Self::Resource),
            _ => None,
        }
    }
}

/// What the store read out of a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) package: String,
    pub(super) version_code: u64,
    pub(super) version_name: String,
    /// SHA-256 of the signer's certificate.
    pub(super) signer: Option<String>,
    pub(super) signer_md5: Option<String>,
    /// Code for 32-bit processors only.
    pub(super) only_32: bool,
    /// Code for 64-bit processors only.
    pub(super) only_64: bool,
}

impl Facts {
    /// `None` for other kinds of builds: OPPO's documents know APKs alone.
    pub(super) fn of(build: &Build) -> Option<Self> {
        (build.kind == Kind::Apk).then(|| Self {
            package: build.package.clone(),
            version_code: build.version_code,
            version_name: build.version_name.clone(),
            signer: build.signer_sha256().map(str::to_owned),
            signer_md5: build.signers.last().map(|signer| signer.md5.clone()),
            only_32: build.is_32_only(),
            only_64: build.is_64_only(),
        })
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Stored {
    pub(super) url: String,
    pub(super) purpose: Purpose,
    pub(super) md5: String,
    pub(super) bytes: u64,
    pub(super) picture: Option<Picture>,
    /// Of an APK that could be read.
    pub(super) facts: Option<Facts>,
    /// Practice furnished it, and draws it again when somebody fetches it.
    pub(super) is_drawn: bool,
}

pub(super) fn find(stage: &Stage<'_>, url: &str) -> Result<Option<Stored>, WorldError> {
    stage.get(FILE, url)
}

/// Keeps the facts, and a picture's bytes where they are given.
pub(super) fn keep(
    stage: &mut Stage<'_>,
    stored: &Stored,
    content: Option<&[u8]>,
) -> Result<(), WorldError> {
    if let Some(content) = content {
        stage.put(CONTENT, &stored.url, &STANDARD.encode(content))?;
    }
    stage.put(FILE, &stored.url, stored)
}

/// A picture of our own drawing for an app's record.
pub(super) fn furnish_picture(
    stage: &mut Stage<'_>,
    path: &str,
    (width, height): (u32, u32),
) -> Result<String, WorldError> {
    let content = drawing::draw(width, height);
    let mut digester = Digester::md5();
    digester.update(&content);
    let stored = Stored {
        url: address(path),
        purpose: Purpose::Photo,
        md5: digester.finish(),
        bytes: content.len() as u64,
        picture: Some(Picture {
            format: Format::Png,
            width,
            height,
        }),
        facts: None,
        is_drawn: true,
    };
    keep(stage, &stored, None)?;
    Ok(stored.url)
}

pub(super) fn address(path: &str) -> String {
    format!("https://{FILE_HOST}/{path}")
}

/// `GET` of a picture. Papers and packages are not given out.
pub(super) async fn fetch(ask: Ask, request: Request) -> Response {
    let url = format!("https://{FILE_HOST}{}", request.uri().path());
    let found = ask.change(|stage| {
        let content = stage.get::<String>(CONTENT, &url)?;
        Ok(find(stage, &url)?.map(|stored| (stored, content)))
    });
    let (stored, content) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => return error.into_response(),
    };
    let content = content.and_then(|content| STANDARD.decode(content).ok());
    let (picture, content) = match (stored.picture, content) {
        (Some(picture), Some(content)) => (picture, content),
        (Some(picture), None) if stored.is_drawn => {
            (picture, drawing::draw(picture.width, picture.height))
        }
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let kind = match picture.format {
        Format::Jpeg => "image/jpeg",
        Format::Png => "image/png",
    };
    let mut response = content.into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
