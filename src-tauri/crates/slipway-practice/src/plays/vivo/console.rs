//! What practice's page for vivo shows: the two values of each site, and what people paste instead of them.

use super::{
    keys::{Keys, Pair, Site},
    pull::{PULL_HOST, PULL_PATH},
    record::App,
};
use crate::page::{ConsoleApp, ConsolePage, Section, Text, Value};

pub(super) fn page(keys: &Keys, apps: &[(Site, App)]) -> ConsolePage {
    ConsolePage {
        about: Text::new(
            "This page stands for API management on vivo's open platform. Sign in there with the account owner's login: a sub-account may not see the menu.",
            "本页代表 vivo 开放平台的「API管理」。真实平台请用主账号登录，子账号可能没有入口。",
        ),
        sections: vec![production(keys), sandbox(keys), elsewhere(keys)],
        apps: apps
            .iter()
            .map(|(site, app)| console_app(*site, app))
            .collect(),
    }
}

fn production(keys: &Keys) -> Section {
    Section {
        heading: Text::new("API management", "API管理"),
        path: path(),
        remark: Some(Text::new(
            "One pair works for all apps of the account. In the real console, press 立即开通 first; if the page then shows an error, reload it.",
            "同一组参数可用于该账号下的全部应用。真实平台上需先点「立即开通」，若页面报错，刷新即可看到。",
        )),
        values: vec![
            Value::new(
                "access_key",
                "access_key",
                &keys.production.key,
                key_sentence(),
            )
            .for_field("access_key"),
            Value::new(
                "access_secret",
                "access_secret",
                &keys.production.secret,
                secret_sentence(),
            )
            .for_field("access_secret"),
            Value::new(
                "access_key, copied with its label",
                "连同名称复制的 access_key",
                format!("access_key:{}", keys.production.key),
                Text::new(
                    "The label is not part of the value: only what follows the colon is.",
                    "名称不属于参数值，只需冒号后面的部分。",
                ),
            ),
        ],
    }
}

fn sandbox(keys: &Keys) -> Section {
    Section {
        heading: Text::new("API management of the sandbox", "沙箱环境的 API管理"),
        path: path(),
        remark: Some(Text::new(
            "The sandbox has apps and keys of its own. They never work in production, nor the other way round: 10018.",
            "沙箱环境的应用与密钥和正式环境互不相通，混用会得到 10018。",
        )),
        values: vec![
            Value::new(
                "access_key (sandbox)",
                "access_key（沙箱）",
                &keys.sandbox.key,
                key_sentence(),
            ),
            Value::new(
                "access_secret (sandbox)",
                "access_secret（沙箱）",
                &keys.sandbox.secret,
                secret_sentence(),
            ),
        ],
    }
}

fn elsewhere(keys: &Keys) -> Section {
    let pair =
        |key: [&'static str; 2], secret: [&'static str; 2], pair: &Pair, what: fn() -> Text| {
            [
                Value::new(key[0], key[1], &pair.key, what()),
                Value::new(secret[0], secret[1], &pair.secret, what()),
            ]
        };
    let sub_account = pair(
        ["access_key (sub-account)", "access_key（子账号）"],
        ["access_secret (sub-account)", "access_secret（子账号）"],
        &keys.sub_account,
        || {
            Text::new(
                "Made by a sub-account: the signature is right, and every call is refused with 10004.",
                "由子账号申请：签名能通过，但每次调用都会返回 10004。",
            )
        },
    );
    let overseas = pair(
        ["access_key (overseas)", "access_key（海外平台）"],
        ["access_secret (overseas)", "access_secret（海外平台）"],
        &keys.overseas,
        || {
            Text::new(
                "Of the overseas platform, which is another service: 10018.",
                "属于海外开放平台，与国内平台不是同一套服务，会得到 10018。",
            )
        },
    );
    let rest = [
        Value::new(
            "Sign-in e-mail",
            "登录邮箱",
            &keys.email,
            Text::new(
                "Signs in to the console; the API does not know it.",
                "只用于登录后台，接口不识别。",
            ),
        ),
        Value::new(
            "Address of the API",
            "接口地址",
            "https://developer-api.vivo.com.cn/router/rest",
            Text::new(
                "The same for everybody; it is no key.",
                "所有开发者相同，不是密钥。",
            ),
        ),
        Value::new(
            "An address that practice can pull from",
            "演练可拉取的下载地址",
            format!("https://{PULL_HOST}{PULL_PATH}"),
            Text::new(
                "For programs that let the store pull the package: it holds the demo build. Any other address fails as a task.",
                "供使用下载链接方式的程序演练：该地址上是演示安装包，其他地址都会以任务失败告终。",
            ),
        ),
    ];
    Section {
        heading: Text::new("What is pasted by mistake", "常被误贴的值"),
        path: vec![Text::new("Elsewhere", "其他位置")],
        remark: None,
        values: sub_account
            .into_iter()
            .chain(overseas)
            .chain(rest)
            .collect(),
    }
}

fn path() -> Vec<Text> {
    vec![
        Text::new("Account", "账号"),
        Text::new("Account management", "账号管理"),
        Text::new("API management", "API管理"),
    ]
}

fn key_sentence() -> Text {
    Text::new(
        "Names the account. Not secret by itself.",
        "用于标识开发者账号，本身不是秘密。",
    )
}

fn secret_sentence() -> Text {
    Text::new(
        "Signs every call. Used as it is: not decoded from anything.",
        "用于给每次调用签名，按原文使用，无需解码。",
    )
}

fn console_app(site: Site, app: &App) -> ConsoleApp {
    let site_name = match site {
        Site::Production => "正式环境 · production",
        Site::Sandbox => "沙箱环境 · sandbox",
    };
    ConsoleApp::new(&app.package)
        .fact(Text::new("Site", "环境"), site_name)
        .versions(
            app.live.as_ref().map(|version| version.code),
            app.waiting().map(|version| version.code),
        )
        .fact(Text::new("State", "状态"), &app.state())
}
