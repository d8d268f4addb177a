//! A store that does what each test says, and a world around it: no socket, a fast clock, the journal and the store's own log as witnesses.

use std::{
    collections::{BTreeMap, VecDeque},
    path::PathBuf,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};
use slipway_artifact::FileIdentity;
use slipway_http::{Clock, Deadlines, HostList};
use slipway_model::{
    AppRef, Artifact, Goal, Kind, Language, Limit, Looked, Notes, Order, Outcome, Outputs, Problem,
    ProblemKind, Repeat, Retry, Review, Sentence, Step, StoreId, When, Words,
};
use slipway_stores::{
    Attempt, Capability, Card, Credentials, FieldProblem, Form, Guide, Hint, Probe, Store,
    Submitted, Survey, TesterRules, Visit,
};
use slipway_vault::Memory;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::{
    Action, Keep, World, WorldKind,
    apps::App,
    release::{
        Brief,
        fold::{StoreFold, StoreState},
        plan::{Plan, files_tests::build},
    },
    world::{PracticeClock, clock::Reading, lock, open::Parts},
};

/// What the store does with one attempt.
pub(super) enum Act {
    End(Outcome),
    /// Leaves these marks, then fails.
    Marks(Vec<Value>),
    /// Leaves these marks, then is done with that output.
    Done(Vec<Value>, Value),
    Panic,
    /// Answers only when it is dropped: never.
    Hang,
}

pub(super) struct Scripted {
    card: &'static Card,
    acts: Mutex<BTreeMap<String, VecDeque<Act>>>,
    looks: Mutex<VecDeque<Looked>>,
    /// `run submit`, `look submit`, in order.
    log: Mutex<Vec<String>>,
}

impl Scripted {
    pub(super) fn new(id: &'static str) -> &'static Self {
        Self::of(Self::card_of(id))
    }

    /// A store that takes testers and takes them out.
    pub(super) fn for_testers(id: &'static str) -> &'static Self {
        Self::of(Card {
            can: &[Capability::Testers],
            testers: Some(TesterRules {
                name: "Tests",
                lists: false,
                removes: true,
                sends_mail: false,
                internal_groups: false,
                public_links: false,
                wants_certificate: false,
                most_people: None,
                group_name_limit: None,
            }),
            ..Self::card_of(id)
        })
    }

    fn card_of(id: &'static str) -> Card {
        Card {
            id,
            name_en: id,
            name_zh: id,
            mark: "T",
            accepts: &[Kind::Apk],
            size_limit: 1 << 30,
            notes: Limit::characters(500),
            default_language: "en-US",
            can: &[],
            fields: &[],
            asks: &[],
            hosts: HostList(&[]),
            console: "https://console.example.com/",
            testers: None,
            review_pace_s: 60,
        }
    }

    fn of(card: Card) -> &'static Self {
        Box::leak(Box::new(Self {
            card: Box::leak(Box::new(card)),
            acts: Mutex::default(),
            looks: Mutex::default(),
            log: Mutex::default(),
        }))
    }

    pub(super) fn does(&self, step: &str, acts: impl IntoIterator<Item = Act>) {
        lock(&self.acts)
            .entry(step.to_owned())
            .or_default()
            .extend(acts);
    }

    pub(super) fn finds(&self, looks: impl IntoIterator<Item = Looked>) {
        lock(&self.looks).extend(looks);
    }

    pub(super) fn log(&self) -> Vec<String> {
        lock(&self.log).clone()
    }

    pub(super) fn sent(&self) -> usize {
        self.log()
            .iter()
            .filter(|line| *line == "run submit")
            .count()
    }
}

#[async_trait]
impl Store for Scripted {
    fn card(&self) -> &'static Card {
        self.card
    }

    fn guide(&self) -> &'static Guide {
        static GUIDE: LazyLock<Guide> = LazyLock::new(Guide::default);
        &GUIDE
    }

    fn words(&self) -> &'static Words {
        static WORDS: LazyLock<Words> = LazyLock::new(Words::default);
        &WORDS
    }

    fn hint(&self, _: &str, _: &str) -> Hint {
        Hint::Empty
    }

    fn credentials(&self, form: &Form) -> Result<Credentials, Vec<FieldProblem>> {
        Ok(Credentials::new(form.clone()))
    }

    async fn check(&self, _: &Visit, _: Option<&AppRef>) -> Vec<Probe> {
        Vec::new()
    }

    async fn survey(&self, _: &Visit, _: &AppRef) -> Result<Survey, Problem> {
        Ok(Survey::default())
    }

    fn objections(&self, _: &Order, _: Timestamp) -> Vec<Problem> {
        Vec::new()
    }

    fn plan(&self, _: &Order) -> Vec<Step> {
        steps()
    }

    fn intent(&self, _: &Order, _: &Step, _: &Outputs) -> Value {
        json!({"before": 19})
    }

    async fn run(&self, visit: &Visit, _: &Order, step: &Step, _: &Outputs, _: Attempt) -> Outcome {
        let left: Vec<Value> = visit.marks.left();
        let with = match left.as_slice() {
            [] => String::new(),
            left => format!(" with {}", json!(left)),
        };
        lock(&self.log).push(format!("run {}{with}", step.key));
        let act = lock(&self.acts)
            .get_mut(&step.key)
            .and_then(VecDeque::pop_front);
        match act {
            None => Outcome::Done { output: json!({}) },
            Some(Act::End(outcome)) => outcome,
            Some(Act::Marks(marks)) => {
                for mark in marks {
                    visit.marks.leave(mark).await.unwrap();
                }
                Outcome::Failed {
                    problem: problem(ProblemKind::Network, Retry::No),
                }
            }
            Some(Act::Done(marks, output)) => {
                for mark in marks {
                    visit.marks.leave(mark).await.unwrap();
                }
                Outcome::Done { output }
            }
            Some(Act::Panic) => panic!("as the test wants it"),
            Some(Act::Hang) => std::future::pending().await,
        }
    }

    async fn look(
        &self,
        _: &Visit,
        _: &Order,
        step: &Step,
        _: &Value,
        _: &Outputs,
        _: u64,
    ) -> Looked {
        lock(&self.log).push(format!("look {}", step.key));
        lock(&self.looks).pop_front().unwrap_or(Looked::CannotTell {
            problem: problem(ProblemKind::Unclear, Retry::No),
        })
    }

    async fn review(
        &self,
        _: &Visit,
        _: &AppRef,
        _: Option<&Submitted>,
    ) -> Result<Review, Problem> {
        Err(problem(ProblemKind::StoreDown, Retry::No))
    }
}

pub(super) fn steps() -> Vec<Step> {
    let step = |key: &str, repeat, bulk| Step {
        key: key.into(),
        title: Sentence::new(key),
        weight: 1,
        repeat,
        bulk,
        after: Vec::new(),
    };
    vec![
        step("upload", Repeat::Freely, true),
        step("submit", Repeat::AfterLooking, false),
        step("confirm", Repeat::Freely, false),
    ]
}

pub(super) fn problem(kind: ProblemKind, retry: Retry) -> Problem {
    Problem::new(kind, Sentence::new("app.failed")).retry(retry)
}

pub(super) fn unclear() -> Act {
    Act::End(Outcome::Unclear {
        problem: problem(ProblemKind::Network, Retry::AfterLooking),
    })
}

pub(super) fn fails(kind: ProblemKind, retry: Retry) -> Act {
    Act::End(Outcome::Failed {
        problem: problem(kind, retry),
    })
}

pub(super) fn happened() -> Looked {
    Looked::Happened {
        output: json!({"seen": true}),
    }
}

pub(super) struct Bench {
    pub(super) folder: TempDir,
    pub(super) world: World,
    pub(super) file: PathBuf,
    pub(super) stores: Vec<&'static Scripted>,
}

impl Bench {
    pub(super) async fn new(stores: &[&'static Scripted]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.apk");
        std::fs::write(&file, b"bytes").unwrap();
        let world = open(&folder, stores).await;
        Self {
            folder,
            world,
            file,
            stores: stores.to_vec(),
        }
    }

    /// The same world as another process would find it.
    pub(super) async fn reopened(&self) -> World {
        open(&self.folder, &self.stores).await
    }

    pub(super) fn plan(&self, id: &str) -> Plan {
        let mut build = build(&[]);
        build.size = 5;
        let artifact = Artifact {
            path: self.file.clone(),
            build,
            url: None,
        };
        let order = |store: &&'static Scripted| Order {
            release: format!("release-{id}"),
            store: StoreId::new(store.card.id),
            account: "main".into(),
            app: AppRef {
                package: "com.example.slipway".into(),
                store_app_id: None,
            },
            artifacts: vec![artifact.clone()],
            notes: Notes::default(),
            when: When::AfterApproval,
            goal: Goal::Submit,
            first_release: false,
            icon: None,
            answers: BTreeMap::new(),
            listing: BTreeMap::new(),
            testing: slipway_model::Testing::default(),
            survey: Value::Null,
        };
        Plan {
            id: id.into(),
            brief: Brief {
                id: format!("release-{id}"),
                title: "Slipway 2.0.0 (20)".into(),
                package: "com.example.slipway".into(),
                label: "Slipway".into(),
                version_name: "2.0.0".into(),
                version_code: 20,
                began: self.world.now(),
                notes: BTreeMap::new(),
                orders: self.stores.iter().map(order).collect(),
                files: vec![(self.file.clone(), FileIdentity::of(&self.file).unwrap())],
            },
            steps: self
                .stores
                .iter()
                .map(|store| (StoreId::new(store.card.id), steps()))
                .collect(),
            app: App {
                package: "com.example.slipway".into(),
                label: "Slipway".into(),
                icon: None,
                picked_icon: None,
                signer: None,
            },
            links: Vec::new(),
        }
    }

    pub(super) async fn start(&self) -> String {
        lock(&self.world.plans).keep(self.plan("one"));
        self.world.start("one", Language::En).await.unwrap()
    }

    pub(super) async fn act(&self, id: &str, action: Action) {
        self.world
            .act(id, None, action, Language::En)
            .await
            .unwrap();
    }

    /// Starts and waits for the release's end.
    pub(super) async fn run(&self) -> Vec<StoreFold> {
        let id = self.start().await;
        self.ended(&id).await
    }

    pub(super) async fn ended(&self, id: &str) -> Vec<StoreFold> {
        let world = &self.world;
        until("the release ends", || !lock(&world.runs).contains_key(id)).await;
        let folded = world.journal.folded(id).await.unwrap();
        assert!(folded.ended.is_some(), "{folded:#?}");
        folded.stores
    }
}

pub(super) async fn open(folder: &TempDir, stores: &[&'static Scripted]) -> World {
    // A day in a second and a half: no pause of the runner is felt.
    let clock: Arc<dyn Clock> = Arc::new(PracticeClock::new(Reading {
        now: "2026-11-20T10:00:00Z".parse().unwrap(),
        rate: 60_000.0,
    }));
    let world = Parts {
        kind: WorldKind::Real,
        folder: folder.path().to_owned(),
        version: "test".into(),
        deadlines: Deadlines::default(),
        stores: stores
            .iter()
            .map(|store| *store as &'static dyn Store)
            .collect(),
        clock,
        rehearsal: None,
        keyring: Arc::new(Memory::default()),
        given: false,
        journal_watch: None,
        closing: CancellationToken::new(),
    }
    .join()
    .await
    .unwrap();
    for store in stores {
        let form = BTreeMap::from([("key".to_owned(), SecretString::from("value"))]);
        world
            .save_account(store.card.id, "main", form, Keep::Session, Language::En)
            .await
            .unwrap();
    }
    world
}

pub(super) async fn until(what: &str, mut done: impl FnMut() -> bool) {
    let waiting = async {
        while !done() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(
        tokio::time::timeout(Duration::from_secs(30), waiting)
            .await
            .is_ok(),
        "{what}"
    );
}

pub(super) fn states(stores: &[StoreFold]) -> Vec<StoreState> {
    stores.iter().map(|store| store.state).collect()
}
