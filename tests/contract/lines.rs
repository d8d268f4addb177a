//! D8, in small: a build that takes a while goes to every store at once, on a slow line that breaks off again and again. None of them
//! takes parts from us, so each attempt starts from the first byte; there is no limit on the whole.

use std::time::Duration;

use slipway_engine::Deadlines;
use slipway_model::Kind;
use slipway_practice::{Entry, Fault, Options};
use slipway_tests::{
    build, each,
    rehearsal::{DEMO, LONGEST_CALL, Rehearsal, words},
};

const MIB: u64 = 1 << 20;

const FILLING_MIB: u32 = 24;

/// Where the line breaks, one attempt after the other. Far enough from the end that the last byte cannot be on its way: a push
/// to Xiaomi that breaks off later is unclear, and rightly so.
const BREAKS: [u64; 3] = [MIB, 6 * MIB, 12 * MIB];

const SLOW: u64 = 4 * MIB;

/// Every limit on silence. The last attempt takes longer than any of them, so none can be a limit on the whole.
const LIMIT: Duration = Duration::from_secs(5);

/// Practice's clock runs this much faster; by it, the signed address of an upload lives five minutes.
const RATE: f64 = 20.0;

fn breaks(store: &str) -> &'static [u64] {
    &BREAKS[..BREAKS.len().min(each::breaks_outlived(store))]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_build_gets_through_a_slow_line_that_breaks_off() {
    let options = Options {
        rate: RATE,
        review_pace: 600.0,
        ..Options::default()
    };
    let rehearsal = Rehearsal::of(options, |home| {
        home.deadlines = Some(Deadlines {
            connect: LIMIT,
            stall: LIMIT,
            reply: LIMIT,
            patient_reply: LIMIT,
        });
    })
    .await;
    let wish = build::Wish {
        filling_mib: FILLING_MIB,
        ..build::Wish::default()
    };
    let build = build::apk(rehearsal.folder.path(), &wish);
    let size = std::fs::metadata(&build).expect("the build").len();
    for store in each::stores_that_take(Kind::Apk) {
        for &bytes in breaks(store) {
            rehearsal.trouble_uploads(store, Some(1), Fault::DropAfter { bytes });
        }
        let slow = Fault::Slow {
            bytes_per_second: SLOW,
        };
        rehearsal.trouble_uploads(store, Some(1), slow);
    }
    let draft = rehearsal.draft_of(DEMO, &build, &each::stores_that_take(Kind::Apk));
    let (release, events) = rehearsal.publish(draft).await;
    let ledger = rehearsal.practice.ledger(0).expect("the ledger");
    for share in &release.stores {
        let store = share.store.as_str();
        assert_eq!(share.state, "submitted", "{store}: {:#?}", words(&events));
        assert_eq!(rehearsal.submissions(store), 1, "{store}");
        let uploads: Vec<&Entry> = ledger
            .iter()
            .filter(|entry| entry.store == store && entry.declared > Some(LONGEST_CALL))
            .collect();
        let received: Vec<u64> = uploads.iter().map(|upload| upload.received).collect();
        let breaks = breaks(store);
        assert_eq!(received.len(), breaks.len() + 1, "{store}: {received:?}");
        assert!(received.starts_with(breaks), "{store}: {received:?}");
        for upload in &uploads {
            assert!(
                upload.declared >= Some(size),
                "{store}: from the first byte"
            );
        }
        let last = uploads[breaks.len()];
        assert!(last.complete, "{store}");
        assert_eq!(Some(last.received), last.declared, "{store}");
        let closed = last.closed_at.expect("it was answered");
        let took = closed.duration_since(last.at).as_secs_f64() / RATE;
        assert!(
            took > LIMIT.as_secs_f64(),
            "{store}: {took} s are too quick to prove anything"
        );
    }
}
