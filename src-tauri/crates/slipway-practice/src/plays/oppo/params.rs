//! The parameters of one call, wherever they came: clients put them into the query, an urlencoded body or a multipart body, and mix
//! query and body, and all of that works [6 clients]. Query and body are one set; a name that came twice counts as the body has it.

use std::collections::BTreeMap;

use axum::{
    body::to_bytes,
    extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request},
};
use http::Method;

use crate::plays::body::{self, Broken};

/// Longest body of a call without files; real ones have a few kilobytes.
const LONGEST: usize = 1 << 20;

/// Everything that was sent, by name.
#[derive(Debug, Default)]
pub(super) struct Params(pub(super) BTreeMap<String, String>);

impl Params {
    pub(super) fn of_query(request: &Request) -> Self {
        Self(body::query(request))
    }

    /// A body that is announced as anything but a form is not looked at.
    pub(super) async fn read(mut request: Request) -> Result<Self, Broken> {
        let mut params = Self::of_query(&request);
        if request.method() != Method::POST {
            return Ok(params);
        }
        let announced = body::announced(request.headers());
        if announced == body::MULTIPART {
            DefaultBodyLimit::max(LONGEST).apply(&mut request);
            if let Ok(parts) = Multipart::from_request(request, &()).await {
                params.add_parts(parts).await?;
            }
        } else if announced == body::URLENCODED {
            let text = to_bytes(request.into_body(), LONGEST).await?;
            params.0.extend(body::pairs(&text));
        }
        Ok(params)
    }

    /// Text parts; file contents take no part in the signature [official copy].
    async fn add_parts(&mut self, mut parts: Multipart) -> Result<(), Broken> {
        while let Some(part) = parts.next_field().await? {
            let name = part.name().unwrap_or_default().to_owned();
            let is_file = part.file_name().is_some();
            let bytes = part.bytes().await?;
            if !is_file {
                self.0
                    .insert(name, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value, or nothing to speak of.
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }
}
