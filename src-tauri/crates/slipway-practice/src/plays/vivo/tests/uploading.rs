use super::*;

#[tokio::test]
async fn an_upload_answers_with_what_the_package_says() {
    let stranger = Stranger::with_demo();
    let build = crate::demo_build();
    let digest = md5(build);
    let own = [("packageName", PACKAGE), ("fileMd5", digest.as_str())];
    let answer = stranger.upload("app.upload.apk.app", &own, build).await;
    assert_eq!(
        answer.headers["content-type"],
        "application/json;charset=UTF-8"
    );
    let serial = serial(&answer);
    assert!(serial.len() == 32 && serial.bytes().all(|b| b.is_ascii_hexdigit()));
    let expected = json!({
        "code": 0, "subCode": "0", "msg": "成功",
        "data": {
            "packageName": PACKAGE, "serialnumber": serial, "versionCode": "20",
            "versionName": "2.0.0", "fileMd5": digest,
        },
    });
    assert_eq!(answer.json(), expected);
    assert_eq!(answer.event("stored").unwrap()["bytes"], build.len());
    assert_eq!(stranger.state().await, (3, 1), "an upload changes nothing");
}

#[tokio::test]
async fn each_flaw_of_a_package_is_refused_with_its_code() {
    let stranger = Stranger::with_demo();
    let build = crate::demo_build();
    let upload = async |own: &[(&str, &str)], file: &[u8]| {
        let answer = stranger.upload("app.upload.apk.app", own, file).await;
        assert!(answer.event("stored").is_none());
        code(&answer)
    };
    let right = md5(build);
    let named = ("packageName", PACKAGE);
    assert_eq!(upload(&[named], build).await, 20008);
    assert_eq!(upload(&[named, ("fileMd5", "")], build).await, 20007);
    assert_eq!(upload(&[("fileMd5", &right)], build).await, 20008);
    let upper = right.to_uppercase();
    assert_eq!(upload(&[named, ("fileMd5", &upper)], build).await, 15009);
    assert_eq!(
        upload(&[named, ("fileMd5", &right)], &build[1..]).await,
        15009
    );
    assert_eq!(upload(&[named, ("fileMd5", &right)], b"").await, 13003);
    let staged = ("stageType", "2");
    assert_eq!(
        upload(&[named, ("fileMd5", &right), staged], build).await,
        20019
    );
    let no_zip = md5(b"slipway practice apk\n");
    assert_eq!(
        upload(&[named, ("fileMd5", &no_zip)], b"slipway practice apk\n").await,
        15005
    );
    let half = &build[..build.len() / 2];
    let of_half = md5(half);
    assert_eq!(upload(&[named, ("fileMd5", &of_half)], half).await, 15005);
    let unknown = ("packageName", "com.example.none");
    assert_eq!(upload(&[unknown, ("fileMd5", &right)], build).await, 11001);
    let foreign = ("packageName", "com.example.claimed");
    assert_eq!(upload(&[foreign, ("fileMd5", &right)], build).await, 13002);

    let all = stranger.signed("app.upload.apk.app", &[named, ("fileMd5", &right)]);
    let request = multipart(&all, Some(("apk", build)));
    let answer = stranger.bench.send(stranger.host, request).await;
    assert_eq!(code(&answer), 13001, "the part is not named file");
    assert!(answer.event("warning").is_some());
}

#[tokio::test]
async fn a_package_must_fit_the_app() {
    let flaw = async |seed: SeedApp| {
        let stranger = Stranger::alone();
        stranger.bench.adopt(&seed);
        let digest = md5(crate::demo_build());
        let own = [
            ("packageName", seed.package.as_str()),
            ("fileMd5", digest.as_str()),
        ];
        code(
            &stranger
                .upload("app.upload.apk.app", &own, crate::demo_build())
                .await,
        )
    };
    let demo = demo_app();
    let other_package = SeedApp {
        package: "com.example.other".to_owned(),
        ..demo.clone()
    };
    assert_eq!(flaw(other_package).await, 15001);
    for version_code in [20, 21] {
        let newer = SeedApp {
            version_code,
            ..demo.clone()
        };
        assert_eq!(flaw(newer).await, 15003);
    }
    let other_signer = SeedApp {
        signer_sha256: Some("00".repeat(32)),
        ..demo.clone()
    };
    assert_eq!(flaw(other_signer).await, 15042);
    assert_eq!(flaw(demo).await, 0);
}

#[tokio::test]
async fn attachments_have_their_limits() {
    let stranger = Stranger::with_demo();
    let upload = async |method: &str, file: &[u8]| {
        let own = [("packageName", PACKAGE)];
        stranger.upload(method, &own, file).await
    };
    let grown = |mut picture: Vec<u8>, bytes: usize| {
        picture.resize(bytes, 0);
        picture
    };
    let answer = upload("app.upload.icon", &png(512, 512)).await;
    let data = &answer.json()["data"];
    let members: Vec<&String> = data.as_object().unwrap().keys().collect();
    assert_eq!(members, ["packageName", "serialnumber"]);
    let refused = async |method: &str, file: &[u8]| {
        assert_eq!(code(&upload(method, file).await), 13003, "{method}");
    };
    refused("app.upload.icon", &png(512, 511)).await;
    refused("app.upload.icon", &png(192, 192)).await;
    refused("app.upload.icon", &grown(png(512, 512), 500 * 1024 + 1)).await;
    let jpeg = [0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 7, 0x80, 4, 0x38];
    refused("app.upload.icon", &jpeg).await;
    assert_eq!(code(&upload("app.upload.screenshot", &jpeg).await), 0);
    assert_eq!(
        code(&upload("app.upload.screenshot", &png(1080, 1920)).await),
        0
    );
    refused("app.upload.screenshot", &png(1920, 1080)).await;
    refused(
        "app.upload.screenshot",
        &grown(png(1080, 1920), 2 * 1024 * 1024 + 1),
    )
    .await;
    // Letters and permits have to stay below their limit, screenshots may reach it.
    let two = grown(png(1080, 1920), 2 * 1024 * 1024);
    assert_eq!(code(&upload("app.upload.screenshot", &two).await), 0);
    refused("app.upload.qualification", &two).await;
    refused("app.upload.commitment.letter", &two).await;
    refused("app.upload.safety.report", b"no PDF").await;
    assert_eq!(
        code(&upload("app.upload.safety.report", b"%PDF-1.7").await),
        0
    );
    assert_eq!(
        code(&upload("app.upload.video.cover", &png(984, 554)).await),
        0
    );
    let warned = upload("app.upload.icon", &grown(png(256, 256), 60 * 1024)).await;
    assert_eq!(code(&warned), 0);
    assert!(warned.event("warning").is_some());
    assert_eq!(code(&upload("app.upload.file", b"letter").await), 20008);
    let with_type = async |kind: &str| {
        let own = [("packageName", PACKAGE), ("fileType", kind)];
        code(&stranger.upload("app.upload.file", &own, b"letter").await)
    };
    assert_eq!((with_type("26").await, with_type("27").await), (0, 20019));
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_nothing() {
    let stranger = Stranger::with_demo();
    let all = stranger.signed("app.upload.apk.app", &[("packageName", PACKAGE)]);
    let (parts, body) = multipart(&all, Some(("file", crate::demo_build()))).into_parts();
    let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let half = Body::from(whole.slice(..whole.len() / 2));
    let answer = stranger
        .bench
        .send(stranger.host, Request::from_parts(parts, half))
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let blobs = stranger.bench.world.blob_path();
    assert_eq!(
        std::fs::read_dir(blobs.parent().unwrap()).unwrap().count(),
        0
    );
}
