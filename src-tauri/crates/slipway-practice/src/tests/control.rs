//! The control door: who gets in, what the calls do, and what the console pages show.

use serde_json::{Value, json};

use super::{
    clients::{Curl, curl, curl_plain},
    practice,
};
use crate::practice::Practice;

async fn call(practice: &Practice, path: &str, arguments: &[&str]) -> Curl {
    let url = format!("{}{path}", practice.invitation().control);
    let key = format!(
        "Authorization: Bearer {}",
        practice.invitation().control_key
    );
    curl_plain(practice, &[&["-H", &key, &url], arguments].concat()).await
}

async fn post(practice: &Practice, path: &str, body: &Value) -> Curl {
    let body = body.to_string();
    call(
        practice,
        path,
        &["-H", "Content-Type: application/json", "-d", &body],
    )
    .await
}

fn json(answer: &Curl) -> Value {
    let (_, body) = answer.text.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_do_not_get_in() {
    let practice = practice().await;
    let url = format!("{}/ledger", practice.invitation().control);
    let check = async |arguments: &[&str], expected: u16| {
        let answer = curl_plain(&practice, &[&[&*url], arguments].concat()).await;
        assert_eq!(answer.status, expected, "{arguments:?}");
    };
    check(&[], 401).await;
    check(&["-H", "Authorization: Bearer wrong"], 401).await;
    let key = format!(
        "Authorization: Bearer {}",
        practice.invitation().control_key
    );
    check(&["-H", &key], 200).await;
    check(&["-H", &key, "-H", "Host: rebound.test"], 403).await;
    check(&["-H", &key, "-H", "Origin: https://page.test"], 403).await;
    check(&["-H", &key, "-H", "Origin: null"], 403).await;
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_do_what_the_process_can_do() {
    let practice = practice().await;
    let before = practice.clock().now;
    let moved = post(
        &practice,
        "/clock",
        &json!({ "advance_s": 60, "rate": 2.0 }),
    )
    .await;
    assert_eq!(json(&moved)["rate"], 2.0);
    assert!(practice.clock().now.duration_since(before).as_secs() >= 60);
    assert_eq!(json(&call(&practice, "/clock", &[]).await)["rate"], 2.0);

    let knob =
        json!({ "path": "/hello", "times": 1, "fault": { "kind": "status", "status": 503 } });
    assert_eq!(json(&post(&practice, "/knobs", &knob).await)["id"], 1);
    let hello = ["https://api.toy.test/hello"];
    assert_eq!(curl(&practice, &hello).await.status, 503);
    assert_eq!(curl(&practice, &hello).await.status, 200);
    assert_eq!(json(&call(&practice, "/knobs", &[]).await)[0]["matched"], 1);
    assert_eq!(
        call(&practice, "/knobs", &["-X", "DELETE"]).await.status,
        204
    );
    assert!(practice.knobs().is_empty());

    let ledger = json(&call(&practice, "/ledger?after=1", &[]).await);
    assert_eq!(ledger.as_array().unwrap().len(), 1);
    assert_eq!(ledger[0]["seq"], 2);
    assert_eq!(ledger[0]["status"], 200);

    let apps = json(&call(&practice, "/apps", &[]).await);
    assert_eq!(apps[0]["package"], "com.example.slipway");
    assert_eq!(apps[0]["stores"]["toy"]["live_version_code"], 19);
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_say_what_is_wrong() {
    let practice = practice().await;
    let check = async |path: &str, body: Value, expected: u16| {
        let answer = post(&practice, path, &body).await;
        assert_eq!(answer.status, expected, "{path} {body}");
        json(&answer)
    };
    let said = check("/clock", json!({ "rate": 0.0 }), 400).await;
    assert!(said["error"].is_string());
    check("/clock", json!({ "advance_s": -1.0 }), 400).await;
    check("/clock", json!({ "advance_s": 1e18 }), 400).await;
    check("/knobs", json!({ "fault": { "kind": "explode" } }), 400).await;
    check("/adopt", json!({ "path": "/nowhere.apk" }), 400).await;
    let decide = |store: &str, package: &str| json!({ "store": store, "package": package, "verdict": "approve" });
    check("/decide", decide("nowhere", "x"), 404).await;
    let none = check("/decide", decide("toy", "x"), 404).await;
    assert_eq!(none["decided"], "no-such-app");
    let idle = check("/decide", decide("toy", "com.example.slipway"), 409).await;
    assert_eq!(idle["decided"], "nothing-waiting");
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn console_pages_need_no_key_and_run_nothing_foreign() {
    let practice = practice().await;
    let page = async |path: &str, arguments: &[&str]| {
        let url = format!("{}{path}", practice.invitation().console);
        curl_plain(&practice, &[&[&*url], arguments].concat()).await
    };
    let front = page("", &["-H", "Accept-Language: zh-CN,zh;q=0.9"]).await;
    assert!(front.text.contains("演练控制台") && front.text.contains("/console/toy?lang=zh"));
    let toy = page("/toy?lang=en", &["-H", "Accept-Language: zh-CN"]).await;
    let secret = &practice.invitation().stores["toy"].keys["secret"];
    assert!(
        toy.text
            .contains(&format!("data-field=\"secret\" value=\"{secret}\""))
    );
    assert!(
        toy.text
            .contains("content-security-policy: default-src 'none'")
    );
    let file = page("/toy/file/secret.txt", &[]).await;
    assert!(file.text.ends_with(secret) && file.text.contains("attachment"));
    assert_eq!(page("/nowhere", &[]).await.status, 404);
    assert_eq!(page("/style.css", &[]).await.status, 200);
    assert_eq!(page("", &["-H", "Host: rebound.test"]).await.status, 403);
    practice.stop().await;
}
