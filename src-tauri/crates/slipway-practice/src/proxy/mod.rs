//! The forward proxy. It opens tunnels to port 443 of hosts that a play owns and refuses everything else, so that nothing practised can
//! leave this computer.

pub(crate) mod authority;
mod body;
mod exchange;
mod tunnel;

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc};

use axum::{body::Body, response::IntoResponse as _};
use http::{Method, Request, Response, StatusCode};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::json;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use self::tunnel::Tunnel;
use crate::{
    frame::Frame,
    play::Play,
    world::{FRAME, NewEntry},
};

/// Accepts connections until practice ends.
pub(crate) async fn serve(frame: Arc<Frame>, listener: TcpListener) {
    loop {
        let accepted = tokio::select! {
            () = frame.end.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                let connection = connection(Arc::clone(&frame), stream);
                frame.tasks.spawn(connection);
            }
            Err(error) => frame.rest_after(&error).await,
        }
    }
}

async fn connection(frame: Arc<Frame>, stream: TcpStream) {
    // Answers are small and awaited; they should not wait for company.
    let _ = stream.set_nodelay(true);
    let end = frame.end.clone();
    let service = service_fn(move |request| {
        let response = open(&frame, request);
        async move { Ok::<_, Infallible>(response) }
    });
    let serving = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::select! {
        () = end.cancelled() => {}
        ended = serving => {
            if let Err(error) = ended {
                tracing::debug!(%error, "a client of the proxy went away");
            }
        }
    }
}

/// Opens a tunnel, or says why not.
fn open(frame: &Arc<Frame>, request: Request<hyper::body::Incoming>) -> Response<Body> {
    if request.method() != Method::CONNECT {
        let why = "practice speaks TLS only: plain HTTP is not passed on";
        return refuse(frame, &request, "plain-http", why);
    }
    let Some(authority) = request.uri().authority() else {
        return refuse(frame, &request, "no-host", "CONNECT names no host");
    };
    if authority.port_u16() != Some(443) {
        return refuse(frame, &request, "port", "practice opens port 443 only");
    }
    let host = authority.host().to_ascii_lowercase();
    let Some(play) = frame.owner(&host) else {
        let why = "no store that practice plays owns this host, and nothing practised leaves this computer";
        return refuse(frame, &request, "unknown-host", why);
    };
    let tunnel = Tunnel::new(Arc::clone(frame), Arc::clone(play), &host);
    frame.tasks.spawn(async move {
        match hyper::upgrade::on(request).await {
            Ok(upgraded) => tunnel.serve(TokioIo::new(upgraded)).await,
            Err(error) => tracing::debug!(%error, "a tunnel was not used"),
        }
    });
    Response::new(Body::empty())
}

fn refuse<B>(frame: &Frame, request: &Request<B>, code: &str, why: &str) -> Response<Body> {
    let uri = request.uri();
    let status = StatusCode::FORBIDDEN;
    let entered = (|| {
        let entry = frame.world.open_entry(&NewEntry {
            host: uri.host().unwrap_or_default(),
            method: request.method().as_str(),
            path: uri.path(),
            http: "1.1",
            ..NewEntry::default()
        })?;
        frame.world.transaction(FRAME, Some(entry), |stage| {
            stage.event(json!({ "event": "refused", "code": code }))
        })?;
        frame.world.close_entry(entry, Some(status.as_u16()))
    })();
    match entered {
        Ok(()) => (status, format!("{why}\n")).into_response(),
        Err(error) => error.into_response(),
    }
}

/// Whether one of a play's host rules covers the host (lower case).
pub(crate) fn owns(play: &dyn Play, host: &str) -> bool {
    play.hosts()
        .iter()
        .any(|rule| match rule.strip_prefix("*.") {
            None => *rule == host,
            Some(suffix) => host
                .strip_suffix(suffix)
                .and_then(|front| front.strip_suffix('.'))
                .is_some_and(|front| {
                    !front.is_empty() && front.split('.').all(|label| !label.is_empty())
                }),
        })
}

/// Bytes that wait unread here. The default grows to megabytes, and a slow reader would go unnoticed on the other side.
const RECEIVE_BUFFER: u32 = 64 * 1024;

/// A segment as on a real line. The loopback interface takes 64 KiB at once, and then the sender's kernel swallows 4 MB of a body before
/// its program feels a slow line or a stop is felt here [measured].
#[cfg(unix)]
const SEGMENT: u32 = 1448;

/// A listener on which a slow line is felt by the sender.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    #[cfg(unix)]
    {
        socket.set_reuseaddr(true)?;
        socket2::SockRef::from(&socket).set_tcp_mss(SEGMENT)?;
    }
    socket.set_recv_buffer_size(RECEIVE_BUFFER)?;
    socket.bind(address)?;
    socket.listen(1024)
}
