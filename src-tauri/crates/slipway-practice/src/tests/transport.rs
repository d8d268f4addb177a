//! What any HTTPS client meets: HTTP/1.1 and HTTP/2, hosts that are refused, bodies that arrive whole or not.

use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{
    clients::{curl, curl_plain, tunnel},
    closed_entry, practice,
    toy::{API, FILES},
};

const BOTH: [(&str, &str); 2] = [("--http1.1", "1.1"), ("--http2", "2")];

#[tokio::test(flavor = "multi_thread")]
async fn curl_speaks_both_versions_and_the_ledger_knows() {
    let practice = practice().await;
    for (option, version) in BOTH {
        let answer = curl(&practice, &[option, "https://api.toy.test/hello?key=x"]).await;
        assert_eq!((answer.exit, answer.status), (0, 200), "{answer:?}");
        assert!(answer.text.ends_with("hello from api.toy.test"));
        assert_eq!(answer.http, version);
        let entry = closed_entry(&practice).await;
        assert_eq!((entry.store.as_str(), entry.host.as_str()), ("toy", API));
        assert_eq!(
            (entry.method.as_str(), entry.path.as_str()),
            ("GET", "/hello")
        );
        assert_eq!((entry.http.as_str(), entry.status), (version, Some(200)));
        assert!(entry.complete);
    }
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_carry_the_practice_clock() {
    let practice = practice().await;
    practice
        .advance(Duration::from_secs(400 * 24 * 3600))
        .unwrap();
    let answer = curl(&practice, &["https://api.toy.test/hello"]).await;
    let year = practice.clock().now.strftime("%Y").to_string();
    let date = answer
        .text
        .lines()
        .find(|line| line.to_lowercase().starts_with("date: "))
        .unwrap();
    assert!(date.contains(&year), "{date}");
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_but_a_stores_own_hosts_is_refused() {
    let practice = practice().await;
    for (url, code) in [
        ("https://example.com/", "unknown-host"),
        ("https://files.toy.test/", "unknown-host"),
        ("https://api.toy.test.evil.test/", "unknown-host"),
        ("https://127.0.0.1/", "unknown-host"),
        ("https://api.toy.test:8443/hello", "port"),
    ] {
        let answer = curl(&practice, &[url]).await;
        assert_eq!((answer.exit, answer.status), (56, 403), "{url}");
        let entry = closed_entry(&practice).await;
        assert_eq!(
            (entry.method.as_str(), entry.status),
            ("CONNECT", Some(403))
        );
        assert_eq!(entry.events[0]["code"], code, "{url}");
    }
    let proxy = practice.invitation().proxy.clone();
    let plain = curl(&practice, &["-x", &proxy, "http://api.toy.test/hello"]).await;
    assert_eq!(plain.status, 403);
    let entry = closed_entry(&practice).await;
    assert_eq!((entry.host.as_str(), entry.path.as_str()), (API, "/hello"));
    assert_eq!(entry.events[0]["code"], "plain-http");
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_trust_the_authority_gets_nowhere() {
    let practice = practice().await;
    let answer = curl_plain(&practice, &["https://api.toy.test/hello"]).await;
    assert_eq!(answer.exit, 60);
    let entry = closed_entry(&practice).await;
    assert_eq!((entry.method.as_str(), entry.status), ("CONNECT", None));
    assert!(entry.has_event("no-handshake"));
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tunnel_is_for_one_host() {
    let practice = practice().await;
    assert!(tunnel(&practice, API, FILES).await.is_err());
    assert!(closed_entry(&practice).await.has_event("no-handshake"));
    let other = curl(
        &practice,
        &["-H", "Host: other.test", "https://api.toy.test/hello"],
    )
    .await;
    assert_eq!(other.status, 421);
    assert!(closed_entry(&practice).await.has_event("refused"));
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_body_arrives_as_it_was_sent() {
    let practice = practice().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("body");
    let body: Vec<u8> = (0..8_000_003_u32).map(|n| (n ^ (n >> 7)) as u8).collect();
    std::fs::write(&path, &body).unwrap();
    let sha256 = hex::encode(Sha256::digest(&body));
    for (option, _) in BOTH {
        let url = format!("https://{FILES}/file");
        let sent = curl(&practice, &[option, "-T", path.to_str().unwrap(), &url]).await;
        assert_eq!((sent.exit, sent.status), (0, 200), "{sent:?}");
        let entry = closed_entry(&practice).await;
        assert_eq!(entry.events[0]["sha256"], sha256);
        assert_eq!(entry.received, body.len() as u64);
        assert_eq!(entry.declared, Some(entry.received));
        assert!(entry.complete);
    }
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_breaks_off_is_never_taken_for_whole() {
    let practice = practice().await;
    let mut stream = tunnel(&practice, API, API).await.unwrap();
    stream
        .write_all(b"POST /order HTTP/1.1\r\nHost: api.toy.test\r\nContent-Length: 100\r\n\r\nhalf")
        .await
        .unwrap();
    stream.flush().await.unwrap();
    stream.shutdown().await.unwrap();
    let entry = closed_entry(&practice).await;
    assert_eq!((entry.received, entry.complete), (4, false));
    assert_eq!(entry.declared, Some(100));
    assert!(!entry.has_event("submitted"));
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_play_that_falls_over_is_a_500_and_no_more() {
    let practice = practice().await;
    assert_eq!(
        curl(&practice, &["https://api.toy.test/panic"])
            .await
            .status,
        500
    );
    assert_eq!(
        curl(&practice, &["https://api.toy.test/hello"])
            .await
            .status,
        200
    );
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_closes_open_connections() {
    let practice = practice().await;
    let mut stream = tunnel(&practice, API, API).await.unwrap();
    stream
        .write_all(b"POST /order HTTP/1.1\r\nHost: api.toy.test\r\nContent-Length: 100\r\n\r\nhalf")
        .await
        .unwrap();
    stream.flush().await.unwrap();
    tokio::time::timeout(super::DEADLINE, practice.stop())
        .await
        .unwrap();
    let mut rest = Vec::new();
    // Whether the end is clean or a reset is the kernel's choice; that nothing was answered is ours.
    let _ = stream.read_to_end(&mut rest).await;
    assert!(rest.is_empty());
}
