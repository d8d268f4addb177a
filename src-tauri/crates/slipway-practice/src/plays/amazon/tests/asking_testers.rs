use super::{
    registering::{certificate, register},
    *,
};
use crate::page::Tongue;

async fn registered() -> Account {
    let account = Account::open().await;
    let answer = register(&account, None, &certificate().0).await;
    assert_eq!(answer.status, StatusCode::OK);
    account
}

fn row(email: &str) -> Value {
    json!({ "email": email })
}

/// `count` people with addresses that begin like that.
fn people(prefix: &str, count: usize) -> Vec<Value> {
    (0..count)
        .map(|number| row(&format!("{prefix}{number}@example.com")))
        .collect()
}

fn group(name: &str, testers: &[Value]) -> Value {
    json!({ "name": name, "testers": testers })
}

async fn add(account: &Account, groups: Value) -> Answer {
    add_with(account, None, groups).await
}

async fn add_with(account: &Account, fault: Option<&str>, groups: Value) -> Answer {
    let body = json!({ "groups": groups });
    account
        .post_with(fault, "tracks/devtest/testers", body)
        .await
}

async fn told(account: &Account, groups: Value) -> Value {
    let answer = add(account, groups).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", text(&answer));
    answer.json()
}

#[tokio::test]
async fn testers_come_in_groups_and_count_once() {
    let account = registered().await;
    let anna = json!({ "firstName": "Anna", "lastName": "Example", "email": "anna@example.com" });
    let groups = json!([
        group("QA core", &[anna.clone(), row("b@example.com")]),
        group("合作伙伴", &[row("ANNA@example.com"), row("c@example.com")]),
    ]);
    let answer = add(&account, groups.clone()).await;
    assert_eq!(
        answer.json(),
        json!({ "groups": ["QA core", "合作伙伴"], "uniqueTesterCount": 3 })
    );
    let event = answer.event("testers").unwrap();
    assert_eq!(event["package"], PACKAGE);
    assert_eq!(
        (&event["track"], &event["unique"]),
        (&json!("devtest"), &json!(3))
    );
    assert_eq!(event["attached"], json!(["QA core", "合作伙伴"]));
    assert_eq!(event["groups"][0]["testers"][0], anna);
    assert_eq!(
        event["groups"][0]["added"],
        json!(["anna@example.com", "b@example.com"])
    );
    // Nobody is added twice, and a group that is sent with fewer people keeps the others.
    let answer = add(&account, json!([group("QA core", &[row("b@example.com")])])).await;
    assert_eq!(answer.json()["uniqueTesterCount"], 3);
    assert_eq!(
        answer.event("testers").unwrap()["groups"][0]["added"],
        json!([])
    );
}

#[tokio::test]
async fn testers_need_a_registered_app_and_the_known_track() {
    let account = Account::open().await;
    let groups = json!([group("QA", &[row("a@example.com")])]);
    let early = add(&account, groups.clone()).await;
    assert_eq!(early.status, StatusCode::NOT_FOUND);
    assert!(early.json()["errorCode"].is_string() && early.json()["errorMessage"].is_string());
    register(&account, None, &certificate().0).await;
    let body = json!({ "groups": groups });
    let track = account.post("tracks/production/testers", body).await;
    assert_eq!(track.status, StatusCode::NOT_FOUND);
    assert_eq!(add(&account, groups).await.status, StatusCode::OK);
}

#[tokio::test]
async fn one_wrong_row_refuses_the_whole_call() {
    let account = registered().await;
    let good = row("good@example.com");
    for groups in [
        json!([]),
        Value::Null,
        json!([{ "testers": [good] }]),
        json!([{ "name": " ", "testers": [good] }]),
        json!([{ "name": "QA" }]),
        json!([group("QA", &[])]),
        json!([
            group("QA", std::slice::from_ref(&good)),
            group("Empty", &[])
        ]),
        json!([group("QA", &[good.clone(), json!({ "firstName": "A" })])]),
        json!([group("QA", &[good.clone(), row("")])]),
        json!([group("QA", &[good.clone(), row("no address")])]),
        json!([group("QA", &[good.clone(), row("甲@example.com")])]),
        json!([group(
            "QA",
            &[good.clone(), row("somebody@refused.example")]
        )]),
        json!([group(
            "QA",
            &[
                good.clone(),
                json!({ "email": "a@example.com", "firstName": 7 })
            ]
        )]),
    ] {
        let answer = add(&account, groups.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{groups}");
        assert!(answer.event("testers").is_none());
    }
    // Nobody is in, not even the good row.
    let told = told(
        &account,
        json!([group("Other", &[row("other@example.com")])]),
    )
    .await;
    assert_eq!(told, json!({ "groups": ["Other"], "uniqueTesterCount": 1 }));
}

#[tokio::test]
async fn an_app_has_fifty_testers_at_most() {
    let account = registered().await;
    let fifty = told(&account, json!([group("A", &people("a", 50))])).await;
    assert_eq!(fifty["uniqueTesterCount"], 50);
    let more = add(&account, json!([group("B", &people("b", 1))])).await;
    assert_eq!(coded(&more), (400, "limit_exceeded".to_owned()));
    let known = told(&account, json!([group("B", &people("a", 10))])).await;
    assert_eq!(
        known,
        json!({ "groups": ["A", "B"], "uniqueTesterCount": 50 })
    );
}

#[tokio::test]
async fn an_account_has_three_hundred_groups_and_fifteen_hundred_testers() {
    let first = registered().await;
    let bench = first.bench;
    let (pem, _) = certificate();
    let other = |number: usize| SeedApp {
        package: format!("com.example.app{number}"),
        ..demo_app()
    };
    let mut account = Account { bench, ..first };
    for number in 0..30 {
        account.app_id = account.bench.adopt(&other(number));
        let body = json!({ "packageName": other(number).package, "certificate": pem });
        account.post("devtest/register", body).await;
        let groups: Vec<Value> = (0..10)
            .map(|part| {
                group(
                    &format!("{number}-{part}"),
                    &people(&format!("p{number}x{part}x"), 5),
                )
            })
            .collect();
        let told = told(&account, json!(groups)).await;
        assert_eq!(told["uniqueTesterCount"], 50);
    }
    account.app_id = account.bench.adopt(&other(30));
    let body = json!({ "packageName": other(30).package, "certificate": pem });
    account.post("devtest/register", body).await;
    let new_group = add(&account, json!([group("one more", &people("p0x0x", 1))])).await;
    assert_eq!(coded(&new_group), (400, "limit_exceeded".to_owned()));
    assert!(text(&new_group).contains("300"));
    let new_tester = add(&account, json!([group("0-0", &people("new", 1))])).await;
    assert!(text(&new_tester).contains("1500"), "{}", text(&new_tester));
    // The pool is the account's: a group that another app filled comes with its people.
    let shared = told(&account, json!([group("0-0", &people("p0x0x", 1))])).await;
    assert_eq!(shared, json!({ "groups": ["0-0"], "uniqueTesterCount": 5 }));
}

#[tokio::test]
async fn counts_can_disagree() {
    let account = registered().await;
    let groups = json!([group("QA", &people("a", 3)), group("More", &people("b", 2))]);
    let low = add_with(&account, Some("wrong-count"), groups.clone()).await;
    assert_eq!(low.json()["uniqueTesterCount"], 4);
    assert_eq!(low.event("testers").unwrap()["unique"], 5);
    let unnamed = add_with(&account, Some("group-unnamed"), groups.clone()).await;
    assert_eq!(
        unnamed.json(),
        json!({ "groups": ["QA"], "uniqueTesterCount": 5 })
    );
    let edited = add_with(&account, Some("edited-in-console"), groups).await;
    assert_eq!(
        edited.json(),
        json!({ "groups": ["QA", "More", "Added in the console"], "uniqueTesterCount": 7 })
    );
}

#[tokio::test]
async fn a_refused_call_can_have_added_its_good_rows() {
    let account = registered().await;
    let rows = [row("a@example.com"), row("b@refused.example")];
    let refused = add_with(&account, Some("half-added"), json!([group("QA", &rows)])).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.event("warning").is_some() && refused.event("testers").is_none());
    let told = told(&account, json!([group("QA", &[row("c@example.com")])])).await;
    assert_eq!(told["uniqueTesterCount"], 2);
}

#[tokio::test]
async fn the_console_lists_who_tests() {
    let account = registered().await;
    let anna = json!({ "firstName": "Anna", "lastName": "Example", "email": "anna@example.com" });
    told(
        &account,
        json!([group("QA core", &[anna, row("b@example.com")])]),
    )
    .await;
    let list = account.bench.wrong_key("QA core");
    assert_eq!(
        list,
        "E-mail,First name,Last name\nanna@example.com,Anna,Example\nb@example.com,,"
    );
    let page = account
        .bench
        .world
        .transaction("amazon", None, |stage| account.bench.play.console(stage))
        .unwrap();
    let heading = page
        .sections
        .last()
        .unwrap()
        .heading
        .in_tongue(Tongue::English);
    assert_eq!(heading, "Tester Management");
    let facts: Vec<&str> = page.apps[0].facts.iter().map(|(_, fact)| &**fact).collect();
    for fact in ["1 / 3", "2 / 50", "QA core"] {
        assert!(facts.contains(&fact), "{facts:?}");
    }
}
