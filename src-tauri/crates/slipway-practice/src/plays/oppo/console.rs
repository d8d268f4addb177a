//! What practice's page for OPPO shows: the key pair of a server app, and the strings that people paste instead of it.

use super::keys::Keys;
use crate::{
    page::{ConsoleApp, ConsolePage, Section, Text, Value},
    play::StoreApp,
};

pub(super) fn page(keys: &Keys, apps: &[StoreApp]) -> ConsolePage {
    ConsolePage {
        about: Text::new(
            "This page stands for OPPO's open platform. Sign in there with the company's main (administrator) account: a member account may lack the page or the right.",
            "本页代表 OPPO 开放平台。真实平台请用公司主账号（团队账号用管理员）登录，子账号可能没有入口或权限。",
        ),
        sections: vec![server_app(keys), mobile_app(keys, apps), elsewhere(keys)],
        apps: apps.iter().map(app).collect(),
    }
}

fn server_app(keys: &Keys) -> Section {
    Section {
        heading: Text::new("Server app", "服务端应用"),
        path: vec![
            Text::new("Products", "产品"),
            Text::new("My API", "我的API"),
            Text::new("Choose an app", "选择应用"),
            Text::new("Server app", "服务端应用"),
        ],
        remark: Some(Text::new(
            "One pair serves every app of the account. In the real console, resetting the secret ends the old one at once.",
            "同一组密钥可用于账号下的多个应用。真实平台上重置密钥后，旧密钥立刻失效。",
        )),
        values: vec![
            Value::new(
                "client_id",
                "client_id",
                &keys.client.id,
                Text::new("Nineteen digits.", "19 位数字。"),
            )
            .for_field("client_id"),
            Value::new(
                "client_secret",
                "client_secret",
                &keys.client.secret,
                Text::new(
                    "Sixty-four characters, shown after the eye was pressed.",
                    "64 位字符，点眼睛图标后显示。",
                ),
            )
            .for_field("client_secret"),
            Value::new(
                "The secret behind the eye",
                "未点眼睛时的 client_secret",
                keys.masked(),
                Text::new(
                    "Masked: press the eye first, then copy.",
                    "带星号的掩码，需先点眼睛图标再复制。",
                ),
            ),
            Value::new(
                "The secret before it was reset",
                "重置前的 client_secret",
                &keys.old_secret,
                Text::new(
                    "It looks right, and no token comes of it any more.",
                    "外形没有问题，但已经换不到令牌。",
                ),
            ),
            Value::new(
                "client_id, copied short",
                "少复制一位的 client_id",
                keys.incomplete_id(),
                Text::new(
                    "Eighteen digits: the store answers that there should be nineteen characters.",
                    "只有 18 位，商店会回答应该包含 19 个字符。",
                ),
            ),
        ],
    }
}

fn mobile_app(keys: &Keys, apps: &[StoreApp]) -> Section {
    let push = || {
        Text::new(
            "Belongs to push and other services of the app, not to publishing.",
            "用于推送等服务，不能用于发布。",
        )
    };
    let ids = apps.iter().map(|app| {
        Value::new(
            "app_id",
            "应用 ID",
            &app.id,
            Text::new(
                format!(
                    "Names the app {} in the console. It is no client_id.",
                    app.package
                ),
                format!("应用 {} 在后台的编号，不是 client_id。", app.package),
            ),
        )
    });
    let services = [
        Value::new("AppKey", "AppKey", &keys.app_key, push()),
        Value::new("AppSecret", "AppSecret", &keys.app_secret, push()),
    ];
    Section {
        heading: Text::new("Mobile app", "移动应用"),
        path: vec![
            Text::new("Products", "产品"),
            Text::new("My API", "我的API"),
            Text::new("Choose an app", "选择应用"),
            Text::new("Mobile app", "移动应用"),
        ],
        remark: Some(Text::new(
            "None of these publishes. The tab lies beside the right one, and they are pasted by mistake.",
            "这些值都不能用于发布。这个标签就在正确的标签旁边，常被误贴。",
        )),
        values: services.into_iter().chain(ids).collect(),
    }
}

fn elsewhere(keys: &Keys) -> Section {
    let what = || {
        Text::new(
            "Another company's server app: it gets a token, and then none of the apps below is found.",
            "另一家公司的服务端应用：能换到令牌，但找不到下面的任何应用。",
        )
    };
    Section {
        heading: Text::new("Another company's account", "另一家公司的账号"),
        path: Vec::new(),
        remark: Some(Text::new(
            "For people who publish for several companies.",
            "适用于替多家公司发布应用的情况。",
        )),
        values: vec![
            Value::new(
                "client_id of another company",
                "另一家公司的 client_id",
                &keys.stranger.id,
                what(),
            ),
            Value::new(
                "client_secret of another company",
                "另一家公司的 client_secret",
                &keys.stranger.secret,
                what(),
            ),
        ],
    }
}

fn app(app: &StoreApp) -> ConsoleApp {
    ConsoleApp::new(&app.package)
        .fact(Text::same("app_id"), &app.id)
        .versions(app.live_version_code, app.waiting_version_code)
        .fact(Text::same("audit_status"), &app.state)
}
