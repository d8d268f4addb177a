//! A whole release by a foreign client, over both versions of HTTP and both ways for a package to come in.

use super::*;
use crate::{
    Fault, Knob, Options, Practice,
    plays::{bench::curl, by_hand::demo_on_disk},
};

struct Stranger {
    practice: Practice,
    version: &'static str,
    token: String,
}

impl Stranger {
    async fn start(version: &'static str) -> Self {
        let practice = Practice::start(Options::default()).await.unwrap();
        let keys = practice.invitation().stores["amazon"].keys.clone();
        let sign_in = [
            version.to_owned(),
            "-d".to_owned(),
            "grant_type=client_credentials&scope=appstore::apps:readwrite".to_owned(),
            "--data-urlencode".to_owned(),
            format!("client_id={}", keys["client_id"]),
            "--data-urlencode".to_owned(),
            format!("client_secret={}", keys["client_secret"]),
            format!("https://{LWA_HOST}/auth/O2/token"),
        ];
        let (status, body) = curl(&practice, &sign_in).await;
        assert_eq!(status, 200, "{body}");
        let body: Value = serde_json::from_str(&body).unwrap();
        Self {
            practice,
            version,
            token: body["access_token"].as_str().unwrap().to_owned(),
        }
    }

    async fn call(&self, path: &str, more: &[&str]) -> (u16, Value) {
        let mut arguments = vec![
            self.version.to_owned(),
            "-H".to_owned(),
            format!("Authorization: Bearer {}", self.token),
        ];
        arguments.extend(more.iter().map(|&argument| argument.to_owned()));
        let app = &self.practice.invitation().apps[0].ids["amazon"];
        arguments.push(format!(
            "https://{API_HOST}/api/appstore/v1/applications/{app}/{path}"
        ));
        let (status, body) = curl(&self.practice, &arguments).await;
        (status, serde_json::from_str(&body).unwrap_or_default())
    }

    /// The tag of a GET, read from the head.
    async fn tag(&self, path: &str) -> String {
        let app = &self.practice.invitation().apps[0].ids["amazon"];
        let arguments = [
            self.version.to_owned(),
            "-H".to_owned(),
            format!("Authorization: Bearer {}", self.token),
            "-o".to_owned(),
            "/dev/null".to_owned(),
            "--suppress-connect-headers".to_owned(),
            "-D".to_owned(),
            "-".to_owned(),
            format!("https://{API_HOST}/api/appstore/v1/applications/{app}/{path}"),
        ];
        let (status, head) = curl(&self.practice, &arguments).await;
        assert_eq!(status, 200, "{head}");
        let line = head
            .lines()
            .find_map(|line| line.strip_prefix("etag: "))
            .unwrap();
        format!("If-Match: {}", line.trim_end())
    }

    async fn write_notes(&self, edit: &str) {
        for language in ["en-US", "zh-CN"] {
            let path = format!("edits/{edit}/listings/{language}");
            let (_, mut listing) = self.call(&path, &[]).await;
            listing["recentChanges"] = json!("Faster");
            let (tag, body) = (self.tag(&path).await, listing.to_string());
            let json = "Content-Type: application/json";
            let more = ["-X", "PUT", "-H", &tag, "-H", json, "--data-binary", &body];
            assert_eq!(self.call(&path, &more).await.0, 200);
        }
    }

    fn count(&self, event: &str) -> usize {
        let ledger = self.practice.ledger(0).unwrap();
        ledger.iter().filter(|entry| entry.has_event(event)).count()
    }
}

#[tokio::test]
async fn curl_replaces_over_http_1() {
    release("--http1.1", true).await;
}

#[tokio::test]
async fn curl_attaches_over_http_2() {
    release("--http2", false).await;
}

async fn release(version: &'static str, replaces: bool) {
    let stranger = Stranger::start(version).await;
    let (_folder, file) = demo_on_disk();
    let file = format!("@{}", file.display());
    let (status, edit) = stranger.call("edits", &["-X", "POST"]).await;
    assert_eq!(status, 200, "{edit}");
    let edit = edit["id"].as_str().unwrap();
    let apks = format!("edits/{edit}/apks");
    let kind = format!("Content-Type: {APK}");
    let (_, list) = stranger.call(&apks, &[]).await;
    let apk = format!("{apks}/{}", list[0]["id"].as_str().unwrap());
    if replaces {
        let tag = stranger.tag(&apk).await;
        let more = ["-X", "PUT", "-H", &tag, "-H", &kind, "--data-binary", &file];
        let (status, body) = stranger.call(&format!("{apk}/replace"), &more).await;
        assert_eq!((status, &body["versionCode"]), (200, &json!(20)));
    } else {
        let more = ["-H", &kind, "--data-binary", &file];
        let path = format!("{apks}/large/upload");
        let (status, body) = stranger.call(&path, &more).await;
        assert_eq!(status, 200, "{body}");
        stranger.practice.advance(MINUTE).unwrap();
        let body = body.to_string();
        let json = "Content-Type: application/json";
        let more = ["-H", json, "--data-binary", &body];
        let (status, body) = stranger.call(&format!("{apks}/attach"), &more).await;
        assert_eq!((status, &body["versionCode"]), (200, &json!(20)));
        let tag = stranger.tag(&apk).await;
        let more = ["-X", "DELETE", "-H", &tag];
        assert_eq!(stranger.call(&apk, &more).await.0, 204);
        let knob = Knob {
            store: Some("amazon".to_owned()),
            path: Some("/validate".to_owned()),
            ..Knob::new(Fault::Store {
                name: "drm-chosen".to_owned(),
            })
        };
        stranger.practice.knob(knob).unwrap();
    }
    stranger.write_notes(edit).await;
    let path = format!("edits/{edit}/validate");
    let (status, body) = stranger.call(&path, &["-X", "POST"]).await;
    assert_eq!(status, 200, "{body}");
    let tag = stranger.tag(&format!("edits/{edit}")).await;
    let path = format!("edits/{edit}/commit");
    let more = ["-X", "POST", "-H", &tag];
    let (status, body) = stranger.call(&path, &more).await;
    assert_eq!((status, &body["status"]), (200, &json!("REVIEW")));
    assert_eq!(
        (stranger.count("stored"), stranger.count("submitted")),
        (1, 1)
    );
    stranger.practice.advance(MINUTE).unwrap();
    let (status, body) = stranger.call("edits", &[]).await;
    assert_eq!((status, body), (200, json!({})));
    let spoken = version.trim_start_matches("--http");
    let ledger = stranger.practice.ledger(0).unwrap();
    assert!(ledger.iter().all(|entry| entry.http == spoken));
}

/// The frame's own troubles meet every route; a few of them where they hurt most.
#[tokio::test]
async fn an_answer_can_be_lost_and_a_body_can_break_off() {
    let stranger = Stranger::start("--http1.1").await;
    let (_folder, file) = demo_on_disk();
    let file = format!("@{}", file.display());
    let trouble = |path: &str, fault: Fault| Knob {
        store: Some("amazon".to_owned()),
        path: Some(path.to_owned()),
        times: Some(1),
        ..Knob::new(fault)
    };
    let turn = |path: &str, fault: Fault| stranger.practice.knob(trouble(path, fault)).unwrap();
    turn(
        "/edits",
        Fault::Status {
            status: 503,
            retry_after_s: Some(1),
        },
    );
    assert_eq!(stranger.call("edits", &["-X", "POST"]).await.0, 503);
    turn("/edits", Fault::AnswerLost);
    assert_eq!(stranger.call("edits", &["-X", "POST"]).await.0, 0);
    let (_, edit) = stranger.call("edits", &[]).await;
    assert_eq!(edit["status"], "IN_PROGRESS");
    let edit = edit["id"].as_str().unwrap();
    let apks = format!("edits/{edit}/apks");
    let (_, list) = stranger.call(&apks, &[]).await;
    let apk = format!("{apks}/{}", list[0]["id"].as_str().unwrap());
    let kind = format!("Content-Type: {APK}");
    for fault in [
        Some(Fault::DropAfter { bytes: 4096 }),
        Some(Fault::AnswerLost),
        Some(Fault::Late { seconds: 0 }),
        None,
    ] {
        let is_kept = !matches!(fault, Some(Fault::DropAfter { .. }));
        let is_answered = matches!(fault, Some(Fault::Late { .. }) | None);
        if let Some(fault) = fault {
            turn("/replace", fault);
        }
        let tag = stranger.tag(&apk).await;
        let more = ["-X", "PUT", "-H", &tag, "-H", &kind, "--data-binary", &file];
        let (status, _) = stranger.call(&format!("{apk}/replace"), &more).await;
        assert_eq!(status == 200, is_answered);
        let (_, shown) = stranger.call(&apk, &[]).await;
        assert_eq!(shown["versionCode"], if is_kept { 20 } else { 19 });
    }
    stranger.write_notes(edit).await;
    turn("/commit", Fault::AnswerLost);
    let tag = stranger.tag(&format!("edits/{edit}")).await;
    let more = ["-X", "POST", "-H", &tag];
    let path = format!("edits/{edit}/commit");
    assert_eq!(stranger.call(&path, &more).await.0, 0);
    assert_eq!(stranger.count("submitted"), 1);
}
