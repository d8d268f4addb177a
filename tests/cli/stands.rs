//! Where a release stands, and what is known without one: `status --wait`, `releases`, `check`, `stores`.

use serde_json::{Value, json};
use slipway_tests::cli::{Cli, Output, PracticeProcess};
use tempfile::TempDir;

fn publish(cli: &Cli, world: &str) -> Output {
    let demo = cli.demo();
    let arguments = ["publish", &demo, "--to", "huawei,xiaomi", "--notes", "修复"];
    let mut arguments = arguments.to_vec();
    arguments.push(world);
    cli.run(&arguments)
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn waits_until_it_is_live_or_can_go_no_further() {
    let folder = TempDir::new().expect("a folder");
    let practice = PracticeProcess::start(&["--review-pace", "100000"]);
    let world = format!("--practice={}", practice.file(&folder));
    let cli = Cli::new(&folder);
    assert_eq!(publish(&cli, &world).code, 0);
    let output = cli.run(&["status", "--wait", "live", "--json", &world]);
    assert_eq!(output.code, 0, "{output:?}");
    let report = json(&output);
    let reviews = report["reviews"].as_array().expect("reviews");
    let live: Vec<_> = reviews
        .iter()
        .filter(|row| row["state"] == "live")
        .collect();
    assert_eq!(live.len(), 2, "{reviews:?}");

    let releases = json(&cli.run(&["releases", "--json", &world]));
    assert_eq!(releases[0]["id"], report["release"]["id"]);
    assert_eq!(
        releases[0]["stores"],
        json!([["huawei", "submitted"], ["xiaomi", "submitted"]])
    );
    let list = cli.run(&["--lang", "zh", "releases", &world]);
    assert!(list.stdout.contains("huawei 已提交"), "{list:?}");
}

#[test]
fn a_rejected_version_is_no_success_for_who_waits_for_live() {
    let folder = TempDir::new().expect("a folder");
    let practice = PracticeProcess::start(&["--review-pace", "100000"]);
    let reject = json!({ "kind": "store", "name": "reject-next-review" });
    practice.trouble(&json!({ "store": "huawei", "path": "/app-submit", "fault": reject }));
    let world = format!("--practice={}", practice.file(&folder));
    let cli = Cli::new(&folder);
    assert_eq!(publish(&cli, &world).code, 0);
    let output = cli.run(&["--lang", "en", "status", "--wait", "live", &world]);
    assert_eq!(output.code, 1, "{output:?}");
    assert!(output.stdout.contains("隐私政策"), "no reason: {output:?}");
}

#[test]
fn waits_for_a_release_that_another_process_runs() {
    let folder = TempDir::new().expect("a folder");
    let practice = PracticeProcess::start(&[]);
    practice.trouble(&json!({
        "store": "huawei", "path": "/app-submit", "times": 1, "fault": { "kind": "late", "seconds": 2 },
    }));
    let world = format!("--practice={}", practice.file(&folder));
    let cli = Cli::new(&folder);
    let demo = cli.demo();
    let arguments = ["publish", &demo, "--to", "huawei", "--notes", "修复"];
    let mut arguments = arguments.to_vec();
    arguments.extend(["--events", "ndjson", &world]);
    let mut running = cli.start(&arguments);
    let first = running.line(|line| line["event"] == "began");
    let id = first["release"].as_str().expect("an id");
    let output = cli.run(&["status", id, "--wait", "submitted", "--json", &world]);
    assert_eq!(output.code, 0, "{output:?}");
    assert_eq!(json(&output)["release"]["stores"][0]["state"], "submitted");
    assert_eq!(running.end().code, 0);
}

#[test]
fn check_names_what_it_found_and_what_it_did_not_ask() {
    let folder = TempDir::new().expect("a folder");
    let practice = PracticeProcess::start(&[]);
    let world = format!("--practice={}", practice.file(&folder));
    let cli = Cli::new(&folder);
    let all = cli.run(&["check", "--json", "--app", "com.example.slipway", &world]);
    assert_eq!(all.code, 0, "{all:?}");
    for line in all.stdout.lines() {
        let line: Value = serde_json::from_str(line).expect("NDJSON");
        let probes = line["probes"].as_array().expect("probes");
        assert!(
            probes.len() >= 4 && probes.iter().all(|probe| probe["state"] == "pass"),
            "{line}"
        );
    }
    let without_app = cli.run(&["--lang", "zh", "check", "--store", "huawei", &world]);
    assert_eq!(without_app.code, 0, "{without_app:?}");
    assert!(without_app.stdout.contains("未检查") && !without_app.stdout.contains("xiaomi"));

    let wrong = json!({ "kind": "store", "name": "wrong-password" });
    practice.trouble(&json!({ "store": "xiaomi", "path": "/dev/query", "fault": wrong }));
    assert_eq!(cli.run(&["check", &world]).code, 1);
    let failed = cli.run(&["check", "--store", "xiaomi", &world]);
    assert_eq!(failed.code, 2, "{failed:?}");
    assert!(failed.stdout.contains("-20014"), "{failed:?}");
    // Nothing is set up in the real world of this home, and no store has that name.
    for bad in [&["check"][..], &["check", "--store", "nowhere", &world]] {
        let output = cli.run(bad);
        assert_eq!(output.code, 3, "{output:?}");
        assert!(output.stderr.chars().count() > 15, "{output:?}");
    }
}

#[test]
fn stores_says_names_capabilities_and_fields() {
    let folder = TempDir::new().expect("a folder");
    let cli = Cli::new(&folder);
    let english = json(&cli.run(&["--lang", "en", "stores", "--json"]));
    let chinese = json(&cli.run(&["--lang", "zh", "stores", "--json"]));
    let (english, chinese) = (
        english.as_array().expect("a list"),
        chinese.as_array().expect("a list"),
    );
    assert!(english.len() >= 2);
    for (store, other) in english.iter().zip(chinese) {
        assert_eq!(store["id"], other["id"]);
        // Apple's has one name in both.
        assert_eq!(store["name"] == other["name"], store["id"] == "apple");
        let can = store["can"].as_array().expect("capabilities");
        assert!(can.iter().any(|can| can == "schedule"), "{store}");
        let fields = store["fields"].as_array().expect("fields");
        for member in ["id", "label", "help", "secret", "shape", "required"] {
            assert!(
                fields.iter().all(|field| !field[member].is_null()),
                "{member}: {store}"
            );
        }
        assert!(
            fields.iter().any(|field| field["secret"] == true),
            "{store}"
        );
    }
}
