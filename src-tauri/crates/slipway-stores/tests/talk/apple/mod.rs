//! App Store Connect, call by call: what its answers look like; the tests are below, by theme.

mod looking;
mod releasing;
mod signing_in;
mod steering;
mod testers;
mod testing;
mod uploading;

use p256::{
    SecretKey,
    pkcs8::{EncodePrivateKey as _, LineEnding},
};
use serde_json::{Value, json};
use slipway_model::{Apple, ApplePlatform, Distribution, Kind};

use super::{Reply, Table};

const ISSUER: &str = "57246542-96fe-1a63-e053-0824d011072a";
const APP: &str = "1234567890";

/// The key of the known answers.
fn key() -> String {
    let vectors: toml::Table = include_str!("../../../src/apple/vectors.toml")
        .parse()
        .unwrap();
    let scalar = hex(vectors["key"]["d"].as_str().unwrap());
    let key = SecretKey::from_slice(&scalar).unwrap();
    key.to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
}

fn hex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
        .collect()
}

/// 2.4.0 (42) for iPhone, with a team key; an update in two languages.
async fn table() -> Table {
    let form = [
        ("issuer_id", ISSUER.to_owned()),
        ("key_id", "2X9R4HXF34".to_owned()),
        ("private_key", key()),
    ];
    let mut table = Table::set("apple", &form).await;
    let build = &mut table.order.artifacts[0].build;
    build.kind = Kind::Ipa;
    build.version_name = "2.4.0".into();
    build.apple = Some(Apple {
        platform: ApplePlatform::Ios,
        build_number: "42".into(),
        minimum_os: String::new(),
        non_exempt_encryption: Some(false),
        distribution: Distribution::AppStore,
        team: String::new(),
        profile: String::new(),
        profile_ends: String::new(),
        sdk: String::new(),
        xcode: String::new(),
    });
    table.order.survey = json!({"store_app_id": APP, "languages": ["zh-Hans", "en-US"], "extra": {"updates": ["IOS"]}});
    table
}

/// The same, with what earlier steps left.
async fn after(outputs: &[(&str, Value)]) -> Table {
    let mut table = table().await;
    table.outputs.insert(
        "find-app".into(),
        json!({"app": APP, "primary": "zh-Hans", "first": false}),
    );
    for (step, output) in outputs {
        table.outputs.insert((*step).to_owned(), output.clone());
    }
    table
}

fn resource(kind: &str, id: &str, attributes: Value) -> Value {
    json!({"type": kind, "id": id, "attributes": attributes, "links": {"self": "x"}})
}

fn related(mut resource: Value, name: &str, kind: &str, id: &str) -> Value {
    resource["relationships"][name] = json!({"data": {"type": kind, "id": id}});
    resource
}

fn one(resource: Value) -> Reply {
    Reply::Json(200, json!({"data": resource, "links": {"self": "x"}}))
}

fn made(resource: Value) -> Reply {
    Reply::Json(201, json!({"data": resource, "links": {"self": "x"}}))
}

fn list(all: &[Value]) -> Reply {
    with(all, &[])
}

fn with(all: &[Value], included: &[Value]) -> Reply {
    Reply::Json(
        200,
        json!({"data": all, "included": included, "links": {"self": "x"}, "meta": {"paging": {"total": all.len(), "limit": 200}}}),
    )
}

fn one_with(resource: Value, included: &[Value]) -> Reply {
    Reply::Json(
        200,
        json!({"data": resource, "included": included, "links": {"self": "x"}}),
    )
}

/// 204.
fn gone() -> Reply {
    Reply::Text(204, "")
}

fn no(status: u16, code: &str, detail: &str) -> Reply {
    Reply::Json(
        status,
        json!({"errors": [{"id": "e", "status": status.to_string(), "code": code, "title": "t", "detail": detail}]}),
    )
}

fn app(id: &str, bundle: &str) -> Value {
    resource(
        "apps",
        id,
        json!({"name": "Slipway", "bundleId": bundle, "primaryLocale": "zh-Hans"}),
    )
}

fn ours() -> Reply {
    list(&[
        app("999", "com.example.slipway.beta"),
        app(APP, "com.example.slipway"),
    ])
}

fn version(id: &str, name: &str, state: &str) -> Value {
    resource(
        "appStoreVersions",
        id,
        json!({"platform": "IOS", "versionString": name, "appVersionState": state, "releaseType": "AFTER_APPROVAL"}),
    )
}

fn live() -> Value {
    version("v1", "2.3.0", "READY_FOR_DISTRIBUTION")
}

fn submission(id: &str, state: &str) -> Value {
    resource(
        "reviewSubmissions",
        id,
        json!({"platform": "IOS", "state": state}),
    )
}

fn item(id: &str, version: &str) -> Value {
    related(
        resource(
            "reviewSubmissionItems",
            id,
            json!({"state": "READY_FOR_REVIEW"}),
        ),
        "appStoreVersion",
        "appStoreVersions",
        version,
    )
}

/// A build with its two states for testers.
fn build(encryption: Option<bool>, internal: &str, external: &str) -> Reply {
    let build = resource(
        "builds",
        "b1",
        json!({"version": "42", "processingState": "VALID", "expired": false, "usesNonExemptEncryption": encryption, "buildAudienceType": "APP_STORE_ELIGIBLE"}),
    );
    let detail = resource(
        "buildBetaDetails",
        "d1",
        json!({"autoNotifyEnabled": false, "internalBuildState": internal, "externalBuildState": external}),
    );
    one_with(
        related(build, "buildBetaDetail", "buildBetaDetails", "d1"),
        &[detail],
    )
}

fn upload(id: &str, state: &str) -> Value {
    resource(
        "buildUploads",
        id,
        json!({"cfBundleShortVersionString": "2.4.0", "cfBundleVersion": "42", "platform": "IOS", "state": {"state": state, "errors": []}}),
    )
}
