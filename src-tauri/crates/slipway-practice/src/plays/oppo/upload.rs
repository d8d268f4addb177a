//! Files on their way in: a one-time sign and an address, then one multipart form with `type`, `sign` and `file` [official copy, 7 clients].
//! The upload itself needs no `api_sign`; common parameters that some clients add are not looked at.

use std::time::Duration;

use axum::{
    extract::{Multipart, Request},
    response::Response,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    answer::{self, Refusal},
    call::{self, Call, Stop},
    files::{self, Facts, LARGEST_PICTURE, Purpose, Stored},
};
use crate::{
    error::WorldError,
    plays::{
        body::{self, Broken},
        draw, later, lie,
        picture::Picture,
        reading,
        sink::{Digester, Received},
    },
    stage::{Ask, Stage},
};

/// The host and path of upload addresses: of the vendor's, the real ones are not established [inferred].
pub(super) const UPLOAD_HOST: &str = "api.open.oppomobile.com";
pub(super) const UPLOAD_PATH: &str = "/api/utility/upload";
/// Where packages lie; plain http, as in the one real answer that was seen [1 client].
const PACKAGE_SITE: &str = "http://storedl1.nearme.com.cn";

/// How long a sign waits for its file. That it ends is official, when is not [inferred].
const SIGN_LIFE: Duration = Duration::from_secs(60 * 60);
/// OPPO names no limit; this is what one client assumes [1 client].
const LARGEST: u64 = 2 << 30;
/// Longest text part.
const LONGEST_TEXT: usize = 64 << 10;

/// The kind of a handed-out sign's document; its key is the sign.
const SIGN: &str = "upload-sign";

/// One file's permission.
#[derive(Serialize, Deserialize)]
struct Permit {
    expires_at: Timestamp,
    used: bool,
}

/// `GET /resource/v1/upload/get-upload-url`.
pub(super) fn reserve(stage: &mut Stage<'_>, _call: &Call) -> Result<Value, Stop> {
    let sign = draw::hex(32);
    let permit = Permit {
        expires_at: later(stage.now(), SIGN_LIFE),
        used: false,
    };
    stage.put(SIGN, &sign, &permit)?;
    stage.hand_out("sign of an upload", &sign)?;
    stage.event(json!({ "event": "reserved" }))?;
    let address = format!("https://{UPLOAD_HOST}{UPLOAD_PATH}");
    Ok(json!({ "upload_url": address, "sign": sign }))
}

/// The form of the second call.
#[derive(Default)]
struct Form {
    purpose: Option<String>,
    sign: Option<String>,
    file: Option<(String, Received)>,
}

/// `POST {upload_url}`.
pub(super) async fn post(ask: Ask, request: Request) -> Response {
    // A sign that was good when the file began to come is good when the file has come.
    let began_at = ask.now();
    let mut form = Form::default();
    let read = match body::parts(request).await {
        Some(parts) => read(parts, &ask, &mut form).await,
        None => Ok(()),
    };
    // The sign is gone even when the file breaks off behind it: it is good for one attempt.
    let permitted = take_permit(&ask, &form, began_at);
    let done = match (read, permitted) {
        (_, Err(error)) => Err(error.into()),
        (Err(broken), _) => Err(broken.into()),
        (Ok(()), Ok(Err(refusal))) => Err(refusal.into()),
        (Ok(()), Ok(Ok(()))) => store(&ask, form).await,
    };
    call::finish(&ask, done)
}

async fn read(mut parts: Multipart, ask: &Ask, form: &mut Form) -> Result<(), Broken> {
    while let Some(part) = parts.next_field().await? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file_name = part.file_name().unwrap_or_default().to_owned();
            let file = body::file(part, &ask.blob_path(), Digester::md5()).await?;
            form.file = Some((file_name, file));
            continue;
        }
        let text = body::text(part, LONGEST_TEXT).await?;
        match name.as_str() {
            "type" => form.purpose = Some(text),
            "sign" => form.sign = Some(text),
            _ => {}
        }
    }
    Ok(())
}

fn take_permit(
    ask: &Ask,
    form: &Form,
    began_at: Timestamp,
) -> Result<Result<(), Refusal>, WorldError> {
    let sign = form.sign.as_deref().unwrap_or_default();
    ask.change(|stage| {
        let Some(permit) = stage.get::<Permit>(SIGN, sign)? else {
            return Ok(Err(Refusal::upload_sign("sign is missing or unknown")));
        };
        let spent = Permit {
            used: true,
            ..permit
        };
        stage.put(SIGN, sign, &spent)?;
        Ok(if permit.used {
            Err(Refusal::upload_sign("sign was used before"))
        } else if permit.expires_at <= began_at || ask.fault_is("expired-upload-sign") {
            Err(Refusal::upload_sign("sign is past its end"))
        } else {
            Ok(())
        })
    })
}

async fn store(ask: &Ask, form: Form) -> Result<Value, Stop> {
    if ask.fault_is("error-inside") {
        return Err(Refusal::busy().into());
    }
    let purpose = Purpose::read(form.purpose.as_deref().unwrap_or_default())
        .ok_or_else(|| Refusal::parameter("type 不正确"))?;
    let (file_name, file) = form.file.ok_or_else(|| Refusal::blank("file"))?;
    if file.bytes > LARGEST {
        return Err(Refusal::upload("the file is larger than 2 GiB").into());
    }
    let extension = extension(&file_name);
    let (stored, flaw) = look(ask, purpose, &file, &extension).await;
    let content = match stored.picture {
        Some(_) if stored.bytes <= LARGEST_PICTURE => Some(
            tokio::fs::read(file.path())
                .await
                .map_err(WorldError::File)?,
        ),
        _ => None,
    };
    lie::change(ask, |stage| {
        stage.event(json!({
            "event": "stored",
            "object": stored.url,
            "type": purpose,
            "bytes": stored.bytes,
            "md5": stored.md5,
            "flaw": flaw,
        }))?;
        files::keep(stage, &stored, content.as_deref())
    })?;
    Ok(answer::success(reply(&stored, &extension)))
}

/// What the store reads out of a file at once. An unreadable package is found out later, by the publishing task; the ledger
/// knows it now.
async fn look(
    ask: &Ask,
    purpose: Purpose,
    file: &Received,
    extension: &str,
) -> (Stored, Option<String>) {
    let (facts, flaw) = match purpose {
        Purpose::Apk => match reading::read(file.path().to_owned()).await {
            Ok(build) => match Facts::of(&build) {
                Some(facts) => (Some(facts), None),
                None => (None, Some("the build is no APK".to_owned())),
            },
            Err(why) => (None, Some(why)),
        },
        _ => (None, None),
    };
    let name = format!("{}.{extension}", file.digest);
    let day = super::time::day(ask.now()).replace('-', "");
    let (month, day) = day.split_at_checked(6).unwrap_or_default();
    let unique = draw::hex(8);
    let url = match purpose {
        Purpose::Apk => format!("{PACKAGE_SITE}/apk/tmp_apk/{month}/{day}/{unique}/{name}"),
        Purpose::Photo => files::address(&format!("photo/{month}/{day}/{unique}/{name}")),
        Purpose::Resource => files::address(&format!("resource/{month}/{day}/{unique}/{name}")),
    };
    let stored = Stored {
        url,
        purpose,
        md5: file.digest.clone(),
        bytes: file.bytes,
        picture: match purpose {
            Purpose::Photo => Picture::in_file(file.path()),
            _ => None,
        },
        facts,
        is_drawn: false,
    };
    (stored, flaw)
}

/// As in the one real answer that was seen: sizes are numbers, `sign` is the MD5 of an APK's certificate, and a package is
/// 0 wide and 0 high [1 client].
fn reply(stored: &Stored, extension: &str) -> Value {
    let path = url::Url::parse(&stored.url).map(|url| url.path().to_owned());
    let mut data = json!({
        "url": stored.url,
        "uri_path": path.unwrap_or_default(),
        "md5": stored.md5,
        "file_extension": extension,
        "file_size": stored.bytes,
        "id": uuid::Uuid::new_v4(),
        "width": stored.picture.map_or(0, |picture| picture.width),
        "height": stored.picture.map_or(0, |picture| picture.height),
    });
    if stored.purpose == Purpose::Apk {
        let sign = stored
            .facts
            .as_ref()
            .and_then(|facts| facts.signer_md5.as_deref());
        data["sign"] = json!(sign.unwrap_or_default());
    }
    data
}

/// Lower case, letters and digits only; nothing else of a file's name is believed.
fn extension(file_name: &str) -> String {
    let extension = file_name.rsplit_once('.').map_or("", |(_, end)| end);
    extension
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(8)
        .collect::<String>()
        .to_ascii_lowercase()
}
