//! The store page of an app: what `query_app_detail` answers, and how the parameters of `update_app` change it. Unsent parameters keep
//! their value [official]. Whether a change is allowed is judged in `texts.rs`, `choices.rs` and `pictures.rs`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::record::App;

/// Members of the detail answer beside `pkg_name` [official], in the order of the documents. No version is among them.
const DETAIL: [&str; 17] = [
    "app_name",
    "app_type",
    "category",
    "operator",
    "developer",
    "introduce",
    "one_word_summary",
    "age_level",
    "screen_size",
    "language",
    "is_support_ipv6",
    "device_type",
    "feature",
    "login_flag",
    "login_account",
    "pay_type",
    "demo_video_flag",
];

/// By the names of the detail answer; pictures and papers under the names that `update_app` has for them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Listing(Map<String, Value>);

impl Listing {
    /// The whole record of an app that was published by hand.
    pub(super) fn of(name: &str) -> Self {
        let introduce = format!(
            "{name}是一款在演练环境中上架的示例应用，用来练习版本更新的完整流程：检查密钥、上传安装包、提交审核、查看审核结果。这里的商店资料均为虚构，仅供演练使用，不会对外展示。"
        );
        let whole = json!({
            "app_name": name,
            // Software [official]; games are refused before anyone sees their listing.
            "app_type": 1,
            "category": 17,
            "operator": "示例科技有限公司",
            "developer": "示例科技有限公司",
            "introduce": introduce,
            "one_word_summary": "练习发布流程",
            "age_level": 3,
            "screen_size": 0,
            "language": 0,
            // 0 supported, 1 not [official].
            "is_support_ipv6": 0,
            "device_type": 0,
            "feature": "首个版本",
            "login_flag": 2,
            "login_account": "",
            "pay_type": 1,
            "demo_video_flag": 2,
        });
        match whole {
            Value::Object(members) => Self(members),
            _ => Self(Map::new()),
        }
    }

    pub(super) fn get(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).as_str().unwrap_or_default()
    }

    /// Whether the app has another name now.
    pub(super) fn apply(&mut self, changes: Map<String, Value>) -> bool {
        let before = self.get("app_name").clone();
        for (name, value) in changes {
            self.0.insert(shown_as(&name).to_owned(), value);
        }
        *self.get("app_name") != before
    }
}

/// `update_app` says `ipv6` where the detail says `is_support_ipv6` [official].
pub(super) fn shown_as(name: &str) -> &str {
    match name {
        "ipv6" => "is_support_ipv6",
        name => name,
    }
}

/// `POST /query_app_detail`.
pub(super) fn detail(app: &App) -> Value {
    let mut answer = Map::new();
    answer.insert("pkg_name".to_owned(), json!(app.package));
    for name in DETAIL {
        answer.insert(name.to_owned(), app.listing.get(name).clone());
    }
    Value::Object(answer)
}
