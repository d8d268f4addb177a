use super::*;

/// The reference's sample: 21 bytes and their digest.
const SAMPLE: &[u8] = b"slipway practice apk\n";
const SAMPLE_SHA256: &str = "6b126e6f732396b2f9e68c4e295c0ede09150d3fd320d2ebd1bc30c91c757e26";

#[test]
fn the_known_digest() {
    assert_eq!((SAMPLE.len(), sha256(SAMPLE).as_str()), (21, SAMPLE_SHA256));
}

#[tokio::test]
async fn the_documented_example_reserves_a_place() {
    let account = Account::open().await;
    let file = json!([{
        "fileName": "app-release.apk", "fileType": 100, "fileSize": 21, "fileSha256": SAMPLE_SHA256,
    }]);
    let answer = account.post("get-file-upload-url", file).await;
    let place = &answer.json()["data"][0];
    assert_eq!(place["fileName"], "app-release.apk");
    assert!(place["objectId"].as_i64().unwrap() > i64::from(i32::MAX));
    let now = account.bench.world.clock.now().as_second();
    assert!(place["expireTime"].as_i64().unwrap() > now);
    let url = place["uploadUrl"].as_str().unwrap();
    assert!(url.starts_with("https://"), "{url}");
    let sent = account.send_file(None, place, SAMPLE).await;
    assert_eq!(sent.json(), json!({ "code": 0, "msg": "success" }));
    let stored = sent.event("stored").unwrap();
    assert_eq!(
        (&stored["bytes"], &stored["sha256"]),
        (&json!(21), &json!(SAMPLE_SHA256))
    );
}

#[tokio::test]
async fn the_api_hosts_own_call_takes_the_same_form() {
    let account = Account::open().await;
    let place = account.reserve("demo.apk", 100, SAMPLE).await;
    let send = async |query: String, part: &str| {
        let request = form(&format!("/openapi/v1/publish/file-upload?{query}"))
            .header("authorization", format!("Bearer {}", account.token));
        let request = request.body(file_form(part, SAMPLE)).unwrap();
        code(&account.bench.send(API_HOST, request).await)
    };
    let (app, object) = (&account.app_id, &place["objectId"]);
    assert_eq!(send(format!("appId={app}"), "file").await, 20028);
    assert_eq!(send(format!("appId={app}&objectId=x"), "file").await, 20029);
    assert_eq!(send(format!("appId={app}&objectId=1"), "file").await, 20030);
    assert_eq!(
        send(format!("appId={app}&objectId={object}"), "file").await,
        0
    );
    let again = send(format!("appId={app}&objectId={object}"), "file").await;
    assert_eq!(again, 30010);
    let place = account.reserve("demo.apk", 100, SAMPLE).await;
    let query = format!("appId={app}&objectId={}", place["objectId"]);
    assert_eq!(send(query, "apk").await, 30010);
}

#[tokio::test]
async fn an_address_is_good_once_for_a_time_and_with_its_secret() {
    let account = Account::open().await;
    let place = account.reserve("demo.apk", 100, SAMPLE).await;
    assert_eq!(code(&account.send_file(None, &place, SAMPLE).await), 0);
    assert_eq!(code(&account.send_file(None, &place, SAMPLE).await), 30010);
    let mut place = account.reserve("demo.apk", 100, SAMPLE).await;
    let url = place["uploadUrl"]
        .as_str()
        .unwrap()
        .replace("sign=", "sign=0");
    place["uploadUrl"] = json!(url);
    assert_eq!(code(&account.send_file(None, &place, SAMPLE).await), 30010);
    let mut account = account;
    let place = account.reserve("demo.apk", 100, SAMPLE).await;
    account.bench.pass(HOUR + MINUTE);
    account.token = sign_in(&account.bench).await;
    assert_eq!(code(&account.send_file(None, &place, SAMPLE).await), 30010);
}

#[tokio::test]
async fn size_and_digest_are_held_against_what_was_announced() {
    let account = Account::open().await;
    for (bytes, expected) in [
        (&b"slipway practice"[..], 30010),
        (b"slipway practice apk, longer", 30010),
        (b"slipway practice aqk\n", 30009),
    ] {
        let place = account.reserve("demo.apk", 100, SAMPLE).await;
        let answer = account.send_file(None, &place, bytes).await;
        assert_eq!((answer.status, code(&answer)), (StatusCode::OK, expected));
        assert!(answer.event("stored").is_none());
        let bound = account.bind(place["objectId"].as_i64().unwrap()).await;
        assert_eq!(code(&bound), 30010);
    }
}

#[tokio::test]
async fn an_upload_carries_the_token_and_is_a_form() {
    let account = Account::open().await;
    let place = account.reserve("demo.apk", 100, SAMPLE).await;
    let url = url::Url::parse(place["uploadUrl"].as_str().unwrap()).unwrap();
    let (host, path) = (url.host_str().unwrap(), &url[url::Position::BeforePath..]);
    let request = form(path).body(file_form("file", SAMPLE)).unwrap();
    assert_eq!(code(&account.bench.send(host, request).await), 10001);
    let request = Request::post(path)
        .header("authorization", format!("Bearer {}", account.token))
        .header("content-type", "application/octet-stream")
        .body(Body::from(SAMPLE))
        .unwrap();
    assert_eq!(code(&account.bench.send(host, request).await), 30010);
    assert_eq!(code(&account.send_file(None, &place, SAMPLE).await), 0);
}

#[tokio::test]
async fn a_reservation_is_judged_member_by_member() {
    let account = Account::open().await;
    let reserve = async |change: Value| {
        let mut file = announced("demo.apk", 100, SAMPLE);
        for (name, value) in change.as_object().unwrap() {
            file[name] = value.clone();
        }
        code(&account.post("get-file-upload-url", json!([file])).await)
    };
    assert_eq!(reserve(json!({})).await, 0);
    for wrong in [
        json!({ "fileName": "" }),
        json!({ "fileName": "demo.aab" }),
        json!({ "fileType": "100" }),
        json!({ "fileType": 99 }),
        json!({ "fileSize": 0 }),
        json!({ "fileSize": "21" }),
        json!({ "fileSize": (4u64 << 30) + 1 }),
        json!({ "fileSha256": SAMPLE_SHA256.to_uppercase() }),
        json!({ "fileSha256": "d41d8cd98f00b204e9800998ecf8427e" }),
    ] {
        assert_eq!(reserve(wrong.clone()).await, 20024, "{wrong}");
    }
    let icon = json!({ "fileName": "icon.png", "fileType": 1, "fileSize": (200 << 10) + 1 });
    assert_eq!(reserve(icon).await, 20010);
    let shot = json!({ "fileName": "shot.webp", "fileType": 3 });
    assert_eq!(reserve(shot).await, 20012);
}

#[tokio::test]
async fn places_come_in_lists_of_at_most_twenty_with_names_of_their_own() {
    let account = Account::open().await;
    let list = async |names: Vec<String>| {
        let files: Vec<Value> = names
            .iter()
            .map(|name| announced(name, 100, SAMPLE))
            .collect();
        account.post("get-file-upload-url", json!(files)).await
    };
    let names = |count: usize| (0..count).map(|n| format!("{n}.apk")).collect::<Vec<_>>();
    let answer = list(names(20)).await;
    assert_eq!(answer.json()["data"].as_array().unwrap().len(), 20);
    assert_eq!(code(&list(names(21)).await), 20024);
    assert_eq!(code(&list(Vec::new()).await), 20024);
    let twice = vec!["a.apk".to_owned(), "a.apk".to_owned()];
    assert_eq!(code(&list(twice).await), 20024);
    let no_array = announced("demo.apk", 100, SAMPLE);
    let answer = account.post("get-file-upload-url", no_array).await;
    assert_eq!(code(&answer), 20024);
}

#[tokio::test]
async fn uploading_changes_nothing() {
    let account = Account::open().await;
    let before = (account.detail().await, account.current().await);
    account.upload("demo.apk", 100, crate::demo_build()).await;
    assert_eq!((account.detail().await, account.current().await), before);
    let submit = account.post("submit-audit", json!({ "releaseType": 1 }));
    assert_eq!(code(&submit.await), 20024);
}
