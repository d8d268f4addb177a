//! DevTest, first call: an app and the certificate that signs its test builds are registered [official]. No tag, no Edit.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    answer::{No, Reply, absent, invalid},
    call::{self, Call, Stop, members},
    certificate::{self, Certificate, Form, KeyKind},
    record::{DevTest, Members},
};
use crate::stage::Stage;

/// The one track that there is [official].
pub(super) const TRACK: &str = "devtest";
/// Certificates of one app [official]; with which status the fourth one is refused is [inferred].
const MOST_CERTIFICATES: usize = 3;

/// `POST /devtest/register`. Everything that is wrong or missing is 400 [official]; names and codes of the error's members are [inferred].
pub(super) fn register(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    let body = members(&call.body)?;
    let package = text(body, "packageName")?;
    if package != app.package {
        return Err(invalid("packageName is not the package of this app").into());
    }
    let (certificate, form) = read(stage, text(body, "certificate")?)?;
    permitted(call, &certificate, form)?;
    let devtest = app.devtest.get_or_insert_with(DevTest::default);
    let is_new = !devtest.certificates.contains(&certificate);
    if is_new {
        if devtest.certificates.len() >= MOST_CERTIFICATES {
            return Err(No::coded(
                StatusCode::BAD_REQUEST,
                "limit_exceeded",
                "At most three certificates can be registered for an app",
            )
            .into());
        }
        devtest.certificates.push(certificate.clone());
    }
    let noted = json!({
        "track": TRACK,
        "certificate_sha256": certificate.sha256,
        "subject": certificate.subject,
        "key": certificate.key,
        "form": form,
        "new": is_new,
        "certificates": devtest.certificates.len(),
    });
    stage.event(call::event("registered", &app, noted))?;
    call::save(stage, &app)?;
    Ok(Reply::json(json!({ "trackId": TRACK })))
}

fn text<'a>(body: &'a Members, name: &str) -> Result<&'a str, No> {
    match body.get(name) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text),
        None | Some(Value::Null | Value::String(_)) => Err(absent(name)),
        Some(_) => Err(invalid(format!("{name} is not a string"))),
    }
}

fn read(stage: &mut Stage<'_>, text: &str) -> Result<(Certificate, Form), Stop> {
    let why = match certificate::read(text) {
        Ok(read) => return Ok(read),
        Err(why) => why,
    };
    if text.contains("PRIVATE KEY") {
        stage.event(json!({ "event": "warning", "what": "a private key was sent" }))?;
    }
    Err(refused()
        .because(format!("the certificate is {why}"))
        .into())
}

/// What knobs leave of the two forms and the kinds of keys.
fn permitted(call: &Call, certificate: &Certificate, form: Form) -> Result<(), No> {
    let refusals = [
        ("pem-only", form != Form::Pem),
        ("base64-only", form != Form::Base64Der),
        ("ec-only", certificate.key != KeyKind::Ec),
    ];
    let met = |(name, is_met): &&(&str, bool)| *is_met && call.ask.fault_is(name);
    match refusals.iter().find(met) {
        Some((name, _)) => Err(refused().because(format!("a knob asked for {name}"))),
        None => Ok(()),
    }
}

fn refused() -> No {
    invalid("certificate is not a valid X.509 certificate")
}
