//! The two ways to a store. *Calls* are reqwest: small bodies, one pooled client for reads and one without idle connections
//! for what changes something. *Uploads* have a connection of their own, see [`upload`] for the reason. Both share one proxy
//! rule and one trust.

mod calls;
mod dial;
mod proxy;
mod read;
mod trust;
mod upload;
mod watch;

use std::error::Error;

use bytes::Bytes;
use http::HeaderMap;

use crate::{Sent, TroubleKind};

pub(crate) use calls::{Call, Calls};
pub(crate) use dial::Dialer;
pub(crate) use proxy::ProxyRule;
pub(crate) use trust::Trust;
pub(crate) use upload::upload;
pub(crate) use watch::Transfer;

type BoxError = Box<dyn Error + Send + Sync>;

/// A complete answer, its body capped.
pub(crate) struct Received {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) capped: bool,
}

/// Why there is none.
#[derive(Debug)]
pub(crate) struct Lost {
    pub(crate) kind: TroubleKind,
    pub(crate) sent: Sent,
    pub(crate) waited: Option<std::time::Duration>,
    pub(crate) source: Option<BoxError>,
}

impl Lost {
    pub(crate) fn new(kind: TroubleKind, sent: Sent) -> Self {
        Self {
            kind,
            sent,
            waited: None,
            source: None,
        }
    }

    pub(crate) fn because(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }

    pub(crate) fn after(mut self, waited: std::time::Duration) -> Self {
        self.waited = Some(waited);
        self
    }
}

/// Which part of making a connection failed, by the types in the chain and never by their texts.
fn connect_kind(error: &(dyn Error + 'static)) -> TroubleKind {
    if find::<rustls::Error>(error).is_some() {
        TroubleKind::Tls
    } else if find::<proxy::TunnelError>(error).is_some() {
        TroubleKind::Proxy
    } else {
        TroubleKind::Connect
    }
}

/// The first error of that type in a chain, also where an `io::Error` wraps it (whose `source` passes over its content).
pub(crate) fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        if let Some(inner) = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
        {
            return find(inner);
        }
        next = error.source();
    }
    None
}
