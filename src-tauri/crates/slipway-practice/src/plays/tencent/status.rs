//! `query_app_update_status`: a number and, after a rejection, its reason. No version and no time are in the answer [official].

use serde_json::{Value, json};

use super::{answer::Stop, call::Call, codes::NO_REVIEW, record::Audit};
use crate::stage::Stage;

/// `POST /query_app_update_status`.
pub(super) fn answer(_: &mut Stage<'_>, call: Call<'_>) -> Result<Value, Stop> {
    let app = &call.app;
    let audit = match app.audit() {
        // The state before the submission may show for a while [inferred].
        Some(Audit::InReview) if call.ask.fault_is("stale-status") => Audit::Approved as u8,
        Some(audit) => audit as u8,
        // Undocumented, seen as "no submission" [1 client].
        None if call.ask.fault_is("status-zero") => 0,
        None => {
            return Err(NO_REVIEW
                .because("no submission through this interface")
                .into());
        }
    };
    Ok(json!({ "audit_status": audit, "audit_reason": app.reason() }))
}
