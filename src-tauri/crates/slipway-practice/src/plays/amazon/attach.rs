//! `attach`: a large file becomes a package of the version, once it was processed.

use http::StatusCode;
use serde_json::Value;

use super::{
    answer::{Failure, No, Reply, absent, unknown},
    call::{Call, Stop},
    upload::{self, FILE, LargeFile},
};
use crate::stage::Stage;

/// `POST /edits/{editId}/apks/attach`.
pub(super) fn attach(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let open = call.draft(stage)?;
    let file_id = call
        .body
        .get("fileId")
        .and_then(Value::as_str)
        .filter(|id| !id.is_empty())
        .ok_or_else(|| absent("fileId"))?;
    let file = stage
        .get::<LargeFile>(FILE, file_id)?
        .filter(|file| file.app_id == open.app.id)
        .ok_or_else(|| unknown("file"))?;
    if stage.now() < file.ready_at {
        return Err(not_ready(call).into());
    }
    if file.fails {
        let failure = Failure::new("error_file_processing", "The file could not be processed.");
        return Err(No::listed(StatusCode::BAD_REQUEST, vec![failure]).into());
    }
    upload::attach(stage, open, &file.package)
}

/// Some 4xx, until processing has ended; which one is not established. A definite refusal comes with a list of `errors`, this does not
/// [inferred].
fn not_ready(call: &Call) -> No {
    let status = match call.ask.fault_is("not-ready-404") {
        true => StatusCode::NOT_FOUND,
        false => StatusCode::BAD_REQUEST,
    };
    No::plain(status, "The uploaded file is still being processed.")
}
