//! The body of a request, as far as every store reads one alike: how it is announced, JSON, the parts of a form. Which bodies a store
//! takes, and what it answers to one that it cannot read, is each store's own business.

use std::{collections::BTreeMap, path::Path};

use axum::{
    body::to_bytes,
    extract::{
        DefaultBodyLimit, FromRequest as _, Multipart, Request,
        multipart::{Field, MultipartError},
    },
};
use http::{HeaderMap, header};
use serde_json::Value;

use super::sink::{Digester, Received, Sink};

/// The body ended early, or is not what it was announced as, or the disk refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    #[error("the body broke off or is too long")]
    Body(#[from] axum::Error),
    #[error("the multipart body is broken")]
    Multipart(#[from] MultipartError),
    #[error("a text part is too long")]
    LongText,
    #[error("the upload could not be written")]
    Disk(#[from] std::io::Error),
}

/// The content type in lower case and without parameters such as the charset; empty when there is none.
pub(super) fn announced(headers: &HeaderMap) -> String {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

pub(super) const MULTIPART: &str = "multipart/form-data";
pub(super) const URLENCODED: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// The members of an urlencoded text; of a name that came twice, the last value.
pub(super) fn pairs(text: &[u8]) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

/// The members of the query.
pub(super) fn query(request: &Request) -> BTreeMap<String, String> {
    pairs(request.uri().query().unwrap_or_default().as_bytes())
}

/// Why there is no JSON.
pub(super) enum NoJson {
    BrokeOff,
    /// The body is announced as something else.
    NotAnnounced,
    Malformed,
}

/// A body that is empty (then `Null`) or JSON that says so. No more than `longest` bytes.
pub(super) async fn json(request: Request, longest: usize) -> Result<Value, NoJson> {
    let announced = announced(request.headers());
    let body = to_bytes(request.into_body(), longest)
        .await
        .map_err(|_| NoJson::BrokeOff)?;
    if body.is_empty() {
        return Ok(Value::Null);
    }
    if announced != JSON {
        return Err(NoJson::NotAnnounced);
    }
    serde_json::from_slice(&body).map_err(|_| NoJson::Malformed)
}

/// The parts of a multipart body of any size; `None` when it has no usable boundary.
pub(super) async fn parts(mut request: Request) -> Option<Multipart> {
    DefaultBodyLimit::disable().apply(&mut request);
    Multipart::from_request(request, &()).await.ok()
}

/// A text part of at most `longest` bytes: raw UTF-8, not percent-encoded.
pub(super) async fn text(mut part: Field<'_>, longest: usize) -> Result<String, Broken> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await? {
        if bytes.len() + chunk.len() > longest {
            return Err(Broken::LongText);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A file part on its way to disk.
pub(super) async fn file(
    mut part: Field<'_>,
    path: &Path,
    digester: Digester,
) -> Result<Received, Broken> {
    let mut sink = Sink::open(path, digester).await?;
    while let Some(chunk) = part.chunk().await? {
        sink.write(&chunk).await?;
    }
    Ok(sink.finish().await?)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http::Request;
    use serde_json::json;

    use super::{NoJson, announced, json as read};

    fn request(content_type: &str, body: &'static str) -> Request<Body> {
        Request::post("/")
            .header("content-type", content_type)
            .body(Body::from(body))
            .unwrap()
    }

    #[test]
    fn a_content_type_is_its_name_alone() {
        let check = |sent: &str, expected: &str| {
            assert_eq!(announced(request(sent, "").headers()), expected);
        };
        check("application/json", "application/json");
        check("Application/JSON ; charset=UTF-8", "application/json");
        check("multipart/form-data; boundary=X", "multipart/form-data");
        check("", "");
    }

    #[tokio::test]
    async fn json_has_to_say_that_it_is_json() {
        let read = async |content_type: &str, body| read(request(content_type, body), 9).await;
        let good = read("application/json;charset=UTF-8", r#"{"a":1}"#).await;
        assert!(good.is_ok_and(|value| value == json!({ "a": 1 })));
        assert!(read("", "").await.is_ok_and(|value| value.is_null()));
        for other in ["", "text/plain", "application/jsonp", "application/json5"] {
            let no = read(other, "{}").await;
            assert!(matches!(no, Err(NoJson::NotAnnounced)), "{other}");
        }
        let no = read("application/json", "{").await;
        assert!(matches!(no, Err(NoJson::Malformed)));
        let no = read("application/json", "[1, 2, 3, 4]").await;
        assert!(matches!(no, Err(NoJson::BrokeOff)));
    }
}
