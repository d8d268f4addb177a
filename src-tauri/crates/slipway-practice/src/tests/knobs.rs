//! Every knob, as a client feels it and as the ledger tells it.

use std::time::{Duration, Instant};

use super::{
    clients::{Curl, curl},
    closed_entry, eventually, practice,
    toy::FILES,
};
use crate::{
    error::PracticeError,
    knobs::{Fault, Knob},
    practice::Practice,
};

const ORDER: &str = "https://api.toy.test/order";

async fn order(practice: &Practice, arguments: &[&str]) -> Curl {
    curl(
        practice,
        &[&["--data-binary", "twelve bytes", ORDER], arguments].concat(),
    )
    .await
}

/// The number that the store gives to the next order.
async fn next_number(practice: &Practice) -> String {
    practice.clear_knobs();
    let answer = order(practice, &[]).await;
    answer.text.lines().last().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn drop_after_breaks_the_line_at_that_byte() {
    for version in ["--http1.1", "--http2"] {
        let practice = practice().await;
        for bytes in [0, 5, 12] {
            practice
                .knob(Knob::new(Fault::DropAfter { bytes }))
                .unwrap();
            let answer = order(&practice, &[version]).await;
            assert_ne!(answer.exit, 0, "{answer:?}");
            let entry = closed_entry(&practice).await;
            assert_eq!((entry.received, entry.complete), (bytes, false));
            assert_eq!(
                (entry.status, entry.fault.as_deref()),
                (None, Some("drop-after"))
            );
            assert!(entry.events.is_empty());
            practice.clear_knobs();
        }
        assert_eq!(next_number(&practice).await, "1");
        practice.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answer_lost_comes_after_the_commit() {
    for version in ["--http1.1", "--http2"] {
        let practice = practice().await;
        practice.knob(Knob::new(Fault::AnswerLost)).unwrap();
        let answer = order(&practice, &[version]).await;
        assert_ne!(answer.exit, 0, "{answer:?}");
        let entry = closed_entry(&practice).await;
        assert!(entry.has_event("submitted") && entry.complete);
        assert_eq!(entry.status, None);
        assert_eq!(next_number(&practice).await, "2");
        practice.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_takes_the_body_and_nothing_happens() {
    let practice = practice().await;
    practice.knob(Knob::new(Fault::Silence)).unwrap();
    let answer = order(&practice, &["--max-time", "1"]).await;
    assert_eq!(answer.exit, 28);
    let entry = closed_entry(&practice).await;
    assert_eq!((entry.status, entry.complete), (None, true));
    assert_eq!(next_number(&practice).await, "1");
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_reads_at_that_speed() {
    let practice = practice().await;
    practice
        .knob(Knob::new(Fault::Slow {
            bytes_per_second: 500_000,
        }))
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("body");
    std::fs::write(&path, vec![1; 400_000]).unwrap();
    let url = format!("https://{FILES}/file");
    let started = Instant::now();
    let sent = curl(&practice, &["-T", path.to_str().unwrap(), &url]).await;
    assert_eq!(sent.status, 200);
    assert!(started.elapsed() >= Duration::from_millis(700));
    assert_eq!(closed_entry(&practice).await.received, 400_000);
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_a_slow_line_is_missed_soon() {
    let practice = practice().await;
    practice
        .knob(Knob::new(Fault::Slow {
            bytes_per_second: 2_000_000,
        }))
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("body");
    std::fs::write(&path, vec![1; 24_000_000]).unwrap();
    let url = format!("https://{FILES}/file");
    let sending = ["-T", path.to_str().unwrap(), "--max-time", "2", &url];
    assert_eq!(curl(&practice, &sending).await.exit, 28);
    let left = Instant::now();
    let entry = closed_entry(&practice).await;
    assert!(left.elapsed() < Duration::from_secs(3));
    assert!(!entry.complete && !entry.has_event("stored"));
    assert!(entry.received < 12_000_000);
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn late_waits_on_the_practice_clock() {
    let practice = practice().await;
    practice
        .knob(Knob::new(Fault::Late { seconds: 3600 }))
        .unwrap();
    let moved = async {
        let committed = || {
            let entry = practice.ledger(0).unwrap().pop()?;
            entry.has_event("submitted").then_some(entry)
        };
        let entry = eventually(committed).await;
        assert_eq!(entry.closed_at, None);
        eventually(|| {
            practice.advance(Duration::from_secs(3600)).unwrap();
            closed(&practice)
        })
        .await
    };
    let (answer, ()) = tokio::join!(order(&practice, &[]), moved);
    assert_eq!(answer.status, 200);
    practice.stop().await;
}

fn closed(practice: &Practice) -> Option<()> {
    let entry = practice.ledger(0).unwrap().pop()?;
    entry.closed_at.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn gateways_answer_instead_of_the_store() {
    let practice = practice().await;
    let busy = Fault::Status {
        status: 429,
        retry_after_s: Some(7),
    };
    practice.knob(Knob::new(busy)).unwrap();
    let answer = order(&practice, &["--http1.1"]).await;
    assert_eq!(answer.status, 429);
    assert!(answer.text.to_lowercase().contains("retry-after: 7"));
    practice.clear_knobs();
    practice
        .knob(Knob::new(Fault::Html { status: 502 }))
        .unwrap();
    let answer = order(&practice, &["--http1.1"]).await;
    assert_eq!(answer.status, 502);
    assert!(answer.text.contains("text/html") && answer.text.contains("<html>"));
    let entry = closed_entry(&practice).await;
    assert_eq!((entry.status, entry.complete), (Some(502), true));
    assert_eq!(next_number(&practice).await, "1");
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stores_own_fault_reaches_the_play_once() {
    let practice = practice().await;
    let odd = Fault::Store {
        name: "odd".to_owned(),
    };
    practice
        .knob(Knob {
            times: Some(1),
            ..Knob::new(odd)
        })
        .unwrap();
    let hello = ["https://api.toy.test/hello"];
    assert!(curl(&practice, &hello).await.text.ends_with("oddly"));
    assert_eq!(closed_entry(&practice).await.fault.as_deref(), Some("odd"));
    assert!(!curl(&practice, &hello).await.text.ends_with("oddly"));
    practice.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn knobs_that_could_do_nothing_are_refused() {
    let practice = practice().await;
    let unknown = Fault::Store {
        name: "even".to_owned(),
    };
    assert!(matches!(
        practice.knob(Knob::new(unknown)),
        Err(PracticeError::BadKnob(_))
    ));
    let nowhere = Knob {
        store: Some("nowhere".to_owned()),
        ..Knob::new(Fault::Silence)
    };
    assert!(matches!(
        practice.knob(nowhere),
        Err(PracticeError::NoSuchStore(_))
    ));
    practice.stop().await;
}
