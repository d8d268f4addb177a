//! `slipway-cli practice` as a process of its own, and `curl` as a client that we do not control.

use std::process::Command;

use slipway_model::Kind;
use slipway_tests::{
    cli::{Cli, PracticeProcess},
    each, secrets, source,
};

/// A token as any other program would ask for it.
fn curl(practice: &PracticeProcess, http: &str) -> (String, String) {
    let keys = &practice.line["stores"]["huawei"]["keys"];
    let body = serde_json::json!({
        "grant_type": "client_credentials",
        "client_id": keys["client_id"],
        "client_secret": keys["client_secret"],
    });
    let output = Command::new("curl")
        .args([
            "--silent",
            "--show-error",
            "--max-time",
            "20",
            http,
            "--write-out",
            "\n%{http_version}",
        ])
        .args([
            "--cacert",
            practice.line["ca_file"].as_str().expect("a CA file"),
        ])
        .args([
            "-H",
            "Content-Type: application/json",
            "--data-binary",
            &body.to_string(),
        ])
        .env(
            "HTTPS_PROXY",
            practice.line["proxy"].as_str().expect("a proxy"),
        )
        .arg("https://connect-api.cloud.huawei.com/api/oauth2/v1/token")
        .output()
        .expect("curl");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).expect("text");
    let (answer, version) = text.rsplit_once('\n').expect("a version");
    (answer.to_owned(), version.to_owned())
}

#[test]
fn curl_gets_a_token_over_both_versions_of_http() {
    let practice = PracticeProcess::start(&[]);
    for (flag, version) in [("--http1.1", "1.1"), ("--http2", "2")] {
        let (answer, spoken) = curl(&practice, flag);
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        assert!(answer["access_token"].is_string(), "{answer}");
        assert_eq!(answer["expires_in"], 172_800);
        assert_eq!(spoken, version);
    }
}

#[test]
fn a_host_that_no_store_owns_cannot_be_reached() {
    let practice = PracticeProcess::start(&[]);
    let output = Command::new("curl")
        .args([
            "--silent",
            "--max-time",
            "20",
            "--cacert",
            practice.line["ca_file"].as_str().expect("a CA file"),
        ])
        .env(
            "HTTPS_PROXY",
            practice.line["proxy"].as_str().expect("a proxy"),
        )
        .arg("https://example.com/")
        .output()
        .expect("curl");
    assert!(!output.status.success());
}

#[test]
fn the_world_survives_a_killed_practice() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let world = folder.path().join("world").display().to_string();
    let first = PracticeProcess::start(&["--world", &world]);
    let cli = Cli::new(&folder);
    let line = first.file(&folder);
    let output = cli.run(&[
        "publish",
        &cli.demo(),
        "--to",
        &each::stores_that_take(Kind::Apk).join(","),
        "--notes",
        "zh-CN=修复已知问题",
        "--notes",
        "en-US=Known problems are fixed",
        &format!("--practice={line}"),
    ]);
    assert_eq!(output.code, 0, "{output:?}");
    let (keys, ca) = (first.line["stores"].clone(), first.line["ca_pem"].clone());
    let submissions = |practice: &PracticeProcess| {
        let noted = |store| practice.noted(store, "submitted").len();
        each::stores_that_take(Kind::Apk)
            .into_iter()
            .map(noted)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        submissions(&first),
        vec![1; each::stores_that_take(Kind::Apk).len()]
    );
    let submissions_before = submissions(&first);
    first.kill();
    let second = PracticeProcess::start(&["--world", &world]);
    assert_eq!(
        (&second.line["stores"], &second.line["ca_pem"]),
        (&keys, &ca)
    );
    assert_eq!(submissions(&second), submissions_before);
}

/// What practice handed out is in nothing that the command line prints, logs or keeps.
#[test]
fn practices_keys_and_tokens_are_in_no_output() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let practice = PracticeProcess::start(&[]);
    practice.trouble(&serde_json::json!({
        "store": "huawei", "path": "/app-submit", "times": 1,
        "fault": { "kind": "store", "name": "error-inside" },
    }));
    let world = format!("--practice={}", practice.file(&folder));
    let cli = Cli::talkative(&folder);
    let demo = cli.demo();
    let mut said = Vec::new();
    for arguments in [
        &["check", "--app", "com.example.slipway", &world][..],
        &[
            "publish",
            &demo,
            "--to",
            &each::stores_that_take(Kind::Apk).join(","),
            "--notes",
            "zh-CN=修复",
            "--notes",
            "en-US=Fixed",
            &world,
        ],
        &["status", "--json", &world],
        &["releases", "--json", &world],
    ] {
        let output = cli.run(arguments);
        said.push((
            arguments[0].to_owned(),
            (output.stdout + &output.stderr).into_bytes(),
        ));
    }
    assert!(
        source::holds(&said[1].1, b"connect-api.cloud.huawei.com"),
        "the log was not caught, so it proves nothing"
    );
    said.extend(source::every_file(&folder.path().join("home")));
    let invitation = serde_json::from_value(practice.line.clone()).expect("an invitation");
    let secrets = secrets::of_practice(&invitation, &practice.handed_out());
    assert!(
        secrets.iter().any(|secret| !secret.is_key),
        "no token was handed out"
    );
    secrets::appear_nowhere(&secrets, &said);
}
