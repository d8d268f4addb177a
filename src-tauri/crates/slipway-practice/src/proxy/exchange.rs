//! One request in a tunnel: entered in the ledger, met by a knob or not, answered by the play, closed in the ledger before the answer leaves.
//! A play's work goes on when the client has gone, as a real store's does; only a body that never arrived whole reaches no play's records.

use std::{future::pending, sync::Arc, time::Duration};

use axum::{body::Body, response::IntoResponse as _};
use http::{
    HeaderValue, Request, Response, StatusCode, Version,
    header::{CONTENT_LENGTH, CONTENT_TYPE, DATE, HOST, RETRY_AFTER},
};
use jiff::SignedDuration;
use serde_json::json;
use tower::ServiceExt as _;

use super::{
    body::{Incoming, Road, Shared},
    tunnel::Tunnel,
};
use crate::{knobs::Fault, stage::Ask, world::NewEntry};

/// Answers one request. Never returns where a knob ends the connection instead.
pub(super) async fn answer(
    tunnel: Arc<Tunnel>,
    request: Request<hyper::body::Incoming>,
) -> Response<Body> {
    let frame = &tunnel.frame;
    let store = tunnel.play.id();
    let method = request.method().as_str().to_owned();
    let path = request.uri().path().to_owned();
    let right_host = is_for(&request, &tunnel.host);
    let declared = declared(&request);
    let fault = right_host
        .then(|| frame.knobs.meet(store, &method, &path, declared))
        .flatten();
    let entry = frame.world.open_entry(&NewEntry {
        store,
        host: &tunnel.host,
        method: &method,
        path: &path,
        http: if request.version() == Version::HTTP_2 {
            "2"
        } else {
            "1.1"
        },
        declared,
        fault: fault.as_ref().map(Fault::name),
    });
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => return error.into_response(),
    };
    let (parts, body) = request.into_parts();
    let body = Shared::new(Incoming {
        body: Body::new(body),
        declared,
        road: road(fault.as_ref()),
        world: Arc::clone(&frame.world),
        entry,
        cut: tunnel.cut.clone(),
    });
    let closing = Closing {
        tunnel: Arc::clone(&tunnel),
        entry,
        body: body.clone(),
        closed: false,
    };
    if !right_host {
        tunnel.note(entry, json!({ "event": "refused", "code": "wrong-host" }));
        return closing.with(StatusCode::MISDIRECTED_REQUEST.into_response());
    }
    let request = Request::from_parts(parts, ());
    let response = match fault {
        Some(Fault::DropAfter { bytes: 0 }) => return tunnel.cut_off().await,
        Some(Fault::Silence) => {
            let _ = body.drain().await;
            return pending().await;
        }
        Some(Fault::Status {
            status,
            retry_after_s,
        }) => {
            let _ = body.drain().await;
            gateway(status, retry_after_s)
        }
        Some(Fault::Html { status }) => {
            let _ = body.drain().await;
            gateway_page(status)
        }
        Some(Fault::AnswerLost) => {
            played(&tunnel, request, body, entry, None).await;
            return tunnel.cut_off().await;
        }
        Some(Fault::Late { seconds }) => {
            let response = played(&tunnel, request, body, entry, None).await;
            let clock = &frame.world.clock;
            let late = SignedDuration::try_from(Duration::from_secs(seconds)).unwrap_or_default();
            let until = clock
                .now()
                .saturating_add(late)
                .unwrap_or_else(|_| clock.now());
            clock.wait_until(until).await;
            response
        }
        Some(Fault::Store { name }) => {
            played(&tunnel, request, body, entry, Some(name.into())).await
        }
        None | Some(Fault::DropAfter { .. } | Fault::Slow { .. }) => {
            played(&tunnel, request, body, entry, None).await
        }
    };
    if tunnel.cut.is_cancelled() {
        // What a play says to a body that broke off has nowhere to go.
        return pending().await;
    }
    closing.with(response)
}

/// The play's answer. Runs as a task of its own, so that it ends even when nobody waits for it any more.
async fn played(
    tunnel: &Arc<Tunnel>,
    request: Request<()>,
    body: Shared,
    entry: u64,
    fault: Option<Arc<str>>,
) -> Response<Body> {
    let frame = &tunnel.frame;
    let mut request = request.map(|()| Body::new(body.clone()));
    request.extensions_mut().insert(Ask {
        world: Arc::clone(&frame.world),
        store: tunnel.play.id(),
        host: Arc::clone(&tunnel.host),
        entry,
        fault,
    });
    let router = tunnel.play.router(&tunnel.host);
    let declared = declared(&request);
    let witness = frame
        .witness
        .clone()
        .filter(|witness| witness.sees(&tunnel.host, declared));
    let work = frame.tasks.spawn(async move {
        let response = match witness {
            None => {
                let Ok(response) = router.oneshot(request).await;
                response
            }
            Some(witness) => {
                let (request, seen) = witness.request(request).await;
                let Ok(response) = router.oneshot(request).await;
                match seen {
                    Some(seen) => witness.answer(seen, response).await,
                    None => response,
                }
            }
        };
        // A gateway in front of the store takes the whole body in any case.
        let _ = body.drain().await;
        response
    });
    match work.await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, store = tunnel.play.id(), "a play failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Closes the ledger's entry: with a status when there is an answer, without one when this is dropped because the client has gone.
struct Closing {
    tunnel: Arc<Tunnel>,
    entry: u64,
    body: Shared,
    closed: bool,
}

impl Closing {
    fn with(mut self, mut response: Response<Body>) -> Response<Body> {
        let clock = &self.tunnel.frame.world.clock;
        // A play whose clock is off says so itself.
        let headers = response.headers_mut();
        headers.entry(DATE).or_insert_with(|| date(clock.now()));
        self.close(Some(response.status().as_u16()));
        response
    }

    fn close(&mut self, status: Option<u16>) {
        self.closed = true;
        self.body.note();
        if let Err(error) = self.tunnel.frame.world.close_entry(self.entry, status) {
            tracing::error!(%error, "the ledger cannot be written");
        }
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        if !self.closed {
            self.close(None);
        }
    }
}

fn road(fault: Option<&Fault>) -> Road {
    match fault {
        Some(Fault::DropAfter { bytes }) => Road::CutAfter { bytes: *bytes },
        Some(Fault::Slow { bytes_per_second }) => Road::Slow {
            bytes_per_second: *bytes_per_second,
        },
        _ => Road::Free,
    }
}

/// Whether the request names the host that the tunnel was opened for.
fn is_for<B>(request: &Request<B>, host: &str) -> bool {
    let named = request
        .uri()
        .authority()
        .map(http::uri::Authority::as_str)
        .or_else(|| request.headers().get(HOST)?.to_str().ok());
    named.is_some_and(|named| {
        named
            .strip_suffix(":443")
            .unwrap_or(named)
            .eq_ignore_ascii_case(host)
    })
}

fn declared<B>(request: &Request<B>) -> Option<u64> {
    request
        .headers()
        .get(CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

/// Stores stamp their answers with their own clock, and clients learn the time from it.
fn date(now: jiff::Timestamp) -> HeaderValue {
    let text = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

fn gateway(status: u16, retry_after_s: Option<u64>) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    if let Some(seconds) = retry_after_s {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn gateway_page(status: u16) -> Response<Body> {
    let mut response = gateway(status, None);
    let title = response.status().to_string();
    *response.body_mut() = Body::from(format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>gateway</center>\r\n</body>\r\n</html>\r\n"
    ));
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}
