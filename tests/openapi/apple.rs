//! The App Store's journeys against Apple's own description, which the variable `SLIPWAY_ASC_OPENAPI` names: a submission, a test with
//! groups and testers, a phased release and its levers. Both sides are held against it at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::ToSpan as _;
use slipway_engine::view::{DraftGoal, DraftGroup, DraftTester, DraftWhen, Steered};
use slipway_model::{Language, Lever};
use slipway_practice::{Exchange, Options, Verdict, Witness};
use slipway_tests::{
    openapi::Description,
    rehearsal::{DEMO, PATIENCE, Rehearsal, words},
};

const HOST: &str = "api.appstoreconnect.apple.com";
const VARIABLE: &str = "SLIPWAY_ASC_OPENAPI";
/// Fewer different operations than this, and the journeys have become too short to prove anything.
const FEWEST: usize = 35;

type Seen = Arc<Mutex<Vec<Exchange>>>;

async fn watched(seen: &Seen, review_pace: f64) -> Rehearsal {
    let keep = Arc::clone(seen);
    let told = move |exchange| keep.lock().expect("nobody panics with it").push(exchange);
    let options = Options {
        rate: 200.0,
        review_pace,
        witness: Some(Witness {
            host: HOST,
            told: Arc::new(told),
        }),
        ..Options::default()
    };
    Rehearsal::of(options, |_| {}).await
}

async fn submitted(seen: &Seen) {
    let rehearsal = watched(seen, 600.0).await;
    let mut draft = rehearsal.draft(&["apple"]);
    draft.notes = [
        ("zh-CN".to_owned(), "修复已知问题".to_owned()),
        ("en-US".to_owned(), "Known problems are fixed".to_owned()),
    ]
    .into();
    let (release, events) = rehearsal.publish(draft).await;
    assert_eq!(
        release.stores[0].state,
        "submitted",
        "{:#?}",
        words(&events)
    );
    assert_eq!(rehearsal.submissions("apple"), 1);
}

async fn tested(seen: &Seen) {
    let rehearsal = watched(seen, 600.0).await;
    let mut draft = rehearsal.draft(&["apple"]);
    draft.goal = DraftGoal::Test;
    let tester = |email: &str| DraftTester {
        email: email.into(),
        first_name: "Bo".into(),
        last_name: "Li".into(),
    };
    draft.stores[0].groups = vec![
        DraftGroup {
            name: "Friends".into(),
            people: vec![tester("lin@example.com"), tester("bo@example.com")],
            ..DraftGroup::default()
        },
        DraftGroup {
            name: "Beta".into(),
            people: vec![tester("bo@example.com")],
            public_link: Some(true),
            public_link_limit: Some(50),
            ..DraftGroup::default()
        },
    ];
    let (release, events) = rehearsal.publish(draft).await;
    let state = release.stores[0].state.as_str();
    assert!(
        !matches!(state, "failed" | "unclear"),
        "{state}: {:#?}",
        words(&events)
    );
}

async fn phased(seen: &Seen) {
    // Reviewers as slow as real ones: nobody but the test decides.
    let rehearsal = watched(seen, 1.0).await;
    let mut draft = rehearsal.draft(&["apple"]);
    let now = rehearsal.practice.clock().now;
    // Apple has seven days of its own, and no choice of shares.
    draft.when = DraftWhen::InPhases {
        percent: "1".into(),
        from: (now + 1.hour()).to_string(),
        until: (now + 1.hour() + 168.hours()).to_string(),
        zone: "Asia/Shanghai".into(),
        about: String::new(),
    };
    let (release, events) = rehearsal.publish(draft).await;
    assert_eq!(
        release.stores[0].state,
        "submitted",
        "{:#?}",
        words(&events)
    );
    let practice = &rehearsal.practice;
    practice
        .decide("apple", DEMO, &Verdict::Approve)
        .expect("decided");
    practice
        .advance(Duration::from_secs(3_600))
        .expect("the phase begins");
    // The program's clock follows practice's; until it has, every token is from the past.
    let begun = async {
        loop {
            let rows = rehearsal
                .world
                .refresh_reviews(Some(DEMO), Some("apple"), Language::En)
                .await
                .expect("reviews");
            let phases = rows.iter().filter_map(|row| row.phase.as_ref());
            if phases.into_iter().any(|phase| phase.state == "running") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, begun)
        .await
        .expect("the phase is running");
    for lever in [Lever::Pause, Lever::Resume, Lever::Complete] {
        let pulled = rehearsal
            .world
            .steer(DEMO, "apple", lever, None, Language::En)
            .await
            .unwrap_or_else(|problem| panic!("{lever:?}: {}", problem.says));
        assert!(
            matches!(pulled, Steered::Seen { .. }),
            "{lever:?}: {pulled:?}"
        );
    }
}

/// What the description does not say and is so all the same.
fn is_known(exchange: &Exchange, fault: &str) -> bool {
    // A relation to one that leads nowhere is answered with `data: null`, as JSON:API has it; the description wants an object [inferred].
    let empty = serde_json::from_slice::<serde_json::Value>(&exchange.answer)
        .is_ok_and(|answer| answer.get("data").is_some_and(serde_json::Value::is_null));
    let to_one = ["/build", "/appStoreVersionPhasedRelease"];
    empty
        && to_one.iter().any(|end| exchange.path.ends_with(end))
        && fault.ends_with("answer at : \"data\" is a required property")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_exchange_is_described() {
    let Some(file) = std::env::var_os(VARIABLE) else {
        eprintln!("{VARIABLE} names no description: nothing was checked.");
        return;
    };
    let description = Description::read(&PathBuf::from(file)).expect("a description");
    let seen = Seen::default();
    let mut journeys = tokio::task::JoinSet::new();
    for journey in ["submitted", "tested", "phased"] {
        let seen = Arc::clone(&seen);
        journeys.spawn(async move {
            match journey {
                "submitted" => submitted(&seen).await,
                "tested" => tested(&seen).await,
                _ => phased(&seen).await,
            }
        });
    }
    let mut broken = Vec::new();
    let all = async {
        while let Some(journey) = journeys.join_next().await {
            broken.extend(journey.err().map(|error| error.to_string()));
        }
    };
    tokio::time::timeout(PATIENCE * 2, all)
        .await
        .expect("the journeys end");
    let seen = seen.lock().expect("nobody panics with it");
    let covered: BTreeSet<String> = seen.iter().filter_map(|it| description.name(it)).collect();
    let mut faults = BTreeMap::<String, usize>::new();
    for exchange in seen.iter() {
        let found = description.faults(exchange);
        for fault in found.into_iter().filter(|it| !is_known(exchange, it)) {
            *faults.entry(fault).or_default() += 1;
        }
    }
    println!(
        "{} exchanges, {} operations:\n{}",
        seen.len(),
        covered.len(),
        covered.iter().cloned().collect::<Vec<_>>().join("\n")
    );
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(covered.len() >= FEWEST, "only {}", covered.len());
}
