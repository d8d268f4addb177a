//! `publish` and its neighbours: what they print and how they end.

use slipway_tests::{
    build,
    cli::{Cli, PracticeProcess},
};
use tempfile::TempDir;

#[test]
fn publishes_to_both_stores_without_any_set_up() {
    let folder = TempDir::new().expect("a folder");
    let cli = Cli::new(&folder);
    let output = cli.run(&[
        "--lang",
        "en",
        "publish",
        &cli.demo(),
        "--to",
        "huawei,xiaomi",
        "--notes",
        "修复已知问题",
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
fn ndjson_is_all_that_stdout_has() {
    let folder = TempDir::new().expect("a folder");
    let practice = PracticeProcess::start(&[]);
    let line = practice.file(&folder);
    let cli = Cli::new(&folder);
    let output = cli.run(&[
        "publish",
        &cli.demo(),
        "--to",
        "huawei,xiaomi",
        "--notes",
        "zh-CN=修复已知问题",
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
    for store in ["huawei", "xiaomi"] {
        let submitted = lines
            .iter()
            .filter(|line| line["event"] == "submitted" && line["store"] == store)
            .count();
        assert_eq!(submitted, 1, "{store}");
        assert_eq!(practice.noted(store, "submitted").len(), 1, "{store}");
    }
    assert_eq!(lines.last().expect("a last line")["event"], "ended");
}

#[test]
fn bad_input_sends_nothing_and_says_why_in_both_languages() {
    let folder = TempDir::new().expect("a folder");
    let practice = PracticeProcess::start(&[]);
    let file = format!("--practice={}", practice.file(&folder));
    let cli = Cli::new(&folder);
    let demo = cli.demo();
    let long = "长".repeat(2_000);
    let other = build::apk(
        folder.path(),
        &build::Wish {
            package: "com.example.other",
            ..build::Wish::default()
        },
    )
    .display()
    .to_string();
    let broken = folder.path().join("broken.json");
    std::fs::write(&broken, "{").expect("written");
    let broken = format!("--practice={}", broken.display());
    let cases: &[&[&str]] = &[
        &[
            "publish",
            "missing.apk",
            "--to",
            "huawei",
            "--notes",
            "x",
            &file,
        ],
        &[
            "publish", &demo, "--to", "nowhere", "--notes", "修复", &file,
        ],
        &["publish", &demo, "--to", "xiaomi", &file],
        // What is missing for one store keeps the other waiting too: nothing goes out half typed.
        &["publish", &demo, "--to", "huawei,xiaomi", &file],
        &[
            "publish",
            &demo,
            "--to",
            "huawei,nowhere",
            "--notes",
            "修复",
            &file,
        ],
        &["publish", &demo, "--to", "huawei", "--notes", &long, &file],
        &[
            "publish",
            &demo,
            "--to",
            "huawei",
            "--notes",
            "修复",
            "--at",
            "2099-01-01 10:00",
            &file,
        ],
        &[
            "publish",
            &demo,
            "--to",
            "huawei",
            "--notes",
            "修复",
            "--at",
            "2020-01-01T10:00:00+08:00",
            &file,
        ],
        &[
            "publish",
            &demo,
            "--to",
            "huawei",
            "--notes",
            "修复",
            "--account",
            "huawei",
            &file,
        ],
        &[
            "publish",
            &demo,
            "--to",
            "huawei",
            "--notes",
            "修复",
            "--icon",
            "missing.png",
            &file,
        ],
        &[
            "publish",
            &demo,
            "--to",
            "huawei",
            "--notes-file",
            "missing.txt",
            &file,
        ],
        &[
            "publish",
            &other,
            "--app",
            "com.example.slipway",
            "--to",
            "huawei",
            "--notes",
            "修复",
            &file,
        ],
        &[
            "publish", &demo, "--to", "huawei", "--notes", "修复", &broken,
        ],
    ];
    for arguments in cases {
        for lang in ["en", "zh"] {
            let mut all = vec!["--lang", lang];
            all.extend_from_slice(arguments);
            let output = cli.run(&all);
            assert_eq!(output.code, 3, "{arguments:?}: {output:?}");
            let chinese = output
                .stderr
                .chars()
                .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(
                output.stderr.chars().count() > 15,
                "{arguments:?} says nothing: {output:?}"
            );
            assert!(
                lang == "en" || chinese,
                "{arguments:?} is not in Chinese: {}",
                output.stderr
            );
        }
    }
    for store in ["huawei", "xiaomi"] {
        assert_eq!(
            practice.noted(store, "submitted").len() + practice.noted(store, "stored").len(),
            0,
            "{store}"
        );
    }
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
        "huawei,xiaomi",
        "--notes",
        "修复已知问题",
        "--dry-run",
        &format!("--practice={}", practice.file(&folder)),
    ]);
    assert_eq!(output.code, 0, "{output:?}");
    assert!(output.stdout.contains("修复已知问题"), "{output:?}");
    assert!(
        practice.noted("huawei", "stored").is_empty()
            && practice.noted("xiaomi", "submitted").is_empty()
    );
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
    assert!(
        ids.contains(&"huawei") && ids.contains(&"xiaomi"),
        "{ids:?}"
    );
    assert!(
        stores[0]["fields"]
            .as_array()
            .is_some_and(|fields| !fields.is_empty())
    );
    let nothing = cli.run(&["publish"]);
    assert_eq!(nothing.code, 3, "{nothing:?}");
}
