//! Where our credentials go, and where only what the server gave goes.

use secrecy::SecretString;
use slipway_http::{FileBody, Line, Method, Multipart, Request, Sent, TroubleKind};
use slipway_model::ProblemKind;

use crate::{build, line, server::serve};

const NEW: &str = "https://new.example.net/upload";
const KNOWN: &str = "https://up.obs.example.com/upload";

#[tokio::test]
async fn what_the_server_gave_goes_to_a_new_host_and_is_recorded() {
    let server = serve(|mut peer| async move {
        let asked = peer.asked().await.unwrap();
        assert_eq!(
            asked.header("authorization"),
            Some("AWS4-HMAC-SHA256 given")
        );
        peer.answer("200 OK", "{}").await;
    })
    .await;
    let (file, bytes) = build(1000);
    let request = line(&server).request_given(Method::PUT, NEW).unwrap();
    assert!(request.is_new_host());
    let answer = request
        .header("Authorization", "AWS4-HMAC-SHA256 given")
        .file(FileBody::new(file.path(), bytes.len() as u64))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.new_host(), Some("new.example.net"));
}

#[tokio::test]
async fn a_known_host_may_have_our_token() {
    let server = serve(|mut peer| async move {
        let asked = peer.asked().await.unwrap();
        assert_eq!(asked.header("authorization"), Some("Bearer t0ken-value"));
        assert_eq!(asked.header("x-key"), Some("k3y-value"));
        peer.answer("200 OK", "{}").await;
    })
    .await;
    let request = line(&server).request_given(Method::POST, KNOWN).unwrap();
    assert!(!request.is_new_host());
    let answer = request
        .bearer(&SecretString::from("t0ken-value"))
        .secret_header("X-Key", &SecretString::from("k3y-value"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.new_host(), None);
}

#[tokio::test]
async fn our_secrets_reach_no_new_host_by_any_way() {
    let server = serve(|_| async { panic!("something was sent") }).await;
    let line = line(&server);
    let secret = "s3cret-of-the-account";
    let ways: [fn(Request, &str) -> Request; 7] = [
        |request, secret| request.bearer(&SecretString::from(secret)),
        |request, _| request.bearer(&SecretString::from("a token from elsewhere")),
        |request, secret| request.secret_header("X-Key", &SecretString::from(secret)),
        |request, secret| request.header("X-Key", &format!("key={secret}")),
        |request, secret| request.query([("key", secret)]),
        |request, secret| request.json(&serde_json::json!({ "key": secret })),
        |request, secret| request.multipart(Multipart::new().text("key", secret)),
    ];
    for (number, way) in ways.into_iter().enumerate() {
        let request = line.request_given(Method::POST, NEW).unwrap();
        let trouble = way(request, secret).send().await.unwrap_err();
        assert_eq!(
            (trouble.kind, trouble.sent),
            (TroubleKind::NewHost, Sent::Nothing),
            "way {number}"
        );
        assert_eq!(trouble.host(), "new.example.net");
        assert_eq!(trouble.problem().kind, ProblemKind::NotAllowed);
    }
}

#[tokio::test]
async fn urls_that_are_not_followed() {
    let server = serve(|_| async { panic!("something was sent") }).await;
    let line: Line = line(&server);
    for url in [
        "http://up.obs.example.com/",
        "https://u:p@up.obs.example.com/",
        "https://up.obs.example.com:444/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "not a url",
    ] {
        let trouble = line.request_given(Method::PUT, url).unwrap_err();
        assert_eq!(
            (trouble.kind, trouble.sent),
            (TroubleKind::BadUrl, Sent::Nothing),
            "{url}"
        );
    }
    // A constant of our own that is on no list is our mistake.
    let trouble = line.request(Method::GET, NEW).send().await.unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::BadUrl);
}
