//! How a submission to OPPO ends: answered, refused, lost, guarded, still being read.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Looked, Outcome, ProblemKind, Retry};
use slipway_stores::Attempt;

use super::{
    super::{Reply, Table},
    fields, no, ready, shown, standing, taken, task, token, with_package, yes,
};

#[tokio::test]
async fn a_refused_token_is_renewed_once_for_a_question_and_never_for_the_submission() {
    let mut table = ready().await;
    let replies = [
        no(910_002, "token expired"),
        token("t2"),
        standing(&table),
        task(Value::Null),
    ];
    let (_, asked) = table.done("find-app", replies).await;
    assert_eq!(fields(asked[2].query.as_bytes())["access_token"], "t2");
    let replies = [Reply::Text(401, ""), token("t3"), Reply::Text(403, "")];
    let problem = table.failed("find-app", replies).await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::BadCredentials, "problem.signature")
    );

    let mut table = with_package().await;
    let replies = [standing(&table), no(910_002, "token expired")];
    let problem = table.failed("submit", replies).await;
    assert_eq!(
        (problem.kind, problem.retry),
        (ProblemKind::BadCredentials, Retry::Now)
    );
    // The next attempt brings a fresh token.
    let replies = [token("t4"), standing(&table), taken()];
    let (_, asked) = table.done("submit", replies).await;
    assert_eq!(fields(&asked[2].body)["access_token"], "t4");
}

#[tokio::test]
async fn a_submission_without_an_answer_is_unclear_until_oppo_was_asked() {
    let mut table = with_package().await;
    for lost in [
        Reply::Silence,
        Reply::Text(502, "<html>"),
        Reply::Text(200, "<html>"),
        Reply::Json(200, json!({"data": {}})),
    ] {
        let replies = [standing(&table), lost];
        table.unclear("submit", replies).await;
    }
    // Before the submission itself nothing can have happened.
    for lost in [Reply::Silence, Reply::Text(502, "<html>")] {
        let problem = table.failed("submit", [lost]).await;
        assert!(!matches!(problem.retry, Retry::AfterLooking | Retry::No));
    }
    // A task for it, or the version in the record.
    for replies in [
        [task(json!("1")), standing(&table)],
        [task(json!(2)), standing(&table)],
        [task(Value::Null), shown(&table, "1")],
        [no(911_023, "x"), shown(&table, "1")],
        [Reply::Text(502, ""), shown(&table, "1")],
    ] {
        assert!(matches!(
            table.look("submit", 0, replies).await,
            Looked::Happened { .. }
        ));
    }
    let nothing = |table: &Table| [task(Value::Null), standing(table)];
    let replies = nothing(&table);
    assert_eq!(
        table.look("submit", 0, replies).await,
        Looked::AskAgain {
            after: Duration::from_secs(3)
        }
    );
    let replies = nothing(&table);
    assert_eq!(table.look("submit", 121, replies).await, Looked::DidNot);
    let replies = [Reply::Text(502, ""), Reply::Text(502, "")];
    assert!(matches!(
        table.look("submit", 121, replies).await,
        Looked::AskAgain { .. }
    ));
}

#[tokio::test]
async fn oppos_guard_against_a_second_submission_is_read_as_the_first_ones_answer() {
    let mut table = with_package().await;
    // The first answer was lost; its task is running.
    let replies = [
        standing(&table),
        no(911_216, "版本更新任务处理中"),
        task(json!("1")),
        standing(&table),
    ];
    let (output, _) = table.done("submit", replies).await;
    assert_eq!(output["task"], 1);
    let replies = [
        standing(&table),
        no(911_215, "应用审核中"),
        task(json!("2")),
        shown(&table, "1"),
    ];
    let (output, _) = table.done("submit", replies).await;
    assert_eq!(output["seen"], json!(true));
    // Already in the record: not sent at all.
    let replies = [shown(&table, "1")];
    let (_, asked) = table.done("submit", replies).await;
    assert_eq!(asked.len(), 1);
    // Nobody says whose it is.
    let replies = [
        standing(&table),
        no(911_216, "版本更新任务处理中"),
        Reply::Text(502, ""),
        standing(&table),
    ];
    let problem = table.unclear("submit", replies).await;
    assert_eq!(problem.advice.key, "problem.task-running");
    // Somebody else's.
    let replies = [
        standing(&table),
        no(911_216, "版本更新任务处理中"),
        task(Value::Null),
        standing(&table),
    ];
    let problem = table.failed("submit", replies).await;
    assert_eq!(
        (problem.kind, problem.advice.key.as_str()),
        (ProblemKind::AlreadyThere, "problem.task-running")
    );
}

#[tokio::test]
async fn a_refused_submission_is_certain_and_names_what_mends_it() {
    let mut table = with_package().await;
    for (reply, kind, about) in [
        (
            no(911_001, "软件版权证明不能为空"),
            ProblemKind::Refused,
            Some("listing:copyright_url"),
        ),
        (
            no(800_002, "Summary只能包含至多13个字符"),
            ProblemKind::Refused,
            Some("listing:summary"),
        ),
        (
            no(800_002, "icon_url 图片宽度不符合要求"),
            ProblemKind::Refused,
            Some("ask:replace_icon"),
        ),
        (
            no(911_219, "游戏暂不支持 CPU 多包"),
            ProblemKind::BadArtifact,
            None,
        ),
        (
            yes(json!({"success": false, "message": "?"})),
            ProblemKind::Refused,
            None,
        ),
    ] {
        let replies = [standing(&table), reply];
        let problem = table.failed("submit", replies).await;
        assert_eq!((problem.kind, problem.about.as_deref()), (kind, about));
        assert_eq!(problem.retry, Retry::No);
    }
    let replies = [standing(&table), no(800_002, "Summary只能包含至多13个字符")];
    let said = table.failed("submit", replies).await.said.unwrap();
    assert_eq!(
        (said.code.as_str(), said.words.as_str()),
        ("800002", "Summary只能包含至多13个字符 (logid 77)")
    );
}

#[tokio::test]
async fn the_reading_of_the_package_is_waited_for_and_its_no_is_final() {
    let mut table = with_package().await;
    let replies = [standing(&table), taken()];
    table.done("submit", replies).await;
    for (number, wait) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 10), (40, 10)] {
        let attempt = Attempt {
            number,
            waited: Duration::from_secs(u64::from(number)),
        };
        let (outcome, _) = table.run("process", attempt, [task(json!("1"))]).await;
        let Outcome::WaitUntil { after, what } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(
            (after, what.key.as_str()),
            (Duration::from_secs(wait), "wait.processing")
        );
    }
    // A question without an answer takes nothing away; ten minutes are enough.
    let (outcome, _) = table
        .run("process", Attempt::FIRST, [Reply::Text(502, "")])
        .await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    let late = Attempt {
        number: 60,
        waited: Duration::from_secs(600),
    };
    for reply in [task(json!("1")), Reply::Text(502, "")] {
        let (outcome, _) = table.run("process", late, [reply]).await;
        assert!(matches!(outcome, Outcome::Done { .. }));
    }
    // Neither is a refusal of the question waited out in silence.
    let unknown = || no(910_004, "版本不存在");
    let (outcome, _) = table.run("process", Attempt::FIRST, [unknown()]).await;
    let Outcome::WaitUntil { what, .. } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(
        (what.key.as_str(), what.args["code"].as_str()),
        ("wait.task-unknown", "910004")
    );
    let minutes = Attempt {
        number: 12,
        waited: Duration::from_secs(120),
    };
    let (outcome, _) = table.run("process", minutes, [unknown()]).await;
    assert_eq!(
        outcome,
        Outcome::Done {
            output: json!({"task": null, "said": "910004 版本不存在 (logid 77)"})
        }
    );
    let failed = yes(json!({"task_state": 3, "err_msg": "包名不一致"}));
    let problem = table.failed("process", [failed]).await;
    assert_eq!(problem.advice.key, "problem.task-failed");
    assert_eq!(problem.said.unwrap().words, "包名不一致");
}

#[tokio::test]
async fn a_record_that_is_late_takes_nothing_away_from_the_yes() {
    let mut table = with_package().await;
    let replies = [standing(&table), taken()];
    table.done("submit", replies).await;
    let replies = [standing(&table)];
    let (outcome, _) = table.run("confirm", Attempt::FIRST, replies).await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    let late = Attempt {
        number: 40,
        waited: Duration::from_secs(300),
    };
    let unheard = || Reply::Text(502, "");
    for replies in [
        [standing(&table), task(json!("2")), standing(&table)],
        [unheard(), unheard(), unheard()],
        [unheard(), no(910_004, "?"), unheard()],
    ] {
        let (outcome, _) = table.run("confirm", late, replies).await;
        assert_eq!(
            outcome,
            Outcome::Done {
                output: json!({"seen": false})
            }
        );
    }
}

#[tokio::test]
async fn a_yes_of_which_oppo_knows_nothing_is_doubted() {
    let mut table = with_package().await;
    let replies = [standing(&table), taken()];
    table.done("submit", replies).await;
    let late = Attempt {
        number: 40,
        waited: Duration::from_secs(300),
    };
    let replies = [standing(&table), no(910_004, "?"), standing(&table)];
    let (outcome, _) = table.run("confirm", late, replies).await;
    let Outcome::Unclear { problem } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(problem.advice.key, "problem.not-seen");
    let replies = [no(910_004, "?"), standing(&table)];
    let looked = table.look("confirm", 0, replies).await;
    assert!(matches!(looked, Looked::CannotTell { .. }), "{looked:?}");
    let replies = [no(910_004, "?"), shown(&table, "1")];
    let looked = table.look("confirm", 0, replies).await;
    assert!(matches!(looked, Looked::Happened { .. }), "{looked:?}");
}

#[tokio::test]
async fn a_package_that_is_gone_is_uploaded_again_by_a_retry() {
    let mut table = with_package().await;
    let replies = [standing(&table), no(800_002, "apk_url 文件不存在")];
    let problem = table.failed("submit", replies).await;
    assert_eq!(problem.advice.key, "problem.package-refused");
    assert_eq!(problem.redo.as_deref(), Some("upload"));
}
