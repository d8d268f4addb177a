use super::*;

#[tokio::test]
async fn a_token_lives_for_an_hour() {
    let mut account = Account::open().await;
    let answer = token(
        &account.bench,
        &account.bench.key("client_id"),
        &account.bench.key("client_secret"),
    )
    .await;
    assert_eq!(answer.status, StatusCode::OK);
    let body = answer.json();
    assert!(body["access_token"].as_str().unwrap().starts_with("Atc|"));
    assert_eq!(body["scope"], "appstore::apps:readwrite");
    assert_eq!(body["token_type"], "bearer");
    assert_eq!(body["expires_in"], 3600);
    assert!(answer.event("token").is_some());
    account.bench.pass(HOUR - MINUTE);
    assert_eq!(account.get("edits").await.status, StatusCode::OK);
    account.bench.pass(MINUTE);
    let expired = account.get("edits").await;
    assert_eq!(expired.status, StatusCode::FORBIDDEN);
    assert_eq!(
        expired.json(),
        json!({ "Message": "Request is not authorized." })
    );
    account.pass(MINUTE).await;
    assert_eq!(account.get("edits").await.status, StatusCode::OK);
}

#[tokio::test]
async fn both_spellings_of_the_path_are_known() {
    let bench = Bench::open(Amazon);
    let (id, secret) = (bench.key("client_id"), bench.key("client_secret"));
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form(&id, &secret))
        .finish();
    let request = Request::post("/auth/O2/token")
        .header(
            "content-type",
            "application/x-www-form-urlencoded;charset=UTF-8",
        )
        .body(Body::from(body))
        .unwrap();
    assert_eq!(bench.send(LWA_HOST, request).await.status, StatusCode::OK);
    let other = Request::post("/auth/token").body(Body::empty()).unwrap();
    let answer = bench.send(LWA_HOST, other).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_documented_error_has_its_body() {
    let bench = Bench::open(Amazon);
    let (id, secret) = (bench.key("client_id"), bench.key("client_secret"));
    let with = |name: &'static str, value: &'static str| {
        form(&id, &secret).map(|(known, old)| (known, if known == name { value } else { old }))
    };
    let client =
        json!({ "error_description": "Client authentication failed", "error": "invalid_client" });
    let scope = json!({ "error_description": "The request has an invalid parameter : scope", "error": "invalid_scope" });
    let grant = json!({ "error_description": "The authorization grant type is not supported by the authorization server", "error": "unsupported_grant_type" });
    for (form, status, expected) in [
        (
            with("client_id", "amzn1.application-oa2-client.0"),
            401,
            &client,
        ),
        (with("client_secret", "wrong"), 401, &client),
        (with("client_secret", ""), 401, &client),
        (with("scope", "appstore::apps:read"), 400, &scope),
        (with("scope", ""), 400, &scope),
        (with("grant_type", "authorization_code"), 400, &grant),
        (with("grant_type", ""), 400, &grant),
    ] {
        let answer = token_with(&bench, None, &form).await;
        assert_eq!((answer.status.as_u16(), &answer.json()), (status, expected));
        assert!(answer.event("token").is_none() && answer.event("refused").is_some());
    }
    // A stray newline belongs to the value.
    let answer = token(&bench, &id, &format!("{secret}\n")).await;
    assert_eq!(answer.json(), client);
}

#[tokio::test]
async fn only_a_form_is_a_token_request() {
    let bench = Bench::open(Amazon);
    let (id, secret) = (bench.key("client_id"), bench.key("client_secret"));
    let body: serde_json::Map<String, Value> = form(&id, &secret)
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .into_iter()
        .collect();
    let request = Request::post("/auth/o2/token")
        .header("content-type", "application/json")
        .body(Body::from(Value::Object(body).to_string()))
        .unwrap();
    let answer = bench.send(LWA_HOST, request).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        answer.json(),
        json!({
            "error_description": "The Content-Type is not supported by the authorization server",
            "error": "invalid_request",
        })
    );
}

#[tokio::test]
async fn the_usual_wrong_keys_fail_as_the_console_says() {
    let account = Account::open().await;
    let bench = &account.bench;
    let id = bench.wrong_key("Client ID (not attached)");
    let secret = bench.wrong_key("Client Secret (not attached)");
    let answer = token(bench, &id, &secret).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.json()["error"]),
        (400, &json!("invalid_scope"))
    );
    let id = bench.wrong_key("Client ID (other account)");
    let secret = bench.wrong_key("Client Secret (other account)");
    let answer = token(bench, &id, &secret).await;
    let other = Account {
        token: answer.json()["access_token"].as_str().unwrap().to_owned(),
        app_id: account.app_id.clone(),
        bench: account.bench,
    };
    let answer = other.get("edits").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.json()["Message"], "Request is not authorized.");
    let token = other.bench.wrong_key("Access token");
    let old = Account { token, ..other };
    assert_eq!(old.get("edits").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_app_is_named_by_its_id_or_its_package() {
    let account = Account::open().await;
    let status = async |app: &str| {
        let answer = account.send_to(app, "GET", "edits", Sent::default()).await;
        answer.status.as_u16()
    };
    assert!(account.app_id.starts_with("amzn1.devportal.mobileapp."));
    assert_eq!(status(PACKAGE).await, 200);
    assert_eq!(status(&account.app_id).await, 200);
    assert_eq!(status("com.example.unknown").await, 404);
    assert_eq!(status(&account.bench.wrong_key("Release ID")).await, 404);
    assert_eq!(status(&format!("{}%0A", account.app_id)).await, 404);
    assert_eq!(status("com.example.claimed").await, 403);
}

#[tokio::test]
async fn a_request_without_a_bearer_token_is_not_authorized() {
    let account = Account::open().await;
    let path = format!("/api/appstore/v1/applications/{}/edits", account.app_id);
    for header in [
        None,
        Some("Basic abc"),
        Some("Bearer"),
        Some("Bearer Atc|made-up"),
    ] {
        let mut request = Request::get(&path);
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        let request = request.body(Body::empty()).unwrap();
        let answer = account.bench.send(API_HOST, request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{header:?}");
        assert_eq!(answer.json()["Message"], "Request is not authorized.");
    }
}

#[tokio::test]
async fn tokens_can_die_early() {
    let mut account = Account::open().await;
    let gone = account.get_with(Some("expired-token"), "edits").await;
    assert_eq!(gone.status, StatusCode::FORBIDDEN);
    assert_eq!(account.get("edits").await.status, StatusCode::FORBIDDEN);
    account.token = sign_in(&account.bench).await;
    assert_eq!(account.get("edits").await.status, StatusCode::OK);
    let refused = account.get_with(Some("not-authorized"), "edits").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(account.get("edits").await.status, StatusCode::OK);
    let (id, secret) = (
        account.bench.key("client_id"),
        account.bench.key("client_secret"),
    );
    let form = form(&id, &secret);
    let dead = token_with(&account.bench, Some("dead-token"), &form).await;
    assert_eq!(dead.json()["expires_in"], 3600);
    account.token = dead.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(account.get("edits").await.status, StatusCode::FORBIDDEN);
    let short = token_with(&account.bench, Some("short-token"), &form).await;
    assert_eq!(short.json()["expires_in"], 120);
    account.token = short.json()["access_token"].as_str().unwrap().to_owned();
    account.bench.pass(MINUTE);
    assert_eq!(account.get("edits").await.status, StatusCode::OK);
    account.bench.pass(MINUTE);
    assert_eq!(account.get("edits").await.status, StatusCode::FORBIDDEN);
    let text = token_with(&account.bench, Some("expires-in-text"), &form).await;
    assert_eq!(text.json()["expires_in"], "3600");
}
