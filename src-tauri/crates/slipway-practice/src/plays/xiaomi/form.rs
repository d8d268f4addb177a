//! The body of a call: urlencoded or multipart, texts kept, files streamed to disk with their MD5 on the way.
//! Told apart by part name, never by file name: clients send files without one and still succeed [1 client].

use std::path::PathBuf;

use axum::{
    body::to_bytes,
    extract::{Multipart, Request, multipart::Field},
};

use crate::plays::{
    body::{self, Broken},
    sink::{Digester, Received},
};

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
    request: Request,
    fresh: &(dyn Fn() -> PathBuf + Send + Sync),
) -> Result<Form, Broken> {
    let announced = body::announced(request.headers());
    if announced == body::MULTIPART {
        match body::parts(request).await {
            Some(parts) => read_multipart(parts, fresh).await,
            None => Ok(Form::default()),
        }
    } else if announced == body::URLENCODED {
        let text = to_bytes(request.into_body(), LONGEST_TEXT).await?;
        Ok(read_urlencoded(&text))
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
            "RequestData" => form.request_data = Some(body::text(part, LONGEST_TEXT).await?),
            "SIG" => form.sig = Some(body::text(part, LONGEST_TEXT).await?),
            _ => form.files.push(file(part, fresh()).await?),
        }
    }
    Ok(form)
}

async fn file(part: Field<'_>, path: PathBuf) -> Result<FilePart, Broken> {
    Ok(FilePart {
        name: part.name().unwrap_or_default().to_owned(),
        file_name: part.file_name().map(str::to_owned),
        content: body::file(part, &path, Digester::md5()).await?,
    })
}
