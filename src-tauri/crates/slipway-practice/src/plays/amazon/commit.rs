//! `commit`: the Edit goes to the reviewers at once; there is no held state. The point of no return: not to be repeated, and only the
//! console can cancel it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    answer::Reply,
    apks,
    call::{Call, Open, Stop},
    etag::Area,
    listing_rules::{changed, lost},
    record::{Content, Opinion, Publishing, Status, Submission},
    review, targeting, validate,
};
use crate::{plays::later, stage::Stage};

/// `POST /edits/{editId}/commit`. Needs the Edit's tag [1 client, 2 pull requests].
pub(super) fn commit(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut open = call.matching(stage, Area::Edit)?;
    validate::check(call, &open)?;
    let opinion = match call.ask.fault_is("reject-next-review") {
        true => Opinion::Reject(review::DEFAULT_OPINION.to_owned()),
        false => Opinion::Approve,
    };
    stage.event(submitted(&open))?;
    open.app.rejection = None;
    open.edit.status = Status::Review;
    open.edit.submission = Some(Submission {
        decided_at: later(stage.now(), stage.paced(review::REVIEW)),
        opinion,
    });
    let shown = open.edit.shown();
    open.keep(stage)?;
    Ok(Reply::committed(shown))
}

/// What was submitted, in plain data. The version is that of the package with the highest version code.
fn submitted(open: &Open) -> Value {
    let content = &open.edit.content;
    let newest = content.newest();
    let empty = Content::default();
    let (changed, lost) = against(open.app.live.as_ref().unwrap_or(&empty), content);
    let packages: Vec<Value> = content
        .apks
        .iter()
        .map(|apk| {
            let mut noted = apks::noted(apk);
            noted["devices"] = json!(targeting::targeted(&apk.targeting));
            noted
        })
        .collect();
    let publishing = content.publishing.as_ref();
    open.event(
        "submitted",
        json!({
            "version_code": newest.map(|apk| apk.version.code),
            "version_name": newest.map(|apk| apk.version.name.as_str()),
            "sha256": newest.and_then(|apk| apk.sha256.as_deref()),
            "apks": packages,
            "notes": content.notes(),
            "publishing": publishing.map(Publishing::shown),
            "release_time": publishing.map(|publishing| publishing.at),
            "changed": changed,
            "lost": lost,
        }),
    )
}

/// What is different from the live version, and what was there and is gone, e.g. `en-US.title`, `zh-CN`, `details.contactEmail`,
/// `en-US.screenshots`, `APK1.targeting`. Release notes and packages as such are not listed.
fn against(live: &Content, now: &Content) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut all_changed, mut all_lost) = (BTreeSet::new(), BTreeSet::new());
    let empty = super::record::Members::default();
    for (language, after) in &now.listings {
        let before = live.listings.get(language).unwrap_or(&empty);
        let members = |names: Vec<&str>| -> Vec<String> {
            let names = names.into_iter().filter(|name| *name != "recentChanges");
            names.map(|name| format!("{language}.{name}")).collect()
        };
        all_changed.extend(members(changed(before, after)));
        all_lost.extend(members(lost(before, after)));
    }
    let is_gone = |language: &&String| !now.listings.contains_key(*language);
    all_lost.extend(live.listings.keys().filter(is_gone).cloned());
    let details = |name: &str| format!("details.{name}");
    all_changed.extend(
        changed(&live.details, &now.details)
            .into_iter()
            .map(details),
    );
    all_lost.extend(lost(&live.details, &now.details).into_iter().map(details));
    for key in live.assets.keys().chain(now.assets.keys()) {
        let (before, after) = (live.assets.get(key), now.assets.get(key));
        let place = key.replace('/', ".");
        let is_empty = |ids: Option<&Vec<String>>| ids.is_none_or(Vec::is_empty);
        if !is_empty(before) && is_empty(after) {
            all_lost.insert(place);
        } else if before != after && !is_empty(after) {
            all_changed.insert(place);
        }
    }
    for before in &live.apks {
        match now.apk(&before.id) {
            None => {
                all_lost.insert(before.name.clone());
            }
            Some(after) if after.targeting != before.targeting => {
                all_changed.insert(format!("{}.targeting", after.name));
            }
            Some(_) => {}
        }
    }
    (all_changed, all_lost)
}
