//! Planted secrets show up in no log line, no debug output and no problem.

use std::{
    io,
    sync::{Arc, LazyLock, Mutex},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::SecretString;
use slipway_http::{FileBody, Method};
use tracing_subscriber::fmt::MakeWriter;

use crate::{API, build, line, server::serve};

/// Everything that this process logs. One subscriber for all tests, set before the first request: a log statement that is
/// first passed while there is none may stay switched off.
pub(crate) static LOG: LazyLock<Captured> = LazyLock::new(|| {
    let captured = Captured::default();
    tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(captured.clone())
        .init();
    captured
});

#[derive(Clone, Default)]
pub(crate) struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Captured {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

const PLANTED: [&str; 5] = [
    "s3cret-of-the-account",
    "pl4nted-in-the-query",
    "pl4nted-in-a-header",
    "pl4nted-in-the-body",
    "pl4nted-in-the-path-that-was-given",
];

#[tokio::test]
async fn nothing_planted_is_written_down() {
    let server = serve(|mut peer| async move {
        while let Some(asked) = peer.asked().await {
            if asked.head.contains("/break") {
                return;
            }
            let echo = PLANTED.join(" ");
            peer.answer("400 Bad", &format!("<html>{echo}")).await;
        }
    })
    .await;
    let line = line(&server).with_secrets(PLANTED[1..].iter().map(|&secret| secret.into()));
    let (file, bytes) = build(1000);
    let mut shown = format!("{line:?}");
    for (path, upload) in [
        ("/ok", false),
        ("/ok", true),
        ("/break", false),
        ("/break", true),
    ] {
        let request = line
            .request(Method::POST, format!("{API}{path}"))
            .query([("sign", PLANTED[1])])
            .bearer(&SecretString::from(PLANTED[0]))
            .header("X-Sign", PLANTED[2]);
        let request = match upload {
            true => request.file(FileBody::new(file.path(), bytes.len() as u64)),
            false => request.json(&serde_json::json!({ "client_secret": PLANTED[3] })),
        };
        shown.push_str(&format!("{request:?}"));
        match request.send().await {
            Ok(answer) => {
                shown.push_str(&format!("{answer:?}{:?}", answer.said("400")));
                let error = answer.json::<u8>().unwrap_err();
                shown.push_str(&format!("{error}{error:?}{:?}", error.problem()));
            }
            Err(trouble) => {
                shown.push_str(&format!("{trouble}{trouble:?}{:?}", trouble.problem()));
            }
        }
    }
    let given = format!("https://up.obs.example.com/{}", PLANTED[4]);
    let request = line.request_given(Method::PUT, &given).unwrap();
    shown.push_str(&format!("{request:?}"));
    request.send().await.unwrap();

    let log = LOG.text();
    for (place, text) in [("log", &log), ("debug", &shown)] {
        for secret in PLANTED {
            for form in [secret.to_owned(), hex(secret), STANDARD.encode(secret)] {
                assert!(!text.contains(&form), "{place} shows {form}:\n{text}");
            }
        }
    }
    assert!(
        log.contains("host=\"api.example.com\"") && log.contains("path=\"/ok\""),
        "{log}"
    );
    assert!(
        log.contains("status=400") && log.contains("trouble=Broken"),
        "{log}"
    );
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
