//! What each store's client really says over the wire, and what it makes of the answers, against a server that says what a test
//! tells it. Rules of the stores are held elsewhere, against the other side of each store.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod amazon;
mod apple;
mod honor;
mod huawei;
mod oppo;
mod server;
mod tencent;
mod vivo;
mod xiaomi;

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};
use slipway_http::{CancellationToken, Clock, Line, Meter, PracticeWire, Wire, WireSettings};
use slipway_model::{
    AppRef, Artifact, Build, Digests, Goal, Kind, Notes, Order, Outcome, Outputs, Problem, StoreId,
    Tristate, When,
};
use slipway_stores::{Account, Attempt, Store, Visit, stores};

use server::{Asked, Reply, Server};

/// A host that no store owns, as upload addresses have it.
const NEW_HOST: &str = "bucket.obs.example.net";

/// A clock that moves only when somebody waits on it.
#[derive(Debug)]
struct Still(Mutex<Timestamp>);

#[async_trait]
impl Clock for Still {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    async fn sleep(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_760_000_000).unwrap()
}

/// A store, an account at it, and the server that plays it.
struct Table {
    store: &'static dyn Store,
    /// The way of the guide by which the account was connected.
    way: &'static str,
    server: Server,
    visit: Visit,
    order: Order,
    outputs: Outputs,
    /// Stops what is under way.
    cancel: CancellationToken,
    /// Holds the package and the icon.
    _folder: tempfile::TempDir,
}

impl Table {
    async fn set(store: &str, form: &[(&str, String)]) -> Self {
        let store = stores::find(store).unwrap();
        let hosts = store.card().hosts;
        let names: Vec<&str> = hosts
            .0
            .iter()
            .map(|rule| rule.host)
            .chain([NEW_HOST])
            .collect();
        let server = Server::start(&names).await;
        let settings = WireSettings {
            practice: Some(PracticeWire {
                proxy: server.proxy(),
                ca_pem: server.ca_pem().to_owned(),
            }),
            ..WireSettings::default()
        };
        let way = way(store, form);
        let form = form
            .iter()
            .map(|(field, value)| ((*field).to_owned(), SecretString::from(value.as_str())))
            .collect();
        let credentials = store.credentials(&form).unwrap();
        let wire = Wire::new(settings, Arc::new(Still(Mutex::new(now())))).unwrap();
        let cancel = CancellationToken::new();
        let line = Line::new(
            wire,
            hosts,
            cancel.clone(),
            Meter::new(),
            credentials.secrets(),
        );
        let folder = tempfile::tempdir().unwrap();
        let order = order(store.card().id, &folder);
        Self {
            store,
            way,
            server,
            visit: Visit {
                line,
                account: Arc::new(Account::new("main", credentials)),
                marks: slipway_stores::Marks::default(),
            },
            order,
            outputs: Outputs::new(),
            cancel,
            _folder: folder,
        }
    }

    /// One run of a step against these replies: its outcome and what was asked. A `Done` is remembered.
    async fn run(
        &mut self,
        step: &str,
        attempt: Attempt,
        replies: impl IntoIterator<Item = Reply>,
    ) -> (Outcome, Vec<Asked>) {
        self.server.will(replies);
        let step = self
            .store
            .plan(&self.order)
            .into_iter()
            .find(|known| known.key == step)
            .unwrap();
        let outcome = self
            .store
            .run(&self.visit, &self.order, &step, &self.outputs, attempt)
            .await;
        if let Outcome::Done { output } = &outcome {
            self.outputs.insert(step.key, output.clone());
        }
        (outcome, self.server.asked())
    }

    /// A step that must be done at once.
    async fn done(
        &mut self,
        step: &str,
        replies: impl IntoIterator<Item = Reply>,
    ) -> (Value, Vec<Asked>) {
        match self.run(step, Attempt::FIRST, replies).await {
            (Outcome::Done { output }, asked) => (output, asked),
            (outcome, _) => panic!("{step}: {outcome:?}"),
        }
    }

    async fn failed(&mut self, step: &str, replies: impl IntoIterator<Item = Reply>) -> Problem {
        match self.run(step, Attempt::FIRST, replies).await.0 {
            Outcome::Failed { problem } => problem,
            outcome => panic!("{step}: {outcome:?}"),
        }
    }

    async fn unclear(&mut self, step: &str, replies: impl IntoIterator<Item = Reply>) -> Problem {
        match self.run(step, Attempt::FIRST, replies).await.0 {
            Outcome::Unclear { problem } => problem,
            outcome => panic!("{step}: {outcome:?}"),
        }
    }

    /// Looks after an unclear step.
    async fn look(
        &self,
        step: &str,
        waited_s: u64,
        replies: impl IntoIterator<Item = Reply>,
    ) -> slipway_model::Looked {
        self.server.will(replies);
        let step = self
            .store
            .plan(&self.order)
            .into_iter()
            .find(|known| known.key == step)
            .unwrap();
        let intent = self.store.intent(&self.order, &step, &self.outputs);
        let looked = self
            .store
            .look(
                &self.visit,
                &self.order,
                &step,
                &intent,
                &self.outputs,
                waited_s,
            )
            .await;
        self.server.asked();
        looked
    }

    /// A step that a check names must be one of the way that the person took.
    fn has_step(&self, step: &str) {
        let mut ways = self.store.guide().ways.iter();
        let way = ways.find(|way| way.id == self.way).unwrap();
        assert!(
            way.steps.iter().any(|known| known.id == step),
            "{}: {} has no step {step}",
            self.store.card().id,
            way.id
        );
    }

    /// The layers of the check: `key pass`, `token fail problem.x step`.
    async fn check(&self, replies: impl IntoIterator<Item = Reply>) -> Vec<String> {
        self.server.will(replies);
        let probes = self.store.check(&self.visit, Some(&self.order.app)).await;
        let shown = |probe: slipway_stores::Probe| {
            if let Some(step) = &probe.guide_step {
                self.has_step(step);
            }
            let state = format!("{:?}", probe.state).to_lowercase();
            let problem = probe
                .problem
                .map(|problem| problem.advice.key)
                .unwrap_or_default();
            format!(
                "{} {state} {problem} {}",
                probe.key,
                probe.guide_step.unwrap_or_default()
            )
            .trim()
            .to_owned()
        };
        probes.into_iter().map(shown).collect()
    }
}

/// The way that these fields belong to; the only one of a store that has one.
fn way(store: &'static dyn Store, form: &[(&str, String)]) -> &'static str {
    let fields = store.card().fields.iter();
    fields
        .filter(|field| form.iter().any(|(id, _)| *id == field.id))
        .map(|field| field.way)
        .find(|way| !way.is_empty())
        .unwrap_or(&store.guide().ways[0].id)
}

const PACKAGE: &[u8] = b"PK\x03\x04 as good as a package";

fn order(store: &str, folder: &tempfile::TempDir) -> Order {
    let (package, icon) = (
        folder.path().join("app-release.apk"),
        folder.path().join("icon.png"),
    );
    std::fs::write(&package, PACKAGE).unwrap();
    std::fs::write(&icon, b"\x89PNG\r\n\x1a\n as good as an icon").unwrap();
    Order {
        release: "r1".into(),
        store: StoreId::new(store),
        account: "main".into(),
        app: AppRef {
            package: "com.example.slipway".into(),
            store_app_id: None,
        },
        artifacts: vec![Artifact {
            path: package,
            build: build(),
            url: None,
        }],
        notes: Notes(BTreeMap::from([(
            "zh-CN".to_owned(),
            "修复问题".to_owned(),
        )])),
        when: When::AfterApproval,
        goal: Goal::Submit,
        first_release: false,
        icon: Some(PathBuf::from(&icon)),
        answers: BTreeMap::new(),
        listing: BTreeMap::new(),
        testing: slipway_model::Testing::default(),
        survey: json!({"languages": ["zh-CN"], "live_version_code": 19}),
    }
}

fn build() -> Build {
    Build {
        kind: Kind::Apk,
        package: "com.example.slipway".into(),
        version_code: 20,
        version_name: "2.0.0".into(),
        label: "Slipway".into(),
        labels: BTreeMap::new(),
        icon: None,
        min_sdk: None,
        target_sdk: None,
        abis: Vec::new(),
        debuggable: Tristate::No,
        test_only: false,
        split: None,
        signers: Vec::new(),
        schemes: Vec::new(),
        intact: Tristate::Yes,
        channel: None,
        bundle: None,
        apple: None,
        size: PACKAGE.len() as u64,
        digests: Digests {
            md5: xiaomi::md5(PACKAGE),
            sha1: String::new(),
            sha256: "ab".repeat(32),
        },
        warnings: Vec::new(),
    }
}

fn ok(mut body: Value) -> Reply {
    body["ret"] = json!({"code": 0, "msg": "success"});
    Reply::Json(200, body)
}
