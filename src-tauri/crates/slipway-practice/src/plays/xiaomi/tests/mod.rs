//! The play, judged by requests written by hand from Xiaomi's documents.

mod by_curl;
mod pushing;
mod querying;

use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode};
use rsa::Pkcs1v15Encrypt;
use serde_json::{Value, json};

use super::{Xiaomi, keys::private_key};
use crate::plays::{
    bench::{Answer, Bench, demo_app},
    sink::Digester,
};

const HOST: &str = "api.developer.xiaomi.com";
const MINUTE: Duration = Duration::from_secs(60);

fn md5(bytes: &[u8]) -> String {
    let mut digester = Digester::md5();
    digester.update(bytes);
    digester.finish()
}

/// A `SIG` over these parts: what any client has to compute.
fn sig(secret: &str, parts: &[(&str, &[u8])]) -> String {
    let entries: Vec<Value> = parts
        .iter()
        .map(|(name, bytes)| json!({ "name": name, "hash": md5(bytes) }))
        .collect();
    let text = json!({ "sig": entries, "password": secret }).to_string();
    let public = private_key().unwrap().to_public_key();
    text.as_bytes()
        .chunks(117)
        .map(|piece| {
            let block = public.encrypt(&mut rand::thread_rng(), Pkcs1v15Encrypt, piece);
            hex::encode(block.unwrap())
        })
        .collect()
}

/// A multipart body; a part without a file name has none in its head.
fn multipart(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file_name, bytes) in parts {
        let file_name = file_name
            .map(|name| format!("; filename=\"{name}\""))
            .unwrap_or_default();
        body.extend(
            format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"{file_name}\r\n\r\n")
                .bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--cut--\r\n");
    body
}

async fn post_multipart(bench: &Bench, fault: Option<&str>, path: &str, body: Vec<u8>) -> Answer {
    let request = Request::post(path)
        .header("content-type", "multipart/form-data; boundary=cut")
        .body(Body::from(body))
        .unwrap();
    bench.send_with(fault, HOST, request).await
}

async fn query(bench: &Bench, fault: Option<&str>, package: &str, user: &str) -> Answer {
    let data = json!({ "packageName": package, "userName": user }).to_string();
    let sig = sig(
        &bench.key("api_secret"),
        &[("RequestData", data.as_bytes())],
    );
    let body: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("RequestData", &data)
        .append_pair("SIG", &sig)
        .finish();
    let request = Request::post("/devupload/dev/query")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    bench.send_with(fault, HOST, request).await
}

async fn query_demo(bench: &Bench) -> Value {
    query(
        bench,
        None,
        "com.example.slipway",
        &bench.key("account_email"),
    )
    .await
    .json()
}

/// A PNG's first chunk says 512 by 512; nobody reads on.
fn icon() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    png.extend([0, 0, 2, 0, 0, 0, 2, 0]);
    png
}
