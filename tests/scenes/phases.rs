//! Phased releases, steered after the fact: a pull is called *seen* only when the store shows it, a lost answer takes nothing away
//! from it, and a yes behind which nothing happened is unclear.

use std::time::Duration;

use jiff::{Timestamp, ToSpan as _};
use slipway_engine::view::{DraftWhen, ReviewRow, Steered};
use slipway_model::{Language, Lever};
use slipway_practice::{Entry, Fault, Knob, Options, Verdict};
use slipway_stores::Capability;
use slipway_tests::{
    each, every_store,
    learned::left_something,
    rehearsal::{DEMO, PATIENCE, Rehearsal, words},
};

/// A version that five in a hundred users get, approved and begun.
struct Phased {
    store: &'static str,
    rehearsal: Rehearsal,
}

impl Phased {
    async fn begun(store: &'static str) -> Self {
        // Reviewers as slow as real ones: nobody but the test decides.
        let options = Options {
            rate: 200.0,
            review_pace: 1.0,
            ..Options::default()
        };
        let rehearsal = Rehearsal::of(options, |_| {}).await;
        let mut draft = rehearsal.draft(&[store]);
        let beijing = "Asia/Shanghai";
        let now = rehearsal.practice.clock().now;
        let until = (now + 240.hours())
            .in_tz(beijing)
            .expect("the zone database")
            .date();
        // A plan of the store's own leaves nothing to choose.
        let is_fixed = each::can(store, Capability::FixedPhases);
        draft.when = DraftWhen::InPhases {
            percent: if is_fixed { String::new() } else { "5".into() },
            from: String::new(),
            until: match is_fixed {
                true => String::new(),
                false => format!("{until} 10:00"),
            },
            zone: beijing.into(),
            about: "先给少数用户使用，没有问题再放开".into(),
        };
        let (release, events) = rehearsal.publish(draft).await;
        let state = release.stores[0].state.as_str();
        assert_eq!(state, "submitted", "{store}: {:#?}", words(&events));
        let practice = &rehearsal.practice;
        practice
            .decide(store, DEMO, &Verdict::Approve)
            .expect("decided");
        practice
            .advance(Duration::from_secs(3_600))
            .expect("the phase begins");
        let phased = Self { store, rehearsal };
        let share = (!is_fixed).then_some("5");
        phased.shows("a running phase", "running", share).await;
        phased
    }

    async fn row(&self) -> ReviewRow {
        let world = &self.rehearsal.world;
        let rows = world
            .refresh_reviews(Some(DEMO), Some(self.store), Language::En)
            .await
            .expect("reviews");
        let row = rows.into_iter().find(|row| row.store == self.store);
        row.expect("a review")
    }

    /// Waits until the phase is in that state, at that share.
    async fn shows(&self, what: &str, state: &str, percent: Option<&str>) {
        let wait = async {
            loop {
                let row = self.row().await;
                let phase = row.phase.as_ref();
                if phase.is_some_and(|it| {
                    it.state == state && (percent.is_none() || it.percent.as_deref() == percent)
                }) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        if tokio::time::timeout(PATIENCE, wait).await.is_err() {
            panic!(
                "{}: {what} was never shown: {:#?}",
                self.store,
                self.row().await
            );
        }
    }

    async fn pull(&self, lever: Lever, percent: Option<&str>) -> Steered {
        let world = &self.rehearsal.world;
        world
            .steer(DEMO, self.store, lever, percent, Language::En)
            .await
            .unwrap_or_else(|problem| panic!("{} {lever:?}: {}", self.store, problem.says))
    }

    async fn pull_is_seen(&self, lever: Lever, percent: Option<&str>) {
        let pulled = self.pull(lever, percent).await;
        let seen = matches!(pulled, Steered::Seen { .. });
        assert!(seen, "{} {lever:?}: {pulled:?}", self.store);
    }

    async fn offers(&self, lever: &str) -> bool {
        self.row().await.levers.iter().any(|it| it == lever)
    }

    /// Entries of the store after the first `before`.
    fn since(&self, before: usize) -> Vec<Entry> {
        let ledger = self.rehearsal.practice.ledger(0).expect("the ledger");
        let entries = ledger.into_iter().skip(before);
        entries.filter(|entry| entry.store == self.store).collect()
    }

    /// Meets the next pull with this fault, having learned from the last one, made after `before`, which request it is.
    fn trouble_like(&self, before: usize, fault: Fault) {
        let entries = self.since(before);
        let place = entries
            .iter()
            .position(left_something)
            .expect("a pull changes something");
        let pull = &entries[place];
        let same = |entry: &&Entry| entry.method == pull.method && entry.path == pull.path;
        let skip = entries[..place].iter().filter(same).count();
        self.rehearsal.turn(Knob {
            store: Some(self.store.into()),
            method: Some(pull.method.clone()),
            path: Some(pull.path.clone()),
            skip: u32::try_from(skip).expect("a few"),
            times: Some(1),
            ..Knob::new(fault)
        });
    }
}

/// Every lever that the store offers, one after the other.
async fn every_lever_is_seen(store: &'static str) {
    if !each::can(store, Capability::Phased) {
        return no_phases_here(store).await;
    }
    let phased = Phased::begun(store).await;
    let mut pulled = 0;
    for (lever, percent, name, state) in [
        (Lever::Widen, Some("20"), "widen", "running"),
        (Lever::Pause, None, "pause", "paused"),
        (Lever::Resume, None, "resume", "running"),
        (Lever::Widen, Some("50"), "widen", "running"),
    ] {
        if !phased.offers(name).await {
            continue;
        }
        phased.pull_is_seen(lever, percent).await;
        phased.shows(name, state, percent).await;
        pulled += 1;
    }
    assert!(pulled > 1, "{store} offers next to nothing");
    if phased.offers("complete").await {
        phased.pull_is_seen(Lever::Complete, None).await;
        assert_eq!(phased.row().await.state, "live", "{store}");
    }
    let refused = phased
        .rehearsal
        .world
        .steer(DEMO, store, Lever::Withdraw, None, Language::En);
    assert!(
        refused.await.is_err(),
        "{store}: nothing is to be withdrawn"
    );
    let phased = Phased::begun(store).await;
    if phased.offers("cancel").await {
        phased.pull_is_seen(Lever::Cancel, None).await;
        assert!(!phased.offers("widen").await, "{store}");
    }
}

/// Refused before the run.
async fn no_phases_here(store: &'static str) {
    let rehearsal = Rehearsal::quick(200.0).await;
    let mut draft = rehearsal.draft(&[store]);
    draft.when = DraftWhen::InPhases {
        percent: "5".into(),
        from: String::new(),
        until: (Timestamp::now() + 240.hours()).to_string(),
        zone: "Asia/Shanghai".into(),
        about: "先给少数用户使用".into(),
    };
    let plan = rehearsal.plan(draft).await;
    assert_eq!(plan.ready, 0, "{store}: {plan:#?}");
    assert_eq!(rehearsal.submissions(store), 0);
}

async fn a_lost_answer_and_a_lie_are_told_apart(store: &'static str) {
    if !each::can(store, Capability::Phased) {
        return;
    }
    let phased = Phased::begun(store).await;
    let before = phased.rehearsal.requests();
    // Where the shares are the store's own, what can be pulled is the pause.
    let [first, lost, lied] = match each::can(store, Capability::FixedPhases) {
        true => [
            (Lever::Pause, None),
            (Lever::Resume, None),
            (Lever::Pause, None),
        ],
        false => ["20", "30", "40"].map(|share| (Lever::Widen, Some(share))),
    };
    phased.pull_is_seen(first.0, first.1).await;
    phased.trouble_like(before, Fault::AnswerLost);
    phased.pull_is_seen(lost.0, lost.1).await;
    let met = phased.since(before);
    assert!(
        met.iter().any(|entry| entry.fault.is_some()),
        "{store}: the answer was never lost"
    );
    let lie = Fault::Store { name: "lie".into() };
    phased.trouble_like(before, lie);
    let pulled = phased.pull(lied.0, lied.1).await;
    let unclear = matches!(pulled, Steered::Unclear { .. });
    assert!(unclear, "{store}: {pulled:?}");
    phased.shows("what is true", "running", lost.1).await;
}

every_store!(every_lever_is_seen);
every_store!(a_lost_answer_and_a_lie_are_told_apart);
