//! What is kept of a submission, so that it can be asked about and steered later: Honor's own id of it, and the plan of its phases,
//! which Honor does not repeat in full. Nothing secret.

use serde_json::{Value, json};
use slipway_model::{Order, Outputs, When};

use super::wire;
use crate::Submitted;

/// What the submitting step leaves behind.
pub(super) fn left(order: &Order, app_id: &str, release_id: Option<&str>) -> Value {
    let phases = match &order.when {
        When::InPhases(phases) => json!({
            "from": wire::time(phases.from),
            "until": wire::time(phases.until),
            "about": phases.about,
        }),
        When::AfterApproval | When::At { .. } | When::ByHand => Value::Null,
    };
    json!({ "app_id": app_id, "release_id": release_id, "phases": phases })
}

/// The trace of a finished release: what the submission left, with the id that reading back found where the answer had none.
pub(super) fn of(outputs: &Outputs) -> Value {
    let mut trace = outputs.get("submit").cloned().unwrap_or_default();
    let seen = outputs
        .get("confirm")
        .and_then(|seen| seen.get("release_id"))
        .filter(|id| !id.is_null());
    if let (Some(id), Some(trace)) = (seen, trace.as_object_mut())
        && trace.get("release_id").is_none_or(Value::is_null)
    {
        trace.insert("release_id".to_owned(), id.clone());
    }
    trace
}

/// A trace, read.
#[derive(Clone, Copy)]
pub(super) struct Trace<'a>(&'a Value);

impl<'a> Trace<'a> {
    pub(super) fn of(submitted: Option<&'a Submitted>) -> Self {
        static NOTHING: Value = Value::Null;
        Self(submitted.map_or(&NOTHING, |submitted| &submitted.trace))
    }

    fn text(self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    pub(super) fn app_id(self) -> Option<&'a str> {
        self.text("app_id")
    }

    pub(super) fn release_id(self) -> Option<&'a str> {
        self.text("release_id")
    }

    pub(super) fn is_phased(self) -> bool {
        self.0.get("phases").is_some_and(Value::is_object)
    }

    /// `from`, `until` or `about` of the plan that was sent.
    pub(super) fn phases(self, name: &str) -> Option<String> {
        self.0
            .get("phases")?
            .get(name)?
            .as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::of;

    #[test]
    fn an_id_that_only_reading_back_found_is_kept() {
        let outputs = |submit, confirm| {
            [
                ("submit".to_owned(), submit),
                ("confirm".to_owned(), confirm),
            ]
            .into()
        };
        let read_back = json!({"seen": true, "release_id": "r2"});
        assert_eq!(
            of(&outputs(
                json!({"app_id": "7", "release_id": null}),
                read_back.clone()
            )),
            json!({"app_id": "7", "release_id": "r2"})
        );
        assert_eq!(
            of(&outputs(json!({"release_id": "r1"}), read_back)),
            json!({"release_id": "r1"})
        );
        assert!(of(&outputs(json!(null), json!(null))).is_null());
    }
}
