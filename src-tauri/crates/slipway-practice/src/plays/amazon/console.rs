//! What practice's page for Amazon shows: the security profile that is attached, what people paste instead of it, the account's tester
//! groups, and every app with its two ids.

use super::{
    keys::{Keys, Profile},
    record::{App, Status},
    tester_groups::{self, Group, Tester},
};
use crate::page::{ConsoleApp, ConsolePage, Section, Text, Value};

pub(super) fn page(keys: &Keys, apps: &[App], groups: &[Group]) -> ConsolePage {
    ConsolePage {
        about: Text::new(
            "This page stands for the Amazon Developer Console. Sign in there as an Administrator or a Developer.",
            "本页代表亚马逊开发者控制台。真实平台请用具有管理员或开发者角色的账户登录。",
        ),
        sections: vec![attached(keys), elsewhere(keys), tester_management(groups)],
        apps: apps.iter().map(|app| console_app(app, groups)).collect(),
    }
}

fn attached(keys: &Keys) -> Section {
    let profile = &keys.attached;
    Section {
        heading: Text::new("App Submission API", "应用提交 API"),
        path: vec![
            Text::new("Apps & Services", "应用与服务"),
            Text::new("API Access", "API 访问"),
            Text::new("App Submission API", "应用提交 API"),
        ],
        remark: Some(Text::new(
            "This profile has been attached. In the real console that is a step of its own: choose the profile under the API's name and press Attach.",
            "这里的配置文件已经附加。真实控制台中需要单独操作：在该 API 名称下选择配置文件，再点「附加」。",
        )),
        values: vec![
            Value::new(
                "Client ID",
                "客户端 ID",
                &profile.id,
                Text::new(
                    "On the Web Settings tab of the security profile.",
                    "在安全配置文件的「Web 设置」选项卡里。",
                ),
            )
            .for_field("client_id"),
            Value::new(
                "Client Secret",
                "客户端密钥",
                &profile.secret,
                Text::new(
                    "On the same tab. It belongs to the Client ID above.",
                    "在同一选项卡里，与上面的客户端 ID 成对使用。",
                ),
            )
            .for_field("client_secret"),
            Value::new(
                "Both, with their labels",
                "连同标签一起复制",
                profile.with_labels(),
                Text::new(
                    "What a careless selection copies. With labels the token server answers invalid_client.",
                    "框选时连标签一起复制的结果，带着标签会返回 invalid_client。",
                ),
            ),
            Value::new(
                "Security Profile ID",
                "安全配置文件 ID",
                &keys.profile_id,
                Text::new(
                    "On the General tab. It names the profile and opens nothing.",
                    "在「常规」选项卡里，只是配置文件的编号，不能用来登录。",
                ),
            ),
        ],
    }
}

fn elsewhere(keys: &Keys) -> Section {
    let unattached = Text::new(
        "Of a profile that was never attached to the API: the token server answers invalid_scope.",
        "属于没有附加到该 API 的配置文件：获取令牌时返回 invalid_scope。",
    );
    let other = Text::new(
        "Of another developer account: a token is given, and then every call about your apps answers 403.",
        "属于另一个开发者账户：能拿到令牌，但访问本账户的应用时都返回 403。",
    );
    let pair = |labels: [(&'static str, &'static str); 2], profile: &Profile, what: Text| {
        let [(id_en, id_zh), (secret_en, secret_zh)] = labels;
        [
            Value::new(id_en, id_zh, &profile.id, what.clone()),
            Value::new(secret_en, secret_zh, &profile.secret, what),
        ]
    };
    let unattached = pair(
        [
            ("Client ID (not attached)", "客户端 ID（未附加）"),
            ("Client Secret (not attached)", "客户端密钥（未附加）"),
        ],
        &keys.unattached,
        unattached,
    );
    let other = pair(
        [
            ("Client ID (other account)", "客户端 ID（其他账户）"),
            ("Client Secret (other account)", "客户端密钥（其他账户）"),
        ],
        &keys.other_account,
        other,
    );
    let single = [
        Value::new(
            "Access token",
            "访问令牌",
            &keys.old_token,
            Text::new(
                "Lives for an hour and was made long ago. Slipway asks for tokens itself.",
                "有效期只有一小时，早已过期。Slipway 会自己申请令牌。",
            ),
        ),
        Value::new(
            "Release ID",
            "版本 ID（Release ID）",
            &keys.release_id,
            Text::new(
                "Stands beside the App ID and changes with every version. It is not the App ID.",
                "与应用 ID 并排显示，每个版本都不同，不是应用 ID。",
            ),
        ),
    ];
    Section {
        heading: Text::new("Values from elsewhere", "来自别处的值"),
        path: vec![
            Text::new("Settings", "设置"),
            Text::new("Security Profiles", "安全配置文件"),
        ],
        remark: Some(Text::new(
            "None of these publishes. They look alike and are pasted by mistake.",
            "这些值都不能用于发布，只是外形相似，常被误贴。",
        )),
        values: unattached.into_iter().chain(other).chain(single).collect(),
    }
}

/// The only place where testers can be seen and taken out.
fn tester_management(groups: &[Group]) -> Section {
    let remark = match groups.is_empty() {
        true => Text::new(
            "No group yet. A group appears here when it is sent to an app's DevTest track.",
            "还没有分组。把分组发送到应用的 DevTest 后，会显示在这里。",
        ),
        false => Text::new(
            "One pool for all apps of the account. DevTest sends no mail to anybody. In the real console testers are removed here; no call can do it.",
            "本账户所有应用共用的测试者名单。DevTest 不会给任何人发邮件。移除测试者只能在真实控制台的这一页进行，接口做不到。",
        ),
    };
    let values = groups.iter().map(|group| {
        let lines: Vec<String> = group.testers.iter().map(Tester::line).collect();
        Value {
            label: Text::new(group.name.clone(), group.name.clone()),
            value: format!("E-mail,First name,Last name\n{}", lines.join("\n")),
            field: None,
            what: Text::new(
                format!("Group with {} testers.", group.testers.len()),
                format!("分组，共 {} 名测试者。", group.testers.len()),
            ),
            file_name: None,
        }
    });
    Section {
        heading: Text::new("Tester Management", "测试者管理"),
        path: vec![
            Text::new("Apps & Services", "应用与服务"),
            Text::new("Tester Management", "测试者管理"),
        ],
        remark: Some(remark),
        values: values.collect(),
    }
}

fn console_app(app: &App, groups: &[Group]) -> ConsoleApp {
    let known = super::known(app);
    let mut shown = ConsoleApp::new(&app.package)
        .fact(Text::new("App ID", "应用 ID"), &app.id)
        .versions(known.live_version_code, known.waiting_version_code)
        .fact(Text::new("State", "状态"), state(app));
    if let Some(edit) = &app.edit {
        shown = shown.fact(Text::new("Release ID", "版本 ID"), &edit.id);
    }
    if let Some(words) = &app.rejection {
        shown = shown.fact(Text::new("Reviewers' words", "审核意见"), words);
    }
    let Some(devtest) = &app.devtest else {
        return shown;
    };
    let unique = tester_groups::unique_of(devtest, groups);
    shown
        .fact(
            Text::new("DevTest certificates", "DevTest 证书"),
            &format!("{} / 3", devtest.certificates.len()),
        )
        .fact(
            Text::new("DevTest testers", "DevTest 测试者"),
            &format!("{unique} / 50"),
        )
        .fact(
            Text::new("DevTest groups", "DevTest 分组"),
            &devtest.groups.join(", "),
        )
}

/// The console's own words [official/community].
fn state(app: &App) -> &'static str {
    match (&app.edit, &app.live) {
        (Some(edit), _) => match edit.status {
            Status::InProgress if app.rejection.is_some() => "Rejected",
            Status::InProgress => "In progress",
            Status::Review => "Under review",
            Status::Approved => "Approved",
        },
        (None, Some(_)) => "Live",
        (None, None) => "Incomplete",
    }
}
