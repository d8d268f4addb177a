//! A stop is a stop: within a second, and the system's buffers are not sent after it.

use std::time::{Duration, Instant};

use slipway_http::{FileBody, Method, Sent, TroubleKind};
use tokio::sync::{mpsc, oneshot};

use crate::{
    API, LARGE, PATIENT, build,
    server::{Gone, Server, serve},
    stoppable,
};

const A_SECOND: Duration = Duration::from_secs(1);

/// A server that reads the head, waits for the stop, and then reports how the client went.
async fn slow_reader() -> (
    Server,
    oneshot::Receiver<()>,
    oneshot::Sender<()>,
    mpsc::UnboundedReceiver<(Gone, usize)>,
) {
    let (reached, reading) = oneshot::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let (tell, gone) = mpsc::unbounded_channel();
    let once = std::sync::Mutex::new(Some((reached, stopped)));
    let server = serve(move |mut peer| {
        let (reached, stopped) = once.lock().unwrap().take().unwrap();
        let tell = tell.clone();
        async move {
            peer.head().await.unwrap();
            reached.send(()).unwrap();
            stopped.await.unwrap();
            tell.send(peer.until_gone().await).unwrap();
        }
    })
    .await;
    (server, reading, stop, gone)
}

/// Waits until the sender stands still, its buffers full.
async fn until_blocked(line: &slipway_http::Line) {
    let mut before = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        match line.meter().count() {
            now if now == before && now > 0 => return,
            now => before = now,
        }
    }
}

#[tokio::test]
async fn stopping_an_upload_takes_back_what_the_system_holds() {
    let (server, reading, stopped, mut gone) = slow_reader().await;
    let (line, cancel) = stoppable(&server, PATIENT);
    let (file, bytes) = build(LARGE);
    let body = FileBody::new(file.path(), bytes.len() as u64);
    let sending = tokio::spawn(line.request(Method::PUT, API).file(body).send());
    reading.await.unwrap();
    until_blocked(&line).await;
    let handed = line.meter().count() as usize;
    assert!(handed > 1_000_000 && handed < LARGE, "{handed}");

    let stop = Instant::now();
    cancel.cancel();
    let trouble = sending.await.unwrap().unwrap_err();
    assert_eq!(
        (trouble.kind, trouble.sent),
        (TroubleKind::Cancelled, Sent::Partly)
    );
    stopped.send(()).unwrap();
    let (how, came) = gone.recv().await.unwrap();
    assert!(stop.elapsed() < A_SECOND, "{:?}", stop.elapsed());
    assert_eq!(how, Gone::Reset);
    assert!(
        came < handed,
        "{came} of {handed} bytes arrived after the stop"
    );
}

#[tokio::test]
async fn dropping_the_future_stops_as_well() {
    let (server, reading, stopped, mut gone) = slow_reader().await;
    let (line, _) = stoppable(&server, PATIENT);
    let (file, bytes) = build(LARGE);
    let body = FileBody::new(file.path(), bytes.len() as u64);
    let sending = tokio::spawn(line.request(Method::PUT, API).file(body).send());
    reading.await.unwrap();
    until_blocked(&line).await;

    let stop = Instant::now();
    sending.abort();
    assert!(sending.await.unwrap_err().is_cancelled());
    stopped.send(()).unwrap();
    let (how, _) = gone.recv().await.unwrap();
    assert!(stop.elapsed() < A_SECOND, "{:?}", stop.elapsed());
    assert_eq!(how, Gone::Reset);
}

#[tokio::test]
async fn stopping_while_the_store_thinks_closes_and_may_have_arrived() {
    for upload in [false, true] {
        let (asked, arrived) = oneshot::channel();
        let (tell, mut gone) = mpsc::unbounded_channel();
        let once = std::sync::Mutex::new(Some(asked));
        let server = serve(move |mut peer| {
            let asked = once.lock().unwrap().take().unwrap();
            let tell = tell.clone();
            async move {
                peer.asked().await.unwrap();
                asked.send(()).unwrap();
                tell.send(peer.until_gone().await).unwrap();
            }
        })
        .await;
        let (line, cancel) = stoppable(&server, PATIENT);
        let (file, bytes) = build(100_000);
        let request = line.request(Method::POST, API).changes();
        let request = match upload {
            true => request.file(FileBody::new(file.path(), bytes.len() as u64)),
            false => request.json(&serde_json::json!({"submit": true})),
        };
        let sending = tokio::spawn(request.send());
        arrived.await.unwrap();

        let stop = Instant::now();
        cancel.cancel();
        let trouble = sending.await.unwrap().unwrap_err();
        assert_eq!(
            (trouble.kind, trouble.sent),
            (TroubleKind::Cancelled, Sent::Perhaps)
        );
        gone.recv().await.unwrap();
        assert!(stop.elapsed() < A_SECOND, "{:?}", stop.elapsed());
    }
}

#[tokio::test]
async fn a_line_that_was_stopped_sends_nothing() {
    let server = serve(|_| async { panic!("something was sent") }).await;
    let (line, cancel) = stoppable(&server, PATIENT);
    cancel.cancel();
    let (file, bytes) = build(1000);
    let body = FileBody::new(file.path(), bytes.len() as u64);
    for request in [
        line.request(Method::GET, API),
        line.request(Method::PUT, API).file(body),
    ] {
        let trouble = request.send().await.unwrap_err();
        assert_eq!(
            (trouble.kind, trouble.sent),
            (TroubleKind::Cancelled, Sent::Nothing)
        );
    }
    assert_eq!(line.meter().count(), 0);
}
