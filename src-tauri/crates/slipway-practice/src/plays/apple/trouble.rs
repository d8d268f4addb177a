//! The troubles of this store that a knob may ask for: their names, and those among them that refuse a call before it is looked at.
//! Troubles of one single call stand beside that call.

use http::StatusCode;
use serde_json::json;

use super::no::{self, No, Wrong};
use crate::{plays::lie, stage::Ask};

/// Names that `Fault::Store` may carry.
pub(super) const FAULTS: [&str; 44] = [
    // before a call is looked at
    "unauthorized",
    "clock-off",
    "agreements",
    "membership",
    "required-role",
    "rate-limited",
    "rate-limited-retry-after",
    "unexpected-error",
    // the shape of answers
    lie::LIE,
    "unknown-enum",
    "second-page",
    "reads-lag",
    "none-as-404",
    "missing-fields",
    "null-fields",
    // uploads
    "duplicate-build",
    "real-parts",
    "part-fails",
    "part-damaged",
    "part-expired",
    "parts-lost",
    "file-fails",
    "processing-fails",
    "processing-invalid",
    "processing-slow",
    "build-late",
    "internal-only",
    // versions and their review
    "attach-refused",
    "release-type-forgotten",
    "empty-contacts",
    "draft-left",
    "draft-left-with-item",
    "associated-errors",
    "reject-next-review",
    "reject-next-metadata",
    "just-canceled",
    "cancel-refused",
    // TestFlight
    "another-build-in-review",
    "sdk-not-allowed",
    "beta-contract-missing",
    "reject-next-beta-review",
    "build-settling",
    "tester-refused",
    "removal-at-once",
];

/// The refusal that a knob asks for.
pub(super) fn refusal(ask: &Ask) -> Result<(), No> {
    let Some(name) = ask.fault.as_deref() else {
        return Ok(());
    };
    let no = match name {
        "unauthorized" => no::unauthorized(""),
        "agreements" => forbidden(
            "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED",
            "A required agreement is missing or has expired.",
            "This request requires an in-effect agreement that has not been signed or has expired.",
        ),
        "membership" => forbidden(
            "FORBIDDEN_ERROR",
            "This request is forbidden for security reasons",
            "Team ID is not associated with an active membership. To check your team membership status, sign in your account on the developer website.",
        ),
        "required-role" => required_role(),
        "rate-limited" => rate_limited(),
        "rate-limited-retry-after" => rate_limited().retry_after(30),
        "unexpected-error" => unexpected(),
        _ => return Ok(()),
    };
    Err(no.because(format!("a knob asked for {name}")))
}

fn forbidden(code: &'static str, title: &'static str, detail: &str) -> No {
    let mut wrong = Wrong::new(code, title, detail);
    if code.ends_with("OR_EXPIRED") {
        // ASC, seen beside this error and not described [recorded].
        wrong = wrong.with_links(json!({ "see": "/agreements" }));
    }
    No::new(StatusCode::FORBIDDEN, wrong)
}

pub(super) fn required_role() -> No {
    forbidden(
        "FORBIDDEN.REQUIRED_ROLE",
        "This operation cannot be performed by the current user",
        "The API key in use does not allow this request.",
    )
}

pub(super) fn rate_limited() -> No {
    let wrong = Wrong::new(
        "RATE_LIMIT_EXCEEDED",
        "The request rate limit has been reached.",
        "We've received too many requests for this API. Please wait and try again or slow down your request rate.",
    );
    No::new(StatusCode::TOO_MANY_REQUESTS, wrong)
}

pub(super) fn unexpected() -> No {
    let wrong = Wrong::new(
        "UNEXPECTED_ERROR",
        "An unexpected error occurred.",
        "An unexpected error occurred on the server side. If this issue continues, contact us at https://developer.apple.com/contact/.",
    );
    No::new(StatusCode::INTERNAL_SERVER_ERROR, wrong)
}
