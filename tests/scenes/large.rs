//! D8, scaled down: two builds to every store at once, over a slow line on which one in a hundred pieces breaks the connection. None of
//! these stores takes up where an upload broke off (Huawei's way in parts is optional, and not ours), so each attempt starts anew.

use slipway_model::{Kind, Language};
use slipway_practice::Fault;
use slipway_tests::{
    build::{self, Wish},
    each,
    rehearsal::{LONGEST_CALL, Rehearsal, words},
};

const PACKAGES: [&str; 2] = ["com.example.slipway", "com.example.second"];
const MIB: u64 = 1 << 20;
const FILLING_MIB: u32 = 8;
const SPEED: u64 = 8 * MIB;
/// What breaks or does not.
const PIECE: u64 = 64 * 1024;
/// What may lie in the buffers of a line, sent and not arrived. A break within it comes after the last byte for the sender, and a
/// store that takes build and submission in one request is then unclear, and rightly so.
const ON_THE_WAY: u64 = 4 * MIB;

/// Where the attempts of one store break; the same each time (xorshift).
fn breaks(seed: u64, uploads: usize) -> Vec<u64> {
    let mut state = seed;
    let mut reset = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.is_multiple_of(100)
    };
    let pieces = (u64::from(FILLING_MIB) * MIB - ON_THE_WAY) / PIECE;
    let mut breaks = Vec::new();
    let mut through = 0;
    while through < uploads {
        match (0..pieces).find(|_| reset()) {
            Some(piece) => breaks.push(piece * PIECE),
            None => through += 1,
        }
    }
    breaks
}

#[tokio::test(flavor = "multi_thread")]
async fn every_store_gets_two_builds_over_a_slow_line_that_breaks() {
    // By practice's clock the address of an upload lives five minutes: slowly enough for the slowest machine.
    let rehearsal = Rehearsal::with(20.0, |_| {}).await;
    let stores = each::stores_that_take(Kind::Apk);
    let mut planned = 0;
    for (store, seed) in stores.iter().zip(0x9e37_79b9_7f4a_7c15..) {
        // The first of several knobs wins: the breaks come before the slowness.
        let most = each::breaks_outlived(store);
        for bytes in breaks(seed, PACKAGES.len()).into_iter().take(most) {
            rehearsal.trouble_uploads(store, Some(1), Fault::DropAfter { bytes });
            planned += 1;
        }
        let slow = Fault::Slow {
            bytes_per_second: SPEED,
        };
        rehearsal.trouble_uploads(store, None, slow);
    }
    assert!(planned >= stores.len(), "the line is too good: {planned}");

    let mut begun = Vec::new();
    let mut sizes = 0;
    for package in PACKAGES {
        let wish = Wish {
            package,
            filling_mib: FILLING_MIB,
            ..Wish::default()
        };
        let build = build::apk(rehearsal.folder.path(), &wish);
        sizes += std::fs::metadata(&build).expect("the build").len();
        let world = &rehearsal.world;
        let made = world.new_app_from_build(&build, Language::En).await;
        made.expect("the app is adopted");
        let draft = rehearsal.draft_of(package, &build, &stores);
        begun.push(rehearsal.start(draft).await);
    }
    for id in &begun {
        let events = rehearsal.follow(id, 0).await;
        for share in &rehearsal.release(id).await.stores {
            let said = words(&events);
            assert_eq!(share.state, "submitted", "{}: {said:#?}", share.store);
        }
    }

    let ledger = rehearsal.practice.ledger(0).expect("the ledger");
    let mut broken = 0;
    for store in stores {
        assert_eq!(rehearsal.submissions(store), PACKAGES.len(), "{store}");
        let uploads = ledger
            .iter()
            .filter(|entry| entry.store == store && entry.declared > Some(LONGEST_CALL));
        let (whole, others): (Vec<_>, Vec<_>) = uploads.partition(|entry| entry.complete);
        assert_eq!(whole.len(), PACKAGES.len(), "{store}");
        let bytes: u64 = whole.iter().map(|entry| entry.received).sum();
        // A form and an icon may lie around a package.
        assert!(
            (sizes..=sizes + MIB).contains(&bytes),
            "{store}: {bytes} of {sizes}"
        );
        broken += others.len();
    }
    assert_eq!(broken, planned, "each break came, and nothing else broke");
}
