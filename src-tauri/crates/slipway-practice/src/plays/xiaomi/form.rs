//! The body of a call: urlencoded or multipart, texts kept, files streamed to disk with their MD5 on the way.
//! Told apart by part name, never by file name: clients send files without one and still succeed [1 client].

use std::{io, path::PathBuf};

use axum::{
    body::to_bytes,
    extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, multipart::Field},
};

use crate::plays::sink::{Digester, Received, Sink};

/// Longest text part; real ones have a few kilobytes.
const LONGEST_TEXT: usize = 1 << 20;

/// One received call.
#[derive(Debug, Default)]
pub(super) struct Form {
    pub(super) request_data: Option<String>,
    pub(super) sig: Option<String>,
    /// Every other part, in the order of arrival.
    pub(super) files: Vec<FilePart>,
}

#[derive(Debug)]
pub(super) struct FilePart {
    pub(super) name: String,
    pub(super) file_name: Option<String>,
    pub(super) content: Received,
}

/// The body ended early, or the disk refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error("the body could not be read as a form")]
    Body(#[from] axum::Error),
    #[error("the multipart body is broken")]
    Multipart(#[from] axum::extract::multipart::MultipartError),
    #[error("a text part is longer than 1 MiB")]
    LongText,
    #[error("the upload could not be written")]
    Disk(#[from] io::Error),
}

impl Form {
    pub(super) fn file(&self, name: &str) -> Option<&FilePart> {
        self.files.iter().find(|file| file.name == name)
    }

    /// Name and MD5 of every part that `SIG` must list.
    pub(super) fn digests<'a>(&'a self, request_data_md5: &'a str) -> Vec<(&'a str, &'a str)> {
        let files = self
            .files
            .iter()
            .map(|file| (file.name.as_str(), file.content.digest.as_str()));
        std::iter::once(("RequestData", request_data_md5))
            .chain(files)
            .collect()
    }
}

/// Reads the whole body. `fresh` names a new file for each file part. A body that is announced as no form is an empty one.
pub(super) async fn read(
    mut request: Request,
    fresh: &(dyn Fn() -> PathBuf + Send + Sync),
) -> Result<Form, Broken> {
    let content_type = request
        .headers()
        .get(http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if content_type.starts_with("multipart/form-data") {
        DefaultBodyLimit::disable().apply(&mut request);
        match Multipart::from_request(request, &()).await {
            Ok(parts) => read_multipart(parts, fresh).await,
            Err(_) => Ok(Form::default()),
        }
    } else if content_type.starts_with("application/x-www-form-urlencoded") {
        let body = to_bytes(request.into_body(), LONGEST_TEXT).await?;
        Ok(read_urlencoded(&body))
    } else {
        Ok(Form::default())
    }
}

fn read_urlencoded(body: &[u8]) -> Form {
    let mut form = Form::default();
    for (name, value) in url::form_urlencoded::parse(body) {
        match &*name {
            "RequestData" => form.request_data = Some(value.into_owned()),
            "SIG" => form.sig = Some(value.into_owned()),
            _ => {}
        }
    }
    form
}

async fn read_multipart(
    mut parts: Multipart,
    fresh: &(dyn Fn() -> PathBuf + Send + Sync),
) -> Result<Form, Broken> {
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await? {
        match part.name().unwrap_or_default() {
            "RequestData" => form.request_data = Some(text(part).await?),
            "SIG" => form.sig = Some(text(part).await?),
            _ => form.files.push(file(part, fresh()).await?),
        }
    }
    Ok(form)
}

async fn text(mut part: Field<'_>) -> Result<String, Broken> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await? {
        if bytes.len() + chunk.len() > LONGEST_TEXT {
            return Err(Broken::LongText);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn file(mut part: Field<'_>, path: PathBuf) -> Result<FilePart, Broken> {
    let name = part.name().unwrap_or_default().to_owned();
    let file_name = part.file_name().map(str::to_owned);
    let mut sink = Sink::open(&path, Digester::md5()).await?;
    while let Some(chunk) = part.chunk().await? {
        sink.write(&chunk).await?;
    }
    Ok(FilePart {
        name,
        file_name,
        content: sink.finish().await?,
    })
}
