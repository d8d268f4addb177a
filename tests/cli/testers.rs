//! `testers`: a list goes into a group and the group to stores, with a line for every row and an exit code that the rows decide.

use serde_json::Value;
use slipway_tests::cli::{Cli, Output, PracticeProcess};
use tempfile::TempDir;

const APP: &str = "com.example.slipway";

/// Row 3 is nobody's address, row 4 is row 1 once more, and Amazon refuses row 5.
const LIST: &str = "E-mail,First name,Last name
one@example.com,Tester,One
two@example.com,测试,二
three.example.com,Tester,Three
ONE@example.com,Tester,One
five@refused.example,Tester,Five
six@example.com,,
";

struct Desk {
    folder: TempDir,
    practice: PracticeProcess,
    cli: Cli,
    world: String,
}

impl Desk {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let practice = PracticeProcess::start(&[]);
        let world = format!("--practice={}", practice.file(&folder));
        Self {
            cli: Cli::new(&folder),
            folder,
            practice,
            world,
        }
    }

    fn list(&self, text: &str) -> String {
        let path = self.folder.path().join("people.csv");
        std::fs::write(&path, text).expect("a list");
        path.display().to_string()
    }

    fn testers(&self, arguments: &[&str]) -> Output {
        let mut all = vec!["--lang", "en", "testers"];
        all.extend_from_slice(arguments);
        all.push(&self.world);
        self.cli.run(&all)
    }

    fn send(&self, list: &str, more: &[&str]) -> Output {
        let demo = self.cli.demo();
        let list = self.list(list);
        let mut all = vec!["import", &list, "--group", "QA", "--app", APP];
        all.extend_from_slice(&["--store", "amazon", "--build", &demo]);
        all.extend_from_slice(more);
        self.testers(&all)
    }

    /// Addresses that came in at Amazon, once for each time.
    fn added(&self) -> Vec<String> {
        let mut all = Vec::new();
        for call in self.practice.noted("amazon", "testers") {
            for group in call["groups"].as_array().expect("groups") {
                let added = group["added"].as_array().cloned().unwrap_or_default();
                let emails = added.iter().filter_map(Value::as_str);
                all.extend(emails.map(str::to_owned));
            }
        }
        all.sort();
        all
    }
}

fn lines(output: &Output) -> Vec<Value> {
    let lines = output.stdout.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("NDJSON"))
        .collect()
}

#[test]
fn every_row_of_a_list_has_a_line_and_those_that_were_refused_make_1() {
    let desk = Desk::new();
    let output = desk.send(LIST, &["--events", "ndjson"]);
    assert_eq!(output.code, 1, "{output:?}");
    let three = ["one@example.com", "six@example.com", "two@example.com"];
    assert_eq!(desk.added(), three);
    assert_eq!(desk.practice.noted("amazon", "registered").len(), 1);

    let lines = lines(&output);
    let rows: Vec<&Value> = lines.iter().filter(|it| it["event"] == "row").collect();
    let statuses: Vec<&Value> = rows.iter().map(|row| &row["status"]).collect();
    assert_eq!(
        statuses,
        ["new", "new", "invalid", "duplicate", "new", "new"]
    );
    let told = |email: &str| -> Option<&Value> {
        let of = |line: &&Value| line["tester"]["email"] == email;
        lines.iter().rfind(of).map(|line| &line["tester"])
    };
    for email in three {
        let row = told(email).expect("a line");
        assert_eq!(row["state"], "sent", "{row}");
    }
    let refused = told("five@refused.example").expect("a line");
    assert_eq!(refused["state"], "refused", "{refused}");
    let words = refused["problem"]["words"].as_str().unwrap_or_default();
    assert!(words.contains("email"), "{refused}");
    assert!(told("three.example.com").is_none(), "it was never sent");

    // In sentences: nobody is called invited, and what was left out is named with its line.
    let output = desk.send(LIST, &[]);
    assert_eq!(output.code, 1, "{output:?}");
    assert_eq!(desk.added(), three, "a second sending adds nobody");
    let said = format!("{}{}", output.stdout, output.stderr);
    for word in ["three.example.com", "five@refused.example"] {
        assert!(said.contains(word), "{word}: {output:?}");
    }
    let said = said.to_lowercase();
    assert!(
        !said.contains("invit") && !said.contains("submitted"),
        "{said}"
    );
}

#[test]
fn a_list_without_faults_is_0_and_one_that_is_too_long_is_3() {
    let desk = Desk::new();
    let people =
        |count: usize| -> String { (0..count).map(|n| format!("t{n}@example.com\n")).collect() };
    let output = desk.send(&people(51), &[]);
    assert_eq!(output.code, 3, "{output:?}");
    assert!(output.stderr.contains("51"), "{output:?}");
    assert!(desk.practice.noted("amazon", "registered").is_empty());
    assert!(desk.practice.noted("amazon", "testers").is_empty());

    let desk = Desk::new();
    let output = desk.send(&people(7), &[]);
    assert_eq!(output.code, 0, "{output:?}");
    assert_eq!(desk.added().len(), 7);
    let listed = desk.testers(&["list", "--group", "QA", "--json"]);
    let listed: Value = serde_json::from_str(&listed.stdout).expect("JSON");
    assert_eq!(listed["people"].as_array().map(Vec::len), Some(7));
    let place = &listed["places"][0];
    assert_eq!(
        (&place["store"], &place["there"]),
        (&"amazon".into(), &7.into())
    );
}

/// What the API cannot do is said, and nothing is sent.
#[test]
fn amazon_takes_nobody_out() {
    let desk = Desk::new();
    let output = desk.send("one@example.com\n", &[]);
    assert_eq!(output.code, 0, "{output:?}");
    let asked = desk.practice.ledger().len();
    let remove = ["remove", "--group", "QA", "--app", APP];
    let output = desk.testers(&[&remove[..], &["--store", "amazon", "one@example.com"]].concat());
    assert_eq!(output.code, 3, "{output:?}");
    assert!(output.stderr.contains("console"), "{output:?}");
    let calls = desk.practice.ledger().split_off(asked);
    let sent = calls.iter().filter(|call| call["method"] != "GET");
    let writing = sent.filter(|call| {
        let path = call["path"].as_str().unwrap_or_default();
        path.contains("/tracks/") || path.contains("/devtest/")
    });
    assert_eq!(writing.count(), 0);
}
