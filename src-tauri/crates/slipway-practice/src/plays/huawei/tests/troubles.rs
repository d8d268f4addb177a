use super::*;

#[tokio::test]
async fn an_error_inside_changes_nothing() {
    let team = Team::open().await;
    team.ready_package().await;
    let answer = team
        .call_with(Some("error-inside"), "POST", "app-submit?appId={app}", None)
        .await;
    assert_eq!(
        (answer.status, code(&answer)),
        (StatusCode::OK, 204_144_642)
    );
    assert_eq!(team.release_state().await, 7);
}

#[tokio::test]
async fn a_lie_answers_success_and_keeps_nothing() {
    let team = Team::open().await;
    team.ready_package().await;
    let answer = team
        .call_with(Some("lie"), "POST", "app-submit?appId={app}", None)
        .await;
    assert_eq!(code(&answer), 0);
    assert!(answer.event("submitted").is_none() && answer.event("warning").is_some());
    assert_eq!(team.release_state().await, 7);
    assert_eq!(code(&team.submit("").await), 0);
}

#[tokio::test]
async fn a_lie_of_the_object_store_leaves_nothing_to_bind() {
    let team = Team::open().await;
    let reserved = team.reserve(crate::demo_build().len()).await;
    let request = put_request(&reserved, crate::demo_build());
    let answer = team
        .bench
        .send_with(Some("lie"), &host_of(&reserved), request)
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    let bound = team.bind(reserved["objectId"].as_str().unwrap()).await;
    assert_eq!(code(&bound), 204_144_662);
}

#[tokio::test]
async fn an_expired_token_stays_expired() {
    let mut team = Team::open().await;
    let answer = team
        .call_with(Some("expired-token"), "GET", "app-info?appId={app}", None)
        .await;
    assert_eq!(
        (answer.status, code(&answer)),
        (StatusCode::UNAUTHORIZED, 205_524_994)
    );
    assert_eq!(
        team.call("GET", "app-info?appId={app}").await.status,
        StatusCode::UNAUTHORIZED
    );
    let fresh = token(
        &team.bench,
        &team.client_id,
        &team.bench.key("client_secret"),
    )
    .await;
    team.token = fresh.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(team.release_state().await, 0);
}

#[tokio::test]
async fn answers_can_have_gaps_and_other_envelopes() {
    let team = Team::open().await;
    let info = async |fault: &str| {
        team.call_with(Some(fault), "GET", "app-info?appId={app}", None)
            .await
            .json()
    };
    let nulls = info("null-fields").await;
    assert_eq!(nulls["ret"]["code"], 0);
    assert!(nulls["appInfo"]["releaseState"].is_null());
    assert!(
        nulls["appInfo"]
            .as_object()
            .unwrap()
            .contains_key("versionCode")
    );
    assert_eq!(
        info("missing-fields").await,
        json!({ "ret": { "code": 0, "msg": "success" } })
    );
    assert!(info("ret-as-text").await["ret"].is_string());
    assert_eq!(info("code-as-text").await["ret"]["code"], "0");
    assert_eq!(info("message-key").await["ret"]["message"], "success");
}

#[tokio::test]
async fn compiling_can_be_made_to_fail() {
    let team = Team::open().await;
    let object_id = team.upload(crate::demo_build()).await;
    let bound = team
        .call_with(
            Some("compile-fail"),
            "PUT",
            "app-file-info?appId={app}",
            Some(package(&object_id)),
        )
        .await;
    let id = bound.json()["pkgVersion"][0].as_str().unwrap().to_owned();
    team.bench.pass(3 * MINUTE);
    let query = format!("package/compile/status?appId={{app}}&pkgIds={id}");
    team.call("GET", &query).await;
    let status = team.call("GET", &query).await.json();
    assert_eq!(status["pkgStateList"][0]["successStatus"], 2);
}

#[tokio::test]
async fn unknown_paths_are_empty_404s() {
    let team = Team::open().await;
    for (method, path) in [
        ("POST", "app-withdraw?appId={app}"),
        ("PUT", "app-submit?appId={app}"),
    ] {
        let answer = team.call(method, path).await;
        assert_eq!(
            (answer.status, answer.body.len()),
            (StatusCode::NOT_FOUND, 0),
            "{method} {path}"
        );
    }
}
