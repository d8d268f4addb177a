use super::*;
use crate::plays::body;

/// The reference's vector: percent-encoding is what counts, not the order.
#[test]
fn the_known_form_is_read_as_written() {
    let text = b"grant_type=client_credentials&client_id=9f0a1b2c3d4e5f60718293a4b5c6d39e&client_secret=Ot%2F%2B%3DDemo%26Secret%25wpJ";
    let form = body::pairs(text);
    assert_eq!(form["grant_type"], "client_credentials");
    assert_eq!(form["client_id"], "9f0a1b2c3d4e5f60718293a4b5c6d39e");
    assert_eq!(form["client_secret"], "Ot/+=Demo&Secret%wpJ");
}

#[tokio::test]
async fn the_right_pair_gets_a_token_for_an_hour() {
    let bench = Bench::open(Honor);
    let answer = token(&bench, &bench.key("client_id"), &bench.key("client_secret")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let body = answer.json();
    assert_eq!(
        (&body["expires_in"], &body["token_type"]),
        (&json!(3600), &json!("Bearer"))
    );
    assert!(answer.event("token").is_some());
}

#[tokio::test]
async fn every_wrong_paste_is_answered_in_the_measured_words() {
    let bench = Bench::open(Honor);
    let (id, secret) = (bench.key("client_id"), bench.key("client_secret"));
    let labels = bench.wrong_key("Both, with their labels");
    let masked = bench.wrong_key("The key as the documents print it");
    let (huawei_id, huawei_key) = (
        bench.wrong_key("Client ID (Huawei)"),
        bench.wrong_key("Key (Huawei)"),
    );
    let with_break = format!("{secret}\n");
    for (id, secret) in [
        (id.as_str(), "wrong"),
        (&id, &with_break),
        (&id, &masked),
        (&labels, &secret),
        (&secret, &id),
        (&huawei_id, &huawei_key),
    ] {
        let answer = token(&bench, id, secret).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{id:?}");
        assert_eq!(
            answer.json(),
            json!({
                "error": "invalid_client",
                "error_description": "Invalid client or Invalid client credentials",
            })
        );
    }
}

#[tokio::test]
async fn the_token_call_takes_an_encoded_form_and_nothing_else() {
    let bench = Bench::open(Honor);
    let (id, secret) = (bench.key("client_id"), bench.key("client_secret"));
    let send = async |kind: &str, body: String| {
        let request = Request::post("/auth/token").header("content-type", kind);
        bench
            .send(SIGN_IN_HOST, request.body(Body::from(body)).unwrap())
            .await
            .status
    };
    let form = "application/x-www-form-urlencoded";
    let as_json = json!({
        "grant_type": "client_credentials", "client_id": id, "client_secret": secret,
    });
    assert_eq!(
        send("application/json", as_json.to_string()).await,
        StatusCode::BAD_REQUEST
    );
    let raw = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    assert_eq!(send(form, raw).await, StatusCode::UNAUTHORIZED);
    assert_eq!(
        send(form, "grant_type=password".to_owned()).await,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn a_call_needs_a_bearer_token_of_the_app_market() {
    let account = Account::open().await;
    let ask = async |authorization: Option<String>| {
        let mut request =
            Request::get("/openapi/v1/publish/get-app-id?pkgName=com.example.slipway");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let request = request.body(Body::empty()).unwrap();
        account.bench.send(API_HOST, request).await
    };
    let bearer = |token: &str| Some(format!("Bearer {token}"));
    assert_eq!(code(&ask(bearer(&account.token)).await), 0);
    assert_eq!(code(&ask(None).await), 10001);
    assert_eq!(code(&ask(Some(account.token.clone())).await), 10002);
    assert_eq!(code(&ask(bearer("nonsense")).await), 10002);
    let other = token(
        &account.bench,
        &account.bench.wrong_key("Client_id (other service)"),
        &account.bench.wrong_key("Key (other service)"),
    )
    .await;
    assert_eq!(other.status, StatusCode::OK);
    let refused = ask(bearer(other.json()["access_token"].as_str().unwrap())).await;
    assert_eq!(
        (refused.status, refused.json()),
        (
            StatusCode::OK,
            json!({ "code": 10002, "msg": "IAM-TOKEN format error" })
        )
    );
}

#[tokio::test]
async fn a_token_ends_after_an_hour_on_the_practice_clock() {
    let account = Account::open().await;
    account.bench.pass(59 * MINUTE);
    assert_eq!(code(&account.get("get-app-detail?appId={app}").await), 0);
    account.bench.pass(MINUTE);
    let answer = account.get("get-app-detail?appId={app}").await;
    assert_eq!((answer.status, code(&answer)), (StatusCode::OK, 10003));
}

#[tokio::test]
async fn tokens_can_be_short_or_silent_about_their_end() {
    let bench = Bench::open(Honor);
    let (id, secret) = (bench.key("client_id"), bench.key("client_secret"));
    let short = token_with(&bench, Some("short-token"), &id, &secret).await;
    assert_eq!(short.json()["expires_in"], 600);
    let silent = token_with(&bench, Some("no-expiry"), &id, &secret).await;
    assert!(silent.json().get("expires_in").is_none());
}

#[tokio::test]
async fn an_expired_token_stays_expired() {
    for (fault, status) in [
        ("expired-token", StatusCode::OK),
        ("expired-token-401", StatusCode::UNAUTHORIZED),
    ] {
        let mut account = Account::open().await;
        let path = "get-app-detail?appId={app}";
        let answer = account.call(Some(fault), "GET", path, None).await;
        assert_eq!((answer.status, code(&answer)), (status, 10003));
        assert_eq!(code(&account.get(path).await), 10003);
        account.token = sign_in(&account.bench).await;
        assert_eq!(code(&account.get(path).await), 0);
    }
}

#[tokio::test]
async fn old_paths_and_wrong_methods_are_unknown_routes() {
    let account = Account::open().await;
    for (host, method, path) in [
        (API_HOST, "POST", "/api/oauth2/v1/token"),
        (API_HOST, "GET", "/api/publish/v2/appid-list"),
        (
            API_HOST,
            "POST",
            "/openapi/v1/publish/get-app-current-release",
        ),
        (API_HOST, "POST", "/auth/token"),
        (SIGN_IN_HOST, "GET", "/auth/token"),
    ] {
        let request = Request::builder().method(method).uri(path);
        let answer = account
            .bench
            .send(host, request.body(Body::empty()).unwrap())
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
        assert_eq!(answer.json()["error_msg"], "404 Route Not Found");
    }
}
