use super::*;
use base64::{Engine as _, engine::general_purpose::STANDARD};

fn xml_code(answer: &Answer) -> String {
    assert_eq!(answer.headers["content-type"], "application/xml");
    let body = String::from_utf8(answer.body.clone()).unwrap();
    let rest = body.split_once("<Code>").unwrap().1;
    rest.split_once("</Code>").unwrap().0.to_owned()
}

#[tokio::test]
async fn a_slot_takes_the_raw_bytes() {
    let team = Team::open();
    let (address, serial) = team.reserve("apk", "demo-1.2.3 (arm64).apk").await;
    assert!(
        address.contains("?q-sign-algorithm=sha1&q-ak=AKID"),
        "{address}"
    );
    let bytes = crate::demo_build();
    let answer = team.put(&address, bytes).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
    assert_eq!(answer.headers["etag"], format!("\"{}\"", md5(bytes)));
    let stored = answer.event("stored").unwrap();
    assert_eq!(stored["serial_number"], serial);
    assert_eq!(stored["bytes"], bytes.len());
    assert_eq!(stored["md5"], md5(bytes));
    assert_eq!(stored["sha256"].as_str().unwrap().len(), 64);
    assert!(answer.event("warning").is_none());
}

/// A signed COS address is no single-use one: it overwrites the same object until its time is over.
#[tokio::test]
async fn an_address_is_good_for_an_hour() {
    let team = Team::open();
    let (address, serial) = team.reserve("apk", "demo.apk").await;
    assert_eq!(team.put(&address, b"half").await.status, StatusCode::OK);
    let whole = team.put(&address, crate::demo_build()).await;
    assert_eq!(whole.event("stored").unwrap()["serial_number"], serial);
    team.bench.pass(HOUR + MINUTE);
    let late = team.put(&address, b"late").await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert_eq!(xml_code(&late), "AccessDenied");
    let body = String::from_utf8(late.body).unwrap();
    assert!(
        body.contains("<Message>Request has expired</Message>"),
        "{body}"
    );
    // What arrived in time is there.
    let digest = md5(crate::demo_build());
    let named = [
        ("apk32_flag", "1"),
        ("apk32_file_serial_number", serial.as_str()),
        ("apk32_file_md5", digest.as_str()),
    ];
    assert_eq!(ret(&team.update(&named).await), 0);
}

#[tokio::test]
async fn the_object_store_has_its_own_rules() {
    let team = Team::open();
    let (address, _) = team.reserve("apk", "demo.apk").await;
    let send = async |change: &dyn Fn(&mut Request<Body>)| {
        let mut request = put_request(&address, b"abc");
        change(&mut request);
        let answer = team.bench.send(COS_HOST, request).await;
        let code = (answer.status != StatusCode::OK).then(|| xml_code(&answer));
        (answer.status.as_u16(), code.unwrap_or_default())
    };
    let set = |name: &'static str, value: &'static str| {
        move |request: &mut Request<Body>| {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
    };
    let no = |status: u16, code: &str| (status, code.to_owned());
    let chunked = send(&|request| {
        request.headers_mut().remove("content-length");
        set("transfer-encoding", "chunked")(request);
    })
    .await;
    assert_eq!(chunked, no(411, "MissingContentLength"));
    let with_token = send(&set("authorization", "Bearer x")).await;
    assert_eq!(with_token, no(403, "AccessDenied"));
    let multipart = send(&set("content-type", "multipart/form-data; boundary=x")).await;
    assert_eq!(multipart, no(400, "InvalidArgument"));
    let too_large = send(&set("content-length", "5368709121")).await;
    assert_eq!(too_large, no(400, "EntityTooLarge"));
    let cut = send(&set("content-length", "4")).await;
    assert_eq!(cut, no(400, "IncompleteBody"));
    let other_digest = send(&set("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==")).await;
    assert_eq!(other_digest, no(400, "BadDigest"));
    let post = send(&|request| *request.method_mut() = http::Method::POST).await;
    assert_eq!(post, no(403, "SignatureDoesNotMatch"));
    let unsigned = send(&|request| {
        let path = request.uri().path().to_owned();
        *request.uri_mut() = path.parse().unwrap();
    })
    .await;
    assert_eq!(unsigned, no(403, "SignatureDoesNotMatch"));
    let digest = STANDARD.encode(hex::decode(md5(b"abc")).unwrap());
    let digest = send(&|request| {
        let headers = request.headers_mut();
        headers.insert("content-md5", digest.parse().unwrap());
        // The type is not part of the signature.
        headers.remove("content-type");
    })
    .await;
    assert_eq!(digest.0, 200);
}

#[tokio::test]
async fn names_and_types_of_files() {
    let team = Team::open();
    let code = async |more: &[(&str, &str)]| ret(&team.call("get_file_upload_info", more).await);
    assert_eq!(code(&[("file_name", "a.apk")]).await, 2_000_001);
    for file_type in ["aab", "APK", "zip"] {
        let more = [("file_type", file_type), ("file_name", "a.apk")];
        assert_eq!(code(&more).await, 2_000_002, "{file_type}");
    }
    assert_eq!(code(&[("file_type", "apk")]).await, 2_000_003);
    for (file_type, file_name) in [
        ("apk", "demo"),
        ("apk", ".apk"),
        ("apk", "demo.aab"),
        ("img", "icon.apk"),
        ("img", "icon.webp"),
        ("video", "film.avi"),
    ] {
        let more = [("file_type", file_type), ("file_name", file_name)];
        assert_eq!(code(&more).await, 2_000_002, "{file_name}");
    }
    for (file_type, file_name) in [
        ("apk", "演示 1.apk"),
        ("img", "a.png"),
        ("img", "a.JPG"),
        ("pdf", "a.pdf"),
        ("video", "a.mp4"),
        ("video", "a.m4a"),
        ("txt", "a.txt"),
    ] {
        let more = [("file_type", file_type), ("file_name", file_name)];
        assert_eq!(code(&more).await, 0, "{file_name}");
    }
}

#[tokio::test]
async fn a_hundred_slots_a_day() {
    let team = Team::open();
    let more = [("file_type", "apk"), ("file_name", "a.apk")];
    for _ in 0..100 {
        assert_eq!(ret(&team.call("get_file_upload_info", &more).await), 0);
    }
    let over = team.call("get_file_upload_info", &more).await;
    assert_eq!(ret(&over), 1_000_003);
    assert_eq!(team.detail().await["ret"], 0);
    team.bench.pass(24 * HOUR);
    assert_eq!(ret(&team.call("get_file_upload_info", &more).await), 0);
}
