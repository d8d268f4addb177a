//! What practice's page for Xiaomi shows: certificate, secret and e-mail, and the strings that people paste instead of them.

use rsa::pkcs8::{EncodePrivateKey as _, LineEnding};

use super::keys::{self, CERTIFICATE, Keys};
use crate::{
    error::WorldError,
    page::{ConsoleApp, ConsolePage, Section, Text, Value},
    play::StoreApp,
};

pub(super) fn page(keys: &Keys, apps: &[StoreApp]) -> Result<ConsolePage, WorldError> {
    Ok(ConsolePage {
        about: Text::new(
            "This page stands for the console of Xiaomi's developer site. Sign in there with the owner's account: a member account may not see it.",
            "本页代表小米开发者网站的管理中心。真实平台请用主账号登录，子账号可能看不到入口。",
        ),
        sections: vec![publishing(keys), elsewhere(keys)?],
        apps: apps.iter().map(app).collect(),
    })
}

fn publishing(keys: &Keys) -> Section {
    let certificate = Value::new(
        "Public key (file)",
        "下载公钥",
        CERTIFICATE,
        Text::new(
            "A text file with a certificate: the whole of it, with its BEGIN and END lines.",
            "内容为证书的文本文件，需连同 BEGIN、END 两行完整使用。",
        ),
    );
    let certificate = certificate.downloadable_as("dev.xiaomi.api.public.cer");
    Section {
        heading: Text::new("Automatic publishing", "自动发布接口"),
        path: vec![
            Text::new("Console", "管理中心"),
            Text::new("Automatic publishing", "自动发布接口"),
        ],
        remark: Some(Text::new(
            "The keys work for all apps of the account. In the real console, 重置 (reset) ends the old secret at once.",
            "这组密钥对账号下所有应用通用。真实平台上点「重置」后旧密钥立刻失效。",
        )),
        values: vec![
            certificate.for_field("public_cert"),
            Value::new(
                "Private key (API secret)",
                "获取私钥",
                &keys.api_secret,
                Text::new(
                    "Not a key file: a string, shown after 点击获取 was pressed.",
                    "不是密钥文件，而是点「点击获取」后显示的一串字符。",
                ),
            )
            .for_field("api_secret"),
            Value::new(
                "Sign-in e-mail",
                "登录邮箱",
                &keys.email,
                Text::new(
                    "The e-mail that signs in to the developer site.",
                    "登录小米开发者网站所用的邮箱。",
                ),
            )
            .for_field("account_email"),
            Value::new(
                "The secret before it is revealed",
                "未点击获取时的私钥",
                keys.masked(),
                Text::new(
                    "Masked: press 点击获取 first, then copy.",
                    "带星号的掩码，需先点「点击获取」再复制。",
                ),
            ),
        ],
    }
}

fn elsewhere(keys: &Keys) -> Result<Section, WorldError> {
    let broken = |error: &dyn std::error::Error| WorldError::Broken(error.to_string());
    let own_key = keys::private_key()
        .map_err(|error| broken(error))?
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(|error| broken(&error))?;
    let services = || {
        Text::new(
            "Belongs to push and sign-in services, not to automatic publishing.",
            "用于推送、登录等服务，与自动发布无关。",
        )
    };
    Ok(Section {
        heading: Text::new(
            "What the app's own page and your disk hold",
            "应用详情页和本机上的值",
        ),
        path: vec![
            Text::new("Apps and games", "应用游戏"),
            Text::new("Manage", "管理"),
        ],
        remark: Some(Text::new(
            "None of these publishes. They are pasted by mistake.",
            "这些值都不能用于发布，常被误贴。",
        )),
        values: vec![
            Value::new("AppID", "AppID", &keys.app_id, services()),
            Value::new("AppKey", "AppKey", &keys.app_key, services()),
            Value::new("AppSecret", "AppSecret", &keys.app_secret, services()),
            Value::new(
                "Mi ID",
                "小米 ID",
                &keys.mi_id,
                Text::new(
                    "A number: queries succeed with it, but no app is found.",
                    "一串数字：查询会成功，但找不到应用。",
                ),
            ),
            Value::new(
                "A private key of your own",
                "自己的私钥文件",
                own_key.as_str(),
                Text::new(
                    "A PEM private key, e.g. one that signs APKs. Xiaomi never asks for one; this copy is worthless.",
                    "PEM 私钥，例如给 APK 签名的密钥。小米不会要求它；此处的这份没有任何用处。",
                ),
            ),
        ],
    })
}

fn app(app: &StoreApp) -> ConsoleApp {
    ConsoleApp::new(&app.package)
        .versions(app.live_version_code, app.waiting_version_code)
        .fact(Text::new("State", "状态"), &app.state)
}
