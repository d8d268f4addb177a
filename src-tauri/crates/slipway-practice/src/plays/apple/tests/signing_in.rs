use super::*;
use crate::{
    page::Tongue,
    plays::apple::{
        keys::{self, Keys},
        token::{Asked, Flaw, verify},
    },
};

// The reference's vectors, signed with its worthless key.
const V1: &str = "eyJhbGciOiJFUzI1NiIsImtpZCI6IjJYOVI0SFhGMzQiLCJ0eXAiOiJKV1QifQ.eyJpc3MiOiI1NzI0NjU0Mi05NmZlLTFhNjMtZTA1My0wODI0ZDAxMTA3MmEiLCJpYXQiOjE3NjAwMDAwMDAsImV4cCI6MTc2MDAwMTIwMCwiYXVkIjoiYXBwc3RvcmVjb25uZWN0LXYxIn0.weOYHANlLVlYK38gkcbwFaXoFgrGKiOngGTqj6F_u2RtiEi-NeFq8jrLCNwrjdPBIB09Bh55xLraul9Wskd3Ow";
const V2: &str = "eyJhbGciOiJFUzI1NiIsImtpZCI6IjdZSDJROFpLM00iLCJ0eXAiOiJKV1QifQ.eyJzdWIiOiJ1c2VyIiwiaWF0IjoxNzYwMDAwMDAwLCJleHAiOjE3NjAwMDEyMDAsImF1ZCI6ImFwcHN0b3JlY29ubmVjdC12MSJ9.Ubr2aZ4rUgKb0NBAir9P0EHOEWMddcFSdzJYVisvnE_RcuZB3QBQmxgzrFhlf-YE-0SdkFUxmdoTFwplPPbTyw";
const V3: &str = "eyJhbGciOiJFUzI1NiIsImtpZCI6IjJYOVI0SFhGMzQiLCJ0eXAiOiJKV1QifQ.eyJpc3MiOiI1NzI0NjU0Mi05NmZlLTFhNjMtZTA1My0wODI0ZDAxMTA3MmEiLCJpYXQiOjE3NjAwMDAwMDAsImV4cCI6MTc2MDAwMTIwMCwiYXVkIjoiYXBwc3RvcmVjb25uZWN0LXYxIiwic2NvcGUiOlsiR0VUIC92MS9hcHBzP2ZpbHRlcltwbGF0Zm9ybV09SU9TIl19.NEWALrNSG4QR05M4RHjgzkQ3-O9A_rX5SxzlrboNjWDl3BLKkk4ZbIeygaXi8QHJVVmuZ3RCTP6hDwWzPtrsSw";
const V4_SIGNATURE: &str = "MEUCIQDB45gcA2UtWVgrfyCRxvAVpegWCsYqI6eAZOqPoX-7ZAIgbYhIvjXhavI6ywjcK43TwSAdPQYeecS62rpfVrJHdzs";
const DURING: i64 = 1_760_000_100;

fn judge(token: &str, now: i64, asked: Asked<'_>) -> Result<String, Flaw> {
    let keys = Keys::draw();
    let header = format!("Bearer {token}");
    let public = keys::public().unwrap();
    verify(Some(&header), &keys, &public, now, asked).map(|key| key.id.clone())
}

fn plain(token: &str, now: i64) -> Result<String, Flaw> {
    let asked = Asked {
        method: "GET",
        path: "/v1/builds",
        query: &[],
    };
    judge(token, now, asked)
}

#[test]
fn the_known_tokens_are_taken_and_the_der_one_is_not() {
    assert_eq!(plain(V1, DURING).as_deref(), Ok("2X9R4HXF34"));
    assert_eq!(plain(V2, DURING).as_deref(), Ok("7YH2Q8ZK3M"));
    let (signed, _) = V1.rsplit_once('.').unwrap();
    let der = format!("{signed}.{V4_SIGNATURE}");
    assert_eq!(plain(&der, DURING), Err(Flaw::Signature));
    assert_eq!(plain(V1, 1_760_001_200), Err(Flaw::Expired));
    assert_eq!(plain(V1, 1_759_999_939), Err(Flaw::Early));
}

#[test]
fn a_scoped_token_is_good_for_its_request_alone() {
    let query = [("filter[platform]".to_owned(), "IOS".to_owned())];
    let check = |method, path, query, expected: Result<&str, Flaw>| {
        let asked = Asked {
            method,
            path,
            query,
        };
        assert_eq!(judge(V3, DURING, asked).as_deref(), expected.as_deref());
    };
    check("GET", "/v1/apps", &query, Ok("2X9R4HXF34"));
    check("GET", "/v1/apps", &[], Err(Flaw::Scope));
    check("POST", "/v1/apps", &query, Err(Flaw::Scope));
    check("GET", "/v1/builds", &query, Err(Flaw::Scope));
}

#[test]
fn every_member_is_looked_at_in_its_order() {
    let pem = keys::pem().unwrap();
    let good =
        json!({ "iss": ISSUER, "iat": DURING, "exp": DURING + 600, "aud": "appstoreconnect-v1" });
    let check = |header: Value, change: &dyn Fn(&mut Value), expected: Result<(), Flaw>| {
        let mut claims = good.clone();
        change(&mut claims);
        let token = sign(&pem, &header, &claims);
        assert_eq!(plain(&token, DURING).map(|_| ()), expected, "{claims}");
    };
    let same = |_: &mut Value| {};
    check(header(), &same, Ok(()));
    let with = |name: &str, value: Value| {
        let mut header = header();
        header[name] = value;
        header
    };
    check(with("alg", json!("HS256")), &same, Err(Flaw::Algorithm));
    check(with("alg", json!("none")), &same, Err(Flaw::Algorithm));
    check(with("typ", json!("jwt")), &same, Err(Flaw::Type));
    check(
        with("kid", json!("ABCDEFGHIJ")),
        &same,
        Err(Flaw::UnknownKey),
    );
    check(with("kid", json!("REV0KED001")), &same, Err(Flaw::Revoked));
    check(
        header(),
        &|it| it["aud"] = json!(["appstoreconnect-v1"]),
        Ok(()),
    );
    let enterprise = json!("apple-developer-enterprise-v1");
    check(
        header(),
        &|it| it["aud"] = enterprise.clone(),
        Err(Flaw::Audience),
    );
    check(
        header(),
        &|it| it["iss"] = json!("69a6de70"),
        Err(Flaw::Issuer),
    );
    check(header(), &|it| it["sub"] = json!("user"), Err(Flaw::Issuer));
    let individual = || with("kid", json!("7YH2Q8ZK3M"));
    check(individual(), &same, Err(Flaw::Issuer));
    check(
        header(),
        &|it| it["exp"] = json!("1760000700"),
        Err(Flaw::Expired),
    );
    check(
        header(),
        &|it| it["exp"] = json!(DURING),
        Err(Flaw::Expired),
    );
    check(header(), &|it| it["exp"] = json!(DURING + 1260), Ok(()));
    check(
        header(),
        &|it| it["exp"] = json!(DURING + 1261),
        Err(Flaw::Life),
    );
    check(
        header(),
        &|it| it["iat"] = json!(DURING + 61),
        Err(Flaw::Early),
    );
    check(header(), &|it| it["iat"] = Value::Null, Ok(()));
    check(
        header(),
        &|it| it["scope"] = json!(["GET /v1/builds"]),
        Ok(()),
    );
    check(header(), &|it| it["scope"] = json!([]), Err(Flaw::Scope));
    let other = keys::pem_from_elsewhere().unwrap();
    let token = sign(&other, &header(), &good);
    assert_eq!(plain(&token, DURING), Err(Flaw::Signature));
}

#[test]
fn the_shape_of_a_token_is_strict() {
    let check = |header: Option<&str>, expected: Flaw| {
        let keys = Keys::draw();
        let asked = Asked {
            method: "GET",
            path: "/v1/apps",
            query: &[],
        };
        let public = keys::public().unwrap();
        let done = verify(header, &keys, &public, DURING, asked);
        assert_eq!(done.map(|key| key.id.clone()), Err(expected), "{header:?}");
    };
    check(None, Flaw::Missing);
    check(Some("Basic abc"), Flaw::Missing);
    check(Some("bearer a.b.c"), Flaw::Missing);
    check(Some("Bearer a"), Flaw::Shape);
    check(Some("Bearer a.b."), Flaw::Shape);
    check(Some(&format!("Bearer {V1}==")), Flaw::Shape);
    check(Some(&format!("Bearer .{V1}")), Flaw::Shape);
}

async fn ask(team: &Team, authorization: Option<String>) -> Answer {
    let mut request = Request::get("/v1/apps?limit=1&fields%5Bapps%5D=bundleId,name");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    team.bench
        .send(HOST, request.body(Body::empty()).unwrap())
        .await
}

#[tokio::test]
async fn whatever_is_wrong_with_a_token_is_answered_alike() {
    let team = Team::open();
    let good = ask(&team, Some(format!("Bearer {}", team.token()))).await;
    assert_eq!(good.status, StatusCode::OK);
    for wrong in [
        None,
        Some("Bearer a.b.c".to_owned()),
        Some(format!("Bearer {V1}")),
    ] {
        let answer = ask(&team, wrong).await;
        refused(&answer, 401, "NOT_AUTHORIZED");
        assert!(
            detail(&answer).starts_with("Provide a properly configured and signed bearer token")
        );
    }
}

#[tokio::test]
async fn an_individual_key_speaks_without_an_issuer() {
    let team = Team::open();
    let claims = json!({ "sub": "user", "exp": team.now() + 600, "aud": "appstoreconnect-v1" });
    let header =
        json!({ "alg": "ES256", "kid": team.bench.wrong_key("Key ID (individual)"), "typ": "JWT" });
    let token = sign(&team.bench.key("private_key"), &header, &claims);
    let answer = ask(&team, Some(format!("Bearer {token}"))).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_developers_key_uploads_and_makes_no_version() {
    let team = Team::open();
    let header = json!({ "alg": "ES256", "kid": "DEV5K3Y0ND", "typ": "JWT" });
    let token = sign(&team.bench.key("private_key"), &header, &team.claims());
    let send = async |kind: &str, body: Value| {
        let request = Request::post(format!("/v1/{kind}"))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        team.bench.send(HOST, request).await
    };
    let links = json!({ "app": one("apps", &team.app) });
    let version = json!({ "platform": "IOS", "versionString": "2.0.0" });
    let version = body("appStoreVersions", None, version, links.clone());
    let answer = send("appStoreVersions", version).await;
    refused(&answer, 403, "FORBIDDEN.REQUIRED_ROLE");
    let upload = json!({ "cfBundleShortVersionString": "2.0.0", "cfBundleVersion": "20", "platform": "IOS" });
    let answer = send("buildUploads", body("buildUploads", None, upload, links)).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn the_quota_counts_down_over_a_rolling_hour() {
    let team = Team::open();
    let rest = |answer: &Answer| {
        let header = answer.headers["x-rate-limit"].to_str().unwrap().to_owned();
        let rest = header
            .strip_prefix("user-hour-lim:3600;user-hour-rem:")
            .unwrap();
        rest.strip_suffix(';').unwrap().parse::<u64>().unwrap()
    };
    let first = team.call("GET", "/v1/apps/{app}", None).await;
    assert_eq!(rest(&first), 3599);
    let missing = team.call("GET", "/v1/apps/1", None).await;
    assert_eq!(
        (missing.status, rest(&missing)),
        (StatusCode::NOT_FOUND, 3598)
    );
    team.bench
        .world
        .transaction("apple", None, |stage| {
            for _ in 0..3598 {
                crate::plays::apple::rate::count(stage, TEAM_KEY)?;
            }
            Ok(())
        })
        .unwrap();
    let over = team.call("GET", "/v1/apps/{app}", None).await;
    refused(&over, 429, "RATE_LIMIT_EXCEEDED");
    assert_eq!(rest(&over), 0);
    team.bench.pass(HOUR);
    let later = team.call("GET", "/v1/apps/{app}", None).await;
    assert_eq!(later.status, StatusCode::OK);
}

#[test]
fn the_page_offers_the_file_under_its_real_name() {
    let team = Team::open();
    let page = team
        .bench
        .world
        .transaction("apple", None, |stage| team.bench.play.console(stage))
        .unwrap();
    let values: Vec<_> = page.sections.into_iter().flat_map(|it| it.values).collect();
    let file = |name: &str| {
        let found = values
            .iter()
            .find(|it| it.file_name.as_deref() == Some(name));
        found.unwrap().value.clone()
    };
    assert_eq!(file("AuthKey_2X9R4HXF34.p8"), team.bench.key("private_key"));
    assert!(
        file("ApiKey_7YH2Q8ZK3M.p8")
            .starts_with("-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49")
    );
    let fields: Vec<_> = values.iter().filter_map(|it| it.field).collect();
    assert_eq!(fields, ["issuer_id", "key_id", "private_key"]);
    let all_chinese = values
        .iter()
        .all(|it| !it.what.in_tongue(Tongue::Chinese).is_ascii());
    assert!(all_chinese);
}
