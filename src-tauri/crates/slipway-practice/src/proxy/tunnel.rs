//! A tunnel to one host of a store: TLS with the world's certificate, then HTTP/2 or HTTP/1.1, request by request.

use std::{convert::Infallible, future::pending, sync::Arc};

use axum::{body::Body, response::Response};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::sync::CancellationToken;

use super::exchange;
use crate::{frame::Frame, play::Play, world::NewEntry};

/// Most bytes that HTTP/1.1 reads ahead: enough to be fast, little enough that a slow line is felt.
const READ_AHEAD: usize = 128 * 1024;

/// What the requests of one tunnel share.
pub(super) struct Tunnel {
    pub(super) frame: Arc<Frame>,
    pub(super) play: Arc<dyn Play>,
    pub(super) host: Arc<str>,
    /// Ends the connection at once. Cancelled too when the connection has ended by itself.
    pub(super) cut: CancellationToken,
}

impl Tunnel {
    pub(super) fn new(frame: Arc<Frame>, play: Arc<dyn Play>, host: &str) -> Self {
        let cut = frame.end.child_token();
        Self {
            frame,
            play,
            host: host.into(),
            cut,
        }
    }

    /// Serves until the client closes, a knob cuts, or practice ends.
    pub(super) async fn serve<S>(self, stream: S)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let cut = self.cut.clone();
        let _ended = cut.clone().drop_guard();
        tokio::select! {
            () = cut.cancelled() => {}
            () = self.speak(stream) => {}
        }
    }

    async fn speak<S>(self, stream: S)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let config = match self.frame.authority.config(&self.host) {
            Ok(config) => config,
            Err(error) => return tracing::error!(%error, "no certificate"),
        };
        let stream = match TlsAcceptor::from(config).accept(stream).await {
            Ok(stream) => stream,
            Err(error) => return self.no_handshake(&error.to_string()),
        };
        // Stores share their addresses among many names; without the right one there is no telling who is meant.
        if stream.get_ref().1.server_name() != Some(&*self.host) {
            return self
                .no_handshake("the TLS server name is missing or differs from the tunnel's host");
        }
        self.requests(stream).await;
    }

    async fn requests<S>(self, stream: TlsStream<S>)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let over_h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        let io = TokioIo::new(stream);
        let tunnel = Arc::new(self);
        let service = service_fn(move |request| {
            let answer = exchange::answer(Arc::clone(&tunnel), request);
            async move { Ok::<_, Infallible>(answer.await) }
        });
        let ended = if over_h2 {
            hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                .timer(TokioTimer::new())
                .auto_date_header(false)
                .serve_connection(io, service)
                .await
        } else {
            hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .auto_date_header(false)
                .max_buf_size(READ_AHEAD)
                .serve_connection(io, service)
                .await
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }

    /// Ends the connection instead of answering.
    pub(super) async fn cut_off(&self) -> Response<Body> {
        self.cut.cancel();
        pending().await
    }

    pub(super) fn note(&self, entry: u64, event: Value) {
        let noted = self
            .frame
            .world
            .transaction(self.play.id(), Some(entry), |stage| stage.event(event));
        if let Err(error) = noted {
            tracing::error!(%error, "the ledger cannot be written");
        }
    }

    /// A client that does not trust practice, or does not speak TLS: it was let through and then sent nothing that could be read.
    fn no_handshake(&self, reason: &str) {
        let entry = self.frame.world.open_entry(&NewEntry {
            store: self.play.id(),
            host: &self.host,
            method: "CONNECT",
            http: "1.1",
            ..NewEntry::default()
        });
        let Ok(entry) = entry else { return };
        self.note(entry, json!({ "event": "no-handshake", "reason": reason }));
        let _ = self.frame.world.close_entry(entry, None);
    }
}
