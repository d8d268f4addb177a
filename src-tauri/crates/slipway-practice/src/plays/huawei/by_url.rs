//! The two calls by which the store fetches a build from an address: one only stores it, the other also submits it. All members are in the
//! body. A callback address is checked and never called: practice talks to nobody.

use serde_json::{Value, json};

use super::{
    bind::{self, number},
    call::{self, Call, Stop},
    package::Package,
    pull::{FETCHING, Pull},
    ready,
    record::{App, ReleaseType, Version},
    ret::{self, No, Reply},
    review, served,
    submission::Submission,
    submit,
    terms::text,
    upload::{LONGEST_NAME, Stored, suffix_of},
};
use crate::{
    plays::{draw, later},
    stage::Stage,
};

/// Longest addresses and ids, in characters [official, as digested by two clients].
const LONGEST_ADDRESS: usize = 256;
const LONGEST_ID: usize = 64;
/// The kind of a request id's document. An id is good once.
const REQUEST: &str = "request";
/// Suffixes by `packageType`.
const KINDS: [(u64, &[&str]); 3] = [(1, &["apk", "aab"]), (2, &["rpk"]), (8, &["exe"])];
/// Whether a file that was only stored becomes part of the draft. The documents say no [digest of them]; one client submits right after
/// it and relies on yes.
const TIES_TO_DRAFT: bool = false;

/// `POST /publish/v2/app-package-file/by-url`.
pub(super) fn store(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    let wanted = Wanted::read(&call.body)?;
    let found = wanted.find(stage)?;
    bind::may_edit(&app, ReleaseType::Full)?;
    let package = wanted.package(stage, &app, found);
    stage.put(REQUEST, wanted.request_id, &app.id)?;
    stage.event(wanted.event(&app))?;
    match TIES_TO_DRAFT {
        true => app.draft_full.push(package),
        false => app.loose.push(package),
    }
    app.updated_at = stage.now();
    call::save(stage, &app)?;
    Ok(Reply::success(json!({})))
}

/// `POST /publish/v2/app-submit-with-file`: fetch and submit in one. Success means that the fetch was accepted.
pub(super) fn submit(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    let now = stage.now();
    let wanted = Wanted::read(&call.body)?;
    let release_type = release_type(call)?;
    let release_time = submit::release_time(text(&call.body, "releaseTime")?, now)?;
    submit::check_remark(text(&call.body, "remark")?)?;
    bind::check_reason(&call.body)?;
    let plan = call.body.get("phasedReleaseInfo").unwrap_or(&Value::Null);
    let phased = submit::plan(&app, release_type, plan, now)?;
    let found = wanted.find(stage)?;
    bind::may_edit(&app, release_type)?;
    let mut package = wanted.package(stage, &app, found);
    if let Err(no) = ready::check_signers(&app, std::iter::once(&package)) {
        package.flaw.get_or_insert(no.why);
    }
    let submission = Submission {
        phased,
        release_time,
        ..submit::queued(
            stage,
            call,
            version(&package),
            release_type,
            package.ready_at,
        )
    };
    stage.put(REQUEST, wanted.request_id, &app.id)?;
    stage.event(wanted.event(&app))?;
    app.pull = Some(Pull {
        request_id: wanted.request_id.to_owned(),
        package,
        submission,
    });
    app.updated_at = now;
    call::save(stage, &app)?;
    Ok(Reply::success(json!({})))
}

/// In the body, as a number or text.
fn release_type(call: &Call) -> Result<ReleaseType, No> {
    let invalid = || ret::invalid("releaseType");
    let release_type = match call.body.get("releaseType") {
        None | Some(Value::Null) => ReleaseType::Full,
        sent => {
            let number = number(sent).ok_or_else(invalid)?.to_string();
            ReleaseType::read(Some(&number)).ok_or_else(invalid)?
        }
    };
    call.check_track(release_type)?;
    Ok(release_type)
}

/// The version that the file will be, once it was fetched and read.
fn version(package: &Package) -> Version {
    let facts = package.facts.as_ref();
    Version {
        code: facts.map_or(0, |facts| facts.version_code),
        name: facts.map_or_else(String::new, |facts| facts.version_name.clone()),
        id: draw::digits(19),
    }
}

/// What both calls say about the file.
struct Wanted<'a> {
    address: &'a str,
    file_name: &'a str,
    suffix: String,
    request_id: &'a str,
}

impl<'a> Wanted<'a> {
    fn read(body: &'a Value) -> Result<Self, No> {
        let file_name = required(body, "downloadFileName", LONGEST_NAME)?;
        let suffix = suffix_of(file_name)?;
        let kind = body.get("packageType").filter(|kind| !kind.is_null());
        let fits = |kind| {
            KINDS
                .iter()
                .any(|(known, suffixes)| *known == kind && suffixes.contains(&suffix.as_str()))
        };
        if kind.is_some() && !number(kind).is_some_and(fits) {
            return Err(ret::invalid("packageType"));
        }
        if let Some(callback) = text(body, "callbackAddr")?
            && callback.chars().count() > LONGEST_ADDRESS
        {
            return Err(ret::invalid("callbackAddr"));
        }
        Ok(Self {
            address: required(body, "downloadUrl", LONGEST_ADDRESS)?,
            file_name,
            suffix,
            request_id: required(body, "requestId", LONGEST_ID)?,
        })
    }

    /// Fetches the file, as far as practice can. A real store may say only to the callback address that it could not; the code is that of
    /// a failed upload on the store's side [1 client].
    fn find(&self, stage: &Stage<'_>) -> Result<&'static Stored, Stop> {
        // `requestId` is unique [official]; what a second use gets is not known, only that nothing must happen twice.
        if stage.get::<String>(REQUEST, self.request_id)?.is_some() {
            return Err(ret::invalid("requestId was used before").into());
        }
        let found = served::fetch(self.address).ok_or_else(|| {
            let msg = "file server upload failed, the file cannot be downloaded";
            No {
                why: format!("practice can fetch only {}", served::address()),
                ..No::business(ret::FILE_SERVER_FAILED, msg)
            }
        })?;
        Ok(found)
    }

    fn package(&self, stage: &Stage<'_>, app: &App, found: &Stored) -> Package {
        let mut found = found.clone();
        if self.suffix != "apk" {
            found.facts = None;
            found.flaw = Some(format!("an APK, not what .{} says", self.suffix));
        }
        let object_id = format!("CN/by-url/{}.{}", uuid::Uuid::new_v4(), self.suffix);
        let fetched = later(stage.now(), stage.paced(FETCHING));
        let ready_at = later(fetched, stage.paced(review::PROCESSING));
        let mut package = Package::new(app, self.file_name, object_id, found, ready_at);
        if let Some(facts) = &package.facts
            && facts.package != app.package
        {
            package.flaw = Some("the package name is not the app's".to_owned());
        }
        package
    }

    fn event(&self, app: &App) -> Value {
        call::event(
            "pulling",
            app,
            json!({ "request_id": self.request_id, "file": self.file_name }),
        )
    }
}

fn required<'a>(body: &'a Value, member: &str, longest: usize) -> Result<&'a str, No> {
    text(body, member)?
        .filter(|text| (1..=longest).contains(&text.chars().count()))
        .ok_or_else(|| ret::invalid(member))
}
