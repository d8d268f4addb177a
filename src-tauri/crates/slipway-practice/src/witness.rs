//! A witness of whole exchanges with one host, for tools that hold a store's protocol against somebody else's description of it. The
//! ledger keeps no query and no body; a witness sees both and practice keeps nothing of it. Only within the process that serves.

use std::{fmt, sync::Arc};

use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http::{Request, Response};

/// Bodies of calls are small; whatever is larger (an upload) passes unseen.
const MOST: u64 = 1 << 20;

/// One request and its answer, as they went over the wire.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub method: String,
    /// Without the query.
    pub path: String,
    /// Percent-encoded, as it came.
    pub query: Option<String>,
    pub request: Bytes,
    pub status: u16,
    pub answer: Bytes,
}

/// Who is told of every exchange with a host.
#[derive(Clone)]
pub struct Witness {
    pub host: &'static str,
    pub told: Arc<dyn Fn(Exchange) + Send + Sync>,
}

impl fmt::Debug for Witness {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Witness")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

impl Witness {
    pub(crate) fn sees(&self, host: &str, declared: Option<u64>) -> bool {
        self.host == host && declared.unwrap_or_default() <= MOST
    }

    /// Reads the request's body, so that play and witness both have it. A body that broke off stays broken for the play.
    pub(crate) async fn request(&self, request: Request<Body>) -> (Request<Body>, Option<Seen>) {
        let (parts, body) = request.into_parts();
        match to_bytes(body, MOST as usize).await {
            Ok(bytes) => {
                let seen = Seen {
                    method: parts.method.as_str().to_owned(),
                    path: parts.uri.path().to_owned(),
                    query: parts.uri.query().map(str::to_owned),
                    request: bytes.clone(),
                };
                (Request::from_parts(parts, Body::from(bytes)), Some(seen))
            }
            Err(error) => {
                let broken = futures_util::stream::once(async move { Err::<Bytes, _>(error) });
                (Request::from_parts(parts, Body::from_stream(broken)), None)
            }
        }
    }

    pub(crate) async fn answer(&self, seen: Seen, answer: Response<Body>) -> Response<Body> {
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, MOST as usize).await.unwrap_or_default();
        (self.told)(Exchange {
            method: seen.method,
            path: seen.path,
            query: seen.query,
            request: seen.request,
            status: parts.status.as_u16(),
            answer: bytes.clone(),
        });
        Response::from_parts(parts, Body::from(bytes))
    }
}

/// The request's half of an exchange.
pub(crate) struct Seen {
    method: String,
    path: String,
    query: Option<String>,
    request: Bytes,
}
