//! The play, judged by requests written by hand from Xiaomi's documents.

mod by_curl;
mod pushing;
mod querying;

use axum::body::Body;
use http::{Request, StatusCode};
use rsa::Pkcs1v15Encrypt;
use serde_json::{Value, json};

use super::{Xiaomi, keys::private_key};
use crate::plays::{
    bench::{Answer, Bench, demo_app},
    by_hand::{MINUTE, md5, multipart, png},
};

const HOST: &str = "api.developer.xiaomi.com";

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

/// As large as the store wants one.
fn icon() -> Vec<u8> {
    png(512, 512)
}
