use super::*;
use crate::plays::huawei::old_upload::UPLOAD_HOST;

#[tokio::test]
async fn an_upload_goes_to_the_signed_address_once() {
    let team = Team::open().await;
    let bytes = crate::demo_build();
    let reserved = team.reserve(bytes.len()).await;
    assert_eq!(reserved["method"], "PUT");
    assert!(reserved["objectId"].as_str().unwrap().ends_with(".apk"));
    let answer = team.put_object(&reserved, bytes).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
    let stored = answer.event("stored").unwrap();
    assert_eq!(
        (&stored["bytes"], &stored["sha256"]),
        (&json!(bytes.len()), &json!(sha256(bytes)))
    );
    assert_eq!(
        team.put_object(&reserved, bytes).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn an_address_is_good_for_five_minutes() {
    let team = Team::open().await;
    let reserved = team.reserve(3).await;
    team.bench.pass(6 * MINUTE);
    assert_eq!(
        team.put_object(&reserved, b"abc").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn every_signed_header_comes_back_unchanged_and_no_token_comes_along() {
    let team = Team::open().await;
    let reserved = team.reserve(3).await;
    let send = async |change: &dyn Fn(&mut http::HeaderMap)| {
        let mut request = put_request(&reserved, b"abc");
        change(request.headers_mut());
        team.bench.send(&host_of(&reserved), request).await.status
    };
    for name in [
        "authorization",
        "content-type",
        "user-agent",
        "x-amz-content-sha256",
        "x-amz-date",
    ] {
        let gone = send(&|headers| drop(headers.remove(name))).await;
        let changed = send(&|headers| {
            headers.insert(name, "changed".parse().unwrap());
        })
        .await;
        assert_eq!(
            (gone, changed),
            (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN),
            "{name}"
        );
    }
    let with_client = send(&|headers| {
        headers.insert("client_id", "1".parse().unwrap());
    });
    assert_eq!(with_client.await, StatusCode::FORBIDDEN);
    let chunked = send(&|headers| {
        headers.remove("content-length");
        headers.insert("transfer-encoding", "chunked".parse().unwrap());
    });
    assert_eq!(chunked.await, StatusCode::LENGTH_REQUIRED);
    assert_eq!(send(&|_| {}).await, StatusCode::OK);
}

#[tokio::test]
async fn length_and_digest_are_held_against_what_was_announced() {
    let team = Team::open().await;
    let reserved = team.reserve(4).await;
    assert_eq!(
        team.put_object(&reserved, b"abc").await.status,
        StatusCode::BAD_REQUEST
    );
    let announced = sha256(b"abd");
    let query = format!(
        "upload-url/for-obs?appId={{app}}&fileName=a.apk&contentLength=3&sha256={announced}"
    );
    let reserved = team.call("GET", &query).await.json()["urlInfo"].clone();
    let answer = team.put_object(&reserved, b"abc").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.event("stored").is_none());
    let body = String::from_utf8(answer.body).unwrap();
    assert!(
        body.contains("<Code>XAmzContentSHA256Mismatch</Code>"),
        "{body}"
    );
}

#[tokio::test]
async fn a_reservation_is_judged_by_its_query() {
    let team = Team::open().await;
    for query in [
        "fileName=a.apk",
        "contentLength=3",
        "fileName=a.apk&contentLength=0",
        "fileName=apk&contentLength=3",
        "fileName=a.toolong&contentLength=3",
        "fileName=a.apk&contentLength=3&sha256=ABC",
        "fileName=a.apk&contentLength=3&chineseMainlandFlag=2",
        "fileName=a.apk&contentLength=4294967297",
    ] {
        let query = format!("upload-url/for-obs?appId={{app}}&{query}");
        assert_eq!(
            code(&team.call("GET", &query).await),
            203_489_281,
            "{query}"
        );
    }
    let long = format!("{}.apk", "a".repeat(61));
    let query = format!("upload-url/for-obs?appId={{app}}&fileName={long}&contentLength=3");
    assert_eq!(code(&team.call("GET", &query).await), 203_489_281);
}

#[tokio::test]
async fn the_old_way_answers_with_its_misspelt_key() {
    let team = Team::open().await;
    let reserved = team
        .call("GET", "upload-url?appId={app}&suffix=apk")
        .await
        .json();
    let code_text = reserved["authCode"].as_str().unwrap();
    let mut form = Vec::new();
    for (name, value) in [
        ("authCode", code_text),
        ("fileCount", "1"),
        ("parseType", "1"),
    ] {
        form.extend(
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .bytes(),
        );
    }
    form.extend(
        b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"demo.apk\"\r\n\r\n",
    );
    form.extend(crate::demo_build());
    form.extend(b"\r\n--b--\r\n");
    let request = Request::post("/FileServer/uploadFile")
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from(form))
        .unwrap();
    let answer = team.bench.send(UPLOAD_HOST, request).await.json();
    assert_eq!(answer["result"]["resultCode"], "0");
    let info = &answer["result"]["UploadFileRsp"]["fileInfoList"][0];
    assert_eq!(
        code(&team.bind(info["fileDestUlr"].as_str().unwrap()).await),
        0
    );
    let short = team.call("GET", "upload-url?appId={app}&suffix=").await;
    assert_eq!(code(&short), 203_489_281);
}
