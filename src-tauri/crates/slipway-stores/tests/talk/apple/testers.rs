//! People, row by row: who is there, who is linked, who is made, who is refused, and what a second round makes of the first.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde_json::{Value, json};
use slipway_model::{
    Goal, GroupKind, Outcome, Problem, ProblemKind, RowState, Tester, TesterAct, TesterGroup,
    TesterRow,
};
use slipway_stores::{Keep, Marks};

use super::{after, gone, list, made, no, resource};
use crate::{Attempt, Reply, Table};

#[derive(Default)]
struct Kept(Mutex<Vec<Value>>);

#[async_trait]
impl Keep for Kept {
    async fn keep(&self, mark: Value) -> Result<(), Problem> {
        self.0.lock().unwrap().push(mark);
        Ok(())
    }
}

impl Kept {
    fn rows(&self) -> Vec<(String, RowState)> {
        let marks = self.0.lock().unwrap();
        let rows = marks
            .iter()
            .filter_map(|mark| serde_json::from_value::<TesterRow>(mark.clone()).ok());
        rows.map(|row| (row.email, row.state)).collect()
    }
}

async fn people(emails: &[&str], left: Vec<Value>) -> (Table, Arc<Kept>) {
    let mut table = after(&[(
        "group:1",
        json!({"group": "g1", "internal": false, "every": false}),
    )])
    .await;
    table.order.goal = Goal::Testers;
    let person = |email: &&str| Tester {
        email: (*email).into(),
        first_name: "Lin".into(),
        last_name: String::new(),
    };
    table.order.testing.groups = vec![TesterGroup {
        name: "QA".into(),
        kind: GroupKind::External,
        people: emails.iter().map(person).collect(),
        ..TesterGroup::default()
    }];
    let kept = Arc::new(Kept::default());
    table.visit.marks = Marks::new(left, kept.clone());
    (table, kept)
}

fn tester(id: &str, email: &str) -> Value {
    resource(
        "betaTesters",
        id,
        json!({"email": email, "state": "INVITED"}),
    )
}

fn rows(expected: &[(&str, RowState)]) -> Vec<(String, RowState)> {
    expected
        .iter()
        .map(|(email, state)| ((*email).to_owned(), *state))
        .collect()
}

#[tokio::test]
async fn each_person_takes_the_shortest_way_in() {
    let (mut table, kept) = people(
        &[
            "there@example.com",
            "known@example.com",
            "new@example.com",
            "nobody",
        ],
        Vec::new(),
    )
    .await;
    let replies = [
        list(&[tester("t1", "There@Example.com")]),
        list(&[tester("t2", "known@example.com")]),
        gone(),
        made(tester("t3", "new@example.com")),
    ];
    let (_, asked) = table.done("testers:1", replies).await;
    assert_eq!(
        kept.rows(),
        rows(&[
            ("nobody", RowState::RefusedHere),
            ("there@example.com", RowState::AlreadyThere),
            ("known@example.com", RowState::Sent),
            ("new@example.com", RowState::Sent)
        ])
    );
    assert!(
        asked[0]
            .query
            .starts_with("filter%5BbetaGroups%5D=g1&filter%5Bemail%5D=there%40example.com%2C"),
        "{}",
        asked[0].query
    );
    assert!(asked[1].query.starts_with("filter%5Bapps%5D=1234567890&"));
    assert_eq!(
        (asked[2].path.as_str(), asked[2].json()),
        (
            "/v1/betaGroups/g1/relationships/betaTesters",
            json!({"data": [{"type": "betaTesters", "id": "t2"}]})
        )
    );
    assert_eq!(
        asked[3].json(),
        json!({"data": {"type": "betaTesters", "attributes": {"email": "new@example.com", "firstName": "Lin"}, "relationships": {"betaGroups": {"data": [{"type": "betaGroups", "id": "g1"}]}}}})
    );
}

#[tokio::test]
async fn a_second_round_goes_on_where_the_first_ended() {
    let done = serde_json::to_value(TesterRow {
        group: "QA".into(),
        email: "a@example.com".into(),
        state: RowState::Sent,
        problem: None,
    })
    .unwrap();
    let open = serde_json::to_value(TesterRow {
        group: "QA".into(),
        email: "b@example.com".into(),
        state: RowState::Unclear,
        problem: None,
    })
    .unwrap();
    let (mut table, kept) = people(
        &["a@example.com", "b@example.com", "c@example.com"],
        vec![json!({"members_read": true}), done, open],
    )
    .await;
    // The lost answer was a yes: found in the group, it is ours.
    let replies = [
        list(&[tester("t2", "b@example.com")]),
        list(&[]),
        made(tester("t3", "c@example.com")),
    ];
    let (_, asked) = table.done("testers:1", replies).await;
    assert!(!asked[0].query.contains("a%40example.com"));
    assert_eq!(
        kept.rows(),
        rows(&[
            ("b@example.com", RowState::Sent),
            ("c@example.com", RowState::Sent)
        ])
    );
}

#[tokio::test]
async fn every_409_is_read_back() {
    let twice = || no(409, "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE", "exists");
    let none = || list(&[]);
    let start = || vec![none(), none(), twice()];
    let mut replies = start();
    replies.push(list(&[tester("t1", "a@example.com")]));
    let (mut table, kept) = people(&["a@example.com"], Vec::new()).await;
    table.done("testers:1", replies).await;
    assert_eq!(
        kept.rows(),
        rows(&[("a@example.com", RowState::AlreadyThere)])
    );

    let mut replies = start();
    replies.extend([none(), list(&[tester("t1", "a@example.com")]), gone()]);
    let (mut table, kept) = people(&["a@example.com"], Vec::new()).await;
    table.done("testers:1", replies).await;
    assert_eq!(kept.rows(), rows(&[("a@example.com", RowState::Sent)]));

    let mut replies = start();
    replies.extend([none(), none()]);
    let (mut table, kept) = people(&["a@example.com"], Vec::new()).await;
    let (outcome, _) = table.run("testers:1", Attempt::FIRST, replies).await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }) && kept.rows().is_empty());

    let outsider = no(
        409,
        "STATE_ERROR",
        "The request cannot be fulfilled because of the state of another resource.",
    );
    let (mut table, kept) = people(&["a@example.com"], Vec::new()).await;
    table
        .done("testers:1", [none(), none(), outsider, none(), none()])
        .await;
    assert_eq!(kept.rows(), rows(&[("a@example.com", RowState::Refused)]));
}

#[tokio::test]
async fn one_refused_id_does_not_cost_the_others() {
    let refused = || no(422, "ENTITY_UNPROCESSABLE", "x");
    let known = list(&[tester("t1", "a@example.com"), tester("t2", "b@example.com")]);
    let (mut table, kept) = people(&["a@example.com", "b@example.com"], Vec::new()).await;
    table
        .done(
            "testers:1",
            [list(&[]), known, refused(), gone(), refused()],
        )
        .await;
    assert_eq!(
        kept.rows(),
        rows(&[
            ("a@example.com", RowState::Sent),
            ("b@example.com", RowState::Refused)
        ])
    );
}

#[tokio::test]
async fn what_concerns_everybody_ends_the_step_and_says_whom_it_did_not_reach() {
    let (mut table, kept) = people(&["a@example.com", "b@example.com"], Vec::new()).await;
    let problem = table
        .failed(
            "testers:1",
            [
                list(&[]),
                list(&[]),
                no(403, "FORBIDDEN_ERROR", ""),
                no(403, "FORBIDDEN_ERROR", ""),
            ],
        )
        .await;
    assert_eq!(problem.kind, ProblemKind::NotAllowed);
    assert_eq!(
        kept.rows(),
        rows(&[
            ("a@example.com", RowState::NotSent),
            ("b@example.com", RowState::NotSent)
        ])
    );
}

#[tokio::test]
async fn a_quota_that_runs_out_is_rested_for() {
    let (mut table, kept) = people(&["a@example.com", "b@example.com"], Vec::new()).await;
    let few = Reply::Headed(
        200,
        "X-Rate-Limit: user-hour-lim:3600;user-hour-rem:9;\r\n",
        json!({"data": []}),
    );
    let (outcome, _) = table
        .run("testers:1", Attempt::FIRST, [list(&[]), few])
        .await;
    assert!(
        matches!(outcome, Outcome::WaitUntil { after, what } if after.as_secs() == 120 && what.key == "wait.quota")
    );
    assert!(kept.rows().is_empty());
}

#[tokio::test]
async fn people_are_taken_out_of_the_group_and_of_nothing_else() {
    let (mut table, kept) = people(&["a@example.com", "gone@example.com"], Vec::new()).await;
    table.order.testing.act = TesterAct::Remove;
    let (_, asked) = table
        .done(
            "testers:1",
            [list(&[tester("t1", "a@example.com")]), Reply::Text(202, "")],
        )
        .await;
    assert_eq!(
        (asked[1].method.as_str(), asked[1].json()),
        (
            "DELETE",
            json!({"data": [{"type": "betaTesters", "id": "t1"}]})
        )
    );
    assert_eq!(
        kept.rows(),
        rows(&[
            ("gone@example.com", RowState::Removed),
            ("a@example.com", RowState::Removed)
        ])
    );
}
