//! `publish` and its neighbours: what they print and how they end.

use slipway_model::Kind;
use slipway_tests::{
    build,
    cli::{Cli, PracticeProcess},
    each,
};
use tempfile::TempDir;

/// Long enough for every store.
const NOTES: &str = "修复已知问题";
/// For stores that want notes in every language of the app.
const ENGLISH: &str = "en-US=Known problems are fixed";

#[test]
fn publishes_to_every_store_without_any_set_up() {
    let folder = TempDir::new().expect("a folder");
    let cli = Cli::new(&folder);
    let output = cli.run(&[
        "--lang",
        "en",
        "publish",
        &cli.demo(),
        "--to",
        &each::stores_that_take(Kind::Apk).join(","),
        "--notes",
        &format!("zh-CN={NOTES}"),
        "--notes",
        ENGLISH,
        "--practice",
    ]);
    assert_eq!(output.code, 0, "{output:?}");
    assert!(output.stdout.contains("Rehearsal"), "{output:?}");
    let status = cli.run(&["status", "--json", "--practice"]);
    assert_eq!(status.code, 0, "{status:?}");
    let report: serde_json::Value = serde_json::from_str(&status.stdout).expect("JSON");
    assert_eq!(report["release"]["rehearsal"], true);
}

#[test]
fn a_bundle_goes_to_the_store_that_takes_bundles() {
    let folder = TempDir::new().expect("a folder");
    let practice = PracticeProcess::start(&[]);
    let world = format!("--practice={}", practice.file(&folder));
    let bundle = build::bundle(folder.path()).display().to_string();
    let cli = Cli::new(&folder);
    let output = cli.run(&[
        "publish", &bundle, "--to", "huawei", "--notes", NOTES, &world,
    ]);
    assert_eq!(output.code, 0, "{output:?}");
    let submitted = practice.noted("huawei", "submitted");
    assert_eq!(submitted.len(), 1, "{submitted:#?}");
    assert_eq!(submitted[0]["version_code"], 20, "{submitted:#?}");
}

/// A draft and an upload are told of as such, also in the receipt's own line.
#[test]
fn what_is_left_with_a_store_is_not_called_submitted() {
    for goal in ["--draft", "--upload-only"] {
        let folder = TempDir::new().expect("a folder");
        let practice = PracticeProcess::start(&[]);
        let world = format!("--practice={}", practice.file(&folder));
        let cli = Cli::new(&folder);
        let demo = cli.demo();
        let mut arguments = vec!["--lang", "en", "publish", &demo, "--to", "amazon"];
        arguments.extend(["--notes", "zh-CN=启动更快", "--notes", "en-US=Faster"]);
        arguments.extend([goal, &world]);
        let output = cli.run(&arguments);
        assert_eq!(output.code, 0, "{output:?}");
        assert!(practice.noted("amazon", "submitted").is_empty());
        assert_eq!(practice.noted("amazon", "stored").len(), 1);
        let lines = output.stdout.lines();
        let receipt = lines.filter(|line| line.contains("2.0.0 (20),"));
        let receipt: Vec<&str> = receipt.collect();
        assert_eq!(receipt.len(), 1, "{output:?}");
        assert!(receipt[0].contains("left there"), "{receipt:?}");
        assert!(!receipt[0].contains("submitted"), "{receipt:?}");
    }
}

#[test]
fn ndjson_is_all_that_stdout_has() {
    let folder = TempDir::new().expect("a folder");
    let practice = PracticeProcess::start(&[]);
    // One answer that is tried again, so that a problem is among the lines.
    practice.trouble(&serde_json::json!({
        "store": "huawei", "path": "/app-language-info", "times": 1,
        "fault": { "kind": "status", "status": 503 },
    }));
    let line = practice.file(&folder);
    let cli = Cli::new(&folder);
    let output = cli.run(&[
        "publish",
        &cli.demo(),
        "--to",
        &each::stores_that_take(Kind::Apk).join(","),
        "--notes",
        "zh-CN=修复已知问题",
        "--notes",
        ENGLISH,
        "--events",
        "ndjson",
        &format!("--practice={line}"),
    ]);
    assert_eq!(output.code, 0, "{output:?}");
    let lines: Vec<serde_json::Value> = output
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    assert!(lines.len() > 10);
    let mut last = 0;
    for line in &lines {
        assert_eq!(line["v"], 1);
        for member in ["release", "time", "event"] {
            assert!(line[member].is_string(), "{line}");
        }
        if let Some(seq) = line["seq"].as_u64() {
            assert!(seq > last, "numbers go backwards: {line}");
            last = seq;
        }
    }
    for store in each::stores_that_take(Kind::Apk) {
        let submitted = lines
            .iter()
            .filter(|line| line["event"] == "submitted" && line["store"] == store)
            .count();
        assert_eq!(submitted, 1, "{store}");
        assert_eq!(practice.noted(store, "submitted").len(), 1, "{store}");
    }
    assert_eq!(lines.last().expect("a last line")["event"], "ended");
    documented(&lines);
}

/// Every member and every event that came out is in the README.
fn documented(lines: &[serde_json::Value]) {
    let readme = slipway_tests::source::root().join("README.md");
    let readme = std::fs::read_to_string(readme).expect("README.md");
    let named = |word: &str| {
        assert!(
            readme.contains(&format!("`{word}`")),
            "the README does not name {word}"
        );
    };
    for line in lines {
        named(line["event"].as_str().expect("an event"));
        for (member, value) in line.as_object().expect("an object") {
            named(member);
            if let ("problem" | "progress", Some(inner)) = (member.as_str(), value.as_object()) {
                inner.keys().for_each(|member| named(member));
            }
        }
    }
}

#[test]
fn an_app_that_is_new_to_practice_is_adopted_from_its_build() {
    let folder = TempDir::new().expect("a folder");
    let practice = PracticeProcess::start(&[]);
    let world = format!("--practice={}", practice.file(&folder));
    let cli = Cli::new(&folder);
    let own = build::apk(
        folder.path(),
        &build::Wish {
            package: "com.example.own",
            version_code: 7,
            own_key: true,
            ..build::Wish::default()
        },
    );
    let own = own.display().to_string();
    let release = |more: &[&str]| {
        let (stores, chinese) = (
            each::stores_that_take(Kind::Apk).join(","),
            format!("zh-CN={NOTES}"),
        );
        let arguments = ["publish", &own, "--to", &stores, "--notes", &chinese];
        let mut arguments = arguments.to_vec();
        arguments.extend(["--notes", ENGLISH]);
        arguments.extend(more);
        arguments.push(&world);
        cli.run(&arguments)
    };
    // Named apps are never adopted: practice does not know this one.
    let output = release(&["--app", "com.example.own"]);
    assert_eq!(output.code, 3, "{output:?}");
    let output = release(&[]);
    assert_eq!(output.code, 0, "{output:?}");
    for store in each::stores_that_take(Kind::Apk) {
        let submitted = practice.noted(store, "submitted");
        assert_eq!(submitted.len(), 1, "{store}");
        assert_eq!(submitted[0]["package"], "com.example.own");
    }
}

#[test]
fn a_first_release_takes_the_app_id_as_an_option_or_an_answer() {
    let folder = TempDir::new().expect("a folder");
    let cli = Cli::new(&folder);
    let first = build::apk(
        folder.path(),
        &build::Wish {
            package: "com.example.first",
            version_code: 1,
            ..build::Wish::default()
        },
    );
    let first = first.display().to_string();
    for option in ["--app-id=huawei=", "--answer=huawei.app_id="] {
        let practice = PracticeProcess::start(&["--adopt", &first]);
        let world = format!("--practice={}", practice.file(&folder));
        let publish = |more: &[&str]| {
            let arguments = ["publish", &first, "--to", "huawei", "--notes", "首次发布"];
            let mut arguments = arguments.to_vec();
            arguments.extend(more);
            arguments.push(&world);
            cli.run(&arguments)
        };
        // Practice gives the id where none was typed; what was typed counts.
        let wrong = format!("{option}765000001");
        let output = publish(&[&wrong, "--dry-run"]);
        assert_eq!(output.code, 3, "{output:?}");
        let apps = practice.line["apps"].as_array().expect("apps");
        let app = apps
            .iter()
            .find(|app| app["package"] == "com.example.first")
            .expect("adopted");
        let option = format!("{option}{}", app["ids"]["huawei"].as_str().expect("an id"));
        let output = publish(&[&option]);
        assert_eq!(output.code, 0, "{output:?}");
        assert_eq!(practice.noted("huawei", "submitted").len(), 1);
        std::fs::remove_dir_all(folder.path().join("home")).expect("a fresh home");
    }
}

#[test]
fn an_icon_of_the_persons_own_is_taken() {
    let folder = TempDir::new().expect("a folder");
    let practice = PracticeProcess::start(&[]);
    // Only a picture of the right size is taken.
    practice.trouble(&serde_json::json!({
        "store": "xiaomi", "path": "/dev/push", "fault": { "kind": "store", "name": "strict-icon" },
    }));
    let world = format!("--practice={}", practice.file(&folder));
    let cli = Cli::new(&folder);
    let icon = slipway_tests::source::root().join("icons/icon.png");
    let icon = icon.display().to_string();
    let demo = cli.demo();
    let output = cli.run(&[
        "publish", &demo, "--to", "xiaomi", "--notes", "修复", "--icon", &icon, &world,
    ]);
    assert_eq!(output.code, 0, "{output:?}");
    assert_eq!(practice.noted("xiaomi", "submitted").len(), 1);
}

#[test]
fn a_dry_run_sends_nothing() {
    let folder = TempDir::new().expect("a folder");
    let practice = PracticeProcess::start(&[]);
    let cli = Cli::new(&folder);
    let output = cli.run(&[
        "--lang",
        "en",
        "publish",
        &cli.demo(),
        "--to",
        &each::stores_that_take(Kind::Apk).join(","),
        "--notes",
        NOTES,
        "--dry-run",
        &format!("--practice={}", practice.file(&folder)),
    ]);
    assert_eq!(output.code, 0, "{output:?}");
    assert!(output.stdout.contains(NOTES), "{output:?}");
    for store in each::stores_that_take(Kind::Apk) {
        assert!(practice.noted(store, "stored").is_empty(), "{store}");
        assert!(practice.noted(store, "submitted").is_empty(), "{store}");
    }
}

#[test]
fn inspect_and_stores_answer_without_a_network() {
    let folder = TempDir::new().expect("a folder");
    let cli = Cli::new(&folder);
    let facts = cli.run(&["inspect", &cli.demo(), "--json"]);
    assert_eq!(facts.code, 0, "{facts:?}");
    let facts: serde_json::Value = serde_json::from_str(&facts.stdout).expect("JSON");
    assert_eq!(facts["package"], "com.example.slipway");
    assert_eq!(facts["version_code"], 20);
    let stores = cli.run(&["stores", "--json"]);
    let stores: serde_json::Value = serde_json::from_str(&stores.stdout).expect("JSON");
    let ids: Vec<&str> = stores
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|store| store["id"].as_str())
        .collect();
    assert_eq!(ids, each::stores());
    assert!(
        stores[0]["fields"]
            .as_array()
            .is_some_and(|fields| !fields.is_empty())
    );
    let nothing = cli.run(&["publish"]);
    assert_eq!(nothing.code, 3, "{nothing:?}");
}

#[test]
fn inspect_tells_what_a_bundle_is_made_of() {
    let folder = TempDir::new().expect("a folder");
    let cli = Cli::new(&folder);
    let bundle = build::bundle(folder.path()).display().to_string();
    let facts = cli.run(&["inspect", &bundle, "--json"]);
    assert_eq!(facts.code, 0, "{facts:?}");
    let facts: serde_json::Value = serde_json::from_str(&facts.stdout).expect("JSON");
    assert_eq!(facts["kind"], "aab");
    assert_eq!(facts["package"], "com.example.slipway");
    assert_eq!(facts["version_code"], 20);
    assert_eq!(facts["modules"], serde_json::json!(["base"]));
    assert_eq!(facts["bundletool"], "1.15.6");
    assert_eq!(facts["schemes"], serde_json::json!(["v1"]));
    assert_eq!(facts["signers"][0]["verified"], "yes");
    for (lang, words) in [
        ("en", "Android App Bundle (AAB)"),
        ("zh", "Android App Bundle（AAB）"),
    ] {
        let said = cli.run(&["--lang", lang, "inspect", &bundle]);
        assert_eq!(said.code, 0, "{said:?}");
        assert!(said.stdout.contains(words), "{said:?}");
        assert!(said.stdout.contains("1.15.6"), "{said:?}");
    }
}
