//! Where the processing of bound packages stands, and which packages a draft holds.

use serde_json::{Value, json};

use super::{
    call::{self, Call, Stop},
    package::{Compiled, Package},
    ret::{self, Reply},
};
use crate::stage::Stage;

/// `GET /publish/v2/package/compile/status`. The first question about a package finds no entry: the list may be empty at first.
pub(super) fn status(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    let wanted: Vec<&str> = call.required("pkgIds")?.split(',').collect();
    let now = stage.now();
    let mut states = Vec::new();
    for package in app
        .packages_mut()
        .filter(|package| wanted.contains(&package.id.as_str()))
    {
        if package.asked {
            states.push(json!({
                "pkgId": package.id,
                "successStatus": success_status(package.compiled(now)),
            }));
        }
        package.asked = true;
    }
    call::save(stage, &app)?;
    Ok(Reply::success(json!({ "pkgStateList": states })))
}

/// `GET /publish/v2/package-list`: from 1, at most 100 at a time. The names of the members are one client's.
pub(super) fn list(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let app = call.app(stage)?;
    let count = |member: &str, default: usize| match call.get(member) {
        None => Ok(default),
        Some(text) => text
            .parse::<usize>()
            .ok()
            .filter(|number| (1..=100).contains(number))
            .ok_or_else(|| ret::invalid(member)),
    };
    let (from, most) = (count("fromRecCount", 1)?, count("maxReqCount", 10)?);
    let packages: Vec<Value> = app
        .packages()
        .skip(from - 1)
        .take(most)
        .map(entry)
        .collect();
    Ok(Reply::success(json!({
        "totalCount": app.packages().count(),
        "pkgList": packages,
    })))
}

fn entry(package: &Package) -> Value {
    let facts = package.facts.as_ref();
    json!({
        "pkgId": package.id,
        "fileName": package.file_name,
        "fileSize": package.size,
        "versionCode": facts.map(|facts| facts.version_code),
        "versionNumber": facts.map(|facts| facts.version_name.as_str()),
    })
}

/// 0 ready, 1 not ready, 2 failed [official].
fn success_status(compiled: Compiled) -> u8 {
    match compiled {
        Compiled::Ready => 0,
        Compiled::NotYet => 1,
        Compiled::Failed => 2,
    }
}
