//! One rehearsal: a practice world in this process, an engine with a home of its own that joins it, and the ledger as witness.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use futures_util::StreamExt as _;
use secrecy::SecretString;
use serde_json::Value;
use slipway_engine::{
    Deadlines, Engine, Home, Keep, PracticeAccounts, PracticeAt, World, WorldKind,
    view::{Draft, DraftStore, PlanView, ReleaseEvent, ReleaseView, SaveAnswer},
};
use slipway_model::{Kind, Language};
use slipway_practice::{Fault, Invitation, Knob, Options, Practice, WorldAt};
use slipway_stores::{Ask, AskWhen, stores};
use tempfile::TempDir;

use crate::each;

/// Package of the demo app.
pub const DEMO: &str = "com.example.slipway";

/// A longer body is a build. Icons and forms are shorter.
pub const LONGEST_CALL: u64 = 1 << 20;

/// Every wait of a test ends after this, with the test.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Rehearsal {
    pub practice: Practice,
    pub engine: Engine,
    pub world: World,
    pub folder: Arc<TempDir>,
}

impl Rehearsal {
    /// A fresh practice and a fresh home. Practice's clock runs `rate` times as fast as the wall's.
    pub async fn new(rate: f64) -> Self {
        Self::with(rate, |_| {}).await
    }

    /// The same, with the home changed before it is opened.
    pub async fn with(rate: f64, change: impl FnOnce(&mut Home)) -> Self {
        let options = Options {
            rate,
            review_pace: 600.0,
            ..Options::default()
        };
        Self::of(options, change).await
    }

    /// The same with other paces. The practice world is in memory, whatever the options say.
    pub async fn of(options: Options, change: impl FnOnce(&mut Home)) -> Self {
        let folder = Arc::new(TempDir::new().expect("a temporary folder"));
        let options = Options {
            world: WorldAt::Memory,
            ..options
        };
        let practice = Practice::start(options).await.expect("practice starts");
        let line = serde_json::to_string(practice.invitation()).expect("invitation");
        let file = folder.path().join("practice.json");
        std::fs::write(&file, line).expect("invitation is written");
        let mut home = Home::new(folder.path().join("home"), "0.0.0-test");
        home.practice = PracticeAt::Joined(file);
        home.practice_accounts = PracticeAccounts::Given;
        home.watch_reviews = false;
        change(&mut home);
        let engine = Engine::open(home).expect("engine opens");
        let world = engine
            .world(WorldKind::Practice)
            .await
            .expect("practice world opens");
        let rehearsal = Self {
            practice,
            engine,
            world,
            folder,
        };
        rehearsal.known_app().await;
        rehearsal
    }

    /// With deadlines on bytes that suit loopback, so that silence is noticed in a moment.
    pub async fn quick(rate: f64) -> Self {
        Self::with(rate, |home| {
            home.deadlines = Some(Deadlines {
                connect: Duration::from_secs(2),
                stall: Duration::from_millis(800),
                reply: Duration::from_millis(1500),
                patient_reply: Duration::from_millis(2500),
            });
        })
        .await
    }

    /// The demo app is on the desk, without asking practice to adopt anything.
    async fn known_app(&self) {
        let build = self.demo();
        let view = self
            .world
            .inspect(
                &build,
                |_| {},
                tokio_util::sync::CancellationToken::new(),
                Language::En,
            )
            .await
            .expect("the demo build is readable");
        if view.app.is_none() {
            self.world
                .new_app_from_build(&build, Language::En)
                .await
                .expect("the demo app is known");
        }
    }

    /// The demo build as a file.
    pub fn demo(&self) -> PathBuf {
        let path = self.folder.path().join("demo.apk");
        if !path.exists() {
            std::fs::write(&path, slipway_practice::demo_build()).expect("demo build");
        }
        path
    }

    /// The demo app archive for Apple's systems as a file.
    pub fn demo_ipa(&self) -> PathBuf {
        let path = self.folder.path().join("demo.ipa");
        if !path.exists() {
            std::fs::write(&path, slipway_practice::demo_ipa()).expect("demo archive");
        }
        path
    }

    /// The demo builds of the kinds that these stores take; the package alone where there are none.
    fn demos(&self, stores: &[&str]) -> Vec<String> {
        let wants = |kind| stores.iter().any(|store| each::takes(store, kind));
        let package = wants(Kind::Apk) || !wants(Kind::Ipa);
        let files = [
            package.then(|| self.demo()),
            wants(Kind::Ipa).then(|| self.demo_ipa()),
        ];
        let files = files.into_iter().flatten();
        files.map(|path| path.display().to_string()).collect()
    }

    /// The demo builds to these stores, with notes.
    pub fn draft(&self, stores: &[&str]) -> Draft {
        Draft {
            app: DEMO.into(),
            builds: self.demos(stores),
            stores: stores
                .iter()
                .map(|store| share(self.practice.invitation(), DEMO, store))
                .collect(),
            notes: [(String::new(), "修复已知问题，优化启动速度".to_owned())].into(),
            ..Draft::default()
        }
    }

    /// An app's build to these stores, with notes.
    pub fn draft_of(&self, package: &str, build: &Path, stores: &[&str]) -> Draft {
        let apps = self.practice.apps().expect("the apps");
        let apps = apps.into_iter().map(|app| app.app).collect();
        let present = Invitation {
            apps,
            ..self.practice.invitation().clone()
        };
        let share = |store: &&str| share(&present, package, store);
        Draft {
            app: package.into(),
            builds: vec![build.display().to_string()],
            stores: stores.iter().map(share).collect(),
            ..self.draft(&[])
        }
    }

    /// The same to every store.
    pub fn draft_to_all(&self) -> Draft {
        self.draft(&each::stores())
    }

    pub async fn plan(&self, draft: Draft) -> PlanView {
        self.world.plan(draft, Language::En).await.expect("a plan")
    }

    /// Plans and starts; the plan must be free of objections.
    pub async fn start(&self, draft: Draft) -> String {
        let plan = self.plan(draft).await;
        assert!(
            plan.objections.is_empty(),
            "objections: {:?}",
            plan.objections
        );
        for store in &plan.stores {
            assert!(
                store.objections.is_empty(),
                "{}: {:?}",
                store.store,
                store.objections
            );
        }
        self.start_planned(&plan.id).await
    }

    /// Starts what was planned.
    pub async fn start_planned(&self, plan: &str) -> String {
        let started = self.world.start(plan, Language::En).await;
        started.expect("the release starts")
    }

    /// Plans, starts and follows to the end.
    pub async fn publish(&self, draft: Draft) -> (ReleaseView, Vec<ReleaseEvent>) {
        let id = self.start(draft).await;
        let events = self.follow(&id, 0).await;
        (self.release(&id).await, events)
    }

    /// All events of a release until its run ends.
    pub async fn follow(&self, id: &str, after: u64) -> Vec<ReleaseEvent> {
        let mut stream = self.world.watch(id, after, Language::En);
        let mut events = Vec::new();
        let all = async {
            while let Some(event) = stream.next().await {
                let end = event.event == "ended";
                events.push(event);
                if end {
                    break;
                }
            }
        };
        if tokio::time::timeout(PATIENCE, all).await.is_err() {
            panic!("release {id} did not end; so far: {:#?}", words(&events));
        }
        events
    }

    pub async fn release(&self, id: &str) -> ReleaseView {
        self.world
            .release(id, Language::En)
            .await
            .expect("a release")
    }

    /// Waits for a condition on the release, asking again after each change.
    pub async fn until(
        &self,
        id: &str,
        what: &str,
        mut holds: impl FnMut(&ReleaseView) -> bool,
    ) -> ReleaseView {
        let mut stream = self.world.watch(id, 0, Language::En);
        let wait = async {
            loop {
                let release = self.release(id).await;
                if holds(&release) {
                    return release;
                }
                if stream.next().await.is_none() {
                    panic!("{what}: the release's events ended");
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait)
            .await
            .unwrap_or_else(|_| panic!("{what} did not happen"))
    }

    /// Turns trouble on for the next matching request(s).
    pub fn trouble(&self, store: &str, path: &str, times: Option<u32>, fault: Fault) {
        self.turn(Knob {
            store: Some(store.into()),
            path: Some(path.into()),
            times,
            ..Knob::new(fault)
        });
    }

    /// The same for one method.
    pub fn trouble_at(
        &self,
        store: &str,
        method: &str,
        path: &str,
        times: Option<u32>,
        fault: Fault,
    ) {
        self.turn(Knob {
            store: Some(store.into()),
            method: Some(method.into()),
            path: Some(path.into()),
            times,
            ..Knob::new(fault)
        });
    }

    /// Trouble for the next upload(s), whatever the store calls them.
    pub fn trouble_uploads(&self, store: &str, times: Option<u32>, fault: Fault) {
        self.turn(Knob {
            store: Some(store.into()),
            longer_than: Some(LONGEST_CALL),
            times,
            ..Knob::new(fault)
        });
    }

    /// Any trouble.
    pub fn turn(&self, knob: Knob) {
        self.practice
            .knob(knob)
            .expect("a knob that can do something");
    }

    /// Everything that practice noted as `event` for a store.
    pub fn noted(&self, store: &str, event: &str) -> Vec<Value> {
        noted(&self.practice, store, event)
    }

    /// How many requests practice has seen.
    pub fn requests(&self) -> usize {
        self.practice
            .ledger(0)
            .expect("the ledger is readable")
            .len()
    }

    /// How often all stores together accepted one.
    pub fn all_submissions(&self) -> usize {
        let stores = each::stores();
        stores
            .into_iter()
            .map(|store| self.submissions(store))
            .sum()
    }

    /// How often this store accepted a submission. The truth that every claim is held against.
    pub fn submissions(&self, store: &str) -> usize {
        self.noted(store, "submitted").len()
    }
}

/// Every store's account in that world, with practice's keys, for the session: no keyring is touched.
///
/// # Panics
/// When a form is not taken.
pub async fn save_keys(world: &World, practice: &Practice) {
    for (store, play) in &practice.invitation().stores {
        let form = play
            .keys
            .iter()
            .map(|(field, value)| (field.clone(), SecretString::from(value.clone())))
            .collect();
        let saved = world
            .save_account(store, "", form, Keep::Session, Language::En)
            .await;
        assert!(matches!(saved, Ok(SaveAnswer::Saved { .. })), "{saved:?}");
    }
}

/// A store's part of a draft: with the store's own id of the app, where no call tells it, and with the one text for all languages, where
/// that has to be said.
pub fn share(invitation: &Invitation, package: &str, store: &str) -> DraftStore {
    let asks = stores::find(store).map_or(&[][..], |it| it.card().asks);
    let wants_id = asks
        .iter()
        .any(|ask| ask.id == "app_id" && ask.required && ask.when != AskWhen::FirstRelease);
    let app = invitation.apps.iter().find(|app| app.package == package);
    let id = app.and_then(|app| app.ids.get(store)).cloned();
    DraftStore {
        store: store.to_owned(),
        store_app_id: id.filter(|_| wants_id),
        answers: one_text(asks),
        ..DraftStore::default()
    }
}

/// Says that a text in one language is meant for all of them, to a store that would not take it for that.
fn one_text(asks: &[Ask]) -> BTreeMap<String, String> {
    let same = asks
        .iter()
        .filter(|ask| matches!(ask.id, "one_text" | "notes_everywhere"));
    same.map(|ask| (ask.id.to_owned(), "yes".to_owned()))
        .collect()
}

/// See [`Rehearsal::noted`].
pub fn noted(practice: &Practice, store: &str, event: &str) -> Vec<Value> {
    practice
        .ledger(0)
        .expect("the ledger is readable")
        .into_iter()
        .filter(|entry| entry.store == store)
        .flat_map(|entry| entry.events)
        .filter(|note| note["event"] == event)
        .collect()
}

/// Events as `store step event`, for messages of failed tests.
pub fn words(events: &[ReleaseEvent]) -> Vec<String> {
    events
        .iter()
        .filter(|event| event.event != "progress")
        .map(|event| {
            let problem = event.problem.as_ref().map(|problem| {
                format!(
                    " [{} {} {}]",
                    problem.kind,
                    problem.code.as_deref().unwrap_or("-"),
                    problem.says
                )
            });
            format!(
                "{} {} {}{}",
                event.store.as_deref().unwrap_or("-"),
                event.step.as_deref().unwrap_or("-"),
                event.event,
                problem.unwrap_or_default()
            )
        })
        .collect()
}
