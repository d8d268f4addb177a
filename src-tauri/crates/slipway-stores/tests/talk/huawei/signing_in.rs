//! Keys and tokens: renewed, refused, blanked; and the check with its layers.

use serde_json::json;
use slipway_model::{ProblemKind, Retry};

use super::{KEY, form, ids, info, key_file, no, place, ready, table, token};
use crate::{NEW_HOST, Reply, Table, ok};

/// Rejected, expired, and refused without a word: the dresses of one no.
fn refusals() -> [fn() -> Reply; 3] {
    [
        || {
            Reply::Json(
                401,
                json!({"ret": {"code": 205_524_993, "msg": "client token auth failed"}}),
            )
        },
        || no(205_524_994, "access token expired"),
        || Reply::Text(401, ""),
    ]
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_call_sent_again() {
    for refused in refusals() {
        let mut table = ready().await;
        let (_, asked) = table
            .done("find-app", [refused(), token("t2"), ids(), info(0, 19, 19)])
            .await;
        assert_eq!(
            asked.last().unwrap().header("authorization"),
            Some("Bearer t2")
        );

        let problem = table
            .failed("find-app", [refused(), token("t3"), refused()])
            .await;
        assert_eq!(
            (problem.kind, problem.advice.key.as_str()),
            (ProblemKind::BadCredentials, "problem.token-refused-client")
        );
    }
}

#[tokio::test]
async fn a_service_account_signs_for_itself_and_names_no_client() {
    let mut table = Table::set("huawei", &[("service_account", key_file())]).await;
    // Nothing is bought and nothing exchanged.
    let (_, asked) = table.done("sign-in", []).await;
    assert!(asked.is_empty());
    for refused in refusals() {
        let (_, asked) = table
            .done("find-app", [refused(), ids(), info(0, 19, 19)])
            .await;
        let signed: Vec<&str> = asked
            .iter()
            .map(|asked| asked.header("authorization").unwrap())
            .collect();
        for (asked, signed) in asked.iter().zip(&signed) {
            assert_eq!(asked.header("client_id"), None);
            assert_eq!(signed.split('.').count(), 3, "{signed}");
        }
        // Signed anew: a PSS signature is never the same twice.
        assert_ne!(signed[0], signed[1]);
        assert_eq!(signed[1], signed[2]);
    }
    for (reply, expected) in [
        (Reply::Text(403, ""), "token fail problem.no-role level"),
        (
            Reply::Text(
                403,
                "project credential can not access the developer credentialType api",
            ),
            "token fail problem.project-account level",
        ),
    ] {
        assert_eq!(table.check([reply]).await[2], expected);
    }
}

#[tokio::test]
async fn token_and_calls_go_to_the_site_of_the_account() {
    for (site, host) in [
        ("", "connect-api"),
        ("cn", "connect-api"),
        ("sg", "connect-api-dra"),
        ("de", "connect-api-dre"),
        ("ru", "connect-api-drru"),
    ] {
        let mut table = Table::set("huawei", &form([("site", site)])).await;
        let (_, first) = table.done("sign-in", [token("t1")]).await;
        let (_, then) = table.done("find-app", [ids(), info(0, 19, 19)]).await;
        for asked in first.iter().chain(&then) {
            assert_eq!(asked.host.split('.').next(), Some(host), "{site}");
        }
    }
}

#[tokio::test]
async fn a_developer_from_elsewhere_says_where_the_app_goes() {
    for (mainland, flag) in [("yes", "1"), ("no", "0")] {
        let mut table = Table::set("huawei", &form([("mainland", mainland)])).await;
        let there = || place(&format!("https://{NEW_HOST}/a"));
        let flag = format!("&chineseMainlandFlag={flag}");
        table
            .check([token("t1"), ids(), info(0, 19, 19), there()])
            .await;
        let asked = table.server.asked();
        assert!(asked.last().unwrap().query.ends_with(&flag));
        table.done("find-app", [ids(), info(0, 19, 19)]).await;
        let (_, asked) = table.done("upload", [there(), Reply::Text(200, "")]).await;
        assert!(asked[0].query.ends_with(&flag), "{}", asked[0].query);
    }
}

#[tokio::test]
async fn a_wrong_pair_is_an_answer_of_200() {
    let mut table = table().await;
    let problem = table
        .failed("sign-in", [no(203_890_688, "client id or secret error")])
        .await;
    assert_eq!(
        (problem.kind, problem.retry),
        (ProblemKind::BadCredentials, Retry::No)
    );
    assert_eq!(problem.said.unwrap().words, "client id or secret error");
}

#[tokio::test]
async fn what_the_store_echoes_of_the_key_is_blanked() {
    let mut table = table().await;
    let problem = table
        .failed("sign-in", [no(203_890_688, &format!("bad {KEY}"))])
        .await;
    assert_eq!(problem.said.unwrap().words, "bad •••");
}

#[tokio::test]
async fn the_check_goes_layer_by_layer() {
    let table = table().await;
    let all = table
        .check([
            token("t1"),
            ids(),
            info(0, 19, 19),
            place("https://a.example.net/"),
        ])
        .await;
    assert_eq!(
        all,
        [
            "key pass",
            "clock skipped",
            "token pass",
            "app pass",
            "right pass"
        ]
    );
    let asked = table.server.asked();
    assert_eq!(
        asked.last().unwrap().query,
        "appId=100000001&fileName=check.apk&contentLength=1&releaseType=1"
    );

    let refused = table.check([Reply::Text(403, "")]).await;
    assert_eq!(
        refused[2..],
        [
            "token fail problem.project-client name",
            "app skipped",
            "right skipped"
        ]
    );
    let missing = table.check([ok(json!({"appids": []}))]).await;
    assert_eq!(
        missing[3..],
        ["app fail problem.app-not-found app-id", "right skipped"]
    );
    let no_right = table
        .check([ids(), info(0, 19, 19), Reply::Text(403, "")])
        .await;
    assert_eq!(no_right[4], "right fail problem.project-client name");
}

#[tokio::test]
async fn a_wrong_key_fails_the_check_at_its_step() {
    let table = table().await;
    let found = table
        .check([no(203_886_599, "the type of clientId not match")])
        .await;
    assert_eq!(found[2], "token fail problem.other-family copy");
}

/// This machine has 08:53:20; a signed token lives an hour and bears our time.
#[tokio::test]
async fn a_wrong_clock_is_told_before_the_key_is_blamed() {
    let table = Table::set("huawei", &[("service_account", key_file())]).await;
    let refused = |time| {
        let body = json!({"ret": {"code": 205_524_993, "msg": "client token auth failed"}});
        Reply::Dated(401, time, body)
    };
    let late = || refused("Thu, 09 Oct 2025 09:35:20 GMT");
    let layers = table.check([late(), late()]).await;
    assert_eq!(
        layers[1..],
        [
            "clock fail problem.clock",
            "token skipped",
            "app skipped",
            "right skipped"
        ]
    );
    let right = || refused("Thu, 09 Oct 2025 08:51:00 GMT");
    let layers = table.check([right(), right()]).await;
    assert_eq!(
        layers[1..3],
        ["clock pass", "token fail problem.token-refused import"]
    );
}

#[tokio::test]
async fn a_survey_asks_for_the_app_id_when_the_package_is_not_listed() {
    let table = table().await;
    table.server.will([token("t1"), ok(json!({"appids": []}))]);
    let survey = table
        .store
        .survey(&table.visit, &table.order.app)
        .await
        .unwrap();
    assert_eq!(
        (survey.first_release, survey.asks),
        (None, vec!["app_id".to_owned()])
    );
}
