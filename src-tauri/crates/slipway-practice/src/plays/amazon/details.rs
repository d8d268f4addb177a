//! Details of a version: who to write to, and which language stands for all others [official shape, 1 client].

use serde_json::{Map, Value, json};

use super::{
    answer::{Reply, invalid},
    call::{Call, Stop, members},
    etag::Area,
    listing_rules::{changed, lost},
};
use crate::stage::Stage;

const READ_ONLY: &str = "defaultLanguage";
const CONTACTS: [&str; 3] = ["contactWebsite", "contactEmail", "contactPhone"];

/// `GET /edits/{editId}/details`.
pub(super) fn show(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let open = call.open(stage)?;
    let details = Value::Object(open.edit.content.details.clone());
    Ok(Reply::tagged(details, open.tag(Area::Details)))
}

/// `PUT` of the same. `defaultLanguage` is read-only in effect: what is sent for it has none.
pub(super) fn write(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut open = call.matching(stage, Area::Details)?;
    let sent = members(&call.body)?;
    for name in CONTACTS {
        match sent.get(name) {
            None | Some(Value::Null | Value::String(_)) => {}
            Some(_) => return Err(invalid(format!("{name} is not a string")).into()),
        }
    }
    let before = std::mem::take(&mut open.edit.content.details);
    let language = before.get(READ_ONLY).cloned().unwrap_or_default();
    let mut after = Map::from_iter([(READ_ONLY.to_owned(), language)]);
    let others = sent.iter().filter(|(name, _)| *name != READ_ONLY);
    after.extend(others.map(|(name, value)| (name.clone(), value.clone())));
    let noted = json!({ "members": changed(&before, &after), "lost": lost(&before, &after) });
    stage.event(open.event("details", noted))?;
    open.edit.content.details = after.clone();
    open.keep(stage)?;
    Ok(Reply::written(Value::Object(after)))
}
