//! What a push asks for: `RequestData` with its `appInfo`, read with the tolerance and the strictness of the store.
//! Only the shape is judged here; whether the app may have it is `push.rs`.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{answer::Refusal, test_account};

/// `synchroType` [official copy].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// 0: a new app.
    New,
    /// 1: a new version.
    Update,
    /// 2: listing content only.
    Listing,
}

#[derive(Debug)]
pub(super) struct Order {
    pub(super) user: String,
    pub(super) kind: Kind,
    pub(super) app_name: String,
    pub(super) package: String,
    pub(super) update_desc: String,
    pub(super) online_at: Option<Timestamp>,
    info: Map<String, Value>,
}

/// Members of `appInfo` that a new app needs beside name and package [official copy].
const NEEDED_WHEN_NEW: [&str; 5] = ["category", "keyWords", "desc", "brief", "privacyUrl"];

impl Order {
    pub(super) fn read(data: &Value) -> Result<Self, Refusal> {
        let user = text(data.get("userName")).ok_or_else(|| missing("userName"))?;
        let kind = match data.get("synchroType").and_then(Value::as_u64) {
            Some(0) => Kind::New,
            Some(1) => Kind::Update,
            Some(2) => Kind::Listing,
            _ => return Err(Refusal::parameter("synchroType is not 0, 1 or 2")),
        };
        let info = app_info(data.get("appInfo"))?;
        let member = |name: &str| text(info.get(name));
        Ok(Self {
            user,
            kind,
            app_name: member("appName").ok_or_else(|| missing("appInfo.appName"))?,
            package: member("packageName").ok_or_else(|| missing("appInfo.packageName"))?,
            update_desc: member("updateDesc").unwrap_or_default(),
            online_at: online_time(info.get("onlineTime"))?,
            info,
        })
    }

    /// The checks that come after those of package and version.
    pub(super) fn check_members(&self) -> Result<(), Refusal> {
        if self.kind == Kind::Update && self.update_desc.is_empty() {
            return Err(missing("appInfo.updateDesc"));
        }
        if self.kind == Kind::New
            && let Some(name) = NEEDED_WHEN_NEW
                .iter()
                .find(|name| !self.info.contains_key(**name))
        {
            return Err(missing(name));
        }
        match self.info.get("testAccount") {
            None | Some(Value::Null) => Ok(()),
            Some(account) => test_account::check(account),
        }
    }
}

/// An object, or a string that holds one: both forms work [4 clients / 3 clients].
fn app_info(value: Option<&Value>) -> Result<Map<String, Value>, Refusal> {
    match value {
        Some(Value::Object(info)) => Ok(info.clone()),
        Some(Value::String(text)) => serde_json::from_str(text)
            .map_err(|_| Refusal::parameter("appInfo is a string that holds no JSON object")),
        _ => Err(missing("appInfo")),
    }
}

/// Unix milliseconds as a number [4 clients].
fn online_time(value: Option<&Value>) -> Result<Option<Timestamp>, Refusal> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value
            .as_i64()
            .and_then(|milliseconds| Timestamp::from_millisecond(milliseconds).ok())
            .map(Some)
            .ok_or_else(|| Refusal::parameter("onlineTime is not Unix milliseconds")),
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    value
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn missing(name: &str) -> Refusal {
    Refusal::parameter(format!("{name} is missing"))
}
