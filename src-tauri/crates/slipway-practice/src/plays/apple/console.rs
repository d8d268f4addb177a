//! What practice's page for App Store Connect shows: the keys that work, and the strings that people paste instead of them.

use super::{
    keys::{self, ApiKey, Family, Keys, Role},
    testers::TEAM,
};
use crate::{
    error::WorldError,
    page::{ConsoleApp, ConsolePage, Section, Text, Value},
    play::StoreApp,
};

pub(super) fn page(keys: &Keys, apps: &[StoreApp]) -> Result<ConsolePage, WorldError> {
    Ok(ConsolePage {
        about: Text::new(
            "This page stands for App Store Connect. Making a team key there takes the role Account Holder or Admin.",
            "本页代表 App Store Connect。在真实平台生成团队密钥需要账号持有人或管理权限。",
        ),
        sections: vec![team(keys)?, individual(keys)?, elsewhere(keys, apps)?],
        apps: apps.iter().map(app).collect(),
    })
}

fn working(keys: &Keys, family: Family, role: Role) -> Result<&ApiKey, WorldError> {
    keys.working(family, role)
        .ok_or_else(|| WorldError::Broken("the Apple team lacks a key".to_owned()))
}

fn way() -> Vec<Text> {
    vec![
        Text::new("Users and Access", "用户和访问"),
        Text::new("Integrations", "集成"),
        Text::same("App Store Connect API"),
    ]
}

fn team(keys: &Keys) -> Result<Section, WorldError> {
    let key = working(keys, Family::Team, Role::AppManager)?;
    Ok(Section {
        heading: Text::new("Team keys", "团队密钥"),
        path: way(),
        remark: Some(Text::new(
            "In the real console the file can be downloaded once only. App Manager is the least access that does the whole job.",
            "真实平台的密钥文件只能下载一次。访问权限选“App 管理”即可完成全部操作。",
        )),
        values: vec![
            Value::new(
                "Issuer ID",
                "Issuer ID",
                &keys.issuer,
                Text::new(
                    "Stands above the list of team keys.",
                    "显示在团队密钥列表上方。",
                ),
            )
            .for_field("issuer_id"),
            Value::new(
                "Key ID",
                "密钥 ID",
                &key.id,
                Text::new("Access: App Manager.", "访问权限：App 管理。"),
            )
            .for_field("key_id"),
            Value::new(
                "Private key (.p8)",
                "私钥（.p8）",
                keys::pem()?,
                Text::new(
                    "The downloaded file. This one is public and worthless, for rehearsal only.",
                    "下载得到的文件。此处为公开的演练密钥，没有任何用处。",
                ),
            )
            .for_field("private_key")
            .downloadable_as(&format!("AuthKey_{}.p8", key.id)),
        ],
    })
}

fn individual(keys: &Keys) -> Result<Section, WorldError> {
    let key = working(keys, Family::Individual, Role::AppManager)?;
    Ok(Section {
        heading: Text::new("Individual key", "个人密钥"),
        path: vec![
            Text::new("Your profile", "个人资料"),
            Text::new("Individual API Key", "个人 API 密钥"),
        ],
        remark: Some(Text::new(
            "An individual key works too, with the Issuer ID left empty.",
            "个人密钥同样可用，此时 Issuer ID 留空。",
        )),
        values: vec![
            Value::new(
                "Key ID (individual)",
                "密钥 ID（个人）",
                &key.id,
                Text::new(
                    "Works only while the Issuer ID is empty.",
                    "仅在 Issuer ID 留空时可用。",
                ),
            ),
            Value::new(
                "Private key (individual)",
                "私钥（个人）",
                keys::pem()?,
                Text::new(
                    "The file of the individual key; worthless, for rehearsal only.",
                    "个人密钥的文件；仅供演练，没有任何用处。",
                ),
            )
            .downloadable_as(&format!("ApiKey_{}.p8", key.id)),
        ],
    })
}

fn elsewhere(keys: &Keys, apps: &[StoreApp]) -> Result<Section, WorldError> {
    let unauthorized = || Text::new("Every call answers 401.", "所有调用都返回 401。");
    let mut values = vec![
        Value::new(
            "Team ID",
            "团队 ID",
            &keys.team_id,
            Text::new(
                "Belongs to the developer account; it is no Issuer ID.",
                "属于开发者账号，不是 Issuer ID。",
            ),
        ),
        Value::new(
            "Key ID (push notifications)",
            "密钥 ID（推送通知）",
            &keys.push_key_id,
            unauthorized(),
        ),
        Value::new(
            "Private key (push notifications)",
            "私钥（推送通知）",
            keys::pem_from_elsewhere()?,
            Text::new(
                "A .p8 of another service looks the same; calls answer 401. Worthless, for rehearsal only.",
                "其他服务的 .p8 外形相同，调用返回 401。仅供演练，没有任何用处。",
            ),
        )
        .downloadable_as(&format!("AuthKey_{}.p8", keys.push_key_id)),
        Value::new(
            "App-specific password",
            "App 专用密码",
            &keys.app_password,
            Text::new(
                "For Apple's upload tools on a Mac; it opens no API.",
                "仅用于 Mac 上的 Apple 上传工具，不能调用 API。",
            ),
        ),
    ];
    if let Some(key) = keys.revoked() {
        values.push(Value::new(
            "Key ID (revoked)",
            "密钥 ID（已撤销）",
            &key.id,
            unauthorized(),
        ));
    }
    if let Some(app) = apps.first() {
        values.push(Value::new(
            "Apple ID of the app",
            "App 的 Apple ID",
            &app.id,
            Text::new(
                "The app's number, which is neither a key nor an account.",
                "这是 App 的编号，既不是密钥也不是账户。",
            ),
        ));
    }
    let team = TEAM.join(", ");
    Ok(Section {
        heading: Text::new("Values from elsewhere", "来自别处的值"),
        path: way(),
        remark: Some(Text::new(
            format!(
                "None of these publishes. Internal testers can only be users of this team: {team}."
            ),
            format!("这些值都不能用于发布。内部测试员只能是本团队的用户：{team}。"),
        )),
        values,
    })
}

fn app(app: &StoreApp) -> ConsoleApp {
    let live = app.live_version_name.as_deref().unwrap_or("–");
    ConsoleApp::new(&app.package)
        .fact(Text::new("Apple ID", "Apple ID"), &app.id)
        .fact(Text::new("Live version", "在架版本"), live)
        .versions(app.live_version_code, app.waiting_version_code)
        .fact(Text::same("appVersionState"), &app.state)
}
