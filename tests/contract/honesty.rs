//! The matrix. A row is a request of an undisturbed release, a column a trouble that befalls it.

use std::collections::BTreeSet;

use futures_util::{StreamExt as _, stream};
use slipway_engine::Action;
use slipway_model::Language;
use slipway_practice::Fault;
use slipway_tests::rehearsal::{Rehearsal, words};

/// Practice's clock runs this much faster: ten minutes of waiting for an answer pass in three seconds.
const RATE: f64 = 200.0;

/// How many rehearsals run side by side; they mostly wait.
const SIDE_BY_SIDE: usize = 6;

/// A request that a release makes, as a knob can name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    method: String,
    path: String,
}

fn columns(store: &str) -> Vec<(&'static str, Option<u32>, Fault)> {
    let store_fault = |name: &str| Fault::Store {
        name: name.to_owned(),
    };
    let mut columns = vec![
        (
            "dropped after 100 bytes",
            Some(1),
            Fault::DropAfter { bytes: 100 },
        ),
        ("answer lost after commit", Some(1), Fault::AnswerLost),
        ("silence", Some(1), Fault::Silence),
        (
            "slow line",
            Some(1),
            Fault::Slow {
                bytes_per_second: 40_000,
            },
        ),
        (
            "429 with Retry-After",
            Some(1),
            Fault::Status {
                status: 429,
                retry_after_s: Some(2),
            },
        ),
        (
            "503 once",
            Some(1),
            Fault::Status {
                status: 503,
                retry_after_s: None,
            },
        ),
        (
            "502 for ever",
            None,
            Fault::Status {
                status: 502,
                retry_after_s: None,
            },
        ),
        ("an HTML page", Some(1), Fault::Html { status: 200 }),
        (
            "200 with an error inside",
            Some(1),
            store_fault("error-inside"),
        ),
        ("success that lies", Some(1), store_fault("lie")),
        ("null fields", None, store_fault("null-fields")),
        ("missing fields", None, store_fault("missing-fields")),
    ];
    if store == "huawei" {
        columns.push(("expired token", Some(1), store_fault("expired-token")));
    }
    columns
}

async fn rows(store: &str) -> Vec<Row> {
    let rehearsal = Rehearsal::quick(RATE).await;
    let (release, events) = rehearsal.publish(rehearsal.draft(&[store])).await;
    assert_eq!(
        release.stores[0].state,
        "submitted",
        "{:#?}",
        words(&events)
    );
    assert_eq!(rehearsal.submissions(store), 1);
    let rows: BTreeSet<Row> = rehearsal
        .practice
        .ledger(0)
        .expect("the ledger")
        .into_iter()
        .filter(|entry| entry.store == store && entry.method != "CONNECT")
        .map(|entry| Row {
            method: entry.method,
            path: stable(&entry.path),
        })
        .collect();
    rows.into_iter().collect()
}

/// The part of a path that is the same in every world: one-time object names keep only their ending.
fn stable(path: &str) -> String {
    let has_id = path.chars().filter(char::is_ascii_digit).count() > 8;
    match path.rsplit_once('.') {
        Some((_, ending)) if has_id => format!(".{ending}"),
        _ => path.to_owned(),
    }
}

/// One cell. `Err` says what was dishonest.
async fn cell(
    store: &'static str,
    row: Row,
    name: &'static str,
    times: Option<u32>,
    fault: Fault,
) -> Result<&'static str, String> {
    let place = format!("{store}, {} {}, {name}", row.method, row.path);
    let rehearsal = Rehearsal::quick(RATE).await;
    // The plan is made on a good line; trouble begins when the release is started.
    let plan = rehearsal.plan(rehearsal.draft(&[store])).await;
    rehearsal.trouble_at(store, &row.method, &row.path, times, fault);
    let id = rehearsal
        .world
        .start(&plan.id, Language::En)
        .await
        .map_err(|problem| format!("{place}: {}", problem.says))?;
    let events = rehearsal.follow(&id, 0).await;
    let release = rehearsal.release(&id).await;
    let run = &release.stores[0];
    let happened = rehearsal.submissions(store);
    let trail = || format!("{place}: {:#?}", words(&events));
    match (run.state.as_str(), happened) {
        ("submitted", 1) => return Ok("submitted"),
        ("failed", 0) | ("unclear", 0 | 1) => {}
        // A store that said yes, kept nothing, and cannot be asked: its own answer is all there is.
        ("submitted", 0)
            if name == "success that lies"
                && run
                    .receipt
                    .as_ref()
                    .is_some_and(|it| it.evidence == "answer") =>
        {
            return Ok("submitted");
        }
        (state, count) => {
            return Err(format!(
                "said {state}, the ledger saw {count} submissions\n{}",
                trail()
            ));
        }
    }
    let said = run
        .problem
        .as_ref()
        .map(|problem| problem.says.trim().to_owned())
        .unwrap_or_default();
    if said.is_empty() {
        return Err(format!(
            "ended as {} without a sentence\n{}",
            run.state,
            trail()
        ));
    }
    // The trouble is over: whatever is offered must lead to exactly one submission.
    rehearsal.practice.clear_knobs();
    let before = release.seq;
    let offered = &run.actions;
    let action = ["look-again", "retry", "resume", "send-again"]
        .into_iter()
        .find(|action| offered.iter().any(|offer| offer == action))
        .ok_or_else(|| {
            format!(
                "nothing is offered after {}: {offered:?}\n{}",
                run.state,
                trail()
            )
        })?;
    if happened == 1 && action == "send-again" {
        // Only a person who looked in the console may decide; this one saw it there.
        return Ok("unclear");
    }
    let act = match action {
        "look-again" => Action::LookAgain,
        "retry" => Action::Retry,
        "resume" => Action::Resume,
        _ => Action::SendAgain,
    };
    rehearsal
        .world
        .act(&id, Some(store), act, Language::En)
        .await
        .map_err(|problem| format!("{place}: {}", problem.says))?;
    rehearsal.follow(&id, before).await;
    let after = rehearsal.release(&id).await;
    let (state, count) = (after.stores[0].state.as_str(), rehearsal.submissions(store));
    match (state, count) {
        ("submitted", 1) => Ok("mended"),
        ("unclear", 0 | 1) => Ok("unclear"),
        _ => Err(format!(
            "after {action}: said {state}, the ledger saw {count} submissions\n{}",
            trail()
        )),
    }
}

async fn matrix(store: &'static str) {
    let rows = rows(store).await;
    assert!(rows.len() >= 2, "{store}: {rows:?}");
    let cells: Vec<_> = rows
        .into_iter()
        .flat_map(|row| {
            columns(store)
                .into_iter()
                .map(move |(name, times, fault)| (row.clone(), name, times, fault))
        })
        .collect();
    let count = cells.len();
    let outcomes: Vec<Result<&str, String>> = stream::iter(cells)
        .map(|(row, name, times, fault)| cell(store, row, name, times, fault))
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    let dishonest: Vec<&String> = outcomes
        .iter()
        .filter_map(|outcome| outcome.as_ref().err())
        .collect();
    assert!(
        dishonest.is_empty(),
        "{} of {count} cells of {store}:\n{}",
        dishonest.len(),
        dishonest
            .iter()
            .map(|it| it.as_str())
            .collect::<Vec<_>>()
            .join("\n\n")
    );
    let with = |word| {
        outcomes
            .iter()
            .filter(|outcome| outcome.as_ref() == Ok(&word))
            .count()
    };
    println!(
        "{store}: {count} cells; {} submitted, {} mended, {} unclear",
        with("submitted"),
        with("mended"),
        with("unclear")
    );
    assert!(
        with("submitted") > 0 && with("mended") > 0,
        "a matrix of one colour tests nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn huawei_is_honest_in_every_trouble() {
    matrix("huawei").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn xiaomi_is_honest_in_every_trouble() {
    matrix("xiaomi").await;
}
