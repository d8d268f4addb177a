//! The troubles of this store that a knob may ask for: their names, the plain refusals among them, and the listings that the
//! console left unfinished. Troubles of one single call stand beside that call.

use serde_json::{Value, json};

use super::{
    answer::{self, No},
    call,
    record::App,
};
use crate::{plays::lie, stage::Ask};

/// Names that `Fault::Store` may carry.
pub(super) const FAULTS: [&str; 24] = [
    // plain refusals
    "error-inside",
    "no-right",
    "too-frequent",
    "upload-failed",
    // the token
    "expired-token",
    "expired-token-401",
    "short-token",
    "no-expiry",
    // the shape of answers
    "null-fields",
    "missing-fields",
    "message-key",
    lie::LIE,
    // what the console left unfinished; it stays so until a call mends it
    "dirty-listing",
    "empty-intro",
    "null-rating",
    "no-classification",
    "no-languages",
    // files
    "foreign-upload-host",
    "apk-needs-language",
    "pull-fails",
    // reviews
    "reject-next-review",
    "blocking-task",
    "stale-release",
    "strict-pace",
];

/// The refusal that a knob asks for, before the call is looked at.
pub(super) fn refusal(ask: &Ask) -> Result<(), No> {
    let refusals = [
        ("error-inside", answer::SYSTEM_ERROR, "system error"),
        (
            "no-right",
            answer::NOT_YOUR_CALL,
            "no permission to access this interface",
        ),
        (
            "too-frequent",
            answer::TOO_FREQUENT,
            "submissions are too frequent",
        ),
        ("upload-failed", answer::UPLOAD_FAILED, "file upload failed"),
    ];
    match refusals.into_iter().find(|(name, ..)| ask.fault_is(name)) {
        Some((name, code, msg)) => {
            Err(No::business(code, msg).because(format!("a knob asked for {name}")))
        }
        None => Ok(()),
    }
}

/// Takes away from the listing what a knob asks for. Returns what the ledger should say, when anything was there to take.
pub(super) fn soil(ask: &Ask, app: &mut App) -> Option<Value> {
    let dirty = ask.fault_is("dirty-listing");
    let mut gone = Vec::new();
    if (dirty || ask.fault_is("empty-intro"))
        && let Some(texts) = app.languages.get_mut(app.basics.default_language())
    {
        texts.intro.clear();
        gone.push("intro");
    }
    if dirty || ask.fault_is("null-rating") {
        app.basics.clear("ratingId");
        gone.push("ratingId");
    }
    if ask.fault_is("no-classification") {
        app.basics.clear("appClassification");
        gone.push("appClassification");
    }
    if ask.fault_is("no-languages") {
        app.languages.clear();
        gone.push("languageInfo");
    }
    (!gone.is_empty()).then(|| {
        call::event(
            "warning",
            app,
            json!({ "what": "a knob emptied this in the console", "members": gone }),
        )
    })
}
