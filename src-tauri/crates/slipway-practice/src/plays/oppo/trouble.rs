//! Troubles of this store's own making, by the names that knobs use. Those that spoil an app's record stay on it: a knob on one
//! `app/info` is enough, and an update with better values is the cure, as it is in the real store.

use super::{
    fields::COPYRIGHT,
    files,
    record::{App, ListingChange, Sort},
    review,
};
use crate::{
    error::WorldError,
    plays::{later, lie},
    stage::Stage,
};

/// Every name that a knob may use here.
pub(super) const FAULTS: [&str; 27] = [
    // Any call.
    "error-inside",
    "expired-token",
    "null-fields",
    "missing-fields",
    "numbers",
    "message-outside",
    lie::LIE,
    // The upload.
    "expired-upload-sign",
    // `upd`.
    "unsuccessful",
    "task-fails",
    "slow-task",
    "reject-next-review",
    "withdraw-next-review",
    "reject-testing",
    "reject-operations",
    "reject-qualification",
    // `app/info`; these stay.
    "dirty-listing",
    "long-summary",
    "no-copyright",
    "certificate-only",
    "old-icon",
    "blank-contact",
    "odd-equipment",
    "frozen",
    "game",
    "staged",
    "listing-in-review",
];

/// Fourteen characters: one more than today's limit.
const LONG_SUMMARY: &str = "多家商店一键发布更新演练应用";

/// Puts a trouble on the app's record; `false` when the name is none of those.
pub(super) fn put_on(stage: &mut Stage<'_>, app: &mut App, name: &str) -> Result<bool, WorldError> {
    let now = stage.now();
    let in_review_until = later(now, stage.paced(review::OPERATIONS));
    // The icon of before the rule of 512 by 512 [issue].
    let old_icon = match name {
        "old-icon" | "dirty-listing" => Some(files::furnish_picture(
            stage,
            &format!("listing/{}/old-icon.png", app.id),
            (216, 216),
        )?),
        _ => None,
    };
    let current = app.listing().clone();
    let listing = app.shown_listing_mut(now);
    let mut set = |field: &str, value: &str| {
        listing.insert(field.to_owned(), value.to_owned());
    };
    if let Some(url) = &old_icon {
        set("icon_url", url);
    }
    match name {
        "old-icon" => {}
        // What a sync from the app alliance leaves behind [issue].
        "dirty-listing" => {
            set("summary", LONG_SUMMARY);
            set(COPYRIGHT, "");
            set("electronic_cert_url", "");
            set("business_mobile", "");
        }
        "long-summary" => set("summary", LONG_SUMMARY),
        "no-copyright" => {
            set(COPYRIGHT, "");
            set("electronic_cert_url", "");
        }
        // The account has an electronic certificate: the file is there and nowhere else [issues].
        "certificate-only" => {
            set(COPYRIGHT, "");
            set(
                "electronic_cert_url",
                &files::address("certificate/copyright.pdf"),
            );
        }
        "blank-contact" => {
            set("business_username", "");
            set("business_mobile", "  ");
        }
        "odd-equipment" => set("adaptive_equipment", "4,5"),
        "frozen" => app.frozen = true,
        "game" => app.sort = Sort::Game,
        "staged" => app.staged = true,
        "listing-in-review" => {
            app.listing_change = Some(ListingChange {
                listing: current,
                decided_at: in_review_until,
            });
        }
        _ => return Ok(false),
    }
    Ok(true)
}
