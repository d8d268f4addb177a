//! The row says what the fold says, after every line, whoever wrote it.

use std::collections::BTreeMap;

use serde_json::json;
use slipway_model::{Goal, Looked, Problem, ProblemKind, Repeat, Sentence, Step, StoreId};
use tempfile::TempDir;
use tokio::sync::broadcast;

use super::{Summary, mend, put};
use crate::{
    db::Db,
    release::{
        Action, Brief, Evidence, Facts, What,
        journal::{Journal, Line, Opened},
    },
};

const STORES: [&str; 2] = ["huawei", "xiaomi"];

fn now() -> jiff::Timestamp {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

fn brief(id: &str) -> Brief {
    Brief {
        id: id.into(),
        title: format!("Slipway {id}"),
        package: "com.example.slipway".into(),
        label: "Slipway".into(),
        version_name: "2.0.0".into(),
        version_code: 20,
        began: now(),
        notes: BTreeMap::new(),
        orders: Vec::new(),
        files: Vec::new(),
    }
}

fn beginning() -> Vec<Line> {
    let step = |key: &str, repeat| Step {
        key: key.into(),
        title: Sentence::new("release.stopped"),
        weight: 1,
        repeat,
        bulk: false,
        after: Vec::new(),
    };
    let steps = vec![
        step("upload", Repeat::Freely),
        step("submit", Repeat::AfterLooking),
    ];
    let planned = |store: &&str| {
        let steps = steps.clone();
        Line::store(
            &StoreId::new(*store),
            What::Planned {
                steps,
                goal: Goal::Submit,
            },
        )
    };
    let planned = STORES.iter().map(planned);
    planned.chain([Line::release(What::Began)]).collect()
}

/// Every kind of line that can follow.
fn palette() -> Vec<Line> {
    let problem = || Problem::new(ProblemKind::Network, Sentence::new("http.broken"));
    let facts = Facts {
        package: "com.example.slipway".into(),
        version_name: "2.0.0".into(),
        version_code: 20,
        build_number: None,
        sha256: "00".into(),
        submitted_at: now(),
        evidence: Evidence::ReadBack,
        store_words: None,
        goes_live: None,
    };
    let of_a_step = [
        What::StepBegan { attempt: 1 },
        What::Intent {
            attempt: 1,
            needs: json!({"version_code": 20}),
        },
        What::Waiting {
            until: now(),
            what: Sentence::new("release.try-again"),
            problem: None,
        },
        What::StepDone { output: json!({}) },
        What::Failed { problem: problem() },
        What::Unclear { problem: problem() },
        What::Looked {
            found: Looked::DidNot,
        },
        What::Looked {
            found: Looked::CannotTell { problem: problem() },
        },
        What::Decided {
            action: Action::SendAgain,
        },
    ];
    let of_a_store = [
        What::Failed { problem: problem() },
        What::Submitted { receipt: facts },
        What::Decided {
            action: Action::Retry,
        },
        What::Stopped { certain: false },
        What::Stopped { certain: true },
        What::Skipped,
        What::NewHost {
            host: "files.example".into(),
        },
    ];
    let mut lines: Vec<Line> = [What::Resumed, What::Ended].map(Line::release).into();
    for store in STORES.map(StoreId::new) {
        for what in &of_a_step {
            for step in ["upload", "submit"] {
                lines.push(Line::step(&store, step, what.clone()));
            }
        }
        lines.extend(
            of_a_store
                .iter()
                .map(|what| Line::store(&store, what.clone())),
        );
    }
    lines
}

async fn journal(folder: &TempDir) -> (Db, Journal) {
    let db = Db::open(&folder.path().join("slipway.db")).unwrap();
    let (signals, _) = broadcast::channel(16);
    (db.clone(), Journal::new(db, signals, None))
}

async fn begin(journal: &Journal, id: &str) {
    let opened = journal
        .open(brief(id), id.into(), now(), beginning(), |_| Ok(None))
        .await;
    assert_eq!(opened.unwrap(), Opened::Now);
}

async fn says_what_the_fold_says(journal: &Journal, id: &str) {
    let brief = journal.brief(id).await.unwrap().unwrap();
    let folded = journal.folded(id).await.unwrap();
    let row = journal.summary(id).await.unwrap();
    assert_eq!(row, Some(Summary::of(&brief, &folded)));
}

#[tokio::test]
async fn the_row_is_the_fold_after_every_line() {
    let folder = tempfile::tempdir().unwrap();
    let (_, ours) = journal(&folder).await;
    let (_, another_process) = journal(&folder).await;
    let palette = palette();
    for id in ["r1", "r2"] {
        begin(&ours, id).await;
        says_what_the_fold_says(&ours, id).await;
    }
    // A walk that meets every line in many orders, the same at every run.
    let mut place = 7_usize;
    for turn in 0..300 {
        place = (place * 31 + 17) % 9973;
        let line = palette[place % palette.len()].clone();
        let id = if place.is_multiple_of(3) { "r1" } else { "r2" };
        let writer = if turn % 5 == 4 {
            &another_process
        } else {
            &ours
        };
        writer.append(id, now(), line).await.unwrap();
        says_what_the_fold_says(&ours, id).await;
    }
}

#[tokio::test]
async fn a_row_that_is_missing_behind_or_of_another_form_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (db, journal) = journal(&folder).await;
    for id in ["missing", "behind", "other-form", "good"] {
        begin(&journal, id).await;
    }
    let old = journal.summary("behind").await.unwrap().unwrap();
    for id in ["missing", "behind", "other-form", "good"] {
        let ended = Line::release(What::Ended);
        journal.append(id, now(), ended).await.unwrap();
    }
    db.write(move |tx| {
        tx.execute("DELETE FROM summaries WHERE release = 'missing'", [])?;
        put(tx, &old)?;
        tx.execute(
            "UPDATE summaries SET form = 0, stores = '[]' WHERE release = 'other-form'",
            [],
        )
    })
    .await
    .unwrap();
    assert_eq!(journal.mend_summaries().await.unwrap(), 3);
    for id in ["missing", "behind", "other-form", "good"] {
        says_what_the_fold_says(&journal, id).await;
    }
    assert_eq!(db.write(mend).await.unwrap(), 0);
}

/// A line whose transaction failed is in no row, and the next one is folded onto what is on disk.
#[tokio::test]
async fn a_line_that_was_not_written_is_not_counted() {
    let folder = tempfile::tempdir().unwrap();
    let (_, journal) = journal(&folder).await;
    begin(&journal, "r1").await;
    let refuse = |tx: &rusqlite::Transaction<'_>| tx.execute("INSERT INTO nowhere VALUES (1)", []);
    let failed = journal.append_and("r1", now(), Line::release(What::Ended), move |tx| {
        refuse(tx).map(drop)
    });
    assert!(failed.await.is_err());
    says_what_the_fold_says(&journal, "r1").await;
    let skipped = Line::store(&StoreId::new("xiaomi"), What::Skipped);
    journal.append("r1", now(), skipped).await.unwrap();
    says_what_the_fold_says(&journal, "r1").await;
}

/// Many releases are listed without their journals: even one that cannot be read any more keeps its row.
#[tokio::test]
async fn a_list_reads_no_journal() {
    let folder = tempfile::tempdir().unwrap();
    let (db, journal) = journal(&folder).await;
    begin(&journal, "r1").await;
    db.write(|tx| tx.execute("UPDATE events SET event = 'unreadable'", []))
        .await
        .unwrap();
    assert!(journal.folded("r1").await.is_err());
    assert_eq!(journal.summaries().await.unwrap().len(), 1);
}
