//! `curl` sending the same file through the same proxy to the same address. It hashes nothing and submits nothing: the least that
//! moving the bytes can cost.

use std::{path::Path, process::Command};

use serde_json::{Value, json};

use crate::{
    serve::Served,
    usage::{Spent, Whose, spent},
};

const AGC: &str = "https://connect-api.cloud.huawei.com/api";

pub(crate) fn send(practice: &Served, build: &Path, store: &str) -> Spent {
    let invitation = practice.invitation();
    match store {
        "huawei" => to_huawei(&invitation, build),
        _ => to_xiaomi(&invitation, build),
    }
}

/// Token, reserved address, and then the measured PUT to object storage.
fn to_huawei(invitation: &Value, build: &Path) -> Spent {
    let keys = &invitation["stores"]["huawei"]["keys"];
    let apps = invitation["apps"].as_array().expect("apps");
    let app = apps[0]["ids"]["huawei"].as_str().expect("an App ID");
    let credentials = json!({
        "grant_type": "client_credentials",
        "client_id": keys["client_id"],
        "client_secret": keys["client_secret"],
    });
    let answer = json(
        curl(invitation)
            .args(["-H", "Content-Type: application/json", "--data-binary"])
            .arg(credentials.to_string())
            .arg(format!("{AGC}/oauth2/v1/token")),
    );
    let token = answer["access_token"].as_str().expect("a token");
    let size = std::fs::metadata(build).expect("the build").len();
    let address = json(
        curl(invitation)
            .args(["-H", &format!("client_id: {}", keys["client_id"].as_str().unwrap_or_default())])
            .args(["-H", &format!("Authorization: Bearer {token}")])
            .arg(format!("{AGC}/publish/v2/upload-url/for-obs?appId={app}&fileName=bench.apk&contentLength={size}&releaseType=1")),
    );
    let place = &address["urlInfo"];
    let mut put = curl(invitation);
    put.args(["--output", "/dev/null", "--fail", "--request"]);
    put.arg(place["method"].as_str().unwrap_or("PUT"));
    for (name, value) in place["headers"].as_object().expect("headers") {
        put.args([
            "-H",
            &format!("{name}: {}", value.as_str().unwrap_or_default()),
        ]);
    }
    put.arg("--upload-file")
        .arg(build)
        .arg(place["url"].as_str().expect("an address"));
    timed(&mut put)
}

/// The push without a valid signature: read to its last byte, then refused in the store's words.
fn to_xiaomi(invitation: &Value, build: &Path) -> Spent {
    let mut push = curl(invitation);
    push.args([
        "--output",
        "/dev/null",
        "--fail",
        "--form",
        "RequestData={}",
        "--form",
        "SIG=00",
        "--form",
    ]);
    push.arg(format!("apk=@{}", build.display()));
    push.arg("https://api.developer.xiaomi.com/devupload/dev/push");
    timed(&mut push)
}

fn curl(invitation: &Value) -> Command {
    let said = |name: &str| invitation[name].as_str().expect(name);
    let mut curl = Command::new("curl");
    curl.args([
        "--silent",
        "--show-error",
        "--http1.1",
        "--cacert",
        said("ca_file"),
    ]);
    curl.env("HTTPS_PROXY", said("proxy"));
    curl
}

fn json(command: &mut Command) -> Value {
    let output = command.output().expect("curl");
    let said = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said} {output:?}"))
}

fn timed(command: &mut Command) -> Spent {
    let (status, spent) = spent(Whose::Children, || command.status().expect("curl"));
    assert!(status.success(), "curl: {status}");
    spent
}
