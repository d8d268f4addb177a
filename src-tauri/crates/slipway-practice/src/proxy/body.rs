//! A request's body on its way to a play: counted for the ledger, slowed or cut where a knob says so, and an error whenever less arrived
//! than was announced. The frame keeps the other end, to read what the play left.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::time::Sleep;
use tokio_util::sync::CancellationToken;

use crate::world::World;

/// How often the ledger learns how much has arrived.
const NOTE_EVERY: Duration = Duration::from_millis(100);

/// Slices per second in which a slow body is read.
const SLICES: u64 = 10;

/// What a knob does to the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Road {
    Free,
    CutAfter { bytes: u64 },
    Slow { bytes_per_second: u64 },
}

/// Where a body comes from and where it is noted.
pub(super) struct Incoming {
    pub(super) body: Body,
    pub(super) declared: Option<u64>,
    pub(super) road: Road,
    pub(super) world: Arc<World>,
    pub(super) entry: u64,
    /// Ends the connection; is ended with it.
    pub(super) cut: CancellationToken,
}

/// The body as it is read by two: first by the play, then by the frame.
#[derive(Clone)]
pub(super) struct Shared(Arc<Mutex<Counted>>);

impl Shared {
    pub(super) fn new(incoming: Incoming) -> Self {
        Self(Arc::new(Mutex::new(Counted {
            incoming,
            received: 0,
            complete: false,
            noted: Instant::now(),
            ahead: Bytes::new(),
            pause: None,
        })))
    }

    /// Reads to the end what nobody has read.
    pub(super) async fn drain(mut self) -> Result<(), io::Error> {
        while let Some(frame) = self.frame().await {
            frame?;
        }
        Ok(())
    }

    /// Brings the ledger up to date.
    pub(super) fn note(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).note();
    }
}

impl http_body::Body for Shared {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .poll(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .complete
    }

    fn size_hint(&self) -> SizeHint {
        let counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted
            .incoming
            .declared
            .map_or_else(SizeHint::default, |declared| {
                SizeHint::with_exact(declared.saturating_sub(counted.received))
            })
    }
}

struct Counted {
    incoming: Incoming,
    received: u64,
    complete: bool,
    noted: Instant,
    /// Bytes that a slow line still holds back.
    ahead: Bytes,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Counted {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.complete {
            return Poll::Ready(None);
        }
        if self.incoming.cut.is_cancelled() {
            return Poll::Ready(Some(Err(broken())));
        }
        if let Some(pause) = &mut self.pause {
            std::task::ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        if !self.ahead.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(self.slice()))));
        }
        match std::task::ready!(Pin::new(&mut self.incoming.body).poll_frame(context)) {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(bytes) => self.take(bytes),
                Err(trailers) => Poll::Ready(Some(Ok(trailers))),
            },
            Some(Err(error)) => Poll::Ready(Some(Err(io::Error::other(error)))),
            None => self.end(),
        }
    }

    fn take(&mut self, bytes: Bytes) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.incoming.road {
            Road::CutAfter { bytes: limit } if self.received + bytes.len() as u64 >= limit => {
                self.received = limit;
                self.note();
                self.incoming.cut.cancel();
                Poll::Ready(Some(Err(broken())))
            }
            Road::Slow { .. } => {
                self.ahead = bytes;
                Poll::Ready(Some(Ok(Frame::data(self.slice()))))
            }
            Road::Free | Road::CutAfter { .. } => {
                self.count(bytes.len());
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
        }
    }

    /// The next piece of what a slow line holds back, and the pause after it.
    fn slice(&mut self) -> Bytes {
        let Road::Slow { bytes_per_second } = self.incoming.road else {
            return std::mem::take(&mut self.ahead);
        };
        let most = usize::try_from((bytes_per_second / SLICES).max(1)).unwrap_or(usize::MAX);
        let piece = self.ahead.split_to(most.min(self.ahead.len()));
        let pause = Duration::from_secs_f64(piece.len() as f64 / bytes_per_second as f64);
        self.pause = Some(Box::pin(tokio::time::sleep(pause)));
        self.count(piece.len());
        piece
    }

    /// A connection that went away can look like an end, so the announced length decides.
    fn end(&mut self) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let short = self
            .incoming
            .declared
            .is_some_and(|declared| declared != self.received);
        if short || self.incoming.cut.is_cancelled() {
            return Poll::Ready(Some(Err(broken())));
        }
        self.complete = true;
        self.note();
        Poll::Ready(None)
    }

    fn count(&mut self, bytes: usize) {
        self.received += bytes as u64;
        if self.noted.elapsed() >= NOTE_EVERY {
            self.note();
        }
    }

    fn note(&mut self) {
        self.noted = Instant::now();
        let incoming = &self.incoming;
        let noted = incoming
            .world
            .received(incoming.entry, self.received, self.complete);
        if let Err(error) = noted {
            tracing::error!(%error, "the ledger cannot be written");
        }
    }
}

fn broken() -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        "the connection ended before the body did",
    )
}
