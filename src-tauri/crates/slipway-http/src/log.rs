//! What may be written down of a request: an allow-list. A path is written only where we made it; one that a server gave may
//! itself be a key. Never a query, a header or a body.

use std::time::Duration;

use http::Method;
use url::Url;

use crate::{Answer, Trouble};

/// The lines of one request.
pub(crate) struct Log {
    method: Method,
    host: String,
    path: String,
    bytes: u64,
}

impl Log {
    pub(crate) fn of(method: &Method, url: &Url, given: bool, bytes: u64) -> Self {
        Self {
            method: method.clone(),
            host: url.host_str().unwrap_or_default().to_owned(),
            path: if given {
                "(given)".to_owned()
            } else {
                url.path().to_owned()
            },
            bytes,
        }
    }

    pub(crate) fn answered(&self, answer: &Answer, took: Duration) {
        tracing::info!(
            method = %self.method,
            host = self.host,
            path = self.path,
            status = answer.status,
            sent_bytes = self.bytes,
            received_bytes = answer.body.len(),
            new_host = answer.new_host,
            ms = took.as_millis(),
            "answered"
        );
    }

    pub(crate) fn lost(&self, trouble: &Trouble, took: Duration) {
        tracing::warn!(
            method = %self.method,
            host = self.host,
            path = self.path,
            trouble = ?trouble.kind,
            sent = ?trouble.sent,
            ms = took.as_millis(),
            "no answer"
        );
    }
}
