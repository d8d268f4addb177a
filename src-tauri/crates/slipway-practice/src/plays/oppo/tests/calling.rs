use super::*;

const INFO: &str = "/resource/v1/app/info";

#[tokio::test]
async fn a_token_lasts_two_days_and_says_when_it_ends() {
    let team = Team::open().await;
    let before = team.bench.world.clock.now().as_second();
    let answer = token(&team.bench, &team.bench.key("client_id"), &team.secret).await;
    let body = answer.json();
    assert_eq!(
        body["data"]["access_token"].as_str().map(str::len),
        Some(355)
    );
    let ends = body["data"]["expire_in"].as_i64().unwrap();
    assert!((172_800..172_810).contains(&(ends - before)));
    assert_eq!(
        answer.headers["content-type"],
        "application/json; charset=UTF-8"
    );
    assert!(answer.event("token").is_some());

    team.bench.pass(4 * MINUTE);
    assert_eq!(errno(&team.get(INFO, &[("pkg_name", PACKAGE)]).await), 0);
    // The second token took five minutes' notice to end the first.
    team.bench.pass(MINUTE);
    let dead = team.get(INFO, &[("pkg_name", PACKAGE)]).await;
    assert_eq!(errno(&dead), 910_002);
    assert!(message(&dead).contains("token"));
}

#[tokio::test]
async fn the_second_token_dies_after_two_days() {
    let team = Team::open().await;
    team.bench.pass(48 * 60 * MINUTE - MINUTE);
    assert_eq!(errno(&team.get(INFO, &[("pkg_name", PACKAGE)]).await), 0);
    team.bench.pass(2 * MINUTE);
    assert_eq!(
        errno(&team.get(INFO, &[("pkg_name", PACKAGE)]).await),
        910_002
    );
}

#[tokio::test]
async fn the_usual_wrong_pastes_get_no_token() {
    let bench = Bench::open(Oppo);
    let app_id = bench.adopt(&demo_app());
    let (id, secret) = (bench.key("client_id"), bench.key("client_secret"));
    let words = async |id: &str, secret: &str| {
        let answer = token(&bench, id, secret).await;
        assert!(answer.event("token").is_none());
        (errno(&answer), message(&answer))
    };
    let nineteen = (800_002, "Client Id应该包含19个字符。".to_owned());
    assert_eq!(words(&secret, &id).await, nineteen);
    assert_eq!(words(&app_id, &secret).await, nineteen);
    assert_eq!(
        words(&bench.wrong_key("client_id, copied short"), &secret).await,
        nineteen
    );
    let (app_key, app_secret) = (bench.wrong_key("AppKey"), bench.wrong_key("AppSecret"));
    assert_eq!(words(&app_key, &app_secret).await, nineteen);
    assert_eq!(words(&format!(" {id}"), &secret).await, nineteen);

    let masked = bench.wrong_key("The secret behind the eye");
    assert_eq!(words(&id, &masked).await.0, 800_002);
    let old = bench.wrong_key("The secret before it was reset");
    assert_eq!(words(&id, &old).await.0, 910_002);
    assert_eq!(words("1234567890123456789", &secret).await.0, 910_002);
}

#[tokio::test]
async fn another_company_signs_in_and_finds_nothing() {
    let team = Team::open().await;
    let id = team.bench.wrong_key("client_id of another company");
    let secret = team.bench.wrong_key("client_secret of another company");
    let answer = token(&team.bench, &id, &secret).await.json();
    let stranger = Team {
        token: answer["data"]["access_token"].as_str().unwrap().to_owned(),
        secret,
        ..team
    };
    let answer = stranger.get(INFO, &[("pkg_name", PACKAGE)]).await;
    assert_eq!(errno(&answer), 911_023);
}

#[tokio::test]
async fn packages_that_nobody_created_are_not_found() {
    let team = Team::open().await;
    let answer = team.get(INFO, &[("pkg_name", "com.example.other")]).await;
    assert_eq!(errno(&answer), 911_023);
    assert_eq!(errno(&team.get(INFO, &[]).await), 800_002);
    let old = team
        .get(INFO, &[("pkg_name", PACKAGE), ("version_code", "18")])
        .await;
    assert_eq!(errno(&old), 910_004);
    let live = team
        .get(INFO, &[("pkg_name", PACKAGE), ("version_code", "19")])
        .await;
    assert_eq!(live.json()["data"]["audit_status"], "111");
}

#[tokio::test]
async fn everything_that_arrives_is_signed_but_the_signature() {
    let team = Team::open().await;
    let send = async |form: &Form| {
        let request = Request::get(format!("{INFO}?{}", urlencoded(form)))
            .body(Body::empty())
            .unwrap();
        team.bench.send(API_HOST, request).await
    };
    let good = team.sign(pairs(&[("pkg_name", PACKAGE)]));
    assert_eq!(errno(&send(&good).await), 0);

    let wrong = async |change: &dyn Fn(&mut Form)| {
        let mut form = good.clone();
        change(&mut form);
        let answer = send(&form).await;
        assert!(answer.event("refused").is_some());
        (errno(&answer), message(&answer))
    };
    let sign = (910_002, "api_sign 签名错误".to_owned());
    let added = wrong(&|form| drop(form.insert("extra".to_owned(), String::new())));
    assert_eq!(added.await, sign);
    let shouted = wrong(&|form| {
        let upper = form["api_sign"].to_uppercase();
        form.insert("api_sign".to_owned(), upper);
    });
    assert_eq!(shouted.await, sign);
    assert_eq!(wrong(&|form| drop(form.remove("api_sign"))).await, sign);
    let no_token = wrong(&|form| drop(form.remove("access_token")));
    assert_eq!(no_token.await.0, 910_002);
}

#[tokio::test]
async fn clocks_may_be_a_quarter_of_an_hour_apart() {
    let team = Team::open().await;
    let now = team.bench.world.clock.now().as_second();
    let at = async |timestamp: i64| {
        let form = pairs(&[("pkg_name", PACKAGE)]);
        let form = signed(form, &team.token, &team.secret, timestamp);
        let request = Request::get(format!("{INFO}?{}", urlencoded(&form)))
            .body(Body::empty())
            .unwrap();
        errno(&team.bench.send(API_HOST, request).await)
    };
    assert_eq!(at(now - 890).await, 0);
    assert_eq!(at(now + 890).await, 0);
    assert_eq!(at(now - 960).await, 910_002);
    assert_eq!(at(now + 960).await, 910_002);
    // Milliseconds.
    assert_eq!(at(now * 1000).await, 910_002);
}

#[tokio::test]
async fn a_post_may_mix_query_and_body_and_may_be_multipart() {
    let team = Team::open().await;
    let path = "/resource/v1/app/task-state";
    let form = team.sign(pairs(&[("pkg_name", PACKAGE), ("version_code", "20")]));
    let (query, body): (Form, Form) = form
        .clone()
        .into_iter()
        .partition(|(name, _)| matches!(name.as_str(), "access_token" | "timestamp" | "api_sign"));
    let request = Request::post(format!("{path}?{}", urlencoded(&query)))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(urlencoded(&body)))
        .unwrap();
    // Signed well: the answer is about the version.
    assert_eq!(errno(&team.bench.send(API_HOST, request).await), 910_004);

    let parts: String = form
        .iter()
        .map(|(name, value)| {
            format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        })
        .collect();
    let request = Request::post(path)
        .header("content-type", "multipart/form-data; boundary=cut")
        .body(Body::from(format!("{parts}--cut--\r\n")))
        .unwrap();
    assert_eq!(errno(&team.bench.send(API_HOST, request).await), 910_004);

    let request = Request::post(path)
        .header("content-type", "application/json")
        .body(Body::from(serde_json::to_string(&form).unwrap()))
        .unwrap();
    assert_eq!(errno(&team.bench.send(API_HOST, request).await), 910_002);
}

#[tokio::test]
async fn unknown_paths_and_methods_are_empty_404s() {
    let team = Team::open().await;
    for (method, path) in [
        ("POST", INFO),
        ("GET", "/resource/v1/app/upd"),
        ("POST", "/resource/v1/app/withdraw"),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .body(Body::empty())
            .unwrap();
        let answer = team.bench.send(API_HOST, request).await;
        assert_eq!(
            (answer.status, answer.body.len()),
            (StatusCode::NOT_FOUND, 0),
            "{method} {path}"
        );
    }
}
