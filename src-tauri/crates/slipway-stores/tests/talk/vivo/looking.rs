//! The check, the sandbox and the pace of questions.

use jiff::SignedDuration;
use serde_json::{Value, json};
use slipway_model::{Looked, Retry};

use super::{at, no, said, set, table, taken, turned_away, yes};
use crate::{Reply, now, xiaomi::form};

#[tokio::test]
async fn questions_about_one_package_are_kept_apart() {
    let mut table = table().await;
    table.done("find-app", [at(19, 3, 1)]).await;
    assert_eq!(table.visit.now(), now());
    table.done("find-app", [at(19, 3, 1)]).await;
    assert_eq!(table.visit.now(), now() + SignedDuration::from_secs(5));
    // Somebody else asks too: a few times more, then it is a failure.
    let (_, asked) = table
        .done("find-app", [no("11010"), no("11010"), at(19, 3, 1)])
        .await;
    let times: Vec<_> = asked
        .iter()
        .map(|asked| form(asked)["timestamp"].clone())
        .collect();
    assert_eq!(times, ["1760000010000", "1760000015000", "1760000020000"]);
    let problem = table.failed("find-app", (0..6).map(|_| no("11010"))).await;
    assert_eq!(problem.advice.key, "problem.processing");
    assert!(matches!(problem.retry, Retry::After { .. }));
}

#[tokio::test]
async fn one_question_checks_every_layer() {
    let table = table().await;
    assert_eq!(
        table.check([at(19, 3, 1)]).await,
        [
            "key pass",
            "clock pass",
            "token pass",
            "app pass",
            "right pass"
        ]
    );
    for (reply, place, expected) in [
        (turned_away(10018), 2, "token fail problem.wrong-pair copy"),
        (turned_away(10017), 2, "token fail problem.wrong-pair copy"),
        (
            turned_away(10001),
            2,
            "token fail problem.wrong-secret copy",
        ),
        (turned_away(10005), 1, "clock fail problem.clock"),
        (
            turned_away(10004),
            4,
            "right fail problem.no-permission sign-in",
        ),
        (yes(Value::Null), 3, "app fail problem.app-not-found app"),
        (no("11001"), 3, "app fail problem.app-not-found app"),
        (Reply::Text(502, "<html>"), 2, "token fail problem.down"),
    ] {
        let layers = table.check([reply]).await;
        assert_eq!(layers[place], expected, "{layers:?}");
        assert!(
            layers[place + 1..]
                .iter()
                .all(|layer| layer.ends_with("skipped"))
        );
    }
    // Without an app, any answer of the service proves the keys.
    table.server.will([no("11001")]);
    let probes = table.store.check(&table.visit, None).await;
    let asked = table.server.asked();
    let last = said(asked.last().unwrap());
    assert_eq!(last["packageName"], "com.example.slipway.probe");
    assert!(probes.iter().all(|probe| probe.problem.is_none()));
}

#[tokio::test]
async fn the_sandbox_has_a_host_of_its_own_and_cannot_be_asked() {
    let mut table = set(&[("environment", "test".to_owned())]).await;
    let (found, asked) = table.done("find-app", [turned_away(10010)]).await;
    assert_eq!(found, json!({"asked": false}));
    assert_eq!(asked[0].host, "sandbox-developer-api.vivo.com.cn");
    table.done("upload", [taken()]).await;
    let (_, asked) = table.done("submit", [yes(Value::Null)]).await;
    assert_eq!(asked[0].host, "sandbox-developer-api.vivo.com.cn");
    assert_eq!(said(&asked[0])["compatibleDevice"], "2");
    let (seen, _) = table.done("confirm", [turned_away(10010)]).await;
    assert_eq!(seen, json!({"seen": false}));
    let Looked::CannotTell { problem } = table.look("submit", 0, [turned_away(10010)]).await else {
        panic!("must not tell")
    };
    assert_eq!(problem.advice.key, "problem.sandbox-unclear");
    assert_eq!(
        table.check([turned_away(10010)]).await,
        [
            "key pass",
            "clock pass",
            "token pass",
            "app skipped",
            "right skipped"
        ]
    );
}
