//! A file that comes in parts.

use super::*;
use crate::plays::huawei::parts::PART_SIZE;

/// What the first call answered.
struct Begun {
    query: String,
    object_id: String,
}

async fn begin(team: &Team) -> Begun {
    let query = "upload/multipart/init?appId={app}&fileName=demo.apk&fileType=1";
    let begun = team.call("POST", query).await.json();
    assert_eq!(begun["nspPartMinSize"], PART_SIZE);
    let object_id = begun["objectId"].as_str().unwrap().to_owned();
    let upload_id = begun["nspUploadId"].as_str().unwrap();
    Begun {
        query: format!("objectId={object_id}&nspUploadId={upload_id}"),
        object_id,
    }
}

impl Begun {
    async fn call(&self, team: &Team, name: &str, body: Value) -> Answer {
        team.post(&format!("upload/multipart/{name}?{}", self.query), body)
            .await
    }
}

#[tokio::test]
async fn the_parts_become_one_package() {
    let team = Team::open().await;
    let begun = begin(&team).await;
    let bytes = crate::demo_build();
    let announced = json!({
        "additionalProp1": { "sha256": sha256(bytes), "length": bytes.len() },
    });
    let reserved = begun.call(&team, "parts", announced).await.json();
    let part = reserved["uploadInfoMap"]["additionalProp1"].clone();
    let answer = team.put_object(&part, bytes).await;
    assert_eq!(answer.status, StatusCode::OK);
    let etag = answer.headers["etag"].to_str().unwrap().to_owned();
    assert!(etag.starts_with('"') && etag.ends_with('"'));
    assert_eq!(
        team.put_object(&part, bytes).await.status,
        StatusCode::FORBIDDEN
    );
    let compose = |etag: &str| json!({ "additionalProp1": { "partObjectId": part["partObjectId"], "etag": etag } });
    let unquoted = begun
        .call(&team, "compose", compose(etag.trim_matches('"')))
        .await;
    assert_eq!(code(&unquoted), 204_144_658);
    assert_eq!(code(&team.bind(&begun.object_id).await), 204_144_662);
    let composed = begun.call(&team, "compose", compose(&etag)).await;
    assert_eq!(composed.event("stored").unwrap()["sha256"], sha256(bytes));
    assert_eq!(code(&team.bind(&begun.object_id).await), 0);
    team.bench.pass(3 * MINUTE);
    assert_eq!(team.info().await["appInfo"]["versionCode"], 20);
    let again = begun.call(&team, "compose", compose(&etag)).await;
    assert_eq!(code(&again), 204_144_641);
}

#[tokio::test]
async fn parts_before_the_last_have_their_size() {
    let team = Team::open().await;
    let begun = begin(&team).await;
    let announced = json!({
        "additionalProp1": { "sha256": sha256(b"ab"), "length": 2 },
        "additionalProp2": { "sha256": sha256(b"cd"), "length": 2 },
    });
    let reserved = begun.call(&team, "parts", announced).await.json();
    let mut parts = json!({});
    for (name, bytes) in [("additionalProp1", b"ab"), ("additionalProp2", b"cd")] {
        let part = reserved["uploadInfoMap"][name].clone();
        let answer = team.put_object(&part, bytes).await;
        parts[name] = json!({
            "partObjectId": part["partObjectId"],
            "etag": answer.headers["etag"].to_str().unwrap(),
        });
    }
    let refused = begun.call(&team, "compose", parts).await;
    assert_eq!(code(&refused), 204_144_658);
    assert!(msg(&refused).contains("nspPartMinSize"));
}

#[tokio::test]
async fn parts_are_numbered_and_announced_in_full() {
    let team = Team::open().await;
    let begun = begin(&team).await;
    let good = json!({ "sha256": sha256(b"ab"), "length": 2 });
    for wrong in [
        json!({}),
        json!({ "part1": good }),
        json!({ "additionalProp2": good }),
        json!({ "additionalProp1": { "length": 2 } }),
        json!({ "additionalProp1": { "sha256": sha256(b"ab"), "length": 0 } }),
    ] {
        let answer = begun.call(&team, "parts", wrong.clone()).await;
        assert_eq!(code(&answer), 204_144_641, "{wrong}");
    }
    let announced = json!({ "additionalProp1": good });
    let reserved = begun.call(&team, "parts", announced).await.json();
    let part = reserved["uploadInfoMap"]["additionalProp1"].clone();
    assert_eq!(
        team.put_object(&part, b"xy").await.status,
        StatusCode::BAD_REQUEST
    );
}
