//! What all four calls check before anything else, in the inferred order.

use super::*;

const ROUTES: [&str; 4] = [
    "query_app_detail",
    "get_file_upload_info",
    "update_app",
    "query_app_update_status",
];

#[tokio::test]
async fn a_signed_query_is_answered_in_flat_json() {
    let team = Team::open();
    let answer = team.call("query_app_detail", &[]).await;
    assert_eq!(
        answer.headers["content-type"],
        "application/json; charset=utf-8"
    );
    let body = answer.json();
    assert_eq!((&body["ret"], &body["msg"]), (&json!(0), &json!("success")));
    assert_eq!(body["pkg_name"], "com.example.slipway");
    assert_eq!(body["app_name"], "滑道演示");
    for number in [
        "app_type",
        "category",
        "age_level",
        "is_support_ipv6",
        "pay_type",
    ] {
        assert!(body[number].is_u64(), "{number}");
    }
    assert!(body.get("version_name").is_none() && body.get("data").is_none());
}

#[tokio::test]
async fn every_call_checks_in_the_same_order() {
    let team = Team::open();
    let now = team.seconds();
    // Each step mends what the step before was refused for.
    let steps: [(&str, String, u64); 15] = [
        ("user_id", String::new(), 1_000_001),
        ("user_id", "release@example.com".to_owned(), 1_000_002),
        ("user_id", "1".to_owned(), 1_000_004),
        ("user_id", team.bench.key("user_id"), 1_000_005),
        ("pkg_name", "com.example.other".to_owned(), 1_000_006),
        ("app_id", "com.example".to_owned(), 1_000_007),
        ("app_id", "1".to_owned(), 1_000_014),
        ("timestamp", "today".to_owned(), 1_000_015),
        ("timestamp", (now - 1900).to_string(), 1_000_016),
        ("timestamp", (now + 1900).to_string(), 1_000_016),
        ("timestamp", (now * 1000).to_string(), 1_000_016),
        ("timestamp", (now - 1700).to_string(), 1_000_017),
        ("sign", "0".repeat(64), 1_000_020),
        ("app_id", "1".to_owned(), 1_000_008),
        ("app_id", team.app_id.clone(), 1_000_009),
    ];
    for route in ROUTES {
        let mut parameters = Parameters::new();
        for (name, value, expected) in &steps {
            parameters.insert((*name).to_owned(), value.clone());
            if *expected == 1_000_008 || *expected == 1_000_009 {
                parameters = signed(parameters, &team.secret());
            }
            let answer = team.post(None, route, urlencoded(&parameters)).await;
            assert_eq!(ret(&answer), *expected, "{route}: {name}={value}");
            assert_eq!(answer.event("refused").unwrap()["code"], *expected);
        }
    }
}

#[tokio::test]
async fn thirty_minutes_either_way_are_tolerated() {
    let team = Team::open();
    let at = async |seconds: i64| {
        let time = (team.seconds() + seconds).to_string();
        ret(&team.call("query_app_detail", &[("timestamp", &time)]).await)
    };
    assert_eq!((at(-1700).await, at(1800).await), (0, 0));
    assert_eq!((at(-1810).await, at(1900).await), (1_000_016, 1_000_016));
}

#[tokio::test]
async fn who_may_not_and_which_app_may_not() {
    let team = Team::open();
    let as_user =
        async |user_id: &str| ret(&team.call("query_app_detail", &[("user_id", user_id)]).await);
    let wrong = |label: &str| team.bench.wrong_key(label);
    assert_eq!(as_user(&wrong("UserID of a sub-account")).await, 1_000_012);
    let silent = wrong("UserID of an account without the interface");
    assert_eq!(as_user(&silent).await, 1_000_019);
    assert_eq!(as_user(&wrong("QQ number")).await, 1_000_004);
    assert_eq!(as_user(&wrong("Sign-in e-mail")).await, 1_000_002);
    let on_app = async |app_id: &str, package: &str| {
        let more = [("app_id", app_id), ("pkg_name", package)];
        ret(&team.call("update_app", &more).await)
    };
    let game = wrong("APP ID of a game");
    assert_eq!(on_app(&game, "com.example.game").await, 1_000_010);
    let foreign = wrong("APP ID of another developer");
    assert_eq!(on_app(&foreign, "com.example.claimed").await, 1_000_012);
    assert_eq!(on_app(&foreign, &team.app.package).await, 1_000_009);
    let public = wrong("Number in the public store");
    assert_eq!(on_app(&public, &team.app.package).await, 1_000_008);
    assert_eq!(
        on_app(&team.app.package, &team.app.package).await,
        1_000_007
    );
}

#[tokio::test]
async fn the_first_version_is_published_by_hand() {
    let team = Team::with(SeedApp {
        version_code: 0,
        ..demo_app()
    });
    for route in ROUTES {
        assert_eq!(ret(&team.call(route, &[]).await), 1_000_011, "{route}");
    }
}

#[tokio::test]
async fn the_signature_is_over_everything_that_was_sent() {
    let team = Team::open();
    let send = async |parameters: Parameters| {
        team.post(None, "query_app_detail", urlencoded(&parameters))
            .await
    };
    let fine = signed(team.common(), &team.secret());
    assert_eq!(ret(&send(fine.clone()).await), 0);
    // An empty value is a part of the text, as in the official sample.
    let mut unsigned_empty = fine.clone();
    unsigned_empty.insert("feature".to_owned(), String::new());
    let answer = send(unsigned_empty.clone()).await;
    assert_eq!(ret(&answer), 1_000_020);
    let why = answer.event("refused").unwrap()["why"].as_str().unwrap();
    assert!(why.contains("without a value"), "{why}");
    assert_eq!(ret(&send(signed(unsigned_empty, &team.secret())).await), 0);
    let label = team.bench.wrong_key("The secret with its label");
    assert_eq!(ret(&send(signed(team.common(), &label)).await), 1_000_020);
    let mut upper = fine;
    upper
        .entry("sign".to_owned())
        .and_modify(|sign| sign.make_ascii_uppercase());
    assert_eq!(ret(&send(upper).await), 1_000_020);
}

#[tokio::test]
async fn only_a_form_in_the_body_is_read() {
    let team = Team::open();
    let body = urlencoded(&signed(team.common(), &team.secret()));
    let send = async |content_type: &str, address: &str, body: &str| {
        let request = Request::post(format!("/open_file/developer_api/{address}"))
            .header("content-type", content_type)
            .body(Body::from(body.to_owned()))
            .unwrap();
        team.bench.send(HOST, request).await
    };
    let form = "application/x-www-form-urlencoded";
    let utf8 = "application/x-www-form-urlencoded; charset=utf-8";
    assert_eq!(ret(&send(utf8, "query_app_detail", &body).await), 0);
    let json = send("application/json", "query_app_detail", "{}").await;
    assert_eq!(ret(&json), 1_000_013);
    let twice = format!("{body}&app_id=1");
    assert_eq!(
        ret(&send(form, "query_app_detail", &twice).await),
        1_000_013
    );
    let in_address = send(form, &format!("query_app_detail?{body}"), "").await;
    assert_eq!(ret(&in_address), 1_000_001);
    assert!(in_address.event("warning").is_some());
    let unknown = send(form, "app_list", &body).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let get = Request::get("/open_file/developer_api/query_app_detail");
    let get = team
        .bench
        .send(HOST, get.body(Body::empty()).unwrap())
        .await;
    assert_eq!(get.status, StatusCode::METHOD_NOT_ALLOWED);
}
