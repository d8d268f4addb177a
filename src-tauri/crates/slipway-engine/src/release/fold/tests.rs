//! Journals as they are written, and where each leaves its store.

use serde_json::json;
use slipway_model::{Goal, Looked, Problem, ProblemKind, Repeat, Retry, Sentence, Step, StoreId};

use super::{Folded, fold};
use crate::release::{Action, Event, Evidence, Facts, What};

const STORE: &str = "huawei";

fn step(key: &str, repeat: Repeat) -> Step {
    Step {
        key: key.into(),
        title: Sentence::new("release.stopped"),
        weight: 1,
        repeat,
        bulk: false,
        after: Vec::new(),
    }
}

fn planned() -> (Option<&'static str>, What) {
    let steps = vec![
        step("upload", Repeat::Freely),
        step("submit", Repeat::AfterLooking),
        step("confirm", Repeat::Freely),
    ];
    (
        None,
        What::Planned {
            steps,
            goal: Goal::Submit,
        },
    )
}

fn problem() -> Problem {
    Problem::new(ProblemKind::Network, Sentence::new("http.broken")).retry(Retry::Now)
}

/// One store's lines, a second apart.
fn journal(lines: Vec<(Option<&str>, What)>) -> Vec<Event> {
    lines
        .into_iter()
        .zip(1..)
        .map(|((step, what), seq)| Event {
            release: "r1".into(),
            seq,
            time: jiff::Timestamp::from_second(1_800_000_000 + seq as i64).unwrap(),
            store: (!matches!(what, What::Began | What::Resumed | What::Ended))
                .then(|| StoreId::new(STORE)),
            step: step.map(str::to_owned),
            what,
        })
        .collect()
}

/// `upload:done submit:running(open) confirm:to-do -> running`.
fn line(folded: &Folded) -> String {
    let store = &folded.stores[0];
    let steps: Vec<String> = store
        .steps
        .iter()
        .map(|step| {
            let open = if step.open.is_some() { "(open)" } else { "" };
            format!("{}:{}{open}", step.step.key, step.state.word())
        })
        .collect();
    format!("{} -> {}", steps.join(" "), store.state.word())
}

fn check(lines: Vec<(Option<&str>, What)>, expected: &str) {
    assert_eq!(line(&fold(&journal(lines))), expected);
}

fn began(key: &'static str) -> (Option<&'static str>, What) {
    (Some(key), What::StepBegan { attempt: 1 })
}

fn intent() -> (Option<&'static str>, What) {
    (
        Some("submit"),
        What::Intent {
            attempt: 1,
            needs: json!({"version_code": 20}),
        },
    )
}

fn done(key: &'static str) -> (Option<&'static str>, What) {
    (Some(key), What::StepDone { output: json!({}) })
}

fn unclear() -> (Option<&'static str>, What) {
    (Some("submit"), What::Unclear { problem: problem() })
}

fn looked(found: Looked) -> (Option<&'static str>, What) {
    (Some("submit"), What::Looked { found })
}

fn up_to_intent() -> Vec<(Option<&'static str>, What)> {
    vec![
        planned(),
        (None, What::Began),
        began("upload"),
        done("upload"),
        began("submit"),
        intent(),
    ]
}

fn with(
    more: impl IntoIterator<Item = (Option<&'static str>, What)>,
) -> Vec<(Option<&'static str>, What)> {
    up_to_intent().into_iter().chain(more).collect()
}

fn submitted() -> (Option<&'static str>, What) {
    let receipt = Facts {
        package: "com.example.slipway".into(),
        version_name: "2.0.0".into(),
        version_code: 20,
        build_number: None,
        sha256: "00".into(),
        submitted_at: "2027-01-15T08:00:07Z".parse().unwrap(),
        evidence: Evidence::ReadBack,
        store_words: None,
        goes_live: None,
    };
    (None, What::Submitted { receipt })
}

#[test]
fn follows_a_quiet_release() {
    check(
        vec![planned()],
        "upload:to-do submit:to-do confirm:to-do -> to-do",
    );
    check(
        vec![planned(), began("upload")],
        "upload:running submit:to-do confirm:to-do -> running",
    );
    check(
        up_to_intent(),
        "upload:done submit:running(open) confirm:to-do -> running",
    );
    check(
        with([
            done("submit"),
            began("confirm"),
            done("confirm"),
            submitted(),
        ]),
        "upload:done submit:done confirm:done -> submitted",
    );
}

#[test]
fn an_intent_stays_open_until_an_answer() {
    check(
        with([unclear()]),
        "upload:done submit:unclear(open) confirm:to-do -> running",
    );
    check(
        with([
            unclear(),
            looked(Looked::AskAgain {
                after: std::time::Duration::from_secs(60),
            }),
        ]),
        "upload:done submit:waiting(open) confirm:to-do -> waiting",
    );
    check(
        with([unclear(), looked(Looked::CannotTell { problem: problem() })]),
        "upload:done submit:unclear(open) confirm:to-do -> unclear",
    );
    check(
        with([unclear(), looked(Looked::DidNot)]),
        "upload:done submit:to-do confirm:to-do -> running",
    );
    check(
        with([unclear(), looked(Looked::Happened { output: json!({}) })]),
        "upload:done submit:done confirm:to-do -> running",
    );
    let wait = What::Waiting {
        until: "2027-01-15T09:00:00Z".parse().unwrap(),
        what: Sentence::new("release.try-again"),
        problem: None,
    };
    check(
        with([(Some("submit"), wait)]),
        "upload:done submit:waiting confirm:to-do -> waiting",
    );
}

#[test]
fn a_stop_is_quiet_only_when_nothing_is_outstanding() {
    check(
        vec![
            planned(),
            began("upload"),
            (None, What::Stopped { certain: false }),
        ],
        "upload:stopped submit:to-do confirm:to-do -> stopped",
    );
    check(
        with([(None, What::Stopped { certain: false })]),
        "upload:done submit:stopped(open) confirm:to-do -> unclear",
    );
    check(
        with([(None, What::Stopped { certain: true })]),
        "upload:done submit:stopped confirm:to-do -> stopped",
    );
}

#[test]
fn a_decision_reopens_what_it_concerns_and_nothing_else() {
    let failed = (Some("upload"), What::Failed { problem: problem() });
    let decide = |step, action| (step, What::Decided { action });
    check(
        vec![
            planned(),
            began("upload"),
            failed,
            decide(None, Action::Retry),
        ],
        "upload:to-do submit:to-do confirm:to-do -> to-do",
    );
    let cannot = || looked(Looked::CannotTell { problem: problem() });
    check(
        with([unclear(), cannot(), decide(None, Action::LookAgain)]),
        "upload:done submit:unclear(open) confirm:to-do -> to-do",
    );
    check(
        with([
            unclear(),
            cannot(),
            decide(Some("submit"), Action::SendAgain),
        ]),
        "upload:done submit:to-do confirm:to-do -> to-do",
    );
}

#[test]
fn the_end_can_be_taken_back_by_resuming() {
    let ended = vec![
        planned(),
        (None, What::Began),
        (None, What::Stopped { certain: false }),
        (None, What::Ended),
    ];
    assert!(fold(&journal(ended.clone())).ended.is_some());
    let resumed = ended.into_iter().chain([(None, What::Resumed)]).collect();
    assert!(fold(&journal(resumed)).ended.is_none());
}

#[test]
fn a_line_survives_the_disk_word_for_word() {
    for event in journal(with([
        unclear(),
        looked(Looked::CannotTell { problem: problem() }),
        (
            Some("submit"),
            What::Decided {
                action: Action::SendAgain,
            },
        ),
        submitted(),
        (None, What::Ended),
    ])) {
        let kept = serde_json::to_string(&event).unwrap();
        let back: Event = serde_json::from_str(&kept).unwrap();
        assert_eq!(back, event, "{kept}");
        assert!(
            kept.contains(&format!("\"event\":\"{}\"", event.what.word())),
            "{kept}"
        );
    }
}

#[test]
fn the_journal_of_a_lost_answer_reads_like_this() {
    let events = journal(with([
        unclear(),
        looked(Looked::Happened {
            output: json!({"version_code": 20}),
        }),
        began("confirm"),
        done("confirm"),
        submitted(),
        (None, What::Ended),
    ]));
    let lines: Vec<String> = events
        .iter()
        .map(|event| serde_json::to_string(event).unwrap())
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
