use super::*;
use crate::plays::by_hand::{DAY, sha256};

fn operations(file: &Value) -> &Vec<Value> {
    file["attributes"]["uploadOperations"].as_array().unwrap()
}

#[tokio::test]
async fn a_package_comes_in_parts_and_is_put_together() {
    let team = Team::open();
    let ipa = Ipa::demo();
    let bytes = ipa.bytes();
    let upload = team.announce(&ipa).await;
    let file = team.reserve(&upload, bytes.len()).await;
    let operations = operations(&file);
    assert_eq!(operations.len(), 3);
    assert_ne!(operations[0]["partNumber"], 1);
    let mut covered: Vec<(u64, u64)> = operations
        .iter()
        .map(|it| {
            (
                it["offset"].as_u64().unwrap(),
                it["length"].as_u64().unwrap(),
            )
        })
        .collect();
    covered.sort_unstable();
    assert_eq!(covered[..2], [(0, 65_536), (65_536, 65_536)]);
    assert_eq!(covered[2].0 + covered[2].1, bytes.len() as u64);
    for operation in operations {
        assert!(
            operation["url"]
                .as_str()
                .unwrap()
                .contains("X-Amz-Expires=604800")
        );
        let answer = team.put_part(operation, &bytes).await;
        let offset = operation["offset"].as_u64().unwrap() as usize;
        let part = &bytes[offset..offset + operation["length"].as_u64().unwrap() as usize];
        assert_eq!(
            answer.headers["etag"],
            format!("\"{}\"", md5(part).to_uppercase())
        );
        assert!(!answer.headers.contains_key("x-rate-limit"));
    }
    let answer = team.commit(&file).await;
    let shown = &answer.json()["data"]["attributes"];
    assert_eq!(shown["assetDeliveryState"]["state"], "UPLOAD_COMPLETE");
    assert_eq!(shown["uploadOperations"], Value::Null);
    let stored = answer.event("stored").unwrap();
    assert_eq!(stored["sha256"], sha256(&bytes));
    assert_eq!(
        (&stored["parts"], &stored["parts_received"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(stored["flaw"], Value::Null);
    let again = team.commit(&file).await;
    refused(&again, 409, "STATE_ERROR");
}

#[tokio::test]
async fn only_what_is_missing_has_to_come_again() {
    let team = Team::open();
    let ipa = Ipa::demo();
    let bytes = ipa.bytes();
    let upload = team.announce(&ipa).await;
    let file = team.reserve(&upload, bytes.len()).await;
    let all = operations(&file).clone();
    team.put_part(&all[0], &bytes).await;
    let early = team.commit(&file).await;
    refused(&early, 409, "STATE_ERROR");
    let missing = early.event("incomplete").unwrap()["missing"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(missing, 2);
    // The operations are still in the answer, and as good as before.
    let listed = team
        .get(&format!("/v1/buildUploads/{upload}/buildUploadFiles"))
        .await;
    assert_eq!(
        listed["data"][0]["attributes"]["uploadOperations"],
        json!(all)
    );
    for operation in &all[1..] {
        let answer = team.put_part(operation, &bytes).await;
        assert_eq!(answer.event("stored-part").unwrap()["times"], 1);
    }
    let twice = team.put_part(&all[0], &bytes).await;
    assert_eq!(twice.event("stored-part").unwrap()["times"], 2);
    let stored = team.commit(&file).await;
    assert_eq!(stored.event("stored").unwrap()["parts_received"], 4);
}

#[tokio::test]
async fn the_storage_takes_what_was_signed_and_nothing_else() {
    let team = Team::open();
    let ipa = Ipa::demo();
    let bytes = ipa.bytes();
    let upload = team.announce(&ipa).await;
    let file = team.reserve(&upload, bytes.len()).await;
    let operation = &operations(&file)[0];
    let send = async |change: &dyn Fn(&mut Request<Body>), expected: StatusCode, code: &str| {
        let mut request = put_request(operation, &bytes);
        change(&mut request);
        let answer = team.bench.send(STORAGE, request).await;
        assert_eq!(answer.status, expected);
        assert!(
            String::from_utf8(answer.body)
                .unwrap()
                .contains(&format!("<Code>{code}</Code>"))
        );
    };
    let token = format!("Bearer {}", team.token());
    send(
        &|it| {
            it.headers_mut()
                .insert("authorization", token.parse().unwrap());
        },
        StatusCode::BAD_REQUEST,
        "InvalidArgument",
    )
    .await;
    send(
        &|it| {
            it.headers_mut().remove("content-type");
        },
        StatusCode::FORBIDDEN,
        "SignatureDoesNotMatch",
    )
    .await;
    send(
        &|it| {
            it.headers_mut().insert("content-length", 7.into());
        },
        StatusCode::FORBIDDEN,
        "SignatureDoesNotMatch",
    )
    .await;
    send(
        &|it| {
            it.headers_mut().remove("content-length");
        },
        StatusCode::LENGTH_REQUIRED,
        "MissingContentLength",
    )
    .await;
    send(
        &|it| *it.body_mut() = Body::from("short"),
        StatusCode::BAD_REQUEST,
        "IncompleteBody",
    )
    .await;
    send(
        &|it| *it.method_mut() = http::Method::POST,
        StatusCode::METHOD_NOT_ALLOWED,
        "MethodNotAllowed",
    )
    .await;
    send(
        &|it| *it.uri_mut() = "/practice-assets/x?X-Amz-Signature=0".parse().unwrap(),
        StatusCode::FORBIDDEN,
        "SignatureDoesNotMatch",
    )
    .await;
    team.bench.pass(7 * DAY + MINUTE);
    send(&|_| {}, StatusCode::FORBIDDEN, "AccessDenied").await;
}

#[tokio::test]
async fn checksums_are_compared_when_they_come() {
    let team = Team::open();
    let ipa = Ipa::demo();
    let bytes = ipa.bytes();
    let upload = team.announce(&ipa).await;
    let file = team.reserve(&upload, bytes.len()).await;
    team.put_all(&file, &bytes).await;
    let id = file["id"].as_str().unwrap();
    let parts: Vec<u8> = bytes
        .chunks(65_536)
        .flat_map(|part| hex::decode(md5(part)).unwrap())
        .collect();
    let composite = format!("{}-3-65536", md5(&parts));
    let commit = async |sums: Value| {
        let attributes = json!({ "uploaded": true, "sourceFileChecksums": sums });
        team.patch("buildUploadFiles", id, attributes).await
    };
    let wrong = commit(json!({ "file": { "hash": "0".repeat(32), "algorithm": "MD5" } })).await;
    refused(&wrong, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID");
    let right = commit(json!({
        "file": { "hash": sha256(&bytes), "algorithm": "SHA_256" },
        "composite": { "hash": composite, "algorithm": "MD5" },
    }))
    .await;
    assert_eq!(right.status, StatusCode::OK, "{}", right.json());
}

#[tokio::test]
async fn an_unfinished_upload_can_be_thrown_away() {
    let team = Team::open();
    let ipa = Ipa::demo();
    let bytes = ipa.bytes();
    let upload = team.announce(&ipa).await;
    let file = team.reserve(&upload, bytes.len()).await;
    let target = format!("/v1/buildUploads/{upload}");
    let gone = team.call("DELETE", &target, None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert!(gone.body.is_empty());
    refused(&team.call("GET", &target, None).await, 404, "NOT_FOUND");
    let late = team.put_part(&operations(&file)[0], &bytes).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    let done = team.upload(&ipa).await;
    let answer = team
        .call("DELETE", &format!("/v1/buildUploads/{done}"), None)
        .await;
    refused(&answer, 409, "STATE_ERROR");
}

#[tokio::test]
async fn a_file_fits_its_upload() {
    let team = Team::open();
    let upload = team.announce(&Ipa::demo()).await;
    let reserve = async |attributes: Value| {
        let links = json!({ "buildUpload": one("buildUploads", &upload) });
        team.post("buildUploadFiles", attributes, links).await
    };
    let good = json!({ "assetType": "ASSET", "fileName": "Demo.ipa", "fileSize": 10, "uti": "com.apple.ipa" });
    let with = |name: &str, value: Value| {
        let mut changed = good.clone();
        changed[name] = value;
        changed
    };
    for (changed, code) in [
        (
            with("uti", json!("com.apple.pkg")),
            "ENTITY_ERROR.ATTRIBUTE.INVALID",
        ),
        (
            with("uti", json!("public.zip")),
            "ENTITY_ERROR.ATTRIBUTE.INVALID",
        ),
        (
            with("fileName", json!("a/Demo.ipa")),
            "ENTITY_ERROR.ATTRIBUTE.INVALID",
        ),
        (with("fileSize", json!(0)), "ENTITY_ERROR.ATTRIBUTE.INVALID"),
        (with("fileSize", json!("10")), "ENTITY_ERROR.ATTRIBUTE.TYPE"),
    ] {
        refused(&reserve(changed).await, 409, code);
    }
    assert_eq!(reserve(good.clone()).await.status, StatusCode::CREATED);
    refused(
        &reserve(good).await,
        409,
        "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE",
    );
    let uploads = team
        .get(&format!("/v1/buildUploads/{upload}?include=assetFile"))
        .await;
    assert_eq!(uploads["included"][0]["attributes"]["fileName"], "Demo.ipa");
}
