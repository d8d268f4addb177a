//! A build to both stores in practice, from the plan to the receipt and beyond, through the API that window and command line
//! use. Practice's ledger is the witness; each test has a practice of its own.

#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

use std::{path::PathBuf, time::Duration};

use futures_util::StreamExt as _;
use secrecy::SecretString;
use slipway_engine::{
    Action, Deadlines, Engine, Home, Keep, PracticeAccounts, PracticeAt, World, WorldKind,
    view::{
        Draft, DraftStore, DraftWhen, PlanView, ReleaseEvent, ReleaseView, SaveAnswer, StoreRun,
    },
};
use slipway_model::Language::En;
use slipway_practice::{Fault, Knob, Options, Practice, Verdict};
use tempfile::TempDir;

const APP: &str = "com.example.slipway";

struct Rehearsal {
    folder: TempDir,
    practice: Practice,
    engine: Engine,
    world: World,
    build: PathBuf,
}

impl Rehearsal {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let build = folder.path().join("slipway-demo.apk");
        std::fs::write(&build, slipway_practice::demo_build()).unwrap();
        let practice = Practice::start(Options::default()).await.unwrap();
        let line = serde_json::to_string(practice.invitation()).unwrap();
        std::fs::write(folder.path().join("practice.json"), line).unwrap();
        let engine = engine(&folder);
        let world = engine.world(WorldKind::Practice).await.unwrap();
        Self {
            folder,
            practice,
            engine,
            world,
            build,
        }
    }

    fn draft(&self, stores: &[&str]) -> Draft {
        let store = |id: &&str| DraftStore {
            store: (*id).into(),
            ..DraftStore::default()
        };
        Draft {
            app: APP.into(),
            builds: vec![self.build.display().to_string()],
            stores: stores.iter().map(store).collect(),
            notes: [("zh-CN".to_owned(), "修复若干问题".to_owned())].into(),
            ..Draft::default()
        }
    }

    async fn plan(&self, stores: &[&str]) -> PlanView {
        self.world.plan(self.draft(stores), En).await.unwrap()
    }

    async fn start(&self, stores: &[&str]) -> String {
        let plan = self.plan(stores).await;
        assert_eq!(plan.ready as usize, stores.len(), "{plan:#?}");
        self.world.start(&plan.id, En).await.unwrap()
    }

    fn knob(&self, store: &str, path: &str, fault: Fault) {
        let knob = Knob {
            store: Some(store.into()),
            path: Some(path.into()),
            times: Some(1),
            ..Knob::new(fault)
        };
        self.practice.knob(knob).unwrap();
    }

    /// Follows a release until its last line says that it has ended.
    async fn follow(&self, id: &str) -> (Vec<ReleaseEvent>, ReleaseView) {
        let mut events = Vec::new();
        let mut watching = self.world.watch(id, 0, En);
        let end = async {
            while let Some(event) = watching.next().await {
                let ended = event.event == "ended";
                events.push(event);
                if ended {
                    break;
                }
            }
        };
        let ended = tokio::time::timeout(Duration::from_secs(60), end).await;
        let release = self.world.release(id, En).await.unwrap();
        assert!(ended.is_ok(), "{release:#?}");
        (events, release)
    }

    /// Lets practice's time pass until something is so.
    async fn pass_time_until(&self, what: &str, mut done: impl AsyncFnMut() -> bool) {
        let passing = async {
            while !done().await {
                self.practice.advance(Duration::from_secs(60)).unwrap();
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let passed = tokio::time::timeout(Duration::from_secs(60), passing).await;
        assert!(passed.is_ok(), "{what}");
    }

    fn submissions(&self, store: &str) -> usize {
        let is_submitted = |event: &&serde_json::Value| event["event"] == "submitted";
        self.practice
            .ledger(0)
            .unwrap()
            .iter()
            .filter(|entry| entry.store == store)
            .flat_map(|entry| &entry.events)
            .filter(is_submitted)
            .count()
    }
}

fn engine(folder: &TempDir) -> Engine {
    let mut home = Home::new(folder.path().join("home"), "test");
    home.practice_accounts = PracticeAccounts::Given;
    home.practice = PracticeAt::Joined(folder.path().join("practice.json"));
    home.watch_reviews = false;
    home.deadlines = Some(Deadlines {
        connect: Duration::from_secs(5),
        stall: Duration::from_secs(2),
        reply: Duration::from_secs(2),
        patient_reply: Duration::from_secs(2),
    });
    Engine::open(home).unwrap()
}

async fn until(what: &str, mut done: impl FnMut() -> bool) {
    let waiting = async {
        while !done() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), waiting).await;
    assert!(waited.is_ok(), "{what}");
}

async fn nothing_runs(world: &World) {
    let waiting = async {
        while !world.running(En).await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting)
        .await
        .unwrap();
}

fn run<'a>(release: &'a ReleaseView, store: &str) -> &'a StoreRun {
    release
        .stores
        .iter()
        .find(|run| run.store == store)
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_build_to_both_stores() {
    let rehearsal = Rehearsal::open().await;
    let world = &rehearsal.world;
    world
        .new_app_from_build(&rehearsal.build, En)
        .await
        .unwrap();
    for store in ["huawei", "xiaomi"] {
        let probes = world.check(store, "", Some(APP), En).await.unwrap();
        assert!(
            probes.iter().all(|probe| probe.state == "pass"),
            "{store}: {probes:#?}"
        );
    }

    let plan = rehearsal.plan(&["huawei", "xiaomi"]).await;
    assert_eq!(plan.ready, 2, "{plan:#?}");
    assert_eq!(
        rehearsal.submissions("huawei") + rehearsal.submissions("xiaomi"),
        0,
        "a plan sends nothing"
    );
    let id = world.start(&plan.id, En).await.unwrap();
    let again = world.start(&plan.id, En).await.unwrap();
    assert_eq!(id, again, "a double click starts one release");

    let (events, release) = rehearsal.follow(&id).await;
    for run in &release.stores {
        assert_eq!(run.state, "submitted", "{run:#?}");
        let receipt = run.receipt.as_ref().unwrap();
        assert_eq!((receipt.rehearsal, receipt.version_code), (true, 20));
    }
    assert_eq!(
        run(&release, "huawei").receipt.as_ref().unwrap().evidence,
        "read-back"
    );
    assert_eq!(
        (
            rehearsal.submissions("huawei"),
            rehearsal.submissions("xiaomi")
        ),
        (1, 1)
    );
    let seqs: Vec<u64> = events.iter().filter_map(|event| event.seq).collect();
    assert_eq!(
        seqs,
        (1..=seqs.len() as u64).collect::<Vec<_>>(),
        "each line once, in order"
    );

    let plan = rehearsal.plan(&["huawei", "xiaomi"]).await;
    assert_eq!(
        plan.ready, 0,
        "the same version cannot go out twice: {plan:#?}"
    );

    let again = world.draft_again(&id, En).await.unwrap();
    let first = rehearsal.draft(&["huawei", "xiaomi"]);
    assert_eq!(
        (&again.builds, &again.notes, &again.when),
        (&first.builds, &first.notes, &first.when)
    );
    let plan = world.plan(again, En).await.unwrap();
    assert_eq!((plan.stores.len(), plan.ready), (2, 0), "{plan:#?}");

    let record = world.record(&id, En).await.unwrap();
    assert_eq!(record.builds.len(), 1);
    let file = rehearsal.folder.path().join("record.json");
    world.export(&id, &file, En).await.unwrap();
    assert!(
        world.export(&id, &file, En).await.is_err(),
        "an export overwrites nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_renamed_only_while_nothing_is_sent_with_it() {
    let rehearsal = Rehearsal::open().await;
    let world = &rehearsal.world;
    let rename = async |to: &str| world.rename_account("huawei", "practice", to, En).await;
    let shown = rehearsal.plan(&["huawei"]).await;
    rehearsal.knob("huawei", "/app-submit", Fault::Late { seconds: 1 });
    let id = rehearsal.start(&["huawei"]).await;
    let refused = rename("Team").await.unwrap_err();
    assert_eq!(refused.kind, "already-there", "{refused:#?}");
    rehearsal.follow(&id).await;
    nothing_runs(world).await;

    assert_eq!(rename("Team").await.unwrap().name, "Team");
    let release = world.release(&id, En).await.unwrap();
    assert_eq!(run(&release, "huawei").account, "Team");
    assert!(
        world.start(&shown.id, En).await.is_err(),
        "a plan that names the old account is over"
    );
    let plan = rehearsal.plan(&["huawei"]).await;
    assert_eq!(plan.stores[0].account, "Team", "it is remembered");
    let rows = world.refresh_reviews(None, None, En).await.unwrap();
    assert_eq!(rows[0].state, "in-review", "{rows:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_is_followed_to_its_verdict() {
    let rehearsal = Rehearsal::open().await;
    let world = &rehearsal.world;
    world
        .new_app_from_build(&rehearsal.build, En)
        .await
        .unwrap();
    let id = rehearsal.start(&["huawei", "xiaomi"]).await;
    rehearsal.follow(&id).await;

    let rows = world.refresh_reviews(None, None, En).await.unwrap();
    let state = |store: &str| {
        rows.iter()
            .find(|row| row.store == store)
            .unwrap()
            .state
            .clone()
    };
    assert_eq!(
        (state("huawei").as_str(), state("xiaomi").as_str()),
        ("in-review", "in-review"),
        "{rows:#?}"
    );

    let reason = "应用描述与功能不符";
    let verdict = Verdict::Reject {
        reason: reason.into(),
    };
    rehearsal.practice.decide("huawei", APP, &verdict).unwrap();
    rehearsal.practice.decide("xiaomi", APP, &verdict).unwrap();
    rehearsal
        .practice
        .advance(Duration::from_secs(3600))
        .unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let rows = world.refresh_reviews(None, None, En).await.unwrap();
    let row = |store: &str| rows.iter().find(|row| row.store == store).unwrap();
    assert_eq!(row("huawei").state, "rejected", "{rows:#?}");
    assert!(
        row("huawei")
            .reason
            .as_deref()
            .is_some_and(|said| said.contains(reason))
    );
    assert_eq!(
        row("xiaomi").state,
        "needs-look",
        "a guess is never called a rejection"
    );

    let lines = world.record(&id, En).await.unwrap().lines;
    assert!(
        lines
            .iter()
            .any(|line| line.event == "state" && line.store.as_deref() == Some("huawei"))
    );
}

/// D7: the socket dies after the commit.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_reconciled_and_reported_once() {
    let rehearsal = Rehearsal::open().await;
    rehearsal.knob("huawei", "app-submit", Fault::AnswerLost);
    rehearsal.knob("xiaomi", "/dev/push", Fault::AnswerLost);
    let id = rehearsal.start(&["huawei", "xiaomi"]).await;
    rehearsal
        .pass_time_until("both are reconciled", async || {
            rehearsal.world.release(&id, En).await.unwrap().state == "ended"
        })
        .await;
    let (_, release) = rehearsal.follow(&id).await;
    for store in ["huawei", "xiaomi"] {
        assert_eq!(
            run(&release, store).state,
            "submitted",
            "{:#?}",
            run(&release, store)
        );
        assert_eq!(rehearsal.submissions(store), 1);
    }
}

/// A gateway answers instead of the store, which cannot be asked: nothing is called submitted, and only a person sends it again.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_stays_unclear_until_a_person_decides() {
    let rehearsal = Rehearsal::open().await;
    rehearsal.knob("xiaomi", "/dev/push", Fault::Html { status: 502 });
    let id = rehearsal.start(&["xiaomi"]).await;
    rehearsal
        .pass_time_until("the store was asked for ten minutes", async || {
            rehearsal.world.release(&id, En).await.unwrap().state == "ended"
        })
        .await;
    let (_, release) = rehearsal.follow(&id).await;
    assert_eq!(
        run(&release, "xiaomi").state,
        "unclear",
        "{:#?}",
        run(&release, "xiaomi")
    );
    assert_eq!(rehearsal.submissions("xiaomi"), 0);

    rehearsal
        .world
        .act(&id, Some("xiaomi"), Action::SendAgain, En)
        .await
        .unwrap();
    rehearsal
        .pass_time_until("it is sent again", async || {
            rehearsal.world.running(En).await.unwrap().is_empty()
        })
        .await;
    let release = rehearsal.world.release(&id, En).await.unwrap();
    assert_eq!(
        run(&release, "xiaomi").state,
        "submitted",
        "{:#?}",
        run(&release, "xiaomi")
    );
    assert_eq!(rehearsal.submissions("xiaomi"), 1);
}

/// D3: stop in mid-upload.
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_closes_the_connection_within_a_second() {
    let rehearsal = Rehearsal::open().await;
    let slow = Knob {
        store: Some("huawei".into()),
        // The first PUT is the package.
        method: Some("PUT".into()),
        times: Some(1),
        ..Knob::new(Fault::Slow {
            bytes_per_second: 2000,
        })
    };
    rehearsal.practice.knob(slow).unwrap();
    let id = rehearsal.start(&["huawei"]).await;
    let upload = |open: bool| {
        let ledger = rehearsal.practice.ledger(0).unwrap();
        ledger.iter().any(|entry| {
            entry.fault.as_deref() == Some("slow") && entry.closed_at.is_none() == open
        })
    };
    until("the upload is under way", || upload(true)).await;
    let pressed = std::time::Instant::now();
    rehearsal
        .world
        .act(&id, None, Action::Stop, En)
        .await
        .unwrap();
    until("its connection is closed", || upload(false)).await;
    assert!(
        pressed.elapsed() < Duration::from_secs(1),
        "{:?}",
        pressed.elapsed()
    );
    let (_, release) = rehearsal.follow(&id).await;
    assert_eq!(
        run(&release, "huawei").state,
        "stopped",
        "{:#?}",
        run(&release, "huawei")
    );
    assert_eq!(rehearsal.submissions("huawei"), 0);

    rehearsal
        .world
        .act(&id, None, Action::Resume, En)
        .await
        .unwrap();
    nothing_runs(&rehearsal.world).await;
    assert_eq!(rehearsal.submissions("huawei"), 1);
}

/// D1: one key is wrong; the other store is not touched by it.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_one_store_s_trouble() {
    let rehearsal = Rehearsal::open().await;
    let world = &rehearsal.world;
    let form = [
        (
            "client_id".to_owned(),
            SecretString::from("1234567890123456789"),
        ),
        (
            "client_secret".to_owned(),
            SecretString::from("ab".repeat(32)),
        ),
    ];
    let saved = world
        .save_account("huawei", "wrong", form.into(), Keep::Session, En)
        .await
        .unwrap();
    assert!(matches!(saved, SaveAnswer::Saved { .. }), "{saved:#?}");
    let mut draft = rehearsal.draft(&["huawei", "xiaomi"]);
    draft.stores[0].account = "wrong".into();
    let plan = world.plan(draft, En).await.unwrap();
    assert_eq!(plan.ready, 1, "{plan:#?}");
    let problem = &plan.stores[0].objections[0];
    assert_eq!(problem.kind, "bad-credentials", "{problem:#?}");
    assert!(
        problem.code.is_some() && problem.guide_step.is_some(),
        "{problem:#?}"
    );

    let id = world.start(&plan.id, En).await.unwrap();
    let (_, release) = rehearsal.follow(&id).await;
    assert_eq!(release.stores.len(), 1);
    assert_eq!(run(&release, "xiaomi").state, "submitted");
}

/// D4 and D5: a time in the past is refused; one in Beijing arrives as that instant, wherever this computer is.
#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_time_arrives_as_that_instant() {
    let rehearsal = Rehearsal::open().await;
    let at = |time: &str| DraftWhen::At {
        time: time.into(),
        zone: "Asia/Shanghai".into(),
    };
    let mut draft = rehearsal.draft(&["huawei", "xiaomi"]);
    draft.when = at("2001-01-01T10:00");
    let plan = rehearsal.world.plan(draft.clone(), En).await.unwrap();
    assert_eq!(plan.ready, 0);

    let soon = rehearsal
        .practice
        .clock()
        .now
        .checked_add(Duration::from_secs(30 * 3600))
        .unwrap();
    let there = soon.to_zoned(jiff::tz::TimeZone::get("Asia/Shanghai").unwrap());
    let wall = there.strftime("%Y-%m-%dT%H:00").to_string();
    draft.when = at(&wall);
    let plan = rehearsal.world.plan(draft, En).await.unwrap();
    assert_eq!(plan.ready, 2, "{plan:#?}");
    assert!(
        plan.stores[0].when[0].contains("Asia/Shanghai"),
        "{:?}",
        plan.stores[0].when
    );
    let id = rehearsal.world.start(&plan.id, En).await.unwrap();
    let (_, release) = rehearsal.follow(&id).await;
    let wanted: jiff::Timestamp = there
        .round(
            jiff::ZonedRound::new()
                .smallest(jiff::Unit::Hour)
                .mode(jiff::RoundMode::Trunc),
        )
        .unwrap()
        .timestamp();
    for store in ["huawei", "xiaomi"] {
        assert_eq!(
            run(&release, store).state,
            "submitted",
            "{:#?}",
            run(&release, store)
        );
        let ledger = rehearsal.practice.ledger(0).unwrap();
        let submitted = ledger
            .iter()
            .filter(|entry| entry.store == store)
            .flat_map(|entry| &entry.events)
            .find(|event| event["event"] == "submitted")
            .unwrap();
        let arrived: jiff::Timestamp = submitted["release_time"].as_str().unwrap().parse().unwrap();
        assert_eq!(arrived, wanted, "{store}");
    }
}

/// Closing the program stops what runs; opening it again finds the release and goes on.
#[tokio::test(flavor = "multi_thread")]
async fn another_process_takes_up_where_this_one_stopped() {
    let rehearsal = Rehearsal::open().await;
    rehearsal.knob("huawei", "compile/status", Fault::Silence);
    let id = rehearsal.start(&["huawei"]).await;
    let uploaded = async {
        loop {
            let release = rehearsal.world.release(&id, En).await.unwrap();
            if release.stores[0]
                .steps
                .iter()
                .any(|step| step.key == "attach" && step.state == "done")
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), uploaded)
        .await
        .unwrap();
    rehearsal.engine.close().await;
    rehearsal.practice.clear_knobs();

    let other = engine(&rehearsal.folder);
    let world = other.world(WorldKind::Practice).await.unwrap();
    let release = world.release(&id, En).await.unwrap();
    assert_eq!(run(&release, "huawei").state, "stopped");
    world.act(&id, None, Action::Resume, En).await.unwrap();
    let done = async {
        while !world.running(En).await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), done)
        .await
        .unwrap();
    let release = world.release(&id, En).await.unwrap();
    assert_eq!(
        run(&release, "huawei").state,
        "submitted",
        "{:#?}",
        run(&release, "huawei")
    );
    let uploads = rehearsal.practice.ledger(0).unwrap();
    let uploads = uploads
        .iter()
        .filter(|entry| entry.method == "PUT" && entry.received > 10_000 && entry.complete);
    assert_eq!(uploads.count(), 1, "what was sent is not sent again");
    assert_eq!(rehearsal.submissions("huawei"), 1);
}
