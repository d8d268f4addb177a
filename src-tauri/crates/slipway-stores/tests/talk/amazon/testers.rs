//! DevTest: the app registered, people added, rows refused one by one.

use serde_json::{Value, json};
use slipway_model::{Goal, Problem, ProblemKind, RowState, Tester, TesterGroup, TesterRow};

use super::{calls, empty, no, not_authorised, ready, token};
use crate::{Reply, Table, server::Asked};

const GROUP: &str = "QA core";

fn certificate(name: &str) -> String {
    let vectors: toml::Table = include_str!("../../../src/amazon/vectors.toml")
        .parse()
        .unwrap();
    vectors[name]["pem"].as_str().unwrap().to_owned()
}

fn person(email: &str) -> Tester {
    Tester {
        email: email.into(),
        first_name: String::new(),
        last_name: String::new(),
    }
}

/// Signed in, with these people for one group.
async fn testing(emails: &[&str]) -> Table {
    let mut table = ready().await;
    table.order.goal = Goal::Testers;
    table.order.testing.certificate = Some(certificate("ec"));
    table.order.testing.groups = vec![TesterGroup {
        name: GROUP.into(),
        people: emails.iter().map(|email| person(email)).collect(),
        ..TesterGroup::default()
    }];
    table
}

/// `a@example.com`, `b@example.com`, …
async fn letters(letters: &str) -> Table {
    let emails: Vec<String> = letters
        .chars()
        .map(|c| format!("{c}@example.com"))
        .collect();
    testing(&emails.iter().map(String::as_str).collect::<Vec<_>>()).await
}

fn yes(count: u32) -> Reply {
    Reply::Json(200, json!({"groups": [GROUP], "uniqueTesterCount": count}))
}

fn refused() -> Reply {
    no(400, "invalid_request", "Invalid tester")
}

/// The letters of the addresses in each call.
fn sent(asked: &[Asked]) -> Vec<String> {
    asked
        .iter()
        .filter(|asked| asked.path.ends_with("/testers"))
        .map(|asked| {
            let body = asked.json();
            let testers = body["groups"][0]["testers"].as_array().unwrap().clone();
            testers
                .iter()
                .map(|tester| &tester["email"].as_str().unwrap()[..1])
                .collect()
        })
        .collect()
}

/// The newest word on each row: `a sent`.
fn rows(table: &Table) -> Vec<String> {
    let mut newest: Vec<TesterRow> = Vec::new();
    for row in table.visit.marks.left::<TesterRow>() {
        newest.retain(|other| other.email != row.email);
        newest.push(row);
    }
    newest.sort_by(|one, other| one.email.cmp(&other.email));
    newest
        .iter()
        .map(|row| {
            format!(
                "{} {}",
                row.email.split('@').next().unwrap(),
                row.state.word()
            )
        })
        .collect()
}

fn why(table: &Table, letter: &str) -> Problem {
    let rows = table.visit.marks.left::<TesterRow>();
    let row = rows.into_iter().rfind(|row| row.email.starts_with(letter));
    row.unwrap().problem.unwrap()
}

#[tokio::test]
async fn an_app_is_registered_with_its_whole_certificate() {
    let mut table = letters("a").await;
    let track = || Reply::Json(200, json!({"trackId": "devtest"}));
    let (output, asked) = table.done("register", [track()]).await;
    assert_eq!(calls(&asked), ["POST devtest/register"]);
    assert_eq!(asked[0].header("if-match"), None);
    assert_eq!(asked[0].header("content-type"), Some("application/json"));
    let body = asked[0].json();
    assert_eq!(body["packageName"], "com.example.slipway");
    assert_eq!(
        body["certificate"].as_str().unwrap().trim_end(),
        certificate("ec").trim()
    );
    assert_eq!(
        (&output["track"], &output["key"]),
        (&json!("devtest"), &json!("EC P-384"))
    );

    table
        .order
        .answers
        .insert("certificate_encoding".into(), "der".into());
    let (output, asked) = table.done("register", [track()]).await;
    let line = asked[0].json()["certificate"].as_str().unwrap().to_owned();
    assert!(!line.contains('\n') && !line.contains("BEGIN"), "{line}");
    assert_eq!(output["encoding"], "der");
}

#[tokio::test]
async fn a_refused_certificate_offers_the_other_way_of_writing_it() {
    let mut table = letters("a").await;
    let problem = table
        .failed("register", [no(400, "invalid", "certificate")])
        .await;
    assert_eq!(problem.advice.key, "problem.certificate-refused");
    assert_eq!(problem.advice.args["other"], "der");
    assert_eq!(problem.about.as_deref(), Some("ask:certificate_encoding"));
    assert_eq!(problem.said.unwrap().words, "certificate");
    let problem = table.failed("register", [empty(404)]).await;
    assert_eq!(problem.advice.key, "problem.testing-not-found");
}

#[tokio::test]
async fn a_group_goes_in_one_call_and_every_row_has_its_end() {
    let mut table = letters("abc").await;
    table.order.testing.groups[0].people[1].first_name = "小明".into();
    table
        .done(
            "register",
            [Reply::Json(200, json!({"trackId": "track-7"}))],
        )
        .await;
    let (output, asked) = table.done("testers:1", [yes(3)]).await;
    assert_eq!(calls(&asked), ["POST tracks/track-7/testers"]);
    assert_eq!(
        asked[0].json(),
        json!({"groups": [{"name": GROUP, "testers": [
            {"email": "a@example.com"}, {"email": "b@example.com", "firstName": "小明"}, {"email": "c@example.com"}]}]})
    );
    assert_eq!(rows(&table), ["a sent", "b sent", "c sent"]);
    assert_eq!(
        (&output["sent"], &output["store_count"], &output["note"]),
        (&json!(3), &json!(3), &Value::Null)
    );
    assert_eq!(output["said"], "groups: QA core; uniqueTesterCount: 3");
    // Done again, nothing is sent: every row has its end.
    let (_, asked) = table.done("testers:1", []).await;
    assert!(asked.is_empty());
}

#[tokio::test]
async fn seven_of_ten_go_in_and_three_are_listed_with_their_reasons() {
    let mut table = letters("abcdefghij").await;
    table.order.testing.groups[0].people[1].email = "b-without-at".into();
    // d and i are refused by Amazon: halves of a, c…j.
    let (output, asked) = table
        .done(
            "testers:1",
            [
                refused(), // acdefghij
                refused(), // acde
                yes(2),    // ac
                refused(), // de
                refused(), // d
                yes(3),    // e
                refused(), // fghij
                yes(5),    // fg
                refused(), // hij
                yes(6),    // h
                refused(), // ij
                refused(), // i
                yes(7),    // j
            ],
        )
        .await;
    assert_eq!(
        sent(&asked),
        [
            "acdefghij",
            "acde",
            "ac",
            "de",
            "d",
            "e",
            "fghij",
            "fg",
            "hij",
            "h",
            "ij",
            "i",
            "j"
        ]
    );
    assert_eq!(
        rows(&table),
        [
            "a sent",
            "b-without-at refused-here",
            "c sent",
            "d refused",
            "e sent",
            "f sent",
            "g sent",
            "h sent",
            "i refused",
            "j sent"
        ]
    );
    assert_eq!(why(&table, "b").advice.key, "problem.address-without-at");
    let by_amazon = why(&table, "d");
    assert_eq!(by_amazon.advice.key, "problem.tester-refused");
    assert_eq!(by_amazon.said.unwrap().words, "Invalid tester");
    assert_eq!(
        (&output["sent"], &output["store_count"]),
        (&json!(7), &json!(7))
    );
    assert_eq!(
        output["left_out"],
        json!(["b-without-at", "d@example.com", "i@example.com"])
    );
}

#[tokio::test]
async fn a_token_that_ends_in_the_middle_is_nobodys_trouble() {
    let mut table = letters("ab").await;
    let (_, asked) = table
        .done(
            "testers:1",
            [refused(), yes(1), not_authorised(), token("Atc|2"), yes(2)],
        )
        .await;
    assert_eq!(sent(&asked), ["ab", "a", "b", "b"]);
    assert_eq!(rows(&table), ["a sent", "b sent"]);
}

#[tokio::test]
async fn what_concerns_all_rows_ends_the_halving() {
    for (reply, key) in [
        (empty(404), "problem.testing-not-found"),
        (empty(429), "problem.too-many"),
        (empty(418), "problem.other"),
    ] {
        let mut table = letters("abcd").await;
        let problem = table.failed("testers:1", [refused(), yes(2), reply]).await;
        assert_eq!(problem.advice.key, key);
        // Where the runner tries again by itself, nothing is said of the rest yet.
        let expected: &[&str] = match problem.kind {
            ProblemKind::TooMany => &["a sent", "b sent"],
            _ => &["a sent", "b sent", "c not-sent", "d not-sent"],
        };
        assert_eq!(rows(&table), expected);
    }
}

#[tokio::test]
async fn a_lost_answer_is_unclear_until_the_same_rows_were_sent_again() {
    let mut table = letters("abcd").await;
    let problem = table
        .failed("testers:1", [refused(), yes(2), Reply::Silence])
        .await;
    assert_eq!(problem.kind, ProblemKind::Network);
    assert_eq!(rows(&table), ["a sent", "b sent", "c unclear", "d unclear"]);
    let (_, asked) = table.done("testers:1", [yes(4)]).await;
    assert_eq!(sent(&asked), ["cd"]);
    assert_eq!(rows(&table), ["a sent", "b sent", "c sent", "d sent"]);
    assert_eq!(
        table.visit.marks.left::<TesterRow>().last().unwrap().state,
        RowState::Sent
    );
}

#[tokio::test]
async fn a_yes_that_counts_too_few_or_names_another_group_is_not_believed() {
    for (reply, key) in [
        (yes(1), "problem.count-short"),
        (
            Reply::Json(200, json!({"groups": ["Partners"], "uniqueTesterCount": 9})),
            "problem.group-not-named",
        ),
        (
            Reply::Json(200, json!({"groups": [GROUP]})),
            "problem.unreadable",
        ),
        (Reply::Text(200, "<html>"), "problem.unreadable"),
    ] {
        let mut table = letters("ab").await;
        let problem = table.failed("testers:1", [reply]).await;
        assert_eq!(problem.advice.key, key);
        assert_eq!(rows(&table), ["a unclear", "b unclear"], "{key}");
    }
}

#[tokio::test]
async fn a_count_that_differs_is_explained() {
    for (count, key) in [(5, "found.count-more"), (2, "")] {
        let mut table = letters("ab").await;
        let (output, _) = table.done("testers:1", [yes(count)]).await;
        assert_eq!(output["note"]["key"].as_str().unwrap_or_default(), key);
    }
    // Two groups: the second answer counts the people of both.
    let mut table = letters("abc").await;
    table.order.testing.groups.push(TesterGroup {
        name: "Partners".into(),
        people: vec![person("c@example.com"), person("d@example.com")],
        ..TesterGroup::default()
    });
    table.done("testers:1", [yes(3)]).await;
    let both = |count| {
        Reply::Json(
            200,
            json!({"groups": [GROUP, "Partners"], "uniqueTesterCount": count}),
        )
    };
    let (output, _) = table.done("testers:2", [both(3)]).await;
    assert_eq!(
        output["note"],
        json!({"key": "found.count-fewer", "args": {"count": "3", "expected": "4"}})
    );
}

#[tokio::test]
async fn the_limit_is_told_from_bad_rows() {
    // The count says so.
    let mut table = letters("abcdef").await;
    let problem = table
        .failed("testers:1", [refused(), yes(50), refused()])
        .await;
    assert_eq!(problem.advice.key, "problem.tester-limit");
    assert_eq!(
        rows(&table),
        [
            "a sent",
            "b sent",
            "c sent",
            "d not-sent",
            "e not-sent",
            "f not-sent"
        ]
    );

    // A row that is in is refused too.
    let mut table = letters("abcdefgh").await;
    let replies = [
        refused(),
        yes(4),
        refused(),
        refused(),
        refused(),
        refused(),
        refused(),
    ];
    let (outcome, asked) = table.run("testers:1", crate::Attempt::FIRST, replies).await;
    assert_eq!(
        sent(&asked),
        ["abcdefgh", "abcd", "efgh", "ef", "e", "f", "a"]
    );
    let slipway_model::Outcome::Failed { problem } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(problem.advice.key, "problem.tester-limit");
    assert_eq!(
        rows(&table),
        [
            "a sent",
            "b sent",
            "c sent",
            "d sent",
            "e refused",
            "f refused",
            "g not-sent",
            "h not-sent"
        ]
    );

    // It is taken, so the rows were bad, and the work goes on.
    let mut table = letters("abcdefgh").await;
    let (_, asked) = table
        .done(
            "testers:1",
            [
                refused(),
                yes(4),
                refused(),
                refused(),
                refused(),
                refused(),
                yes(4),
                yes(6),
            ],
        )
        .await;
    assert_eq!(sent(&asked).last().unwrap(), "gh");
}

#[tokio::test]
async fn nothing_of_a_key_is_ever_sent() {
    let mut table = letters("a").await;
    table.order.testing.certificate =
        Some("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----".into());
    let problem = table.failed("register", []).await;
    assert_eq!(problem.advice.key, "problem.private-key");
}
