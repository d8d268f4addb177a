//! `app-file-info` for what is no package: icons, screenshots, films, and the papers of an app. Their pixels are not looked at.

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use super::{
    bind::{number, object_of, refuse},
    call::{self, Call, Stop},
    record::{App, ReleaseType},
    ret::{self, No, Reply},
    upload::{UPLOAD, Upload},
};
use crate::stage::Stage;

/// `fileType` of screenshots; up to 4 are pictures and films, 6 and above certificates and VR material [official].
const SCREENSHOTS: u64 = 2;
const LAST_PICTURE: u64 = 4;
/// Phone screenshots: so many, and none larger than this in bytes [2 clients].
const SCREENSHOT_COUNT: RangeInclusive<usize> = 3..=5;
const LARGEST_SCREENSHOT: u64 = 2 << 20;

/// Pictures belong to a language and replace what was there [2 clients].
pub(super) fn bind(
    stage: &mut Stage<'_>,
    call: &Call,
    mut app: App,
    release_type: ReleaseType,
    kind: u64,
    files: &[Value],
) -> Result<Reply, Stop> {
    let lang = call.body.get("lang").and_then(Value::as_str);
    if kind <= LAST_PICTURE {
        let lang = lang.ok_or_else(|| ret::invalid("lang"))?;
        if !app.listing(release_type).languages.contains_key(lang) {
            return Err(No::business(ret::NO_SUCH_LANGUAGE, "language does not exist").into());
        }
    }
    if kind == SCREENSHOTS {
        // 0 portrait, 1 landscape.
        if !matches!(number(call.body.get("imgShowType")), Some(0 | 1)) {
            return Err(ret::invalid("imgShowType").into());
        }
        if !SCREENSHOT_COUNT.contains(&files.len()) {
            return Err(ret::invalid("files, 3 to 5 screenshots").into());
        }
    }
    for file in files {
        let upload = stage.get::<Upload>(UPLOAD, object_of(file)?)?;
        let stored = upload
            .filter(|upload| upload.app_id == app.id)
            .and_then(|upload| upload.stored)
            .ok_or_else(|| refuse("the object was never uploaded"))?;
        if kind == SCREENSHOTS && stored.bytes > LARGEST_SCREENSHOT {
            return Err(refuse("a screenshot is larger than 2 MB").into());
        }
    }
    app.updated_at = stage.now();
    call::save(stage, &app)?;
    stage.event(call::event(
        "listing",
        &app,
        json!({ "lang": lang, "members": ["files"] }),
    ))?;
    Ok(Reply::success(json!({})))
}
