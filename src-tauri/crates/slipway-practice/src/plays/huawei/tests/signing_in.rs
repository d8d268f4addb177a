use super::*;
use crate::plays::huawei::{keys::private_key, time};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{
    pss::BlindedSigningKey,
    sha2::Sha256,
    signature::{RandomizedSigner as _, SignatureEncoding as _},
};

#[tokio::test]
async fn the_token_call_gives_48_hours_in_seconds() {
    let bench = Bench::open(Huawei);
    let answer = token(&bench, &bench.key("client_id"), &bench.key("client_secret")).await;
    let body = answer.json();
    assert_eq!(body["expires_in"], 172_800);
    assert_eq!(body["access_token"].as_str().unwrap().split('.').count(), 3);
    assert!(body.get("ret").is_none());
    assert!(answer.event("token").is_some());
}

#[tokio::test]
async fn wrong_pairs_and_other_families_are_told_apart_at_http_200() {
    let bench = Bench::open(Huawei);
    let app_id = bench.adopt(&demo_app());
    assert_eq!(bench.wrong_key("App ID"), app_id);
    let right_id = bench.key("client_id");
    let cases = [
        (app_id, "x".to_owned(), 203_886_599),
        (right_id.clone(), "0".repeat(64), 203_890_688),
        ("123".to_owned(), bench.key("client_secret"), 203_890_688),
        (
            bench.wrong_key("OAuth 2.0 client ID"),
            bench.wrong_key("OAuth 2.0 client secret"),
            203_886_599,
        ),
        (bench.wrong_key("Project ID"), "x".to_owned(), 203_886_599),
        (
            bench.wrong_key("client_id in agconnect-services.json"),
            "x".to_owned(),
            203_886_599,
        ),
    ];
    for (id, secret, expected) in cases {
        let answer = token(&bench, &id, &secret).await;
        assert_eq!(
            (answer.status, code(&answer)),
            (StatusCode::OK, expected),
            "{id}"
        );
        assert!(answer.json().get("access_token").is_none());
    }
}

#[tokio::test]
async fn the_token_call_takes_json_and_nothing_else() {
    let bench = Bench::open(Huawei);
    let (id, secret) = (bench.key("client_id"), bench.key("client_secret"));
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let request = Request::post("/api/oauth2/v1/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap();
    let answer = bench.send(HOST, request).await;
    assert!(answer.json().get("access_token").is_none());
    let body = json!({ "grant_type": "password", "client_id": id, "client_secret": secret });
    let request = Request::post("/api/oauth2/v1/token")
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    assert!(
        bench
            .send(HOST, request)
            .await
            .json()
            .get("access_token")
            .is_none()
    );
}

#[tokio::test]
async fn a_call_needs_the_token_and_its_owner_beside_it() {
    let team = Team::open().await;
    let ask = async |headers: &[(&str, &str)], host: &str| {
        let mut request =
            Request::get("/api/publish/v2/appid-list?packageName=com.example.slipway");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        team.bench
            .send(host, request.body(Body::empty()).unwrap())
            .await
    };
    let bearer = format!("Bearer {}", team.token);
    let good = [
        ("client_id", team.client_id.as_str()),
        ("authorization", &bearer),
    ];
    assert_eq!(ask(&good, HOST).await.status, StatusCode::OK);
    let cases: [(&[(&str, &str)], &str); 5] = [
        (&good[..1], HOST),
        (&good[1..], HOST),
        (&[("client_id", "1"), good[1]], HOST),
        (&[good[0], ("authorization", "Bearer nonsense")], HOST),
        (&good, "connect-api-dre.cloud.huawei.com"),
    ];
    for (headers, host) in cases {
        let answer = ask(headers, host).await;
        assert_eq!(
            answer.status,
            StatusCode::UNAUTHORIZED,
            "{headers:?} {host}"
        );
        assert_eq!(
            answer.json(),
            json!({ "ret": { "code": 205_524_993, "msg": "client token auth failed" } })
        );
    }
}

#[tokio::test]
async fn a_token_ends_after_48_hours_on_the_practice_clock() {
    let team = Team::open().await;
    team.bench.pass(2880 * MINUTE);
    let answer = team.call("GET", "app-info?appId={app}").await;
    assert_eq!(
        (answer.status, code(&answer)),
        (StatusCode::UNAUTHORIZED, 205_524_994)
    );
}

#[tokio::test]
async fn a_project_level_client_gets_a_token_and_then_an_empty_403() {
    let mut team = Team::open().await;
    let id = team.bench.wrong_key("Client ID (project)");
    let answer = token(&team.bench, &id, &team.bench.wrong_key("Key (project)")).await;
    team.token = answer.json()["access_token"].as_str().unwrap().to_owned();
    team.client_id = id;
    let answer = team
        .call("GET", "appid-list?packageName=com.example.slipway")
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.is_empty());
    assert!(answer.headers.get("content-type").is_none());
}

#[tokio::test]
async fn a_developer_level_service_account_signs_for_itself() {
    let team = Team::open().await;
    let file = team.bench.key("service_account");
    assert_eq!(with_jwt(&team, &file).await.status, StatusCode::OK);
    let project = team.bench.wrong_key("Key file (project-level)");
    let answer = with_jwt(&team, &project).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(
        answer.json()["ret"]["msg"],
        "project credential can not access the developer credentialType api"
    );
}

async fn with_jwt(team: &Team, file: &str) -> Answer {
    let file: Value = serde_json::from_str(file).unwrap();
    let now = time_now(team);
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({ "alg": "PS256", "typ": "JWT", "kid": file["key_id"] }));
    let payload = part(json!({
        "aud": "https://oauth-login.cloud.huawei.com/oauth2/v3/token",
        "iss": file["sub_account"], "iat": now, "exp": now + 3600,
    }));
    let signed = format!("{header}.{payload}");
    let signer = BlindedSigningKey::<Sha256>::new(private_key().unwrap().clone());
    let signature = signer.sign_with_rng(&mut rand::thread_rng(), signed.as_bytes());
    let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()));
    let request = Request::get("/api/publish/v2/appid-list?packageName=com.example.slipway")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap();
    team.bench.send(HOST, request).await
}

fn time_now(team: &Team) -> i64 {
    team.bench.world.clock.now().as_second()
}

#[test]
fn written_times_can_be_read_again() {
    let instant = jiff::Timestamp::from_second(1_800_000_000).unwrap();
    assert_eq!(time::read(&time::write(instant)), Some(instant));
}
