//! Silence has limits, in every phase; a transfer that moves has none.

use std::time::{Duration, Instant};

use slipway_http::{Deadlines, FileBody, Method, Sent, TroubleKind};
use slipway_model::ProblemKind;
use tokio::{io::AsyncReadExt as _, sync::mpsc};

use crate::{
    API, LARGE, PATIENT, build, line_over,
    server::{Gone, serve},
    settings,
};

const SHORT: Duration = Duration::from_millis(300);

fn stall_soon() -> Deadlines {
    Deadlines {
        stall: SHORT,
        ..PATIENT
    }
}

fn reply_soon() -> Deadlines {
    Deadlines {
        reply: SHORT,
        ..PATIENT
    }
}

#[tokio::test]
async fn a_server_that_stops_reading() {
    let (tell, mut gone) = mpsc::unbounded_channel();
    let server = serve(move |mut peer| {
        let tell = tell.clone();
        async move {
            peer.head().await.unwrap();
            tokio::time::sleep(SHORT * 4).await;
            tell.send(peer.until_gone().await).unwrap();
        }
    })
    .await;
    let line = line_over(settings(&server, stall_soon()));
    let (file, bytes) = build(LARGE);
    let body = FileBody::new(file.path(), bytes.len() as u64);
    let trouble = line
        .request(Method::PUT, API)
        .file(body)
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        (trouble.kind, trouble.sent),
        (TroubleKind::Stalled, Sent::Partly)
    );
    assert_eq!(trouble.problem().kind, ProblemKind::TimedOut);
    assert_eq!(gone.recv().await.unwrap().0, Gone::Reset);
}

#[tokio::test]
async fn a_slow_reader_is_not_a_stalled_one() {
    let server = serve(|mut peer| async move {
        let length = peer.head().await.unwrap().length().unwrap();
        let (mut came, mut buffer) = (0, vec![0; 1024 * 1024]);
        while came < length {
            let piece = buffer.len().min(length - came);
            came += peer.stream.read_exact(&mut buffer[..piece]).await.unwrap();
            tokio::time::sleep(SHORT / 8).await;
        }
        peer.answer("200 OK", "{}").await;
    })
    .await;
    let line = line_over(settings(&server, stall_soon()));
    let (file, bytes) = build(LARGE);
    let body = FileBody::new(file.path(), bytes.len() as u64);
    let started = Instant::now();
    let answer = line
        .request(Method::PUT, API)
        .file(body)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status, 200);
    assert!(
        started.elapsed() > SHORT,
        "it was too quick to prove anything"
    );
}

#[tokio::test]
async fn a_server_that_takes_everything_and_says_nothing() {
    let server = serve(|mut peer| async move {
        peer.asked().await.unwrap();
        peer.until_gone().await;
    })
    .await;
    let (file, bytes) = build(100_000);
    let body = FileBody::new(file.path(), bytes.len() as u64);

    let line = line_over(settings(&server, reply_soon()));
    let trouble = line
        .request(Method::PUT, API)
        .file(body.clone())
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        (trouble.kind, trouble.sent),
        (TroubleKind::NoReply, Sent::Perhaps)
    );

    // A store that thinks long has a limit of its own, which is neither too short nor endless.
    let line = line_over(settings(
        &server,
        Deadlines {
            reply: Duration::ZERO,
            patient_reply: SHORT * 2,
            ..PATIENT
        },
    ));
    let started = Instant::now();
    let request = line.request(Method::PUT, API).file(body).takes_long();
    let trouble = request.send().await.unwrap_err();
    assert_eq!(
        (trouble.kind, trouble.sent),
        (TroubleKind::NoReply, Sent::Perhaps)
    );
    assert!(started.elapsed() >= SHORT * 2, "{:?}", started.elapsed());

    let line = line_over(settings(
        &server,
        Deadlines {
            connect: SHORT,
            ..reply_soon()
        },
    ));
    let request = line.request(Method::POST, API).changes().json(&1);
    let trouble = request.send().await.unwrap_err();
    assert_eq!(
        (trouble.kind, trouble.sent),
        (TroubleKind::NoReply, Sent::Perhaps)
    );
}

#[tokio::test]
async fn a_server_that_stops_in_the_middle_of_its_answer() {
    let server = serve(|mut peer| async move {
        peer.asked().await.unwrap();
        peer.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"code\"")
            .await;
        peer.until_gone().await;
    })
    .await;
    let line = line_over(settings(&server, stall_soon()));
    let (file, bytes) = build(100_000);
    let body = FileBody::new(file.path(), bytes.len() as u64);
    for request in [
        line.request(Method::GET, API),
        line.request(Method::PUT, API).file(body),
    ] {
        let trouble = request.send().await.unwrap_err();
        assert_eq!(
            (trouble.kind, trouble.sent),
            (TroubleKind::Stalled, Sent::Perhaps)
        );
    }
}

#[tokio::test]
async fn a_server_that_never_finishes_its_greeting() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .unwrap();
    let server = serve(|_| async {}).await;
    let mut settings = settings(
        &server,
        Deadlines {
            connect: SHORT,
            ..PATIENT
        },
    );
    let silent = format!("http://{}", listener.local_addr().unwrap());
    settings.practice.as_mut().unwrap().proxy = silent;
    let line = line_over(settings);
    let (file, bytes) = build(1000);
    let body = FileBody::new(file.path(), bytes.len() as u64);
    for request in [
        line.request(Method::GET, API).counted("question"),
        line.request(Method::PUT, API).counted("upload").file(body),
    ] {
        let trouble = request.send().await.unwrap_err();
        assert_eq!(
            (trouble.kind, trouble.sent),
            (TroubleKind::Connect, Sent::Nothing)
        );
    }
    // What never left is not among the calls that the store may have counted.
    assert!(line.meter().take_calls().is_empty());
}
