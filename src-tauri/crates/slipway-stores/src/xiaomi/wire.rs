//! Requests and replies of Xiaomi's automatic publishing, spelled as Xiaomi spells them. Nothing of this leaves the folder.
//! The bytes of `RequestData` are made once: what is hashed is what is sent.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use slipway_http::{HostList, HostRule};

use crate::lenient;

/// Where the signature may go [official].
pub(super) const HOSTS: HostList = HostList(&[HostRule {
    host: "api.developer.xiaomi.com",
    mark: "official",
}]);

/// Xiaomi devupload. Older samples say `http`; three clients use HTTPS, and so do we [official + 3 clients].
pub(super) const QUERY: &str = "https://api.developer.xiaomi.com/devupload/dev/query";
pub(super) const PUSH: &str = "https://api.developer.xiaomi.com/devupload/dev/push";

/// One client says that large bodies are dropped without `Expect: 100-continue`; four others never send it and work. Off.
pub(super) const EXPECT_CONTINUE: bool = false;

/// The one language of the listing.
pub(super) const LANGUAGE: &str = "zh-CN";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct QueryData<'a> {
    pub(super) package_name: &'a str,
    /// The e-mail that signs in to the developer site.
    pub(super) user_name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PushData<'a> {
    pub(super) user_name: &'a str,
    /// 0 new app, 1 new version, 2 listing only [official].
    pub(super) synchro_type: u8,
    pub(super) app_info: PushedApp<'a>,
}

pub(super) const NEW_VERSION: u8 = 1;

/// Sent as an object; the page's table says text, its example and five clients an object [official copy].
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PushedApp<'a> {
    pub(super) app_name: &'a str,
    pub(super) package_name: &'a str,
    pub(super) update_desc: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) privacy_url: Option<&'a str>,
    /// Unix milliseconds; absent means as soon as it is approved [4 clients, official copy].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) online_time: Option<i64>,
}

/// What every reply begins with: 0 is success, everything else is not [all clients].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) result: i64,
    pub(super) message: String,
}

impl Verdict {
    /// The words stand under `message`, for one client under `reason`.
    pub(super) fn of(body: &Value) -> Option<Self> {
        let result = body.get("result").and_then(lenient::as_number)?;
        let message = ["message", "reason"]
            .iter()
            .find_map(|name| lenient::as_text(body.get(name)?));
        Some(Self {
            result,
            message: message.unwrap_or_default(),
        })
    }
}

/// The answer to `/dev/query`, the only thing that Xiaomi can be asked.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct QueryReply {
    /// Absent or null when this account never pushed the package [official copy].
    #[serde(deserialize_with = "lenient::object")]
    pub(super) package_info: Option<PackageInfo>,
    #[serde(deserialize_with = "lenient::truth")]
    pub(super) create: Option<bool>,
    /// A new version may be pushed now; one client reads *false* as "in review".
    #[serde(deserialize_with = "lenient::truth")]
    pub(super) update_version: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct PackageInfo {
    #[serde(deserialize_with = "lenient::text")]
    pub(super) app_name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) package_name: Option<String>,
    /// The newest pushed or the newest live version: sources disagree, so nothing rests on it alone.
    #[serde(deserialize_with = "lenient::version")]
    pub(super) version_code: Option<u64>,
    #[serde(deserialize_with = "lenient::text")]
    pub(super) version_name: Option<String>,
    /// What is on the shelf [recorded, 2 clients]; missing for older accounts [inferred].
    #[serde(deserialize_with = "lenient::version")]
    pub(super) online_version_code: Option<u64>,
}

impl QueryReply {
    /// The version that users have, as far as the reply tells: while a version is in review, `versionCode` may be that one.
    pub(super) fn live(&self) -> Option<u64> {
        let info = self.package_info.as_ref()?;
        info.online_version_code.or(info
            .version_code
            .filter(|_| self.update_version != Some(false)))
    }

    /// The newest version that the reply names.
    pub(super) fn newest(&self) -> Option<u64> {
        self.package_info.as_ref()?.version_code
    }
}

/// `onlineTime`: an instant in milliseconds.
pub(super) fn online_time(instant: Timestamp) -> i64 {
    instant.as_millisecond()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{QueryReply, Verdict};

    #[test]
    fn reads_the_recorded_reply() {
        let body = json!({"create":false,"message":"查询成功","packageInfo":{"appName":"示例","onlineVersionCode":4234,
            "packageName":"com.example.app","versionCode":4234,"versionName":"1.9.5"},"result":0,"updateInfo":true,"updateVersion":true});
        assert_eq!(
            Verdict::of(&body),
            Some(Verdict {
                result: 0,
                message: "查询成功".into()
            })
        );
        let reply: QueryReply = serde_json::from_value(body).unwrap();
        assert_eq!(
            (reply.create, reply.update_version),
            (Some(false), Some(true))
        );
        assert_eq!((reply.live(), reply.newest()), (Some(4234), Some(4234)));
        assert_eq!(
            reply.package_info.unwrap().app_name.as_deref(),
            Some("示例")
        );
    }

    #[test]
    fn reads_what_is_missing_as_missing() {
        for body in [
            json!({}),
            json!({"packageInfo":null,"create":null,"updateVersion":null}),
            json!({"packageInfo":""}),
        ] {
            assert_eq!(
                serde_json::from_value::<QueryReply>(body.clone()).unwrap(),
                QueryReply::default(),
                "{body}"
            );
        }
        for (update, live) in [
            (json!(true), Some(7)),
            (json!(null), Some(7)),
            (json!(false), None),
        ] {
            let older: QueryReply = serde_json::from_value(
                json!({"packageInfo":{"versionCode":"7"},"updateVersion":update}),
            )
            .unwrap();
            assert_eq!((older.live(), older.newest()), (live, Some(7)));
        }
        assert_eq!(Verdict::of(&json!({"result":null})), None);
        assert_eq!(
            Verdict::of(&json!({"result":"-7","reason":"r"})),
            Some(Verdict {
                result: -7,
                message: "r".into()
            })
        );
    }
}
