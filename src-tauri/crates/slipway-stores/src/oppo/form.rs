//! The form of `app/upd`: the whole listing as the store has it, with this version and what the person changed. OPPO clears what is
//! left out, so everything is read, merged and sent back; nothing is invented but the note to the testers, which may not be empty.

use slipway_model::{Order, Problem, ProblemKind, Sentence, When};

use super::{
    auth::Parameters,
    listing::{KNOWN, edit, value},
    objections::update_note,
    problem,
    record::Record,
    wire::{self, Package},
};

/// Sent where neither the person nor the record has a note to the testers: it is required [official copy].
const TEST_NOTE: &str = "版本更新，更新内容见版本说明";

/// Sent back as they are, and only where there is something [official copy, 2 clients].
const ECHOED: &[&str] = &[
    "app_subname",
    "adaptive_type",
    "electronic_cert_url",
    "icp_url",
    "landscape_pic_url",
    "special_file_url",
    "special_url",
    "video_url",
];

/// All business parameters of `upd`. `icon`: the address of an icon that was just uploaded in place of the stored one.
///
/// # Errors
/// When the order wants something that this call cannot say.
pub(super) fn form(
    order: &Order,
    record: &Record,
    packages: &[Package],
    icon: Option<&str>,
) -> Result<Parameters, Problem> {
    let version = order.build().ok_or_else(problem::ours)?.version_code;
    let apk_url =
        serde_json::to_string(packages).map_err(|error| problem::ours().because(&error))?;
    let mut form = Parameters::new();
    let mut put = |name: &str, value: String| form.insert(name.to_owned(), value);
    for known in KNOWN {
        let id = known.id();
        let value = edit(order, id).map_or_else(|| value(record, id), str::to_owned);
        put(id, value);
    }
    for name in ECHOED {
        let present = value(record, name);
        if !present.is_empty() {
            put(name, present);
        }
    }
    // Material belongs to a video; without one there is nothing that it could describe.
    if let (Some(_), Some(material)) = (record.text("video_url"), record.json("video_url_material"))
    {
        put("video_url_material", material);
    }
    if let Some(contact) = record.json("customer_contact") {
        put("customer_contact", contact);
    }
    put("pkg_name", order.app.package.clone());
    put("version_code", version.to_string());
    put("apk_url", apk_url);
    put("update_desc", update_note(order).trim().to_owned());
    if let Some(address) = icon {
        put("icon_url", address.to_owned());
    }
    match &order.when {
        // OPPO API 传包, `online_type`: 1 right after approval, 2 at `sche_online_time`, Beijing time [official copy].
        When::AfterApproval => {
            put("online_type", "1".to_owned());
        }
        When::At { instant, .. } => {
            put("online_type", "2".to_owned());
            put("sche_online_time", wire::time(*instant));
        }
        // Never sent as something else.
        When::ByHand | When::InPhases(_) => {
            let says = Sentence::new("problem.not-by-api");
            return Err(Problem::new(ProblemKind::NotAllowed, says));
        }
    }
    if form.get("test_desc").is_none_or(String::is_empty) {
        form.insert("test_desc".to_owned(), TEST_NOTE.to_owned());
    }
    Ok(form)
}

#[cfg(test)]
mod tests;
