//! A request while it is put together. Mistakes are kept and come back from [`Request::send`], so that a request reads as one
//! chain. Its values are never printed.

use std::fmt;

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use url::Url;

use crate::{
    Answer, FileBody, Line, Multipart, Sent, Trouble, TroubleKind, body::Piece, send::send,
};

/// One attempt. Rebuild it for the next one: a stream cannot be sent twice.
#[must_use = "a request does nothing before send()"]
pub struct Request {
    pub(crate) line: Line,
    pub(crate) method: Method,
    pub(crate) url: Result<Url, Trouble>,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Payload,
    pub(crate) given: bool,
    pub(crate) new_host: bool,
    pub(crate) changes: bool,
    pub(crate) takes_long: bool,
    pub(crate) counted: Option<&'static str>,
    /// Secrets that this request carries besides the line's.
    own_secrets: Vec<SecretString>,
}

/// What a request carries.
pub(crate) enum Payload {
    None,
    Bytes(Bytes),
    Streamed(Vec<Piece>),
}

impl Payload {
    pub(crate) fn length(&self) -> u64 {
        match self {
            Self::None => 0,
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Streamed(pieces) => pieces.iter().map(Piece::length).sum(),
        }
    }

    pub(crate) fn into_bytes(self) -> Option<Bytes> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::None | Self::Streamed(_) => None,
        }
    }
}

impl Request {
    pub(crate) fn new(line: Line, method: Method, url: Url, given: bool) -> Self {
        let new_host = !line.hosts().allows(url.host_str().unwrap_or_default());
        Self {
            line,
            method,
            url: Ok(url),
            headers: HeaderMap::new(),
            payload: Payload::None,
            given,
            new_host,
            changes: false,
            takes_long: false,
            counted: None,
            own_secrets: Vec::new(),
        }
    }

    pub(crate) fn failed(line: Line, method: Method, trouble: Trouble) -> Self {
        Self {
            line,
            method,
            url: Err(trouble),
            headers: HeaderMap::new(),
            payload: Payload::None,
            given: false,
            new_host: false,
            changes: false,
            takes_long: false,
            counted: None,
            own_secrets: Vec::new(),
        }
    }

    /// A server named this host and it is not on the store's list.
    pub fn is_new_host(&self) -> bool {
        self.new_host
    }

    pub fn host(&self) -> &str {
        match &self.url {
            Ok(url) => url.host_str().unwrap_or_default(),
            Err(trouble) => trouble.host(),
        }
    }

    /// A header, also one that a server gave for this URL. `Host`, `Content-Length`, `Transfer-Encoding` and `Connection`
    /// are ours and are passed over.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.put(name, value, false)
    }

    /// A header that holds one of our secrets: refused on a new host.
    pub fn secret_header(self, name: &str, value: &SecretString) -> Self {
        let mut request = self
            .kept_from_new_hosts()
            .put(name, value.expose_secret(), true);
        request.own_secrets.push(value.clone());
        request
    }

    /// `Authorization: Bearer …` with our token: refused on a new host.
    pub fn bearer(self, token: &SecretString) -> Self {
        let value = SecretString::from(format!("Bearer {}", token.expose_secret()));
        let mut request =
            self.kept_from_new_hosts()
                .put(AUTHORIZATION.as_str(), value.expose_secret(), true);
        request.own_secrets.push(token.clone());
        request
    }

    /// Adds to the query, percent-encoded.
    pub fn query<'a>(mut self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        for (name, value) in pairs {
            self = self.guard(value.as_bytes());
            if let Ok(url) = &mut self.url {
                url.query_pairs_mut().append_pair(name, value);
            }
        }
        self
    }

    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(bytes) => self.body(bytes, "application/json"),
            Err(error) => self.unbuilt(error),
        }
    }

    /// `application/x-www-form-urlencoded`.
    pub fn form<'a>(self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let text = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        self.body(text, "application/x-www-form-urlencoded")
    }

    /// Bytes from memory.
    pub fn body(mut self, bytes: impl Into<Bytes>, content_type: &str) -> Self {
        let bytes = bytes.into();
        self = self.guard(&bytes);
        self.payload = Payload::Bytes(bytes);
        self.put(CONTENT_TYPE.as_str(), content_type, false)
    }

    /// A file as the whole body, over a connection of its own. Set its content type with [`Request::header`].
    pub fn file(mut self, file: FileBody) -> Self {
        self.payload = Payload::Streamed(vec![Piece::File(file)]);
        self
    }

    /// Parts, over a connection of their own.
    pub fn multipart(mut self, parts: Multipart) -> Self {
        match parts.into_pieces() {
            Ok((content_type, pieces)) => {
                for piece in &pieces {
                    if let Piece::Bytes(bytes) = piece {
                        self = self.guard(bytes);
                    }
                }
                self.payload = Payload::Streamed(pieces);
                self.put(CONTENT_TYPE.as_str(), &content_type, false)
            }
            Err(error) => self.unbuilt(error),
        }
    }

    /// The store thinks long between our last byte and its first: [`crate::Deadlines::patient_reply`] is the limit.
    pub fn takes_long(mut self) -> Self {
        self.takes_long = true;
        self
    }

    /// It changes something at the store: it gets a connection of its own, so that a dead idle one never makes it unclear.
    pub fn changes(mut self) -> Self {
        self.changes = true;
        self
    }

    /// The store counts this call per account and day. It is counted under `name` by the line's [`crate::Meter`] once it may have left.
    pub fn counted(mut self, name: &'static str) -> Self {
        self.counted = Some(name);
        self
    }

    /// Sends it once and reads the answer. Redirects are answers.
    ///
    /// # Errors
    /// [`Trouble`] when no complete answer came; any status is an [`Answer`].
    pub async fn send(self) -> Result<Answer, Trouble> {
        send(self).await
    }

    /// Every secret in play.
    pub(crate) fn secrets(&self) -> Vec<SecretString> {
        let line = self.line.secrets().iter();
        line.chain(&self.own_secrets).cloned().collect()
    }

    fn put(mut self, name: &str, value: &str, secret: bool) -> Self {
        self = self.guard(value.as_bytes());
        let parsed = HeaderName::try_from(name)
            .map_err(|error| error.to_string())
            .and_then(|name| match HeaderValue::try_from(value) {
                Ok(value) => Ok((name, value)),
                Err(_) => Err(format!("the value of {name} cannot stand in a header")),
            });
        match parsed {
            Ok((name, _))
                if [HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION].contains(&name) =>
            {
                self
            }
            Ok((name, mut value)) => {
                value.set_sensitive(secret);
                self.headers.insert(name, value);
                self
            }
            Err(error) => self.unbuilt(error),
        }
    }

    /// Refuses bytes that hold one of the line's secrets on a new host, by whichever way they came in.
    fn guard(self, bytes: &[u8]) -> Self {
        let holds = |secret: &SecretString| {
            let secret = secret.expose_secret().as_bytes();
            // Shorter values stand in ordinary text; no store issues them.
            secret.len() >= 6 && bytes.windows(secret.len()).any(|window| window == secret)
        };
        if self.new_host && self.line.secrets().iter().any(holds) {
            self.kept_from_new_hosts()
        } else {
            self
        }
    }

    fn kept_from_new_hosts(mut self) -> Self {
        if self.new_host && self.url.is_ok() {
            self.url = Err(Trouble::new(
                TroubleKind::NewHost,
                Sent::Nothing,
                self.host(),
            ));
        }
        self
    }

    fn unbuilt(mut self, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        if self.url.is_ok() {
            self.url =
                Err(Trouble::new(TroubleKind::Unbuilt, Sent::Nothing, self.host()).because(error));
        }
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Request")
            .field("method", &self.method)
            .field("host", &self.host())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("bytes", &self.payload.length())
            .field("new_host", &self.new_host)
            .finish_non_exhaustive()
    }
}
