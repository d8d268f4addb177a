//! A phased release, planned and widened.

use jiff::SignedDuration;
use serde_json::{Value, json};
use slipway_model::{Lever, Percent, PhaseState, ReviewState, Steering};
use slipway_stores::Submitted;

use super::{SERIAL, at, is, no, phases, said, table, taken, yes};
use crate::{now, xiaomi::parts};

#[tokio::test]
async fn a_phased_release_is_planned_shown_and_widened() {
    let mut table = table().await;
    table.order.when = phases();
    table
        .done("find-app", [at(19, 3, 1), yes(Value::Null)])
        .await;
    let (_, asked) = table.done("upload", [taken()]).await;
    assert!(
        parts(&asked[0])
            .iter()
            .any(|(name, _, bytes)| name == "stageType" && bytes == b"1")
    );
    let (_, asked) = table.done("submit", [yes(Value::Null)]).await;
    is(
        &said(&asked[0]),
        &[
            ("apkUuid64", SERIAL),
            ("method", "app.sync.create.update.stage.app"),
            ("packageName", "com.example.slipway"),
            ("stagedEndTime", "2026-01-20 10:00:00"),
            ("stagedProportion", "10"),
            ("stagedStartTime", "2026-01-15 10:00:00"),
            ("subPackage", "0"),
            ("updateDesc", "修复 A&B=C 的问题 + 100%"),
        ],
    );
    let waiting = yes(json!({"auditStatus": 0, "stagedProportion": "10"}));
    let (seen, _) = table.done("confirm", [at(19, 3, 1), waiting]).await;
    assert_eq!(
        (&seen["seen"], &seen["term"]),
        (&json!(true), &json!("auditStatus 0, effectStatus –"))
    );

    let submitted = Submitted {
        version_code: 20,
        at: now() - SignedDuration::from_hours(24),
        goes_live_at: None,
        trace: table.store.trace(&table.outputs),
    };
    let running = yes(json!({"auditStatus": 2, "effectStatus": 1, "stagedProportion": 10}));
    table.server.will([at(19, 3, 1), running]);
    let review = table
        .store
        .review(&table.visit, &table.order.app, Some(&submitted))
        .await
        .unwrap();
    table.server.asked();
    let phase = review.phase.unwrap();
    assert_eq!(
        (review.state, phase.state),
        (ReviewState::Live, PhaseState::Running)
    );
    assert_eq!(
        (phase.percent, review.levers),
        (Percent::whole(10), vec![Lever::Widen])
    );

    table.server.will([yes(Value::Null)]);
    let widen = Steering::widen(Percent::whole(30).unwrap());
    table
        .store
        .steer(&table.visit, &table.order.app, Some(&submitted), &widen)
        .await
        .unwrap();
    let asked = table.server.asked();
    assert_eq!(asked.len(), 1, "one lever is one request");
    let params = said(&asked[0]);
    assert_eq!(
        (
            params["method"].as_str(),
            params["stagedProportion"].as_str(),
            params["apkUuid64"].as_str()
        ),
        ("app.sync.create.update.stage.app", "30", SERIAL)
    );
    table.server.will([no("22011")]);
    let problem = table
        .store
        .steer(&table.visit, &table.order.app, Some(&submitted), &widen)
        .await
        .unwrap_err();
    assert_eq!(problem.said.unwrap().code, "22011");
}
