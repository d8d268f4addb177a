use super::*;
use crate::plays::oppo::picture;

#[tokio::test]
async fn a_package_is_stored_and_answered_as_the_real_one_was() {
    let team = Team::open().await;
    let (url, sign) = team.reserve().await;
    assert!(url.starts_with("https://"));
    let body = upload_form("apk", &sign, "demo.apk", crate::demo_build());
    let answer = team.send_file(None, &url, body).await;
    let data = answer.json()["data"].clone();
    assert_eq!(data["md5"], md5(crate::demo_build()));
    assert_eq!(data["file_size"], crate::demo_build().len());
    assert_eq!(data["file_extension"], "apk");
    assert_eq!((&data["width"], &data["height"]), (&json!(0), &json!(0)));
    assert_eq!(data["sign"].as_str().map(str::len), Some(32));
    let url = data["url"].as_str().unwrap();
    assert!(url.ends_with(data["uri_path"].as_str().unwrap()));
    assert!(url.contains("/apk/tmp_apk/"));
    assert_eq!(
        answer.event("stored").unwrap()["bytes"],
        crate::demo_build().len()
    );
}

#[tokio::test]
async fn a_sign_is_good_for_one_file() {
    let team = Team::open().await;
    let (url, sign) = team.reserve().await;
    let body = || upload_form("resource", &sign, "a.pdf", b"%PDF-1.4");
    assert_eq!(errno(&team.send_file(None, &url, body()).await), 0);
    let again = team.send_file(None, &url, body()).await;
    assert_eq!(errno(&again), 910_003);
    assert_eq!(message(&again), "Unauthorized upload [1]");
    assert_eq!(again.json()["data"]["ext"], json!([]));

    let made_up = upload_form("resource", "0123456789abcdef", "a.pdf", b"%PDF-1.4");
    assert_eq!(errno(&team.send_file(None, &url, made_up).await), 910_003);
}

#[tokio::test]
async fn a_sign_ends_and_does_not_survive_a_broken_upload() {
    let team = Team::open().await;
    let (url, sign) = team.reserve().await;
    team.bench.pass(61 * MINUTE);
    let body = upload_form("resource", &sign, "a.pdf", b"%PDF-1.4");
    assert_eq!(errno(&team.send_file(None, &url, body).await), 910_003);

    let (url, sign) = team.reserve().await;
    let whole = upload_form("apk", &sign, "demo.apk", crate::demo_build());
    let broken = team
        .send_file(None, &url, whole[..whole.len() / 2].to_vec())
        .await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    assert!(broken.event("stored").is_none());
    assert_eq!(errno(&team.send_file(None, &url, whole).await), 910_003);

    let (url, sign) = team.reserve().await;
    let body = upload_form("apk", &sign, "demo.apk", crate::demo_build());
    let fault = Some("expired-upload-sign");
    assert_eq!(errno(&team.send_file(fault, &url, body).await), 910_003);
}

#[tokio::test]
async fn the_type_is_one_of_three_and_a_file_must_come() {
    let team = Team::open().await;
    let (url, sign) = team.reserve().await;
    let body = upload_form("aab", &sign, "demo.aab", b"PK");
    assert_eq!(errno(&team.send_file(None, &url, body).await), 800_002);

    let (url, sign) = team.reserve().await;
    let body = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\napk\r\n--cut\r\nContent-Disposition: form-data; name=\"sign\"\r\n\r\n{sign}\r\n--cut--\r\n"
    );
    assert_eq!(
        errno(&team.send_file(None, &url, body.into_bytes()).await),
        800_002
    );
}

#[tokio::test]
async fn a_picture_has_a_size_and_can_be_fetched_again() {
    let team = Team::open().await;
    let png = picture::draw(512, 512);
    let data = team.upload("photo", "icon.PNG", &png).await;
    assert_eq!(
        (&data["width"], &data["height"], &data["file_extension"]),
        (&json!(512), &json!(512), &json!("png"))
    );
    let fetch = async |url: &str| {
        let url = url::Url::parse(url).unwrap();
        let request = Request::get(url.path()).body(Body::empty()).unwrap();
        team.bench.send(url.host_str().unwrap(), request).await
    };
    let answer = fetch(data["url"].as_str().unwrap()).await;
    assert_eq!(answer.body, png);
    assert_eq!(answer.headers["content-type"], "image/png");

    let info = team.info().await;
    let icon = fetch(info["icon_url"].as_str().unwrap()).await;
    assert_eq!(info["icon_md5"], md5(&icon.body));
    let missing = fetch("https://cdofs.oppomobile.com/nothing.png").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}
