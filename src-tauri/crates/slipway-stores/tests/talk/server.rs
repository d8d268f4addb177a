//! The other side: keeps what it was asked, over whichever connection, and answers from a list.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use serde_json::Value;
use slipway_scripted::Peer;
use tokio::io::AsyncWriteExt as _;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) host: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// As it stood on the wire, still encoded.
    pub(crate) query: String,
    raw: slipway_scripted::Asked,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    fn read(raw: slipway_scripted::Asked) -> Self {
        let mut first = raw.head.split(' ').map(str::to_owned);
        let (method, target) = (first.next().unwrap(), first.next().unwrap());
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        assert_eq!(raw.header("transfer-encoding"), None, "never chunked");
        Self {
            host: raw.header("host").unwrap().to_owned(),
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            body: raw.body.clone(),
            raw,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.raw.header(name)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// `PUT /api/publish/v2/app-file-info` → `PUT app-file-info`.
    pub(crate) fn short(&self) -> String {
        format!("{} {}", self.method, self.path.rsplit('/').next().unwrap())
    }
}

/// What is answered next.
pub(crate) enum Reply {
    Json(u16, Value),
    Text(u16, &'static str),
    /// Bytes that need not be UTF-8.
    Bytes(u16, &'static [u8]),
    /// JSON with the server's own time, as `Date` writes it.
    Dated(u16, &'static str, Value),
    /// JSON with an `ETag`.
    Tagged(u16, &'static str, Value),
    /// JSON with further headers, each with its line end.
    Headed(u16, &'static str, Value),
    /// The request is read and never answered.
    Stall,
    /// The request is read and the connection closed without a word.
    Silence,
}

pub(crate) struct Server {
    scripted: slipway_scripted::Server,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    replies: VecDeque<Reply>,
    asked: Vec<Asked>,
}

impl Server {
    pub(crate) async fn start(hosts: &[&str]) -> Self {
        let kept = Arc::<Mutex<Kept>>::default();
        let keeping = Arc::clone(&kept);
        let scripted = slipway_scripted::Server::start(hosts, move |peer| {
            let kept = Arc::clone(&keeping);
            async move { serve(peer, &kept).await }
        });
        Self {
            scripted: scripted.await,
            kept,
        }
    }

    pub(crate) fn proxy(&self) -> String {
        self.scripted.proxy()
    }

    pub(crate) fn ca_pem(&self) -> &str {
        self.scripted.ca_pem()
    }

    /// Answers these, one request each, in this order.
    pub(crate) fn will(&self, replies: impl IntoIterator<Item = Reply>) {
        self.kept.lock().unwrap().replies.extend(replies);
    }

    /// Returns when so many requests have come since the last [`Server::asked`].
    pub(crate) async fn has_heard(&self, count: usize) {
        while self.kept.lock().unwrap().asked.len() < count {
            tokio::task::yield_now().await;
        }
    }

    /// What was asked since the last call; every reply must have been used.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        let mut kept = self.kept.lock().unwrap();
        assert!(
            kept.replies.is_empty(),
            "{} replies were never asked for",
            kept.replies.len()
        );
        std::mem::take(&mut kept.asked)
    }
}

async fn serve(mut peer: Peer, kept: &Mutex<Kept>) {
    while let Some(asked) = peer.asked().await {
        let reply = {
            let mut kept = kept.lock().unwrap();
            kept.asked.push(Asked::read(asked));
            kept.replies.pop_front()
        };
        let mut more = String::new();
        let (status, kind, body) = match reply {
            Some(Reply::Json(status, body)) => {
                (status, "application/json", body.to_string().into_bytes())
            }
            Some(Reply::Text(status, body)) => (status, "text/html", body.as_bytes().to_vec()),
            Some(Reply::Bytes(status, body)) => (status, "text/plain", body.to_vec()),
            Some(Reply::Dated(status, time, body)) => {
                more = format!("Date: {time}\r\n");
                (status, "application/json", body.to_string().into_bytes())
            }
            Some(Reply::Tagged(status, tag, body)) => {
                more = format!("ETag: {tag}\r\n");
                (status, "application/json", body.to_string().into_bytes())
            }
            Some(Reply::Headed(status, also, body)) => {
                more = also.to_owned();
                (status, "application/json", body.to_string().into_bytes())
            }
            Some(Reply::Silence) => return,
            Some(Reply::Stall) => std::future::pending().await,
            None => (599, "text/plain", b"no reply was planned".to_vec()),
        };
        let head = format!(
            "HTTP/1.1 {status} x\r\n{more}Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        if peer
            .stream
            .write_all(&[head.as_bytes(), &body].concat())
            .await
            .is_err()
        {
            return;
        }
    }
}
