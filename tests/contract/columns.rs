//! The matrix's columns: the troubles that can befall a request, which is a row.

use slipway_practice::Fault;
use slipway_tests::learned::{Learned, Request};

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

/// A protocol of more requests than this is a long one: most of them are reads, and what holds one of them holds all, so each read meets
/// the troubles in which reads differ, and no others. Whatever changes something meets every trouble, as everywhere.
const MANY: usize = 25;
const OF_A_READ: [&str; 3] = ["502 for ever", "an HTML page", "missing fields"];

/// What can befall this row.
pub(crate) fn columns(learned: &Learned, row: &Request) -> Vec<Column> {
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
    let mut known = |name: &str, column: Column| {
        if learned.knows(name) {
            columns.push(column);
        }
    };
    if row.writes {
        known("lie", once(LIE, own("lie")));
    }
    if !row.is_object() {
        let inside = own("error-inside");
        known("error-inside", once("200 with an error inside", inside));
        let nulls = own("null-fields");
        known("null-fields", for_ever("null fields", nulls));
        let gaps = own("missing-fields");
        known("missing-fields", for_ever("missing fields", gaps));
        // The call that fetches a token carries none.
        if !row.fetches_token {
            let expired = own("expired-token");
            known("expired-token", once("expired token", expired));
        }
    }
    if !row.writes && learned.requests.len() > MANY {
        columns.retain(|column| OF_A_READ.contains(&column.name));
    }
    columns
}
