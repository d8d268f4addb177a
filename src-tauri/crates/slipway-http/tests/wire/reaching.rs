//! Getting there, or not: proxy, trust, and connections that end early.

use slipway_http::{FileBody, Line, Method, Sent, Trouble, TroubleKind, WireSettings};
use slipway_model::Retry;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::{API, LARGE, PATIENT, build, line, line_over, server::serve, settings};

/// The same over both kinds of client.
async fn both_ways(line: &Line, length: usize) -> [Trouble; 2] {
    let (file, bytes) = build(length);
    let body = FileBody::new(file.path(), bytes.len() as u64);
    [
        line.request(Method::GET, API).send().await.unwrap_err(),
        line.request(Method::PUT, API)
            .file(body)
            .send()
            .await
            .unwrap_err(),
    ]
}

#[tokio::test]
async fn no_proxy_there() {
    let server = serve(|_| async {}).await;
    let mut settings = settings(&server, PATIENT);
    let free = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    settings.practice.as_mut().unwrap().proxy = format!("http://{address}");
    for trouble in both_ways(&line_over(settings), 1000).await {
        assert_eq!(
            (trouble.kind, trouble.sent),
            (TroubleKind::Proxy, Sent::Nothing)
        );
        assert_eq!(trouble.problem().retry, Retry::Now);
    }
}

#[tokio::test]
async fn a_proxy_that_refuses() {
    let proxy = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = proxy.local_addr().unwrap();
    let refusing = tokio::spawn(async move {
        while let Ok((mut tcp, _)) = proxy.accept().await {
            let mut asked = [0; 4096];
            let _ = tcp.read(&mut asked).await;
            let _ = tcp.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n").await;
        }
    });
    let server = serve(|_| async {}).await;
    let mut settings = settings(&server, PATIENT);
    settings.practice.as_mut().unwrap().proxy = format!("http://{address}");
    for trouble in both_ways(&line_over(settings), 1000).await {
        assert_eq!(
            (trouble.kind, trouble.sent),
            (TroubleKind::Proxy, Sent::Nothing)
        );
    }
    refusing.abort();
}

#[tokio::test]
async fn practice_trusts_its_own_authority_alone() {
    let server = serve(|_| async { panic!("a request came through") }).await;
    let other = serve(|_| async {}).await;
    let mut settings = settings(&server, PATIENT);
    settings.practice.as_mut().unwrap().ca_pem = other.ca_pem().to_owned();
    // An extra authority is for the real world and must not help here.
    settings.extra_ca = vec![server.ca_pem().as_bytes().to_vec()];
    for trouble in both_ways(&line_over(settings), 1000).await {
        assert_eq!(
            (trouble.kind, trouble.sent),
            (TroubleKind::Tls, Sent::Nothing)
        );
    }
}

#[tokio::test]
async fn the_real_world_refuses_practice_and_takes_an_extra_authority() {
    let server = serve(|mut peer| async move {
        peer.asked().await.unwrap();
        peer.answer("200 OK", "{}").await;
    })
    .await;
    let other = serve(|_| async {}).await;
    let real = |extra: &str| WireSettings {
        proxy: Some(server.proxy()),
        extra_ca: vec![extra.as_bytes().to_vec()],
        practice: None,
        deadlines: PATIENT,
    };
    for trouble in both_ways(&line_over(real(other.ca_pem())), 1000).await {
        assert_eq!(
            (trouble.kind, trouble.sent),
            (TroubleKind::Tls, Sent::Nothing)
        );
    }
    let line = line_over(real(server.ca_pem()));
    let (file, bytes) = build(1000);
    let body = FileBody::new(file.path(), bytes.len() as u64);
    line.request(Method::GET, API).send().await.unwrap();
    line.request(Method::PUT, API)
        .file(body)
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_connection_that_ends_before_the_answer() {
    let server = serve(|mut peer| async move {
        peer.asked().await.unwrap();
    })
    .await;
    for trouble in both_ways(&line(&server), 100_000).await {
        assert_eq!(
            (trouble.kind, trouble.sent),
            (TroubleKind::Broken, Sent::Perhaps)
        );
        assert_eq!(trouble.problem().retry, Retry::AfterLooking);
    }
}

#[tokio::test]
async fn a_connection_that_ends_in_the_middle_of_the_body() {
    let server = serve(|mut peer| async move {
        peer.head().await.unwrap();
    })
    .await;
    let (file, bytes) = build(LARGE);
    let body = FileBody::new(file.path(), bytes.len() as u64);
    let trouble = line(&server)
        .request(Method::PUT, API)
        .file(body)
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        (trouble.kind, trouble.sent),
        (TroubleKind::Broken, Sent::Partly)
    );
    assert_eq!(trouble.problem().retry, Retry::Now);
}

#[tokio::test]
async fn a_wire_that_cannot_be_built_says_why() {
    use slipway_http::{PracticeWire, SystemClock, Wire};
    let problem = |settings| {
        let error = Wire::new(settings, std::sync::Arc::new(SystemClock)).unwrap_err();
        error.problem().advice.key
    };
    assert_eq!(
        problem(WireSettings {
            proxy: Some("proxy.example".into()),
            ..WireSettings::default()
        }),
        "http.bad-proxy"
    );
    assert_eq!(
        problem(WireSettings {
            extra_ca: vec![b"not a certificate".to_vec()],
            ..WireSettings::default()
        }),
        "http.bad-certificate"
    );
    assert_eq!(
        problem(WireSettings {
            practice: Some(PracticeWire {
                proxy: "http://127.0.0.1:1".into(),
                ca_pem: String::new(),
            }),
            ..WireSettings::default()
        }),
        "http.no-client"
    );
}
