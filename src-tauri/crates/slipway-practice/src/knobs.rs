//! Knobs for trouble: which requests they meet, and what happens to those. All but `Fault::Store` are the frame's own doing and so the
//! same for every store. Knobs belong to the serving process, not to the world: a restart clears them.

use std::sync::{Mutex, PoisonError};

use http::StatusCode;
use serde::{Deserialize, Serialize};

/// Trouble for the requests that match. Of several matching knobs the oldest one with something left to do wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knob {
    /// Only this store.
    #[serde(default)]
    pub store: Option<String>,
    /// Only this method.
    #[serde(default)]
    pub method: Option<String>,
    /// Only paths (without query) that contain this text.
    #[serde(default)]
    pub path: Option<String>,
    /// Only bodies that are announced as longer than so many bytes: uploads, in a store where all calls have one path.
    #[serde(default)]
    pub longer_than: Option<u64>,
    /// Lets that many matching requests pass first.
    #[serde(default)]
    pub skip: u32,
    /// Meets that many requests; without it, all that follow.
    #[serde(default)]
    pub times: Option<u32>,
    pub fault: Fault,
}

impl Knob {
    /// That trouble for every request to every store.
    pub fn new(fault: Fault) -> Self {
        Self {
            store: None,
            method: None,
            path: None,
            longer_than: None,
            skip: 0,
            times: None,
            fault,
        }
    }
}

/// What happens to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Fault {
    /// The connection breaks when that many bytes of the body have arrived.
    DropAfter { bytes: u64 },
    /// The store does everything, and the connection breaks before its answer.
    AnswerLost,
    /// The body is taken, the store never hears of it, and nothing is answered.
    Silence,
    /// The body is read at that speed.
    Slow { bytes_per_second: u64 },
    /// The store does everything, and its answer comes that many seconds of the practice clock later.
    Late { seconds: u64 },
    /// The body is taken, the store never hears of it, and a gateway answers with an empty body.
    Status {
        status: u16,
        #[serde(default)]
        retry_after_s: Option<u64>,
    },
    /// The same, with a gateway's HTML page.
    Html { status: u16 },
    /// Trouble of the store's own making; which names there are is the store's matter.
    Store { name: String },
}

impl Fault {
    /// Its name in the ledger.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::DropAfter { .. } => "drop-after",
            Self::AnswerLost => "answer-lost",
            Self::Silence => "silence",
            Self::Slow { .. } => "slow",
            Self::Late { .. } => "late",
            Self::Status { .. } => "status",
            Self::Html { .. } => "html",
            Self::Store { name } => name,
        }
    }

    /// What is wrong with the numbers, if anything is.
    pub(crate) fn objection(&self) -> Option<&'static str> {
        match self {
            Self::Slow {
                bytes_per_second: 0,
            } => Some("bytes_per_second must be at least 1"),
            Self::Status { status, .. } | Self::Html { status }
                if *status < 200 || StatusCode::from_u16(*status).is_err() =>
            {
                Some("status must be a final HTTP status")
            }
            _ => None,
        }
    }
}

/// A knob as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnedKnob {
    pub id: u64,
    pub knob: Knob,
    /// Requests that matched, with those that were let pass.
    pub matched: u32,
}

impl TurnedKnob {
    fn matches(&self, store: &str, method: &str, path: &str, declared: Option<u64>) -> bool {
        let knob = &self.knob;
        knob.store.as_deref().is_none_or(|wanted| wanted == store)
            && knob
                .method
                .as_deref()
                .is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && knob
                .path
                .as_deref()
                .is_none_or(|wanted| path.contains(wanted))
            && knob
                .longer_than
                .is_none_or(|limit| declared.is_some_and(|length| length > limit))
    }

    fn is_spent(&self) -> bool {
        self.knob
            .times
            .is_some_and(|times| self.matched >= self.knob.skip.saturating_add(times))
    }
}

/// All knobs of a serving process.
#[derive(Default)]
pub(crate) struct Knobs(Mutex<Vec<TurnedKnob>>);

impl Knobs {
    pub(crate) fn turn(&self, knob: Knob) -> u64 {
        let mut knobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = knobs.last().map_or(1, |last| last.id + 1);
        knobs.push(TurnedKnob {
            id,
            knob,
            matched: 0,
        });
        id
    }

    pub(crate) fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    pub(crate) fn all(&self) -> Vec<TurnedKnob> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The trouble for this request. Counts it on every knob that it was offered to.
    pub(crate) fn meet(
        &self,
        store: &str,
        method: &str,
        path: &str,
        declared: Option<u64>,
    ) -> Option<Fault> {
        let mut knobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for turned in knobs.iter_mut() {
            if turned.is_spent() || !turned.matches(store, method, path, declared) {
                continue;
            }
            turned.matched = turned.matched.saturating_add(1);
            if turned.matched > turned.knob.skip {
                return Some(turned.knob.fault.clone());
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Knob, Knobs};

    #[test]
    fn a_knob_is_read_from_json() {
        let text = r#"{"store":"huawei","path":"/app-submit","times":1,"fault":{"kind":"drop-after","bytes":9}}"#;
        let knob: Knob = serde_json::from_str(text).unwrap();
        assert_eq!(knob.fault, Fault::DropAfter { bytes: 9 });
        assert_eq!((knob.skip, knob.times), (0, Some(1)));
        assert!(serde_json::from_str::<Knob>(r#"{"fault":{"kind":"explode"}}"#).is_err());
    }

    #[test]
    fn skips_counts_and_ends() {
        let knobs = Knobs::default();
        knobs.turn(Knob {
            store: Some("a".to_owned()),
            method: Some("post".to_owned()),
            path: Some("up".to_owned()),
            skip: 1,
            times: Some(1),
            ..Knob::new(Fault::Silence)
        });
        let meet = |store, method, path| knobs.meet(store, method, path, None);
        assert_eq!(meet("b", "POST", "/up"), None);
        assert_eq!(meet("a", "GET", "/up"), None);
        assert_eq!(meet("a", "POST", "/down"), None);
        assert_eq!(meet("a", "POST", "/up"), None);
        assert_eq!(meet("a", "POST", "/up"), Some(Fault::Silence));
        assert_eq!(meet("a", "POST", "/up"), None);
    }

    #[test]
    fn a_knob_for_uploads_leaves_calls_alone() {
        let knobs = Knobs::default();
        knobs.turn(Knob {
            longer_than: Some(9),
            ..Knob::new(Fault::Silence)
        });
        let meet = |declared| knobs.meet("a", "POST", "/", declared);
        assert_eq!([meet(None), meet(Some(9))], [None, None]);
        assert_eq!(meet(Some(10)), Some(Fault::Silence));
    }

    #[test]
    fn objects_to_impossible_numbers() {
        let objection = |fault: Fault| fault.objection().is_some();
        assert!(objection(Fault::Slow {
            bytes_per_second: 0
        }));
        assert!(objection(Fault::Html { status: 100 }));
        assert!(objection(Fault::Status {
            status: 1000,
            retry_after_s: None
        }));
        assert!(!objection(Fault::Status {
            status: 429,
            retry_after_s: Some(1)
        }));
    }
}
