//! The runner against a store that does what each test says: no socket, the journal and the store's own log are the witnesses.

mod redo;

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
    AppRef, Artifact, Kind, Language, Looked, Notes, Order, Outcome, Outputs, Problem, ProblemKind,
    Repeat, Retry, Review, Sentence, Step, StoreId, When, Words,
};
use slipway_stores::{
    Attempt, Card, Credentials, FieldProblem, Form, Guide, Hint, Probe, Store, Submitted, Survey,
    Visit,
};
use slipway_vault::Memory;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::{
    Action, Keep, World, WorldKind,
    apps::App,
    release::{
        Brief, What,
        fold::{StoreFold, StoreState},
        journal::{Line, Opened},
        plan::{Plan, files_tests::build},
    },
    world::{PracticeClock, clock::Reading, lock, open::Parts},
};

/// What the store does with one attempt.
enum Act {
    End(Outcome),
    Panic,
    /// Answers only when it is dropped: never.
    Hang,
}

struct Scripted {
    card: &'static Card,
    acts: Mutex<BTreeMap<String, VecDeque<Act>>>,
    looks: Mutex<VecDeque<Looked>>,
    /// `run submit`, `look submit`, in order.
    log: Mutex<Vec<String>>,
}

impl Scripted {
    fn new(id: &'static str) -> &'static Self {
        let card = Card {
            id,
            name_en: id,
            name_zh: id,
            mark: "T",
            accepts: &[Kind::Apk],
            size_limit: 1 << 30,
            notes_limit: 500,
            default_language: "en-US",
            can: &[],
            fields: &[],
            asks: &[],
            hosts: HostList(&[]),
            console: "https://console.example.com/",
            review_pace_s: 60,
        };
        Box::leak(Box::new(Self {
            card: Box::leak(Box::new(card)),
            acts: Mutex::default(),
            looks: Mutex::default(),
            log: Mutex::default(),
        }))
    }

    fn does(&self, step: &str, acts: impl IntoIterator<Item = Act>) {
        lock(&self.acts)
            .entry(step.to_owned())
            .or_default()
            .extend(acts);
    }

    fn finds(&self, looks: impl IntoIterator<Item = Looked>) {
        lock(&self.looks).extend(looks);
    }

    fn log(&self) -> Vec<String> {
        lock(&self.log).clone()
    }

    fn sent(&self) -> usize {
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

    async fn run(&self, _: &Visit, _: &Order, step: &Step, _: &Outputs, _: Attempt) -> Outcome {
        lock(&self.log).push(format!("run {}", step.key));
        let act = lock(&self.acts)
            .get_mut(&step.key)
            .and_then(VecDeque::pop_front);
        match act {
            None => Outcome::Done { output: json!({}) },
            Some(Act::End(outcome)) => outcome,
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

fn steps() -> Vec<Step> {
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

fn problem(kind: ProblemKind, retry: Retry) -> Problem {
    Problem::new(kind, Sentence::new("app.failed")).retry(retry)
}

fn unclear() -> Act {
    Act::End(Outcome::Unclear {
        problem: problem(ProblemKind::Network, Retry::AfterLooking),
    })
}

fn fails(kind: ProblemKind, retry: Retry) -> Act {
    Act::End(Outcome::Failed {
        problem: problem(kind, retry),
    })
}

fn happened() -> Looked {
    Looked::Happened {
        output: json!({"seen": true}),
    }
}

struct Bench {
    folder: TempDir,
    world: World,
    file: PathBuf,
    stores: Vec<&'static Scripted>,
}

impl Bench {
    async fn new(stores: &[&'static Scripted]) -> Self {
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
    async fn reopened(&self) -> World {
        open(&self.folder, &self.stores).await
    }

    fn plan(&self, id: &str) -> Plan {
        let mut build = build(&[]);
        build.size = 5;
        let artifact = Artifact {
            path: self.file.clone(),
            build,
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
            first_release: false,
            icon: None,
            answers: BTreeMap::new(),
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
        }
    }

    async fn start(&self) -> String {
        lock(&self.world.plans).keep(self.plan("one"));
        self.world.start("one", Language::En).await.unwrap()
    }

    async fn act(&self, id: &str, action: Action) {
        self.world
            .act(id, None, action, Language::En)
            .await
            .unwrap();
    }

    /// Starts and waits for the release's end.
    async fn run(&self) -> Vec<StoreFold> {
        let id = self.start().await;
        self.ended(&id).await
    }

    async fn ended(&self, id: &str) -> Vec<StoreFold> {
        let world = &self.world;
        until("the release ends", || !lock(&world.runs).contains_key(id)).await;
        let folded = world.journal.folded(id).await.unwrap();
        assert!(folded.ended.is_some(), "{folded:#?}");
        folded.stores
    }
}

async fn open(folder: &TempDir, stores: &[&'static Scripted]) -> World {
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

async fn until(what: &str, mut done: impl FnMut() -> bool) {
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

fn states(stores: &[StoreFold]) -> Vec<StoreState> {
    stores.iter().map(|store| store.state).collect()
}

#[tokio::test]
async fn stores_go_side_by_side_and_a_panic_in_one_ends_no_other() {
    let (one, other, third) = (
        Scripted::new("one"),
        Scripted::new("other"),
        Scripted::new("third"),
    );
    one.does("upload", [Act::Panic]);
    third.does("submit", [Act::Panic]);
    let bench = Bench::new(&[one, other, third]).await;
    let ended = bench.run().await;
    // In a free step nothing can have happened; a step that submits is looked at, and this store cannot tell.
    assert_eq!(
        states(&ended),
        [
            StoreState::Failed,
            StoreState::Submitted,
            StoreState::Unclear
        ]
    );
    assert_eq!(
        ended[0].problem.as_ref().unwrap().advice.key,
        "release.crashed"
    );
    assert_eq!(other.log(), ["run upload", "run submit", "run confirm"]);
    assert_eq!(third.log(), ["run upload", "run submit", "look submit"]);
}

#[tokio::test]
async fn a_lost_answer_is_looked_for_and_nothing_is_sent_twice() {
    let store = Scripted::new("one");
    store.does("submit", [unclear()]);
    let again = Looked::AskAgain {
        after: Duration::from_secs(60),
    };
    store.finds([again.clone(), again, happened()]);
    let bench = Bench::new(&[store]).await;
    let ended = bench.run().await;
    assert_eq!(states(&ended), [StoreState::Submitted]);
    assert_eq!(store.sent(), 1);
    assert_eq!(
        ended[0].receipt.as_ref().unwrap().evidence.word(),
        "read-back"
    );
}

#[tokio::test]
async fn what_surely_did_not_arrive_is_sent_again_a_few_times() {
    let store = Scripted::new("one");
    store.does("submit", [unclear()]);
    store.finds([Looked::DidNot]);
    let bench = Bench::new(&[store]).await;
    assert_eq!(states(&bench.run().await), [StoreState::Submitted]);
    assert_eq!(store.sent(), 2);

    let hopeless = Scripted::new("two");
    hopeless.does("submit", (0..20).map(|_| unclear()));
    hopeless.finds((0..20).map(|_| Looked::DidNot));
    let bench = Bench::new(&[hopeless]).await;
    assert_eq!(states(&bench.run().await), [StoreState::Failed]);
    assert!(hopeless.sent() <= 5, "{:?}", hopeless.log());
}

#[tokio::test]
async fn only_a_person_sends_again_what_nobody_can_tell() {
    let store = Scripted::new("one");
    store.does("submit", [unclear()]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Unclear]);
    assert_eq!(store.sent(), 1);

    bench.act(&id, Action::LookAgain).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Unclear]);
    assert_eq!(store.sent(), 1);

    bench.act(&id, Action::SendAgain).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    assert_eq!(store.sent(), 2);
}

#[tokio::test]
async fn sending_again_asks_once_more_first() {
    let store = Scripted::new("one");
    store.does("submit", [unclear()]);
    let cannot = Looked::CannotTell {
        problem: problem(ProblemKind::Unclear, Retry::No),
    };
    store.finds([cannot, happened()]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    bench.ended(&id).await;
    bench.act(&id, Action::SendAgain).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    assert_eq!(store.sent(), 1, "it had arrived meanwhile");
}

#[tokio::test]
async fn a_stop_ends_a_silent_call_within_a_second() {
    for (step, expected) in [
        ("upload", StoreState::Stopped),
        ("submit", StoreState::Unclear),
    ] {
        let store = Scripted::new("one");
        store.does(step, [Act::Hang]);
        let bench = Bench::new(&[store]).await;
        let id = bench.start().await;
        until("the step is running", || {
            store.log().contains(&format!("run {step}"))
        })
        .await;
        let pressed = std::time::Instant::now();
        bench.act(&id, Action::Stop).await;
        assert_eq!(states(&bench.ended(&id).await), [expected], "{step}");
        assert!(
            pressed.elapsed() < Duration::from_secs(1),
            "{:?}",
            pressed.elapsed()
        );
        assert!(
            !store.log().contains(&"look submit".to_owned()),
            "nothing is sent after a stop"
        );

        store.finds([Looked::DidNot]);
        bench.act(&id, Action::Resume).await;
        assert_eq!(
            states(&bench.ended(&id).await),
            [StoreState::Submitted],
            "{step}"
        );
    }
}

#[tokio::test]
async fn a_stop_after_the_yes_does_not_take_it_back() {
    let store = Scripted::new("one");
    store.does("confirm", [Act::Hang]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    until("it is confirmed", || {
        store.log().contains(&"run confirm".to_owned())
    })
    .await;
    bench.act(&id, Action::Stop).await;
    let ended = bench.ended(&id).await;
    assert_eq!(states(&ended), [StoreState::Submitted]);
    assert_eq!(ended[0].receipt.as_ref().unwrap().evidence.word(), "answer");
}

#[tokio::test]
async fn a_failure_that_passes_is_tried_again_and_one_that_does_not_waits_for_a_person() {
    let store = Scripted::new("one");
    store.does(
        "upload",
        [
            fails(ProblemKind::Network, Retry::Now),
            fails(ProblemKind::StoreDown, Retry::Now),
        ],
    );
    store.does("submit", [fails(ProblemKind::Refused, Retry::No)]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    let ended = bench.ended(&id).await;
    assert_eq!(states(&ended), [StoreState::Failed]);
    assert_eq!(
        ended[0].problem.as_ref().unwrap().step.as_deref(),
        Some("submit")
    );
    bench.act(&id, Action::Retry).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    assert_eq!(
        store.log(),
        [
            "run upload",
            "run upload",
            "run upload",
            "run submit",
            "run submit",
            "run confirm"
        ]
    );
}

#[tokio::test]
async fn a_store_that_contradicts_its_yes_is_unclear() {
    let store = Scripted::new("one");
    store.does("confirm", [unclear()]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Unclear]);
    bench.act(&id, Action::LookAgain).await;
    assert_eq!(states(&bench.ended(&id).await), [StoreState::Submitted]);
    assert_eq!(store.sent(), 1);
}

#[tokio::test]
async fn a_changed_file_is_noticed_before_any_request() {
    let store = Scripted::new("one");
    let bench = Bench::new(&[store]).await;
    lock(&bench.world.plans).keep(bench.plan("one"));
    std::fs::write(&bench.file, b"other bytes").unwrap();
    let refused = bench.world.start("one", Language::En).await.unwrap_err();
    assert_eq!(refused.kind, "bad-artifact");
    assert!(store.log().is_empty());
    assert!(bench.world.releases(Language::En).await.unwrap().is_empty());
}

#[tokio::test]
async fn two_plans_for_the_same_store_do_not_run_beside_each_other() {
    let store = Scripted::new("one");
    store.does("upload", [Act::Hang]);
    let bench = Bench::new(&[store]).await;
    let id = bench.start().await;
    lock(&bench.world.plans).keep(bench.plan("two"));
    let refused = bench.world.start("two", Language::En).await.unwrap_err();
    assert_eq!(refused.kind, "already-there");
    bench.act(&id, Action::Stop).await;
    bench.ended(&id).await;
}

/// A journal that ends right after each of its lines, as a killed process leaves it.
#[tokio::test]
async fn a_killed_release_is_interrupted_and_goes_on_without_sending_twice() {
    let whole = [
        What::StepBegan { attempt: 1 },
        What::StepDone { output: json!({}) },
        What::StepBegan { attempt: 1 },
        What::Intent {
            attempt: 1,
            needs: json!({}),
        },
        What::Unclear {
            problem: problem(ProblemKind::Network, Retry::AfterLooking),
        },
        What::Looked { found: happened() },
        What::StepBegan { attempt: 1 },
        What::StepDone {
            output: json!({"seen": true}),
        },
    ];
    let places = [
        "upload", "upload", "submit", "submit", "submit", "submit", "confirm", "confirm",
    ];
    for length in 0..=whole.len() {
        let store = Scripted::new("one");
        store.finds([happened()]);
        let bench = Bench::new(&[store]).await;
        let plan = bench.plan("one");
        let id = plan.brief.id.clone();
        let one = StoreId::new("one");
        let lines = vec![
            Line::store(&one, What::Planned { steps: steps() }),
            Line::release(What::Began),
        ];
        let now = bench.world.now();
        let journal = &bench.world.journal;
        let opened = journal
            .open(plan.brief, "one".into(), now, lines, |_| Ok(None))
            .await
            .unwrap();
        assert_eq!(opened, Opened::Now);
        for (what, step) in whole.iter().zip(places).take(length) {
            journal
                .append(&id, now, Line::step(&one, step, what.clone()))
                .await
                .unwrap();
        }

        let world = bench.reopened().await;
        let release = world.release(&id, Language::En).await.unwrap();
        assert_eq!(
            (release.state.as_str(), release.stores[0].state.as_str()),
            ("interrupted", "interrupted")
        );
        assert!(store.log().is_empty(), "nothing restarts by itself");

        world
            .act(&id, None, Action::Resume, Language::En)
            .await
            .unwrap();
        until("the release ends", || !lock(&world.runs).contains_key(&id)).await;
        let release = world.release(&id, Language::En).await.unwrap();
        assert_eq!(release.stores[0].state, "submitted", "after {length} lines");
        let was_sent = length >= 4;
        assert_eq!(
            store.sent(),
            usize::from(!was_sent),
            "after {length} lines: {:?}",
            store.log()
        );
    }
}
