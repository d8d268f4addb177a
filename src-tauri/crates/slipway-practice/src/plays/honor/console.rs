//! What practice's page for Honor shows: the pair that publishes, what people paste instead of it, and the address from which
//! `upload-by-url` can fetch.

use super::{keys::Keys, pull};
use crate::{
    page::{ConsoleApp, ConsolePage, Section, Text, Value},
    play::StoreApp,
};

pub(super) fn page(keys: &Keys, apps: &[StoreApp]) -> ConsolePage {
    ConsolePage {
        about: Text::new(
            "This page stands for the management centre of Honor's developer platform. Sign in there with the account owner's login.",
            "本页代表荣耀开发者服务平台的管理中心。真实平台请用主账号登录。",
        ),
        sections: vec![credentials(keys), elsewhere(keys, apps), by_address()],
        apps: apps.iter().map(app).collect(),
    }
}

fn credentials(keys: &Keys) -> Section {
    let pair = &keys.publishing;
    Section {
        heading: Text::new("Credentials", "凭证"),
        path: vec![
            Text::new("Management centre", "管理中心"),
            Text::new("Credentials", "凭证"),
            Text::new("Apply for credential", "申请凭证"),
        ],
        remark: Some(Text::new(
            "In some layouts the entry lies under Open capabilities (开放能力).",
            "有的界面把入口放在「开放能力」下面。",
        )),
        values: vec![
            Value::new(
                "Client_id",
                "Client_id",
                &pair.id,
                Text::new("Names the credential.", "凭证的编号。"),
            )
            .for_field("client_id"),
            Value::new(
                "Key",
                "密钥",
                &pair.secret,
                Text::new(
                    "Belongs to the Client_id beside it.",
                    "与旁边的 Client_id 成对使用。",
                ),
            )
            .for_field("client_secret"),
            Value::new(
                "Both, with their labels",
                "连同标签一起复制",
                pair.with_labels(),
                Text::new(
                    "What a careless selection copies. With labels the sign-in server answers 401.",
                    "框选时连标签一起复制的结果，带着标签会返回 401。",
                ),
            ),
            Value::new(
                "Both, as JSON",
                "JSON 形式",
                pair.as_json(),
                Text::new(
                    "As a settings file keeps it. Not one of the two fields.",
                    "配置文件里的写法，不能整段填入任何一栏。",
                ),
            ),
            Value::new(
                "The key as the documents print it",
                "文档示例里的密钥",
                pair.masked_secret(),
                Text::new("Masked: it opens nothing.", "带星号的掩码，无法使用。"),
            ),
        ],
    }
}

fn elsewhere(keys: &Keys, apps: &[StoreApp]) -> Section {
    let other = || {
        Text::new(
            "Of another Honor service, such as push or ads: it gets a token, and then every publishing call answers 10002.",
            "属于荣耀的其他服务（推送、广告等）：能拿到令牌，但每个发布接口都返回 10002。",
        )
    };
    let huawei = || {
        Text::new(
            "Huawei's console looks alike, but its credentials are not valid here: the sign-in server answers 401.",
            "华为的后台界面相似，但凭据不通用：获取令牌时返回 401。",
        )
    };
    let app_ids = apps.iter().map(|app| {
        Value::new(
            "App ID",
            "应用 ID",
            &app.id,
            Text::new(
                format!("Names the app {}. It is no Client_id.", app.package),
                format!("用来指明应用 {}，不是 Client_id。", app.package),
            ),
        )
    });
    let pairs = [
        Value::new(
            "Client_id (other service)",
            "Client_id（其他服务）",
            &keys.other_service.id,
            other(),
        ),
        Value::new(
            "Key (other service)",
            "密钥（其他服务）",
            &keys.other_service.secret,
            other(),
        ),
        Value::new(
            "Client ID (Huawei)",
            "客户端 ID（华为）",
            &keys.huawei.id,
            huawei(),
        ),
        Value::new(
            "Key (Huawei)",
            "密钥（华为）",
            &keys.huawei.secret,
            huawei(),
        ),
        Value::new(
            "A private key of your own",
            "自己的私钥文件",
            &keys.own_key,
            Text::new(
                "A PEM private key. Honor never asks for one; this copy is worthless.",
                "PEM 私钥。荣耀不会要求它；此处的这份没有任何用处。",
            ),
        ),
    ];
    Section {
        heading: Text::new("Values from elsewhere", "来自别处的值"),
        path: vec![
            Text::new("Management centre", "管理中心"),
            Text::new("Open capabilities", "开放能力"),
        ],
        remark: Some(Text::new(
            "None of these publishes. They look alike and are pasted by mistake.",
            "这些值都不能用于发布，只是外形相似，常被误贴。",
        )),
        values: app_ids.chain(pairs).collect(),
    }
}

fn by_address() -> Section {
    Section {
        heading: Text::new("Upload from an address", "通过链接上传"),
        path: Vec::new(),
        remark: Some(Text::new(
            "The store can fetch a package itself. In practice one address can be reached; every other one fails.",
            "应用市场可以自行下载安装包。演练中只有这一个地址可以访问，其余都会失败。",
        )),
        values: vec![Value::new(
            "Address of the demo build",
            "演示包的下载地址",
            format!("https://{}{}", pull::PULL_HOST, pull::PULL_PATH),
            Text::new(
                "Public, without sign-in; the demo build lies behind it.",
                "公开地址，无需登录，指向演示包。",
            ),
        )],
    }
}

fn app(app: &StoreApp) -> ConsoleApp {
    ConsoleApp::new(&app.package)
        .fact(Text::new("App ID", "应用 ID"), &app.id)
        .versions(app.live_version_code, app.waiting_version_code)
        .fact(Text::same("auditResult"), &app.state)
}
