//! D8, in small: a build that takes a while, on a slow line that breaks off again and again. Neither store takes parts, so each
//! attempt starts from the first byte; there is no limit on the whole.

use std::time::Duration;

use slipway_engine::Deadlines;
use slipway_practice::{Entry, Fault, Options};
use slipway_tests::{
    build,
    rehearsal::{Rehearsal, words},
};

const MIB: u64 = 1 << 20;

/// Where the line breaks, one attempt after the other. Far enough from the end that the last byte cannot be on its way: a push
/// to Xiaomi that breaks off later is unclear, and rightly so.
const BREAKS: [u64; 3] = [MIB, 24 * MIB, 48 * MIB];

const SLOW: u64 = 5 * MIB;

/// Every limit on silence. The last attempt takes longer than any of them, so none can be a limit on the whole.
const LIMIT: Duration = Duration::from_secs(10);

/// Practice's clock runs this much faster; by it, the signed address of an upload lives five minutes.
const RATE: f64 = 20.0;

const UPLOADS: [(&str, &str); 2] = [("huawei", ".apk"), ("xiaomi", "/dev/push")];

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
        filling_mib: 64,
        ..build::Wish::default()
    };
    let build = build::apk(rehearsal.folder.path(), &wish);
    let size = std::fs::metadata(&build).expect("the build").len();
    for (store, path) in UPLOADS {
        for bytes in BREAKS {
            rehearsal.trouble(store, path, Some(1), Fault::DropAfter { bytes });
        }
        let slow = Fault::Slow {
            bytes_per_second: SLOW,
        };
        rehearsal.trouble(store, path, Some(1), slow);
    }
    let mut draft = rehearsal.draft(&["huawei", "xiaomi"]);
    draft.builds = vec![build.display().to_string()];

    let (release, events) = rehearsal.publish(draft).await;
    let ledger = rehearsal.practice.ledger(0).expect("the ledger");
    for (store, path) in UPLOADS {
        let share = release.stores.iter().find(|share| share.store == store);
        let state = share.map(|share| share.state.as_str());
        assert_eq!(state, Some("submitted"), "{:#?}", words(&events));
        assert_eq!(rehearsal.submissions(store), 1, "{store}");
        let uploads: Vec<&Entry> = ledger
            .iter()
            .filter(|entry| entry.store == store && entry.path.contains(path))
            .collect();
        let received: Vec<u64> = uploads.iter().map(|upload| upload.received).collect();
        assert_eq!(received[..BREAKS.len()], BREAKS, "{store}");
        assert_eq!(uploads.len(), BREAKS.len() + 1, "{store}: {received:?}");
        for upload in &uploads {
            assert!(
                upload.declared >= Some(size),
                "{store}: from the first byte"
            );
        }
        let last = uploads[BREAKS.len()];
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
