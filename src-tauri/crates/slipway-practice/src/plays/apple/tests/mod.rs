//! The play, judged by requests written by hand from Apple's documents.

mod adopting;
mod by_curl;
mod ipa;
mod phasing;
mod processing;
mod releasing;
mod reviewing;
mod signing_in;
mod speaking;
mod test_flight;
mod testers;
mod troubles;
mod uploading;
mod versioning;

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{Request, StatusCode};
use p256::{
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    pkcs8::DecodePrivateKey as _,
};
use serde_json::{Value, json};

use self::ipa::Ipa;
use super::Apple;
use crate::plays::{
    bench::{Answer, Bench, demo_app},
    by_hand::{HOUR, MINUTE, md5},
};

const HOST: &str = "api.appstoreconnect.apple.com";
const STORAGE: &str = "northamerica-1.object-storage.apple.com";
const ISSUER: &str = "57246542-96fe-1a63-e053-0824d011072a";
const TEAM_KEY: &str = "2X9R4HXF34";

/// A signed token, from the standard.
fn sign(pem: &str, header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let key = SigningKey::from_pkcs8_pem(pem).unwrap();
    let signature: Signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn header() -> Value {
    json!({ "alg": "ES256", "kid": TEAM_KEY, "typ": "JWT" })
}

/// A team with the demo app, and a key.
struct Team {
    bench: Bench,
    app: String,
}

impl Team {
    fn open() -> Self {
        let bench = Bench::open(Apple);
        let app = bench.adopt(&demo_app());
        Self { bench, app }
    }

    fn now(&self) -> i64 {
        self.bench.world.clock.now().as_second()
    }

    fn claims(&self) -> Value {
        let now = self.now();
        json!({ "iss": ISSUER, "iat": now - 60, "exp": now + 600, "aud": "appstoreconnect-v1" })
    }

    fn token(&self) -> String {
        sign(&self.bench.key("private_key"), &header(), &self.claims())
    }

    async fn call(&self, method: &str, target: &str, body: Option<Value>) -> Answer {
        self.call_with(None, method, target, body).await
    }

    async fn call_with(
        &self,
        fault: Option<&str>,
        method: &str,
        target: &str,
        body: Option<Value>,
    ) -> Answer {
        let target = target.replace("{app}", &self.app);
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header("authorization", format!("Bearer {}", self.token()))
            .header("accept", "application/json")
            .header("content-type", "application/json");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let request = request.body(body).unwrap();
        self.bench.send_with(fault, HOST, request).await
    }

    /// A `GET` that has to succeed.
    async fn get(&self, target: &str) -> Value {
        let answer = self.call("GET", target, None).await;
        assert_eq!(answer.status, StatusCode::OK, "{target}: {}", answer.json());
        answer.json()
    }

    /// The attributes of one resource.
    async fn attributes(&self, target: &str) -> Value {
        self.get(target).await["data"]["attributes"].clone()
    }

    async fn post(&self, kind: &str, attributes: Value, links: Value) -> Answer {
        self.post_with(None, kind, attributes, links).await
    }

    async fn post_with(
        &self,
        fault: Option<&str>,
        kind: &str,
        attributes: Value,
        links: Value,
    ) -> Answer {
        let body = body(kind, None, attributes, links);
        let target = format!("/v1/{kind}");
        self.call_with(fault, "POST", &target, Some(body)).await
    }

    async fn patch(&self, kind: &str, id: &str, attributes: Value) -> Answer {
        self.patch_with(None, kind, id, attributes).await
    }

    async fn patch_with(
        &self,
        fault: Option<&str>,
        kind: &str,
        id: &str,
        attributes: Value,
    ) -> Answer {
        let body = body(kind, Some(id), attributes, Value::Null);
        let target = format!("/v1/{kind}/{id}");
        self.call_with(fault, "PATCH", &target, Some(body)).await
    }

    /// A `POST` that has to succeed; returns the id.
    async fn make(&self, kind: &str, attributes: Value, links: Value) -> String {
        let answer = self.post(kind, attributes, links).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json());
        id_of(&answer)
    }

    /// Announces that package; returns the upload's id.
    async fn announce(&self, ipa: &Ipa) -> String {
        self.make(
            "buildUploads",
            json!({ "cfBundleShortVersionString": ipa.version, "cfBundleVersion": ipa.build, "platform": "IOS" }),
            json!({ "app": one("apps", &self.app) }),
        )
        .await
    }

    /// Reserves a file; returns its resource.
    async fn reserve(&self, upload: &str, size: usize) -> Value {
        let attributes = json!({ "assetType": "ASSET", "fileName": "Demo.ipa", "fileSize": size, "uti": "com.apple.ipa" });
        let links = json!({ "buildUpload": one("buildUploads", upload) });
        let answer = self.post("buildUploadFiles", attributes, links).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json());
        answer.json()["data"].clone()
    }

    /// Sends one part as its operation asks.
    async fn put_part(&self, operation: &Value, bytes: &[u8]) -> Answer {
        let request = put_request(operation, bytes);
        self.bench.send(STORAGE, request).await
    }

    /// Sends every part.
    async fn put_all(&self, file: &Value, bytes: &[u8]) {
        for operation in file["attributes"]["uploadOperations"].as_array().unwrap() {
            let answer = self.put_part(operation, bytes).await;
            assert_eq!(answer.status, StatusCode::OK);
        }
    }

    async fn commit(&self, file: &Value) -> Answer {
        self.commit_with(None, file).await
    }

    async fn commit_with(&self, fault: Option<&str>, file: &Value) -> Answer {
        let id = file["id"].as_str().unwrap();
        let uploaded = json!({ "uploaded": true });
        self.patch_with(fault, "buildUploadFiles", id, uploaded)
            .await
    }

    /// Announces, sends and commits; returns the upload's id.
    async fn upload(&self, ipa: &Ipa) -> String {
        self.upload_with(None, ipa).await
    }

    async fn upload_with(&self, fault: Option<&str>, ipa: &Ipa) -> String {
        let upload = self.announce(ipa).await;
        let bytes = ipa.bytes();
        let file = self.reserve(&upload, bytes.len()).await;
        self.put_all(&file, &bytes).await;
        let answer = self.commit_with(fault, &file).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
        upload
    }

    /// The build of that upload, once it is there.
    async fn build_of(&self, upload: &str) -> String {
        let target = format!("/v1/buildUploads/{upload}?include=build");
        let shown = self.get(&target).await;
        let build = &shown["data"]["relationships"]["build"]["data"]["id"];
        build
            .as_str()
            .unwrap_or_else(|| panic!("{shown}"))
            .to_owned()
    }

    /// A processed build with its export question answered.
    async fn ready_build(&self, ipa: &Ipa) -> String {
        let upload = self.upload(ipa).await;
        self.bench.pass(15 * MINUTE);
        let build = self.build_of(&upload).await;
        if ipa.encryption.is_none() {
            let answer = json!({ "usesNonExemptEncryption": false });
            let answer = self.patch("builds", &build, answer).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
        }
        build
    }

    async fn version(&self, name: &str, more: Value) -> String {
        let mut attributes = json!({ "platform": "IOS", "versionString": name });
        for (key, value) in more.as_object().into_iter().flatten() {
            attributes[key] = value.clone();
        }
        let links = json!({ "app": one("apps", &self.app) });
        self.make("appStoreVersions", attributes, links).await
    }

    async fn attach(&self, version: &str, build: &str) -> Answer {
        let target = format!("/v1/appStoreVersions/{version}/relationships/build");
        let body = json!({ "data": { "type": "builds", "id": build } });
        self.call("PATCH", &target, Some(body)).await
    }

    /// Release notes in every locale.
    async fn write_notes(&self, version: &str) {
        let target =
            format!("/v1/appStoreVersions/{version}/appStoreVersionLocalizations?limit=200");
        for text in self.get(&target).await["data"].as_array().unwrap() {
            let notes = json!({ "whatsNew": "What is new" });
            let id = text["id"].as_str().unwrap();
            let answer = self.patch("appStoreVersionLocalizations", id, notes).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
        }
    }

    /// A version with everything that a submission needs.
    async fn complete_version(&self, more: Value) -> String {
        let build = self.ready_build(&Ipa::demo()).await;
        let version = self.version("2.0.0", more).await;
        self.write_notes(&version).await;
        let answer = self.attach(&version, &build).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        version
    }

    /// A draft submission with that version in it.
    async fn draft(&self, version: &str) -> String {
        let links = json!({ "app": one("apps", &self.app) });
        let platform = json!({ "platform": "IOS" });
        let submission = self.make("reviewSubmissions", platform, links).await;
        let links = json!({
            "reviewSubmission": one("reviewSubmissions", &submission),
            "appStoreVersion": one("appStoreVersions", version),
        });
        self.make("reviewSubmissionItems", Value::Null, links).await;
        self.bench.pass(MINUTE);
        submission
    }

    async fn submit(&self, submission: &str) -> Answer {
        self.submit_with(None, submission).await
    }

    async fn submit_with(&self, fault: Option<&str>, submission: &str) -> Answer {
        let order = json!({ "submitted": true });
        self.patch_with(fault, "reviewSubmissions", submission, order)
            .await
    }

    async fn version_state(&self, version: &str) -> String {
        let shown = self
            .attributes(&format!("/v1/appStoreVersions/{version}"))
            .await;
        shown["appVersionState"].as_str().unwrap().to_owned()
    }
}

fn body(kind: &str, id: Option<&str>, attributes: Value, links: Value) -> Value {
    let mut data = json!({ "type": kind });
    if let Some(id) = id {
        data["id"] = json!(id);
    }
    if !attributes.is_null() {
        data["attributes"] = attributes;
    }
    if !links.is_null() {
        data["relationships"] = links;
    }
    json!({ "data": data })
}

fn one(kind: &str, id: &str) -> Value {
    json!({ "data": { "type": kind, "id": id } })
}

fn many(kind: &str, ids: &[&str]) -> Value {
    let data: Vec<Value> = ids
        .iter()
        .map(|id| json!({ "type": kind, "id": id }))
        .collect();
    json!({ "data": data })
}

fn id_of(answer: &Answer) -> String {
    answer.json()["data"]["id"].as_str().unwrap().to_owned()
}

/// Status and the codes of all errors.
fn codes(answer: &Answer) -> (u16, Vec<String>) {
    let body = answer.json();
    let errors = body["errors"].as_array().unwrap();
    let codes = errors.iter().map(|error| {
        assert_eq!(error["status"], answer.status.as_str());
        assert!(error["title"].is_string() && error["id"].is_string());
        error["code"].as_str().unwrap().to_owned()
    });
    (answer.status.as_u16(), codes.collect())
}

/// Holds an answer to one refusal.
fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        codes(answer),
        (status, vec![code.to_owned()]),
        "{}",
        answer.json()
    );
    assert!(answer.event("refused").is_some());
}

/// The words of the first error.
fn detail(answer: &Answer) -> String {
    answer.json()["errors"][0]["detail"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// The `PUT` that an operation asks for, with its slice of the file.
fn put_request(operation: &Value, bytes: &[u8]) -> Request<Body> {
    let url = url::Url::parse(operation["url"].as_str().unwrap()).unwrap();
    assert_eq!(url.host_str(), Some(STORAGE));
    let offset = operation["offset"].as_u64().unwrap() as usize;
    let length = operation["length"].as_u64().unwrap() as usize;
    let mut request = Request::builder()
        .method(operation["method"].as_str().unwrap())
        .uri(&url[url::Position::BeforePath..])
        .header("content-length", length);
    for header in operation["requestHeaders"].as_array().unwrap() {
        let (name, value) = (&header["name"], &header["value"]);
        request = request.header(name.as_str().unwrap(), value.as_str().unwrap());
    }
    let part = bytes[offset..offset + length].to_vec();
    request.body(Body::from(part)).unwrap()
}
