//! What a release asks of a store, learned from one that was left in peace: every request as a knob can name it, and what it was
//! for. So a suite can meet "the request that submits" or "the one that carries the build" in a store whose paths it does not know.
//! Not for: what a request should look like; that is practice's to judge.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use slipway_practice::{Entry, Fault, Knob};
use tokio::sync::OnceCell;

use crate::rehearsal::{Rehearsal, words};

/// Practice's clock runs this much faster while it is learned.
const RATE: f64 = 200.0;

/// Notes on an entry that leave nothing at the store.
const LEAVES_NOTHING: [&str; 4] = ["call", "token", "warning", "refused"];

/// Whether this request left something at the store.
pub fn left_something(entry: &Entry) -> bool {
    let mut events = entry
        .events
        .iter()
        .filter_map(|note| note["event"].as_str());
    events.any(|event| !LEAVES_NOTHING.contains(&event))
}

/// A request of a release, as a knob can name it.
#[derive(Clone, Debug)]
pub struct Request {
    pub store: String,
    pub method: String,
    /// The part of its path that is the same in every world.
    pub path: String,
    /// What was called, in a store where all calls have one path.
    pub call: Option<String>,
    /// How many of this method and path came before it since the release was started.
    pub nth: u32,
    /// The same since the beginning of the world, with what the plan asked.
    pub nth_of_world: u32,
    /// Length of its body.
    pub bytes: u64,
    /// Leaves something at the store.
    pub writes: bool,
    /// Its answer is a token.
    pub fetches_token: bool,
    /// Its answer is a submission.
    pub submits: bool,
    /// It comes after the submission.
    pub afterwards: bool,
}

impl Request {
    /// Whether a knob for this request would be offered that entry.
    pub fn is_like(&self, entry: &Entry) -> bool {
        entry.store == self.store && entry.method == self.method && entry.path.contains(&self.path)
    }

    /// Bytes to an object store: no envelope, no token of ours.
    pub fn is_object(&self) -> bool {
        self.path.starts_with('.')
    }

    /// Trouble for this request once a release has been started; `times` as in [`Knob`].
    pub fn trouble(&self, fault: Fault, times: Option<u32>) -> Knob {
        Knob {
            store: Some(self.store.clone()),
            method: Some(self.method.clone()),
            path: Some(self.path.clone()),
            skip: self.nth,
            times,
            ..Knob::new(fault)
        }
    }

    /// The same in a fresh world, before anything was planned.
    pub fn trouble_from_the_beginning(&self, fault: Fault, times: Option<u32>) -> Knob {
        Knob {
            skip: self.nth_of_world,
            ..self.trouble(fault, times)
        }
    }

    /// For the messages of failed tests.
    pub fn name(&self) -> String {
        let call = self.call.as_deref().unwrap_or_default();
        let when = if self.afterwards { "afterwards" } else { "" };
        let text = format!("{} {} {call} {when}", self.method, self.path);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// What one store's release asks, in the order in which it asks.
#[derive(Clone, Debug)]
pub struct Learned {
    pub store: String,
    /// After the start; those that fetch a token are among them even if only the plan needed one. Each kind once.
    pub requests: Vec<Request>,
    /// Of [`COMMON`], those that practice can make here.
    faults: BTreeSet<&'static str>,
}

/// Troubles that go by the same name in every store that can have them.
const COMMON: [&str; 5] = [
    "lie",
    "error-inside",
    "null-fields",
    "missing-fields",
    "expired-token",
];

static KNOWN: Mutex<BTreeMap<String, Arc<OnceCell<Learned>>>> = Mutex::new(BTreeMap::new());

impl Learned {
    /// Learned once in each test process.
    ///
    /// # Panics
    /// When the release is not submitted although nothing troubles it.
    pub async fn of(store: &str) -> Self {
        let known = {
            let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(store.to_owned()).or_default())
        };
        known.get_or_init(|| learn(store)).await.clone()
    }

    /// Whether practice can make this trouble in this store.
    pub fn knows(&self, fault: &str) -> bool {
        self.faults.contains(fault)
    }

    /// The request whose answer is the submission.
    ///
    /// # Panics
    /// When there is none; so it is for the others.
    pub fn submission(&self) -> &Request {
        let mut submit = self.requests.iter().filter(|request| request.submits);
        submit
            .next()
            .unwrap_or_else(|| panic!("{}: nothing submits", self.store))
    }

    /// The first request after the build that changes something: where the store binds it to the app, or takes the submission.
    ///
    /// # Panics
    /// When the build came with the submission.
    pub fn after_the_upload(&self) -> &Request {
        let upload = self.upload();
        let carries_it = |it: &&Request| it.path == upload.path && it.bytes == upload.bytes;
        let after = self.requests.iter().skip_while(|it| !carries_it(it));
        let mut later = after.skip(1).filter(|request| request.writes);
        later
            .next()
            .unwrap_or_else(|| panic!("{}: nothing comes after the build", self.store))
    }

    /// The request that carries the build.
    pub fn upload(&self) -> &Request {
        let upload = self.requests.iter().max_by_key(|request| request.bytes);
        upload.unwrap_or_else(|| panic!("{}: nothing was asked", self.store))
    }
}

async fn learn(store: &str) -> Learned {
    let rehearsal = Rehearsal::quick(RATE).await;
    let plan = rehearsal.plan(rehearsal.draft(&[store])).await;
    let objections: Vec<_> = plan.stores.iter().flat_map(|it| &it.objections).collect();
    assert!(objections.is_empty(), "{store}: {objections:#?}");
    let planned = rehearsal.requests();
    let id = rehearsal.start_planned(&plan.id).await;
    let events = rehearsal.follow(&id, 0).await;
    let state = rehearsal.release(&id).await.stores[0].state.clone();
    assert_eq!(state, "submitted", "{store}: {:#?}", words(&events));
    assert_eq!(rehearsal.submissions(store), 1, "{store}");
    let ledger = rehearsal.practice.ledger(0).expect("the ledger");
    // A knob for trouble that no request could ever meet is refused.
    let can = |name: &&str| {
        let knob = Knob {
            store: Some(store.to_owned()),
            ..Knob::new(Fault::Store {
                name: (*name).to_owned(),
            })
        };
        rehearsal.practice.knob(knob).is_ok()
    };
    Learned {
        faults: COMMON.into_iter().filter(can).collect(),
        store: store.to_owned(),
        requests: requests(store, &ledger, planned),
    }
}

/// `planned`: how many entries came before the start.
fn requests(store: &str, ledger: &[Entry], planned: usize) -> Vec<Request> {
    let mut requests: Vec<Request> = Vec::new();
    for (number, entry) in ledger.iter().enumerate() {
        let counts = entry.store == store && entry.method != "CONNECT";
        let in_time = number >= planned || entry.has_event("token");
        if !counts || !in_time {
            continue;
        }
        let mut request = Request::of(entry);
        let before = |from: usize| {
            let earlier = ledger[..number].iter().skip(from);
            u32::try_from(earlier.filter(|it| request.is_like(it)).count()).unwrap_or(u32::MAX)
        };
        (request.nth, request.nth_of_world) = (before(planned), before(0));
        request.afterwards = requests.iter().any(|it| it.submits);
        if !requests.iter().any(|it| it.is_of_the_kind_of(&request)) {
            requests.push(request);
        }
    }
    requests
}

impl Request {
    fn of(entry: &Entry) -> Self {
        let call = entry.events.iter().find(|note| note["event"] == "call");
        Self {
            store: entry.store.clone(),
            method: entry.method.clone(),
            path: stable(&entry.path),
            call: call.and_then(|note| note["method"].as_str().map(str::to_owned)),
            nth: 0,
            nth_of_world: 0,
            bytes: entry.received,
            writes: left_something(entry),
            fetches_token: entry.has_event("token"),
            submits: entry.has_event("submitted"),
            afterwards: false,
        }
    }

    fn is_of_the_kind_of(&self, other: &Self) -> bool {
        let is_same =
            (&self.method, &self.path, &self.call) == (&other.method, &other.path, &other.call);
        is_same && (self.writes, self.afterwards) == (other.writes, other.afterwards)
    }
}

/// The part of a path that is the same in every world: one-time object names keep only their ending, and of a path with drawn parts
/// in it the last stretch without one is kept.
fn stable(path: &str) -> String {
    let parts: Vec<&str> = path.split_inclusive('/').collect();
    if !is_drawn(path) && !parts.iter().any(|part| is_drawn(part)) {
        return path.to_owned();
    }
    if let Some((_, ending)) = path.rsplit_once('.')
        && !ending.contains('/')
        && !is_drawn(ending)
    {
        return format!(".{ending}");
    }
    let mut stretches = parts.split(|part| is_drawn(part));
    let last = stretches.rfind(|stretch| !stretch.is_empty());
    let last = last.unwrap_or_default().concat();
    match path.starts_with(&last) {
        true => last,
        false => format!("/{last}"),
    }
}

/// Numbers, hexadecimal ones, and ids in capitals.
fn is_drawn(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_in_capitals = |text: &str| text.chars().all(|c| !c.is_ascii_lowercase() && c != '/');
    digits > 8 || (text.len() > 10 && is_in_capitals(text.trim_end_matches('/')))
}

#[test]
fn what_is_drawn_is_no_part_of_a_path() {
    for (path, expected) in [
        ("/api/publish/v2/app-info", "/api/publish/v2/app-info"),
        ("/2026/11/0123456789abcdef.apk", ".apk"),
        ("/publish/upload/836709746689786", "/publish/upload/"),
        ("/dev/push", "/dev/push"),
        ("/apps/amzn1.app.0123456789abcdef/edits", "/edits"),
        (
            "/apps/com.example/edits/amzn1.edit.0123456789abcdef",
            "/apps/com.example/edits/",
        ),
        (
            "/edits/amzn1.edit.0123456789abcdef/apks/MABCDEFGHIJKL/replace",
            "/replace",
        ),
        (
            "/edits/amzn1.edit.0123456789abcdef/apks/MABCDEFGHIJKL",
            "/apks/",
        ),
    ] {
        assert_eq!(stable(path), expected, "{path}");
    }
}
