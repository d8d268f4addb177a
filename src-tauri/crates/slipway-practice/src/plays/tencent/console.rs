//! What practice's page for 应用宝 shows: UserID, `access_secret` and the apps' ids, and what people paste instead of them.

use super::keys::{Keys, Other};
use crate::{
    page::{ConsoleApp, ConsolePage, Section, Text, Value},
    play::StoreApp,
};

/// An adopted app, and the number that the public store has for it.
pub(super) struct Shown {
    pub(super) app: StoreApp,
    pub(super) public_id: String,
}

pub(super) fn page(keys: &Keys, apps: &[Shown]) -> ConsolePage {
    ConsolePage {
        about: Text::new(
            "This page stands for the console of Tencent's open platform. Sign in there with the main account: a sub-account has no menu for the interface.",
            "本页代表腾讯应用开放平台。真实平台请用主账号登录，子账号没有接口入口。",
        ),
        sections: vec![publishing(keys), app_ids(keys, apps), elsewhere(keys)],
        apps: apps.iter().map(app).collect(),
    }
}

fn publishing(keys: &Keys) -> Section {
    let secret = Value::new(
            "access_secret",
            "access_secret",
            &keys.access_secret,
            Text::new(
                "Shown after 申请开通 was pressed and granted. It can submit updates of every app of the account.",
                "点「申请开通」并通过后显示，可更新账号下的所有应用。",
            ),
        ).for_field("access_secret");
    let user_id = Value::new(
        "UserID",
        "UserID",
        &keys.user_id,
        Text::new("The number on the account page.", "账号页面上的数字。"),
    )
    .for_field("user_id");
    let with_label = Value::new(
        "The secret with its label",
        "连同标签复制的密钥",
        format!("access_secret：{}", keys.access_secret),
        Text::new(
            "Copied with the label in front: signatures made with it answer 1000020.",
            "复制时带上了前面的标签：用它签名会返回 1000020。",
        ),
    );
    let as_json = Value::new(
        "The secret as JSON",
        "JSON 形式的密钥",
        serde_json::json!({ "access_secret": keys.access_secret }).to_string(),
        Text::new(
            "Only the text between the quotation marks is the secret.",
            "只有引号之间的内容才是密钥。",
        ),
    );
    Section {
        heading: Text::new("API publishing", "API发布接口"),
        path: vec![
            Text::new("Account", "账号"),
            Text::new("Account management", "账号管理"),
            Text::new("API publishing", "API发布接口"),
        ],
        remark: None,
        values: vec![user_id, secret, with_label, as_json],
    }
}

fn app_ids(keys: &Keys, apps: &[Shown]) -> Section {
    let own = apps.iter().map(|shown| {
        let package = &shown.app.package;
        Value::new(
            "APP ID",
            "APP ID",
            &shown.app.id,
            Text::new(
                format!("Must be given with every update of {package}. It is no UserID."),
                format!("更新 {package} 时每次都要提供，不是 UserID。"),
            ),
        )
    });
    let public = apps.iter().map(|shown| {
        Value::new(
            "Number in the public store",
            "应用商店网页中的编号",
            &shown.public_id,
            Text::new(
                "Out of the address of the public page: as an APP ID it answers 1000008.",
                "来自公开网页地址：当作 APP ID 使用会返回 1000008。",
            ),
        )
    });
    let other = |en, zh, other: &Other, what_en: &str, what_zh: &str| {
        Value::new(
            en,
            zh,
            &other.app_id,
            Text::new(
                format!("Package {}: {what_en}", other.package),
                format!("包名 {}：{what_zh}", other.package),
            ),
        )
    };
    let others = [
        other(
            "APP ID of a game",
            "游戏的 APP ID",
            &keys.game,
            "the interface updates software only, 1000010.",
            "接口仅支持软件类应用，返回 1000010。",
        ),
        other(
            "APP ID of another developer",
            "其他开发者的 APP ID",
            &keys.foreign,
            "not this account's, 1000012.",
            "不属于当前账号，返回 1000012。",
        ),
    ];
    Section {
        heading: Text::new("Android apps", "安卓应用管理"),
        path: vec![
            Text::new("Android apps", "安卓应用管理"),
            Text::new("The app's home page", "应用首页"),
        ],
        remark: Some(Text::new(
            "No call lists the apps: each app's id is copied from here once.",
            "没有查询应用列表的接口，每个应用的 APP ID 都需在此复制一次。",
        )),
        values: own.chain(public).chain(others).collect(),
    }
}

fn elsewhere(keys: &Keys) -> Section {
    Section {
        heading: Text::new("What stands beside the UserID", "容易与 UserID 混淆的值"),
        path: vec![Text::new("Account", "账号")],
        remark: Some(Text::new(
            "None of these publishes. They are pasted by mistake.",
            "这些值都不能用于发布，常被误贴。",
        )),
        values: vec![
            Value::new(
                "QQ number",
                "QQ 号",
                &keys.qq,
                Text::new(
                    "Signs in to the console; as a UserID it answers 1000004.",
                    "用于登录控制台；当作 UserID 使用会返回 1000004。",
                ),
            ),
            Value::new(
                "Sign-in e-mail",
                "登录邮箱",
                &keys.email,
                Text::new(
                    "No number: as a UserID it answers 1000002.",
                    "不是数字：当作 UserID 使用会返回 1000002。",
                ),
            ),
            Value::new(
                "UserID of a sub-account",
                "子账号的 UserID",
                &keys.sub_user_id,
                Text::new(
                    "A sub-account has no right to the interface: 1000012.",
                    "子账号无权使用接口：返回 1000012。",
                ),
            ),
            Value::new(
                "UserID of an account without the interface",
                "未申请接口的账号的 UserID",
                &keys.silent_user_id,
                Text::new(
                    "申请开通 was never pressed there: 1000019.",
                    "该账号从未点过「申请开通」：返回 1000019。",
                ),
            ),
        ],
    }
}

fn app(shown: &Shown) -> ConsoleApp {
    let app = &shown.app;
    ConsoleApp::new(&app.package)
        .fact(Text::same("APP ID"), &app.id)
        .versions(app.live_version_code, app.waiting_version_code)
        .fact(Text::same("audit_status"), &app.state)
}
