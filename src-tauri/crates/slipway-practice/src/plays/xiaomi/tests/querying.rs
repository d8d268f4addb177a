use super::*;

#[tokio::test]
async fn a_query_shows_the_live_version_and_the_flags() {
    let bench = Bench::open(Xiaomi);
    bench.adopt(&demo_app());
    let answer = query(
        &bench,
        None,
        "com.example.slipway",
        &bench.key("account_email"),
    )
    .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.headers["content-type"],
        "application/json; charset=UTF-8"
    );
    let expected = json!({
        "create": false, "message": "查询成功",
        "packageInfo": {
            "appName": "滑道演示", "onlineVersionCode": 19, "packageName": "com.example.slipway",
            "versionCode": 19, "versionName": "1.9.0",
        },
        "result": 0, "updateInfo": true, "updateVersion": true,
    });
    assert_eq!(answer.json(), expected);
}

#[tokio::test]
async fn multipart_with_and_without_file_names_says_the_same() {
    let bench = Bench::open(Xiaomi);
    bench.adopt(&demo_app());
    let data =
        json!({ "packageName": "com.example.slipway", "userName": bench.key("account_email") });
    let data = data.to_string();
    let sig = sig(
        &bench.key("api_secret"),
        &[("RequestData", data.as_bytes())],
    );
    for file_name in [None, Some(""), Some("data.json")] {
        let body = multipart(&[
            ("RequestData", file_name, data.as_bytes()),
            ("SIG", None, sig.as_bytes()),
        ]);
        let answer = post_multipart(&bench, None, "/devupload/dev/query", body)
            .await
            .json();
        assert_eq!(
            (&answer["result"], &answer["updateVersion"]),
            (&json!(0), &json!(true))
        );
    }
}

#[tokio::test]
async fn unknown_users_unknown_and_foreign_packages_are_told_apart() {
    let bench = Bench::open(Xiaomi);
    bench.adopt(&demo_app());
    let email = bench.key("account_email");
    let unknown = query(&bench, None, "com.example.none", &email).await.json();
    assert_eq!(
        (&unknown["create"], &unknown["packageInfo"]),
        (&json!(true), &Value::Null)
    );
    // A numeric Mi ID: the query succeeds and finds no app.
    let by_id = query(
        &bench,
        None,
        "com.example.slipway",
        &bench.wrong_key("Mi ID"),
    )
    .await
    .json();
    assert_eq!(
        (&by_id["result"], &by_id["packageInfo"]),
        (&json!(0), &Value::Null)
    );
    let foreign = query(&bench, None, "com.example.claimed", &email)
        .await
        .json();
    assert_eq!(foreign["result"], -7);
}

#[tokio::test]
async fn each_flaw_of_a_request_has_its_code() {
    let bench = Bench::open(Xiaomi);
    let data =
        json!({ "packageName": "com.example.slipway", "userName": bench.key("account_email") });
    let data = data.to_string();
    let secret = bench.key("api_secret");
    let good = sig(&secret, &[("RequestData", data.as_bytes())]);
    let cases: [(Option<&str>, String, i64); 6] = [
        (None, good.clone(), -20029),
        (Some("not JSON"), good.clone(), -20029),
        (Some(&data), String::new(), -10000),
        (Some(&data), good[..good.len() - 2].to_owned(), -10000),
        (
            Some(&data),
            sig("wrong", &[("RequestData", data.as_bytes())]),
            -20014,
        ),
        (Some(&data), sig(&secret, &[("RequestData", b"{}")]), -20002),
    ];
    for (data, sig, expected) in cases {
        let mut parts = vec![("SIG", None, sig.as_bytes())];
        if let Some(data) = data {
            parts.push(("RequestData", None, data.as_bytes()));
        }
        let answer = post_multipart(&bench, None, "/devupload/dev/query", multipart(&parts)).await;
        assert_eq!(
            (answer.status, &answer.json()["result"]),
            (StatusCode::OK, &json!(expected))
        );
        assert_eq!(answer.event("refused").unwrap()["code"], expected);
    }
}

#[tokio::test]
async fn categories_need_no_proof() {
    let bench = Bench::open(Xiaomi);
    let request = Request::post("/devupload/dev/category")
        .body(Body::empty())
        .unwrap();
    let answer = bench.send(HOST, request).await.json();
    assert_eq!(answer["result"], 0);
    assert_eq!(
        answer["categories"][4],
        json!({ "categoryId": 5, "categoryName": "实用工具" })
    );
}

#[tokio::test]
async fn answers_can_have_gaps_and_errors_inside() {
    let bench = Bench::open(Xiaomi);
    bench.adopt(&demo_app());
    let email = bench.key("account_email");
    let with = async |fault: &str| {
        query(&bench, Some(fault), "com.example.slipway", &email)
            .await
            .json()
    };
    let nulls = with("null-fields").await;
    assert_eq!(
        (
            &nulls["result"],
            &nulls["packageInfo"],
            &nulls["updateVersion"]
        ),
        (&json!(0), &Value::Null, &Value::Null)
    );
    assert_eq!(
        with("missing-fields").await,
        json!({ "message": "查询成功", "result": 0 })
    );
    assert_eq!(
        with("wrong-password").await,
        json!({ "result": -20014, "message": "密码错误" })
    );
    assert_eq!(with("error-inside").await["result"], -10000);
}
