//! A play on a workbench: its routers driven directly, with requests written by hand from the store's documents. No socket, no
//! TLS, no client of ours.

use std::{sync::Arc, time::Duration};

use axum::{body::Body, response::Response};
use http::{HeaderMap, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::{
    play::{Decided, Play, SeedApp, Verdict},
    stage::Ask,
    world::{NewEntry, Pace, World, WorldAt},
};

pub(crate) struct Bench {
    pub(crate) play: Box<dyn Play>,
    pub(crate) world: Arc<World>,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// What the ledger holds about this request.
    pub(crate) events: Vec<Value>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The first event of that name.
    pub(crate) fn event(&self, name: &str) -> Option<&Value> {
        self.events.iter().find(|event| event["event"] == name)
    }
}

/// The app of the committed demo build, one version below it.
pub(crate) fn demo_app() -> SeedApp {
    let (_folder, path) = super::by_hand::demo_on_disk();
    let build = slipway_artifact::inspect(&path, &mut |_| {}, &|| false).unwrap();
    SeedApp {
        package: build.package.clone(),
        label: "Slipway Demo".to_owned(),
        label_zh: Some("滑道演示".to_owned()),
        version_code: build.version_code - 1,
        version_name: "1.9.0".to_owned(),
        signer_sha256: build.signer_sha256().map(str::to_owned),
    }
}

impl Bench {
    /// A fresh world in memory in which reviews take as long as in the real store, and nothing is adopted.
    pub(crate) fn open(play: impl Play + 'static) -> Self {
        let pace = Pace {
            clock_rate: 1.0,
            review: 1.0,
        };
        let bench = Self {
            play: Box::new(play),
            world: World::open(&WorldAt::Memory, pace).unwrap(),
        };
        bench
            .world
            .transaction(bench.play.id(), None, |stage| bench.play.seed(stage))
            .unwrap();
        bench
    }

    /// The store's own id of the app.
    pub(crate) fn adopt(&self, app: &SeedApp) -> String {
        self.world
            .transaction(self.play.id(), None, |stage| self.play.adopt(stage, app))
            .unwrap()
    }

    /// Ends the review of that app's waiting version, as the console's buttons do.
    pub(crate) fn decide(&self, package: &str, verdict: &Verdict) -> Decided {
        self.world
            .transaction(self.play.id(), None, |stage| {
                self.play.decide(stage, package, verdict)
            })
            .unwrap()
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.world.set_clock(time, None).unwrap();
    }

    /// The value of a field in the credential form.
    pub(crate) fn key(&self, field: &str) -> String {
        let keys = self
            .world
            .transaction(self.play.id(), None, |stage| self.play.keys(stage))
            .unwrap();
        let found = keys.keys.get(field).or_else(|| keys.more_keys.get(field));
        found.unwrap().clone()
    }

    /// A value of the console page that belongs into no field, by its English label.
    pub(crate) fn wrong_key(&self, label: &str) -> String {
        use crate::page::Tongue;

        let page = self
            .world
            .transaction(self.play.id(), None, |stage| self.play.console(stage))
            .unwrap();
        let mut values = page.sections.into_iter().flat_map(|section| section.values);
        values
            .find(|value| value.field.is_none() && value.label.in_tongue(Tongue::English) == label)
            .unwrap()
            .value
    }

    pub(crate) async fn send(&self, host: &str, request: Request<Body>) -> Answer {
        self.send_with(None, host, request).await
    }

    /// One request, with a fault as a knob would put it there.
    pub(crate) async fn send_with(
        &self,
        fault: Option<&str>,
        host: &str,
        mut request: Request<Body>,
    ) -> Answer {
        let path = request.uri().path().to_owned();
        let new = NewEntry {
            store: self.play.id(),
            host,
            method: request.method().as_str(),
            path: &path,
            http: "1.1",
            ..NewEntry::default()
        };
        let entry = self.world.open_entry(&new).unwrap();
        request.extensions_mut().insert(Ask {
            world: Arc::clone(&self.world),
            store: self.play.id(),
            host: host.into(),
            entry,
            fault: fault.map(Into::into),
        });
        let response = self.play.router(host).oneshot(request).await.unwrap();
        self.answer(entry, response).await
    }

    async fn answer(&self, entry: u64, response: Response) -> Answer {
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let entries = self.world.entries(entry - 1).unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.to_vec(),
            events: entries[0].events.clone(),
        }
    }
}

/// `curl` through a served practice, as any stranger would use it. Returns the HTTP status and the body.
pub(crate) async fn curl(practice: &crate::Practice, arguments: &[String]) -> (u16, String) {
    let invitation = practice.invitation();
    let mut command = tokio::process::Command::new("curl");
    command
        .args([
            "-q",
            "-s",
            "--max-time",
            "20",
            "-w",
            "\n%{http_code}",
            "--cacert",
        ])
        .arg(&invitation.ca_file)
        .args(arguments)
        .env("HTTPS_PROXY", &invitation.proxy)
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .kill_on_drop(true);
    let output = command.output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (body, status) = text.rsplit_once('\n').unwrap();
    (status.parse().unwrap(), body.to_owned())
}
