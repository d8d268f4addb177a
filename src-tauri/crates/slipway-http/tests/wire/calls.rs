//! Small requests: what they look like on the wire, and which connection they use.

use slipway_http::{Answer, Method};
use tokio::sync::mpsc;

use crate::{
    API, line,
    server::{Asked, Server, serve},
};

/// A server that answers every request with `{}` and reports connection number and request.
async fn echo() -> (Server, mpsc::UnboundedReceiver<(usize, Asked)>) {
    let (seen, requests) = mpsc::unbounded_channel();
    let server = serve(move |mut peer| {
        let seen = seen.clone();
        async move {
            while let Some(asked) = peer.asked().await {
                seen.send((peer.number, asked)).unwrap();
                peer.answer("200 OK", "{}").await;
            }
        }
    })
    .await;
    (server, requests)
}

#[tokio::test]
async fn a_request_is_what_it_was_built_to_be() {
    let (server, mut seen) = echo().await;
    let answer = line(&server)
        .request(Method::POST, format!("{API}/publish/v2/app-info?appId=1"))
        .query([("lang", "zh-CN"), ("q", "a&b 滑")])
        .header("client_id", "7")
        .header("Content-Length", "99999")
        .json(&serde_json::json!({"b": 1, "a": "滑"}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.host(), "api.example.com");
    assert_eq!(
        answer.json::<serde_json::Value>().unwrap(),
        serde_json::json!({})
    );

    let (_, asked) = seen.recv().await.unwrap();
    assert!(
        asked.head.starts_with(
            "POST /publish/v2/app-info?appId=1&lang=zh-CN&q=a%26b+%E6%BB%91 HTTP/1.1\r\n"
        ),
        "{}",
        asked.head
    );
    assert_eq!(asked.header("host"), Some("api.example.com"));
    assert_eq!(asked.header("client_id"), Some("7"));
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert_eq!(asked.body, "{\"b\":1,\"a\":\"滑\"}".as_bytes());
    assert_eq!(asked.length(), Some(asked.body.len()));
    assert_eq!(asked.header("transfer-encoding"), None);
    assert_eq!(asked.header("referer"), None);
}

#[tokio::test]
async fn a_form_is_urlencoded() {
    let (server, mut seen) = echo().await;
    let request = line(&server).request(Method::POST, format!("{API}/token"));
    request
        .form([("a", "1 2"), ("b", "&")])
        .send()
        .await
        .unwrap();
    let (_, asked) = seen.recv().await.unwrap();
    assert_eq!(asked.body, b"a=1+2&b=%26");
    assert_eq!(
        asked.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
}

#[tokio::test]
async fn reads_share_a_connection_and_changes_never_do() {
    let (server, mut seen) = echo().await;
    let line = line(&server);
    for changes in [false, false, true, true, false] {
        let request = line.request(Method::GET, API);
        let request = if changes { request.changes() } else { request };
        request.send().await.unwrap();
    }
    let mut used = Vec::new();
    for _ in 0..5 {
        used.push(seen.recv().await.unwrap().0);
    }
    assert_eq!(used, [1, 1, 2, 3, 1]);
}

#[tokio::test]
async fn a_connection_that_was_used_for_a_change_is_closed_after_it() {
    let (tell, mut gone) = mpsc::unbounded_channel();
    let server = serve(move |mut peer| {
        let tell = tell.clone();
        async move {
            peer.asked().await.unwrap();
            peer.answer("200 OK", "{}").await;
            tell.send(peer.until_gone().await).unwrap();
        }
    })
    .await;
    let line = line(&server);
    let request = line.request(Method::POST, API).changes();
    request.json(&1).send().await.unwrap();
    let (_, more) = gone.recv().await.unwrap();
    assert_eq!(more, 0);
}

#[tokio::test]
async fn a_redirect_is_an_answer() {
    let (seen, mut requests) = mpsc::unbounded_channel();
    let server = serve(move |mut peer| {
        let seen = seen.clone();
        async move {
            while let Some(asked) = peer.asked().await {
                seen.send(asked.head).unwrap();
                peer.say("HTTP/1.1 302 Found\r\nLocation: https://api.example.com/b\r\nContent-Length: 0\r\n\r\n")
                    .await;
            }
        }
    })
    .await;
    let answer = line(&server)
        .request(Method::GET, format!("{API}/a"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status, 302);
    assert!(!answer.is_success());
    assert!(requests.recv().await.unwrap().starts_with("GET /a "));
    drop(server);
    assert!(requests.try_recv().is_err(), "the redirect was followed");
}

#[tokio::test]
async fn a_long_answer_is_cut() {
    let server = serve(|mut peer| async move {
        peer.asked().await.unwrap();
        let body = "x".repeat(Answer::CAP + 1000);
        peer.answer("500 Oops", &body).await;
    })
    .await;
    let answer = line(&server)
        .request(Method::GET, API)
        .send()
        .await
        .unwrap();
    assert!(answer.capped);
    assert_eq!(answer.body.len(), Answer::CAP);
    assert_eq!(answer.first_line().len(), 200);
}
