//! The matrix's two edges: a row is a request of an undisturbed release, a column a trouble that can befall it.

use std::collections::BTreeMap;

use slipway_practice::{Entry, Fault};

/// A request that a release makes, as a knob can name it.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Length of its body.
    bytes: u64,
}

impl Row {
    pub(crate) fn is_of(&self, entry: &Entry) -> bool {
        entry.method == self.method && entry.path.contains(&self.path)
    }

    pub(crate) fn fetches_token(&self) -> bool {
        self.path.ends_with("/token")
    }

    /// Bytes to an object store: no envelope, no token of ours.
    fn is_object(&self) -> bool {
        self.path.starts_with('.')
    }

    /// Leaves something at the store.
    fn writes(&self) -> bool {
        self.method != "GET" && !self.fetches_token() && !self.path.ends_with("/dev/query")
    }
}

/// The rows of a release that was left in peace.
pub(crate) fn rows(ledger: Vec<Entry>, store: &str) -> Vec<Row> {
    let requests = ledger
        .into_iter()
        .filter(|entry| entry.store == store && entry.method != "CONNECT");
    let rows: BTreeMap<(String, String), u64> = requests
        .map(|entry| ((entry.method, stable(&entry.path)), entry.received))
        .collect();
    rows.into_iter()
        .map(|((method, path), bytes)| Row {
            method,
            path,
            bytes,
        })
        .collect()
}

/// The part of a path that is the same in every world: one-time object names keep only their ending.
fn stable(path: &str) -> String {
    let has_id = path.chars().filter(char::is_ascii_digit).count() > 8;
    match path.rsplit_once('.') {
        Some((_, ending)) if has_id => format!(".{ending}"),
        _ => path.to_owned(),
    }
}

/// A trouble.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    /// `None`: for ever.
    pub(crate) times: Option<u32>,
    pub(crate) fault: Fault,
}

/// A success behind which nothing is kept: the only trouble after which a store that cannot be asked is believed wrongly.
pub(crate) const LIE: &str = "success that lies";

/// What can befall this row.
pub(crate) fn columns(store: &str, row: &Row) -> Vec<Column> {
    let once = |name, fault| Column {
        name,
        times: Some(1),
        fault,
    };
    let for_ever = |name, fault| Column {
        name,
        times: None,
        fault,
    };
    let own = |name: &str| Fault::Store {
        name: name.to_owned(),
    };
    let status = |status, retry_after_s| Fault::Status {
        status,
        retry_after_s,
    };
    let dropped = |bytes| Fault::DropAfter { bytes };
    let mut columns = vec![
        once("reset at once", dropped(0)),
        once("answer lost after commit", Fault::AnswerLost),
        once("silence", Fault::Silence),
        once("late answer", Fault::Late { seconds: 120 }),
        once("answer after we gave up", Fault::Late { seconds: 2_000 }),
        once("429 with Retry-After", status(429, Some(2))),
        once("503 once", status(503, None)),
        for_ever("502 for ever", status(502, None)),
        once("an HTML page", Fault::Html { status: 200 }),
    ];
    if row.bytes > 0 {
        let slow = Fault::Slow {
            bytes_per_second: 40_000,
        };
        columns.extend([
            once("reset in the middle", dropped(row.bytes.div_ceil(2))),
            once("reset after the whole body", dropped(row.bytes)),
            once("slow line", slow),
        ]);
    }
    if row.writes() {
        columns.push(once(LIE, own("lie")));
    }
    if !row.is_object() {
        columns.extend([
            once("200 with an error inside", own("error-inside")),
            for_ever("null fields", own("null-fields")),
            for_ever("missing fields", own("missing-fields")),
        ]);
        // Only this store has tokens; the call that fetches one carries none.
        if store == "huawei" && !row.fetches_token() {
            columns.push(once("expired token", own("expired-token")));
        }
    }
    columns
}
