//! Pieces as one stream of frames with an exact length, so that a request is never chunked.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::{
    FileBody, Meter,
    file::{FileChanged, OpenFile, Pieces},
};

/// Bytes per frame: small enough that progress moves on a slow line.
const FRAME: usize = 64 * 1024;

/// A part of a body before it is opened.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Bytes(Bytes),
    File(FileBody),
}

impl Piece {
    pub(crate) fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(file) => file.length(),
        }
    }
}

/// How much of a body was handed to the connection; shared with whoever watches the transfer.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    total: u64,
    handed: Arc<AtomicU64>,
}

impl Progress {
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    pub(crate) fn handed(&self) -> u64 {
        self.handed.load(Ordering::Relaxed)
    }

    /// Whether the last byte was handed over. Before that, no server can have a complete request.
    pub(crate) fn is_complete(&self) -> bool {
        self.handed() >= self.total
    }
}

/// A body that is being sent.
pub(crate) struct Outgoing {
    pieces: VecDeque<Source>,
    current: Option<(Bytes, bool)>,
    progress: Progress,
    meter: Meter,
}

enum Source {
    Bytes(Bytes),
    File(OpenFile),
    Reading(Pieces),
}

impl Outgoing {
    /// Opens every file on a blocking thread; nothing has been sent when this fails.
    pub(crate) async fn open(pieces: Vec<Piece>, meter: Meter) -> Result<Self, FileChanged> {
        let total = pieces.iter().map(Piece::length).sum();
        let open = move || {
            pieces
                .into_iter()
                .map(|piece| match piece {
                    Piece::Bytes(bytes) => Ok(Source::Bytes(bytes)),
                    Piece::File(file) => file.open().map(Source::File),
                })
                .collect::<Result<VecDeque<_>, FileChanged>>()
        };
        let pieces = match tokio::task::spawn_blocking(open).await {
            Ok(opened) => opened?,
            Err(stopped) => return Err(FileChanged::unread(stopped)),
        };
        Ok(Self {
            pieces,
            current: None,
            progress: Progress {
                total,
                handed: Arc::default(),
            },
            meter,
        })
    }

    pub(crate) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Makes the next bytes current; `None` at the end.
    fn poll_current(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<(), FileChanged>>> {
        while self.current.is_none() {
            let Some(source) = self.pieces.pop_front() else {
                return Poll::Ready(None);
            };
            match source {
                Source::Bytes(bytes) if bytes.is_empty() => {}
                Source::Bytes(bytes) => self.current = Some((bytes, false)),
                Source::File(file) => self.pieces.push_front(Source::Reading(file.read())),
                Source::Reading(mut pieces) => {
                    let polled = pieces.poll_recv(context);
                    if !matches!(polled, Poll::Ready(None)) {
                        self.pieces.push_front(Source::Reading(pieces));
                    }
                    match ready!(polled) {
                        Some(Ok(bytes)) => self.current = Some((bytes, true)),
                        Some(Err(changed)) => return Poll::Ready(Some(Err(changed))),
                        None => {}
                    }
                }
            }
        }
        Poll::Ready(Some(Ok(())))
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = FileChanged;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, FileChanged>>> {
        match ready!(self.poll_current(context)) {
            None => return Poll::Ready(None),
            Some(Err(changed)) => return Poll::Ready(Some(Err(changed))),
            Some(Ok(())) => {}
        }
        let Some((mut bytes, counted)) = self.current.take() else {
            return Poll::Ready(None);
        };
        let frame = bytes.split_to(bytes.len().min(FRAME));
        if !bytes.is_empty() {
            self.current = Some((bytes, counted));
        }
        let length = frame.len() as u64;
        self.progress.handed.fetch_add(length, Ordering::Relaxed);
        if counted {
            self.meter.add(length);
        }
        Poll::Ready(Some(Ok(Frame::data(frame))))
    }

    fn is_end_stream(&self) -> bool {
        self.progress.is_complete()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.progress.total.saturating_sub(self.progress.handed()))
    }
}
