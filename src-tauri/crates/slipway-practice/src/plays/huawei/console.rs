//! What practice's page for Huawei shows: the keys that work, and the five strings that people paste instead of them. Where the apps
//! stand is `shelf.rs`.

use jiff::Timestamp;

use super::{
    keys::{Keys, Level, ServiceAccount},
    record::App,
    shelf,
};
use crate::{
    error::WorldError,
    page::{ConsolePage, Section, Text, Value},
};

/// The downloaded file of a service account.
pub(super) fn key_file(account: &ServiceAccount) -> Result<String, WorldError> {
    account
        .file()
        .map_err(|error| WorldError::Broken(error.to_string()))
}

pub(super) fn page(keys: &Keys, apps: &[App], now: Timestamp) -> Result<ConsolePage, WorldError> {
    Ok(ConsolePage {
        about: Text::new(
            "This page stands for AppGallery Connect. Sign in there with the main developer account: a member account often does not see these entries.",
            "本页代表 AppGallery Connect。真实平台请用开发者主账号登录，成员账号往往看不到这些入口。",
        ),
        sections: vec![clients(keys)?, accounts(keys)?, app_credentials(keys, apps)],
        apps: apps.iter().map(|app| shelf::app(app, now)).collect(),
    })
}

fn clients(keys: &Keys) -> Result<Section, WorldError> {
    let (Some(team), Some(project)) = (keys.client(Level::Developer), keys.client(Level::Project))
    else {
        return Err(WorldError::Broken(
            "the Huawei team lacks an API client".to_owned(),
        ));
    };
    let file = |level| {
        keys.client_file(level)
            .map(|file| format!("{file:#}"))
            .unwrap_or_default()
    };
    Ok(Section {
        heading: Text::new("API clients", "API 客户端"),
        path: vec![
            Text::new("Users and permissions", "用户与访问"),
            Text::new("API key", "API 密钥"),
            Text::same("Connect API"),
        ],
        remark: Some(Text::new(
            "When a client is made, Project stays N/A and the role is App administrator.",
            "创建时「项目」保持 N/A，角色选「APP 管理员」。",
        )),
        values: vec![
            Value::new(
                "Client ID",
                "客户端 ID",
                &team.id,
                Text::new(
                    "Team-level API client (Project: N/A). This one publishes.",
                    "团队级 API 客户端（项目：N/A），可以发布。",
                ),
            )
            .for_field("client_id"),
            Value::new(
                "Key",
                "密钥",
                &team.secret,
                Text::new("Key of the team-level client.", "团队级客户端的密钥。"),
            )
            .for_field("client_secret"),
            download(
                "client.json",
                file(Level::Developer),
                Text::new(
                    "The same pair as a file; its type says team_client_id.",
                    "同一对凭据的文件，type 为 team_client_id。",
                ),
            )
            .for_field("client_id"),
            Value::new(
                "Client ID (project)",
                "客户端 ID（项目级）",
                &project.id,
                Text::new(
                    "Bound to a project: it gets a token, and then every publishing call answers 403.",
                    "绑定了项目：能拿到令牌，但每个发布接口都返回 403。",
                ),
            ),
            Value::new(
                "Key (project)",
                "密钥（项目级）",
                &project.secret,
                Text::new("Key of the project-level client.", "项目级客户端的密钥。"),
            ),
            download(
                "project-client.json",
                file(Level::Project),
                Text::new(
                    "The project-level pair as a file; its type says project_client_id.",
                    "项目级凭据的文件，type 为 project_client_id。",
                ),
            ),
        ],
    })
}

fn accounts(keys: &Keys) -> Result<Section, WorldError> {
    let (Some(team), Some(project)) =
        (keys.account(Level::Developer), keys.account(Level::Project))
    else {
        return Err(WorldError::Broken(
            "the Huawei team lacks a service account".to_owned(),
        ));
    };
    let developer = Value::new(
        "Key file (developer-level)",
        "密钥文件（开发者级）",
        key_file(team)?,
        Text::new(
            "Developer-level Service Account. It publishes on its own, without client ID and key.",
            "开发者级 Service Account，单独使用即可发布，不需要客户端 ID 和密钥。",
        ),
    )
    .for_field("service_account");
    let developer = developer.downloadable_as("practice-private.json");
    let other = Value::new(
        "Key file (project-level)",
        "密钥文件（项目级）",
        key_file(project)?,
        Text::new(
            "Project-level Service Account: publishing answers 403. It is meant for services such as push.",
            "项目级 Service Account：发布接口返回 403，它用于推送等服务。",
        ),
    );
    let other = other.downloadable_as("practice-project-private.json");
    Ok(Section {
        heading: Text::same("Service Account"),
        path: vec![
            Text::new("Users and permissions", "用户与访问"),
            Text::new("API key", "API 密钥"),
            Text::same("Connect API"),
            Text::same("Service Account"),
        ],
        remark: Some(Text::new(
            "The real console offers the file once, when the account is made, and keeps no copy.",
            "真实平台只在创建时提供一次下载，不保留副本。",
        )),
        values: vec![developer, other],
    })
}

fn app_credentials(keys: &Keys, apps: &[App]) -> Section {
    let family = || {
        Text::new(
            "Another family of credentials: the token call answers 203886599.",
            "属于另一类凭据：获取令牌时返回 203886599。",
        )
    };
    let app_ids = apps.iter().map(|app| {
        Value::new("App ID", "App ID", &app.id, Text::new(
                format!("Names the app {} in a release. As a client ID the token call answers 203886599.", app.package),
                format!("发布时用来指明应用 {}。当作客户端 ID 使用时，获取令牌会返回 203886599。", app.package),
            ))
    });
    let others = [
        ("OAuth 2.0 client ID", "OAuth 2.0 客户端 ID", &keys.oauth_id),
        (
            "OAuth 2.0 client secret",
            "OAuth 2.0 客户端密钥",
            &keys.oauth_secret,
        ),
        (
            "client_id in agconnect-services.json",
            "agconnect-services.json 中的 client_id",
            &keys.agconnect_id,
        ),
        (
            "client_secret in agconnect-services.json",
            "agconnect-services.json 中的 client_secret",
            &keys.agconnect_secret,
        ),
        ("Project ID", "项目 ID", &keys.project_id),
    ];
    let others = others.map(|(en, zh, value)| Value::new(en, zh, value, family()));
    Section {
        heading: Text::new("What the app's own page shows", "应用自身页面上的值"),
        path: vec![
            Text::new("Development and services", "开发与服务"),
            Text::new("General", "常规"),
            Text::new("App", "应用"),
        ],
        remark: Some(Text::new(
            "None of these publishes. They look alike and are pasted by mistake.",
            "这些值都不能用于发布，只是外形相似，常被误贴。",
        )),
        values: app_ids.chain(others).collect(),
    }
}

fn download(name: &str, content: String, what: Text) -> Value {
    Value::new("Download", "下载", content, what).downloadable_as(name)
}
