//! Builds on the wire: every byte, the announced length, and never chunked.

use slipway_http::{FileBody, Method, Multipart, Sent, TroubleKind};
use tokio::sync::{mpsc, oneshot};

use crate::{
    API, LARGE, build, line,
    server::{Asked, Server, serve},
};

async fn receiver() -> (Server, mpsc::UnboundedReceiver<Asked>) {
    let (seen, requests) = mpsc::unbounded_channel();
    let server = serve(move |mut peer| {
        let seen = seen.clone();
        async move {
            if let Some(asked) = peer.asked().await {
                seen.send(asked).unwrap();
                peer.answer("200 OK", "{\"code\":0}").await;
            }
        }
    })
    .await;
    (server, requests)
}

#[tokio::test]
async fn a_file_arrives_whole_with_its_length() {
    let (server, mut seen) = receiver().await;
    let (file, bytes) = build(3_000_017);
    let line = line(&server);
    let answer = line
        .request_given(
            Method::PUT,
            "https://up.obs.example.com/b/o.apk?X-Sig=1%2F2",
        )
        .unwrap()
        .header("Content-Type", "application/octet-stream")
        .header("Host", "up.obs.example.com")
        .file(FileBody::new(file.path(), bytes.len() as u64))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (answer.status, &answer.body[..]),
        (200, &b"{\"code\":0}"[..])
    );
    assert_eq!(answer.new_host(), None);

    let asked = seen.recv().await.unwrap();
    assert!(
        asked
            .head
            .starts_with("PUT /b/o.apk?X-Sig=1%2F2 HTTP/1.1\r\n"),
        "{}",
        asked.head
    );
    assert_eq!(asked.length(), Some(bytes.len()));
    assert_eq!(asked.header("transfer-encoding"), None);
    assert_eq!(asked.head.to_lowercase().matches("\nhost:").count(), 1);
    assert_eq!(
        asked.header("content-type"),
        Some("application/octet-stream")
    );
    assert!(asked.body == bytes, "the bytes differ");
    assert_eq!(line.meter().count(), bytes.len() as u64);
}

#[tokio::test]
async fn a_slice_is_only_the_slice() {
    let (server, mut seen) = receiver().await;
    let (file, bytes) = build(1_000_000);
    let slice = FileBody::new(file.path(), bytes.len() as u64).slice(600_000, 300_000);
    line(&server)
        .request(Method::PUT, API)
        .file(slice)
        .send()
        .await
        .unwrap();
    let asked = seen.recv().await.unwrap();
    assert_eq!(asked.length(), Some(300_000));
    assert!(asked.body == bytes[600_000..900_000], "the bytes differ");
}

#[tokio::test]
async fn parts_arrive_with_an_exact_length() {
    let (server, mut seen) = receiver().await;
    let (file, bytes) = build(700_001);
    let line = line(&server);
    let parts = Multipart::new()
        .text("RequestData", "{\"synchroType\":1}")
        .file(
            "apk",
            "应用.apk",
            "application/vnd.android.package-archive",
            FileBody::new(file.path(), bytes.len() as u64),
        )
        .bytes_part("icon", Some("icon.png"), "image/png", &b"\x89PNG"[..]);
    line.request(Method::POST, API)
        .multipart(parts)
        .send()
        .await
        .unwrap();

    let asked = seen.recv().await.unwrap();
    assert_eq!(asked.length(), Some(asked.body.len()));
    assert_eq!(asked.header("transfer-encoding"), None);
    let kind = asked.header("content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let end = format!("\r\n--{boundary}--\r\n");
    assert!(asked.body.ends_with(end.as_bytes()));
    let apk = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"apk\"; filename=\"应用.apk\"\r\n\
         Content-Type: application/vnd.android.package-archive\r\n\r\n"
    );
    let start = asked
        .body
        .windows(apk.len())
        .position(|window| window == apk.as_bytes())
        .unwrap()
        + apk.len();
    assert!(
        asked.body[start..start + bytes.len()] == bytes,
        "the bytes differ"
    );
    assert_eq!(line.meter().count(), bytes.len() as u64);
}

#[tokio::test]
async fn an_early_no_is_an_answer() {
    let server = serve(|mut peer| async move {
        peer.head().await.unwrap();
        peer.answer("413 Too Large", "too large").await;
        peer.until_gone().await;
    })
    .await;
    let (file, bytes) = build(LARGE);
    let body = FileBody::new(file.path(), bytes.len() as u64);
    let answer = line(&server)
        .request(Method::PUT, API)
        .file(body)
        .send()
        .await
        .unwrap();
    assert_eq!((answer.status, &answer.body[..]), (413, &b"too large"[..]));
}

#[tokio::test]
async fn a_file_of_another_size_never_leaves() {
    let (server, mut seen) = receiver().await;
    let (file, bytes) = build(1000);
    let body = FileBody::new(file.path(), bytes.len() as u64 + 1);
    let trouble = line(&server)
        .request(Method::PUT, API)
        .file(body)
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        (trouble.kind, trouble.sent),
        (TroubleKind::FileChanged, Sent::Nothing)
    );
    let problem = trouble.problem();
    let name = file.path().file_name().unwrap().to_str().unwrap();
    assert_eq!(
        problem.advice.args.get("file").map(String::as_str),
        Some(name)
    );
    drop(server);
    assert!(seen.try_recv().is_err());
}

#[tokio::test]
async fn a_file_that_changes_under_way_is_never_sent_whole() {
    let (reached, half) = oneshot::channel();
    let (go_on, changed) = oneshot::channel::<()>();
    let (tell, mut came) = mpsc::unbounded_channel();
    let once = std::sync::Mutex::new(Some((reached, changed)));
    let server = serve(move |mut peer| {
        let (reached, changed) = once.lock().unwrap().take().unwrap();
        let tell = tell.clone();
        async move {
            peer.head().await.unwrap();
            reached.send(()).unwrap();
            changed.await.unwrap();
            tell.send(peer.until_gone().await.1).unwrap();
        }
    })
    .await;
    let (mut file, bytes) = build(LARGE);
    let line = line(&server);
    let body = FileBody::new(file.path(), bytes.len() as u64);
    let sending = tokio::spawn(line.request(Method::PUT, API).file(body).send());
    half.await.unwrap();
    std::io::Write::write_all(&mut file, b"more").unwrap();
    go_on.send(()).unwrap();

    let trouble = sending.await.unwrap().unwrap_err();
    assert_eq!(
        (trouble.kind, trouble.sent),
        (TroubleKind::FileChanged, Sent::Partly)
    );
    assert!(came.recv().await.unwrap() < bytes.len());
}
