//! What a version lacks before it can be submitted: `validate` says it, and `commit` asks the same.

use http::StatusCode;

use super::{
    answer::{Failure, No, Reply},
    call::{Call, Open, Stop},
    listing_rules::is_blank,
    record::Content,
    targeting,
};
use crate::stage::Stage;

/// Types without which the default language's listing is not complete [inferred].
const NEEDED: [&str; 3] = ["small-icons", "large-icons", "screenshots"];

/// `POST /edits/{editId}/validate`. No write, and needs no tag [3 clients].
pub(super) fn validate(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let open = call.open(stage)?;
    check(call, &open)?;
    Ok(Reply::json(open.edit.shown()))
}

/// HTTP 403 with the list [1 client's transcription, repeated by 1 more].
pub(super) fn check(call: &Call, open: &Open) -> Result<(), No> {
    let mut failures = failures(&open.edit.content);
    if call.ask.fault_is("validation-fails") {
        // Something that only the console can mend. The code is [inferred].
        let words = "The content rating questionnaire is not complete.";
        failures.push(Failure::new("error_content_rating_incomplete", words));
    }
    match failures.is_empty() {
        true => Ok(()),
        false => Err(No::listed(StatusCode::FORBIDDEN, failures)),
    }
}

/// Codes of release notes and DRM are known [5 clients, 2 clients]; the others are [inferred].
fn failures(content: &Content) -> Vec<Failure> {
    let mut failures = Vec::new();
    for (language, listing) in &content.listings {
        for name in ["title", "shortDescription", "fullDescription"] {
            if is_blank(listing.get(name)) {
                let words = format!("{name} is missing for {language}.");
                failures.push(Failure::new("error_listing_incomplete", words));
            }
        }
        if is_blank(listing.get("recentChanges")) {
            let words = format!("Release notes are missing for {language}.");
            failures.push(Failure::new("error_release_notes_incomplete", words));
        }
    }
    let language = content.default_language();
    for kind in NEEDED {
        if content.assets(language, kind).is_empty() {
            let words = format!("{kind} is missing for {language}.");
            failures.push(Failure::new("error_image_missing", words));
        }
    }
    if content.apks.is_empty() {
        failures.push(Failure::new("error_apk_missing", "No APK is attached."));
    }
    for apk in &content.apks {
        if !apk.drm_chosen {
            let words = format!("No DRM value was chosen for {}.", apk.name);
            failures.push(Failure::new("error_apk_drm_value_missing", words));
        }
        if targeting::targeted(&apk.targeting).is_empty() {
            let words = format!("{} targets no device.", apk.name);
            failures.push(Failure::new("error_apk_no_target_device", words));
        }
    }
    failures
}
