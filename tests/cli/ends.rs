//! How `publish` and `resume` end: the exit codes that scripts act on, each with the ledger as its witness.

use serde_json::{Value, json};
use slipway_tests::{
    build,
    cli::{Cli, Output, PracticeProcess},
};
use tempfile::TempDir;

struct Scene {
    folder: TempDir,
    practice: PracticeProcess,
    cli: Cli,
    world: String,
}

impl Scene {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let practice = PracticeProcess::start(&[]);
        let cli = Cli::new(&folder);
        let world = format!("--practice={}", practice.file(&folder));
        Self {
            folder,
            practice,
            cli,
            world,
        }
    }

    fn publish(&self, stores: &str) -> Output {
        let demo = self.cli.demo();
        let arguments = ["publish", &demo, "--to", stores, "--notes", "修复已知问题"];
        let mut arguments = arguments.to_vec();
        arguments.extend(["--events", "ndjson", &self.world]);
        self.cli.run(&arguments)
    }

    /// The store answers with that status, and never hears of the request.
    fn refuse(&self, store: &str, path: &str, fault: &Value) {
        self.practice
            .trouble(&json!({ "store": store, "path": path, "fault": fault }));
    }

    fn submissions(&self, store: &str) -> usize {
        self.practice.noted(store, "submitted").len()
    }
}

fn events(output: &Output) -> Vec<Value> {
    let lines = output.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("NDJSON"))
        .collect()
}

#[test]
fn one_failure_is_1_and_only_failures_are_2() {
    let scene = Scene::new();
    let forbidden = json!({ "kind": "status", "status": 403 });
    scene.refuse("huawei", "/app-file-info", &forbidden);
    let output = scene.publish("huawei");
    assert_eq!(output.code, 2, "{output:?}");
    let output = scene.publish("huawei,xiaomi");
    assert_eq!(output.code, 1, "{output:?}");
    let submissions = (scene.submissions("huawei"), scene.submissions("xiaomi"));
    assert_eq!(submissions, (0, 1));
    // A store that stands against the plan counts as failed, and the others go on without it.
    let scene = Scene::new();
    let wrong = json!({ "kind": "store", "name": "wrong-password" });
    scene.refuse("xiaomi", "/dev/query", &wrong);
    let output = scene.publish("huawei,xiaomi");
    assert_eq!(output.code, 1, "{output:?}");
    assert!(output.stderr.contains("-20014"), "{output:?}");
    let submissions = (scene.submissions("huawei"), scene.submissions("xiaomi"));
    assert_eq!(submissions, (1, 0));
}

#[test]
fn an_unclear_store_is_4_and_can_be_sent_to_again() {
    let scene = Scene::new();
    // A gateway swallows Xiaomi's only request; ten minutes of asking pass in a second.
    scene.practice.trouble(&json!({
        "store": "xiaomi", "path": "/dev/push", "times": 1,
        "fault": { "kind": "html", "status": 502 },
    }));
    let forbidden = json!({ "kind": "status", "status": 403 });
    scene.refuse("huawei", "/app-file-info", &forbidden);
    scene.practice.clock(&json!({ "rate": 600.0 }));
    let output = scene.publish("huawei,xiaomi");
    assert_eq!(output.code, 4, "{output:?}");
    assert_eq!(scene.submissions("xiaomi"), 0);
    let id = events(&output)[0]["release"]
        .as_str()
        .expect("an id")
        .to_owned();

    let status = scene.cli.run(&["status", &id, &scene.world]);
    assert_eq!(status.code, 4, "{status:?}");
    let advice = format!("resume {id} --send-again xiaomi --practice");
    assert!(status.stdout.contains(&advice), "{status:?}");
    // Going on asks the store once more and does not send by itself.
    let unknown = ["resume", &id, "--send-again", "nowhere", &scene.world];
    assert_eq!(scene.cli.run(&unknown).code, 3);
    assert_eq!(scene.submissions("xiaomi"), 0);

    let again = ["resume", &id, "--send-again", "xiaomi", &scene.world];
    let output = scene.cli.run(&again);
    // Huawei stays failed.
    assert_eq!(output.code, 1, "{output:?}");
    assert_eq!(scene.submissions("xiaomi"), 1);
    let output = scene.cli.run(&again);
    assert_eq!(output.code, 3, "a second sending was possible: {output:?}");
    assert_eq!(scene.submissions("xiaomi"), 1);
}

#[test]
fn an_interrupt_stops_the_release_and_is_5() {
    for signal in ["INT", "TERM"] {
        let scene = Scene::new();
        let build = build::apk(
            scene.folder.path(),
            &build::Wish {
                filling_mib: 32,
                ..build::Wish::default()
            },
        );
        let slow = json!({ "kind": "slow", "bytes_per_second": 4_000_000 });
        scene.refuse("huawei", ".apk", &slow);
        let path = build.display().to_string();
        let arguments = [
            "publish",
            &path,
            "--to",
            "huawei",
            "--notes",
            "修复已知问题",
        ];
        let mut arguments = arguments.to_vec();
        arguments.extend(["--events", "ndjson", &scene.world]);
        let mut running = scene.cli.start(&arguments);
        running.line(|line| {
            let progress = &line["progress"];
            progress["bytes"]
                .as_u64()
                .is_some_and(|bytes| bytes > 4_000_000)
        });
        running.signal(signal);
        let output = running.end();
        assert_eq!(output.code, 5, "{output:?}");
        let events = events(&output);
        for word in ["stopped", "ended"] {
            assert!(events.iter().any(|event| event["event"] == word), "{word}");
        }
        assert_eq!(scene.submissions("huawei"), 0);
        let ledger = scene.practice.ledger();
        let upload = ledger
            .iter()
            .find(|entry| entry["method"] == "PUT")
            .expect("an upload");
        assert_eq!(upload["complete"], false, "{upload}");
    }
}

#[test]
fn an_interrupt_while_stores_are_asked_sends_nothing_and_is_5() {
    let scene = Scene::new();
    scene.refuse("xiaomi", "/dev/query", &json!({ "kind": "silence" }));
    let demo = scene.cli.demo();
    let arguments = [
        "publish",
        &demo,
        "--to",
        "xiaomi",
        "--notes",
        "修复已知问题",
    ];
    let mut arguments = arguments.to_vec();
    arguments.push(&scene.world);
    let mut running = scene.cli.start(&arguments);
    while !scene.practice.ledger().iter().any(|entry| {
        entry["path"]
            .as_str()
            .is_some_and(|path| path.ends_with("/dev/query"))
    }) {
        assert!(!running.has_ended(), "it ended without asking");
    }
    running.signal("INT");
    let output = running.end();
    assert_eq!(output.code, 5, "{output:?}");
    assert!(
        output.stderr.contains("before anything was sent"),
        "{output:?}"
    );
}
