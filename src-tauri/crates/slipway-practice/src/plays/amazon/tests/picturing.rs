use super::*;

async fn send(account: &Account, path: &str, bytes: &[u8]) -> Answer {
    send_with(None, account, path, bytes).await
}

async fn send_with(fault: Option<&str>, account: &Account, path: &str, bytes: &[u8]) -> Answer {
    let of = path.rsplit_once("/upload").map_or(path, |(of, _)| of);
    let tag = account.tag(of).await;
    let sent = Sent {
        fault,
        tag: Some(&tag),
        kind: BYTES,
        body: bytes.to_vec(),
    };
    account.send("POST", path, sent).await
}

async fn ids(account: &Account, path: &str, member: &str) -> Vec<String> {
    let list = account.get(path).await.json();
    let list = list[member].as_array().cloned().unwrap();
    list.iter()
        .map(|entry| entry["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn one_picture_is_replaced_and_several_grow() {
    let (account, edit) = Account::editing().await;
    let listing = format!("edits/{edit}/listings/en-US");
    let icons = format!("{listing}/large-icons");
    let before = ids(&account, &icons, "images").await;
    let answer = send(&account, &format!("{icons}/upload"), &png(512, 512)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", text(&answer));
    let id = answer.json()["image"]["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("amzn1.dex.asset."));
    let event = answer.event("asset").unwrap();
    assert_eq!(event["sha256"], json!(sha256(&png(512, 512))));
    assert_eq!(
        (&event["type"], &event["count"]),
        (&json!("large-icons"), &json!(1))
    );
    let after = ids(&account, &icons, "images").await;
    assert_eq!(after, [id]);
    assert_ne!(before, after);
    let shots = format!("{listing}/screenshots");
    assert_eq!(ids(&account, &shots, "images").await.len(), 3);
    let path = format!("{shots}/upload");
    let answer = send_with(Some("image-id-alone"), &account, &path, &png(800, 480)).await;
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(ids(&account, &shots, "images").await.last(), Some(&id));
    let tag = account.tag(&shots).await;
    let gone = account.delete(&format!("{shots}/{id}"), &tag).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(ids(&account, &shots, "images").await.len(), 3);
    let tag = account.tag(&shots).await;
    let unknown = account.delete(&format!("{shots}/{id}"), &tag).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(account.delete(&shots, &tag).await.status.as_u16(), 204);
    assert!(ids(&account, &shots, "images").await.is_empty());
    let failed = account
        .post(&format!("edits/{edit}/validate"), Value::Null)
        .await;
    assert!(codes(&failed).contains(&"error_image_missing".to_owned()));
}

#[tokio::test]
async fn pictures_have_their_measures() {
    let (account, edit) = Account::editing().await;
    let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\x02\0\x02\0".to_vec();
    for (kind, bytes, status) in [
        ("small-icons", png(114, 114), 200),
        ("small-icons", png(512, 512), 400),
        ("large-icons", jpeg.clone(), 400),
        ("promo-images", png(1024, 500), 200),
        ("promo-images", png(500, 1024), 400),
        ("firetv-icons", png(1280, 720), 200),
        ("firetv-backgrounds", png(1920, 1080), 200),
        ("screenshots", jpeg, 200),
        ("screenshots", b"no picture".to_vec(), 400),
        ("screenshots", Vec::new(), 400),
    ] {
        let path = format!("edits/{edit}/listings/zh-CN/{kind}/upload");
        let answer = send(&account, &path, &bytes).await;
        assert_eq!(answer.status.as_u16(), status, "{kind}: {}", text(&answer));
    }
    let unknown = account
        .get(&format!("edits/{edit}/listings/zh-CN/icons"))
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let absent = account
        .get(&format!("edits/{edit}/listings/de-DE/large-icons"))
        .await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_upload_says_what_and_how_much_it_is() {
    let (account, edit) = Account::editing().await;
    let kind = format!("edits/{edit}/listings/en-US/large-icons");
    let path = format!("{kind}/upload");
    let tag = account.tag(&kind).await;
    let sent = Sent {
        tag: Some(&tag),
        kind: "image/png",
        body: png(512, 512),
        ..Sent::default()
    };
    let announced = account.send("POST", &path, sent).await;
    assert_eq!(announced.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let without = account.upload(None, &path, &png(512, 512)).await;
    assert_eq!(coded(&without), (400, "required_data_absent".to_owned()));
    let request = Request::post(format!(
        "/api/appstore/v1/applications/{}/{path}",
        account.app_id
    ))
    .header("authorization", format!("Bearer {}", account.token))
    .header("content-type", BYTES)
    .header("if-match", &tag)
    .body(Body::from(png(512, 512)))
    .unwrap();
    let chunked = account.bench.send(API_HOST, request).await;
    assert_eq!(chunked.status, StatusCode::LENGTH_REQUIRED);
}

#[tokio::test]
async fn videos_go_to_two_addresses_or_to_one() {
    let (account, edit) = Account::editing().await;
    let videos = format!("edits/{edit}/listings/en-US/videos");
    let upload = format!("{videos}/upload");
    let first = send(&account, &upload, b"a video").await;
    assert!(first.json()["video"]["id"].is_string());
    let second = send(&account, &videos, b"another").await;
    assert_eq!(second.status, StatusCode::OK);
    let elsewhere = send_with(Some("videos-at-root"), &account, &upload, b"a third").await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    assert_eq!(ids(&account, &videos, "videos").await.len(), 2);
    // Images are not sent to their list.
    let icons = format!("edits/{edit}/listings/en-US/large-icons");
    let answer = send(&account, &icons, &png(512, 512)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
