use super::*;

const ADDRESS: &str = "https://honor-builds.example.com/demo.apk";

fn order(address: &str) -> Value {
    let mut file = announced("demo.apk", 100, crate::demo_build());
    file["fileUploadUrl"] = json!(address);
    json!({ "type": 1, "uploadList": [file] })
}

async fn ask(account: &Account, object_id: &Value) -> Answer {
    let body = json!({ "type": 2, "objectList": [{ "objectId": object_id }] });
    account.post("upload-by-url", body).await
}

#[tokio::test]
async fn the_store_fetches_the_demo_build() {
    let account = Account::open().await;
    let ordered = account.post("upload-by-url", order(ADDRESS)).await.json();
    let line = &ordered["data"][0];
    assert_eq!(
        (&line["status"], &line["fileName"]),
        (&json!(1), &json!("demo.apk"))
    );
    let object_id = &line["objectId"];
    let early = account.bind(object_id.as_i64().unwrap()).await;
    assert_eq!(code(&early), 30010);
    assert_eq!(
        ask(&account, object_id).await.json()["data"][0]["status"],
        1
    );
    let impatient = ask(&account, object_id).await;
    assert_eq!(impatient.status, StatusCode::TOO_MANY_REQUESTS);
    account.bench.pass(6 * MINUTE);
    let done = ask(&account, object_id).await;
    assert_eq!(done.json()["data"][0]["status"], 0);
    assert!(done.event("stored").is_some());
    let bound = account.bind(object_id.as_i64().unwrap()).await;
    assert_eq!(bound.event("bound").unwrap()["version_code"], 20);
}

#[tokio::test]
async fn what_cannot_be_fetched_fails_with_a_message() {
    let account = Account::open().await;
    let status = async |fault: Option<&str>, body: Value| {
        let ordered = account.post_with(fault, "upload-by-url", body).await.json();
        let object_id = ordered["data"][0]["objectId"].clone();
        account.bench.pass(6 * MINUTE);
        let line = ask(&account, &object_id).await.json()["data"][0].clone();
        assert_ne!(line["message"], "");
        let bound = account.bind(object_id.as_i64().unwrap()).await;
        assert_eq!(code(&bound), 30010);
        line["status"].clone()
    };
    let elsewhere = order("https://www.example.org/demo.apk");
    assert_eq!(status(None, elsewhere).await, 2);
    let mut other_bytes = order(ADDRESS);
    other_bytes["uploadList"][0]["fileSha256"] = json!(sha256(b"other"));
    assert_eq!(status(None, other_bytes).await, 2);
    assert_eq!(status(Some("pull-fails"), order(ADDRESS)).await, 2);
}

#[tokio::test]
async fn addresses_are_https_open_and_short() {
    let account = Account::open().await;
    let long = format!("{ADDRESS}?{}", "a".repeat(1024));
    for address in [
        "http://honor-builds.example.com/demo.apk",
        "https://me:secret@honor-builds.example.com/demo.apk",
        "demo.apk",
        "",
        &long,
    ] {
        let answer = account.post("upload-by-url", order(address)).await;
        assert_eq!(code(&answer), 20016, "{address}");
    }
    let answer = account.post("upload-by-url", json!({ "type": 3 })).await;
    assert_eq!(code(&answer), 20024);
    assert_eq!(code(&ask(&account, &json!(1)).await), 20030);
}

#[tokio::test]
async fn the_address_can_be_read_by_anybody() {
    let bench = Bench::open(Honor);
    let request = Request::get("/demo.apk").body(Body::empty()).unwrap();
    let answer = bench.send("honor-builds.example.com", request).await;
    assert_eq!(answer.body, crate::demo_build());
}
