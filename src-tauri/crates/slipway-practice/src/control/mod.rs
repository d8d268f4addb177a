//! The other door of practice, on plain loopback HTTP: control calls for whoever holds the key, console pages for everybody on this computer.
//! No store is played here.

mod calls;
mod console;
mod guard;

use std::{convert::Infallible, sync::Arc};

use axum::{Router, extract::Request, middleware};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use crate::frame::Frame;

/// Accepts connections until practice ends.
pub(crate) async fn serve(frame: Arc<Frame>, listener: TcpListener) {
    let Ok(address) = listener.local_addr() else {
        return;
    };
    let router = Router::new()
        .merge(calls::routes(Arc::clone(&frame)))
        .merge(console::routes())
        .with_state(Arc::clone(&frame))
        .layer(middleware::from_fn(move |request: Request, next| {
            guard::same_place(address, request, next)
        }));
    loop {
        let accepted = tokio::select! {
            () = frame.end.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                frame.rest_after(&error).await;
                continue;
            }
        };
        let (router, end) = (router.clone(), frame.end.clone());
        frame.tasks.spawn(async move {
            let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
                let router = router.clone();
                async move {
                    let Ok(response) = router.oneshot(request).await;
                    Ok::<_, Infallible>(response)
                }
            });
            let serving = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service);
            tokio::select! {
                () = end.cancelled() => {}
                _ = serving => {}
            }
        });
    }
}
