//! The version with its texts and its build, and the submission with its leftovers and refusals.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_model::{Outcome, When};

use super::{after, build, gone, item, list, live, made, no, one, resource, submission, version};
use crate::{Attempt, Reply, Table};

async fn prepared() -> Table {
    after(&[
        ("processing", json!({"build": "b1"})),
        ("version", json!({"version": "v2", "made": true})),
        (
            "texts",
            json!({"locales": {"l1": "zh-Hans", "l2": "en-US"}}),
        ),
    ])
    .await
}

fn at(number: u32, seconds: u64) -> Attempt {
    Attempt {
        number,
        waited: Duration::from_secs(seconds),
    }
}

#[tokio::test]
async fn a_version_is_used_renamed_or_made() {
    let mut table = prepared().await;
    let draft = |name: &str| list(&[version("v5", name, "PREPARE_FOR_SUBMISSION"), live()]);
    let (output, asked) = table.done("version", [draft("2.4")]).await;
    assert_eq!((output["version"].as_str(), asked.len()), (Some("v5"), 1));
    table
        .order
        .answers
        .insert("rename_version".into(), "yes".into());
    let (output, asked) = table
        .done(
            "version",
            [
                draft("2.3.5"),
                one(version("v5", "2.4.0", "PREPARE_FOR_SUBMISSION")),
            ],
        )
        .await;
    assert_eq!(output["version"], "v5");
    assert_eq!(
        asked[1].json(),
        json!({"data": {"type": "appStoreVersions", "id": "v5", "attributes": {"versionString": "2.4.0"}}})
    );
    table.order.when = When::At {
        instant: "2026-04-01T09:00:00Z".parse().unwrap(),
        zone: "UTC".into(),
    };
    let (output, asked) = table
        .done(
            "version",
            [
                list(&[live()]),
                made(version("v6", "2.4.0", "PREPARE_FOR_SUBMISSION")),
            ],
        )
        .await;
    assert_eq!(output, json!({"version": "v6", "made": true}));
    assert_eq!(
        asked[1].json()["data"]["attributes"],
        json!({"platform": "IOS", "versionString": "2.4.0", "releaseType": "SCHEDULED", "earliestReleaseDate": "2026-04-01T09:00:00+00:00"})
    );
}

#[tokio::test]
async fn two_entries_say_that_it_exists_and_one_says_something_else() {
    let entry = |detail: &str| json!({"status": "409", "code": "ENTITY_ERROR", "title": "t", "detail": detail});
    let open = "You cannot create a new version of the App in the current state.";
    let used = "The version number has been previously used.";
    let refusal = |entries: Vec<Value>| Reply::Json(409, json!({ "errors": entries }));
    let mut table = prepared().await;
    let both = || refusal(vec![entry(open), entry(used)]);
    let there = list(&[version("v7", "2.4.0", "PREPARE_FOR_SUBMISSION")]);
    let (output, _) = table
        .done("version", [list(&[live()]), both(), there])
        .await;
    assert_eq!(output["version"], "v7");
    for (entries, key) in [
        (vec![entry(open)], "problem.version-open"),
        (vec![entry(used)], "problem.version-used"),
    ] {
        let problem = table
            .failed("version", [list(&[live()]), refusal(entries)])
            .await;
        assert_eq!(problem.advice.key, key);
    }
}

#[tokio::test]
async fn how_it_goes_out_is_read_back_and_set_where_it_differs() {
    let mut table = prepared().await;
    let (_, asked) = table
        .done(
            "release-type",
            [one(version("v2", "2.4.0", "PREPARE_FOR_SUBMISSION"))],
        )
        .await;
    assert_eq!(asked.len(), 1);
    table.order.when = When::ByHand;
    let stays = || one(version("v2", "2.4.0", "PREPARE_FOR_SUBMISSION"));
    let (outcome, asked) = table
        .run("release-type", Attempt::FIRST, [stays(), stays()])
        .await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    assert_eq!(
        asked[1].json()["data"]["attributes"],
        json!({"releaseType": "MANUAL", "earliestReleaseDate": null})
    );
    let again = [stays(), stays()];
    table.run("release-type", at(2, 2), again).await;
    let (outcome, _) = table.run("release-type", at(3, 4), [stays()]).await;
    assert!(
        matches!(outcome, Outcome::Failed { problem } if problem.advice.key == "problem.release-type-stays")
    );
}

fn text(id: &str, locale: &str, news: Value) -> Value {
    resource(
        "appStoreVersionLocalizations",
        id,
        json!({"locale": locale, "whatsNew": news, "keywords": "old"}),
    )
}

#[tokio::test]
async fn texts_go_to_the_languages_that_are_there_and_only_what_differs() {
    let mut table = prepared().await;
    table.order.notes.0 = [
        ("zh-CN".to_owned(), "中".to_owned()),
        ("en-US".to_owned(), "E".to_owned()),
        ("fr-FR".to_owned(), "F".to_owned()),
    ]
    .into();
    table.order.listing = [("keywords:en-US".to_owned(), "a,b".to_owned())].into();
    let texts = || {
        list(&[
            text("l2", "en-US", json!("E")),
            text("l1", "zh-Hans", Value::Null),
        ])
    };
    let (output, asked) = table
        .done(
            "texts",
            [
                texts(),
                one(text("l2", "en-US", json!("E"))),
                one(text("l1", "zh-Hans", json!("中"))),
            ],
        )
        .await;
    assert_eq!(output, json!({"locales": {"l1": "zh-Hans", "l2": "en-US"}}));
    assert_eq!(
        asked[1].json()["data"]["attributes"],
        json!({"keywords": "a,b"})
    );
    assert_eq!(
        asked[2].json(),
        json!({"data": {"type": "appStoreVersionLocalizations", "id": "l1", "attributes": {"whatsNew": "中"}}})
    );
    // Asked for, a language is added; that it came into being meanwhile is no harm.
    table
        .order
        .answers
        .insert("add_languages".into(), "yes".into());
    table.order.listing.clear();
    let twice = no(
        409,
        "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE",
        "Entity with locale: fr-FR already exists. Try updating.",
    );
    let same = || {
        list(&[
            text("l2", "en-US", json!("E")),
            text("l1", "zh-Hans", json!("中")),
        ])
    };
    let meanwhile = list(&[text("l3", "fr-FR", Value::Null)]);
    let (output, asked) = table
        .done(
            "texts",
            [
                same(),
                twice,
                meanwhile,
                one(text("l3", "fr-FR", json!("F"))),
            ],
        )
        .await;
    assert_eq!(
        (output["locales"]["l3"].as_str(), asked[3].method.as_str()),
        (Some("fr-FR"), "PATCH")
    );
    // The first version has no news.
    table
        .outputs
        .insert("find-app".into(), json!({"app": "1", "first": true}));
    table.order.answers.clear();
    let (_, asked) = table.done("texts", [texts()]).await;
    assert_eq!(asked.len(), 1);
}

#[tokio::test]
async fn reviewers_have_a_contact() {
    let mut table = prepared().await;
    let full = json!({"contactFirstName": "Lin", "contactLastName": "Wei", "contactPhone": "+86 10 1234 5678", "contactEmail": "lin@example.com"});
    table
        .done(
            "review-details",
            [one(resource("appStoreReviewDetails", "r1", full))],
        )
        .await;
    let problem = table
        .failed("review-details", [no(404, "NOT_FOUND", "")])
        .await;
    assert_eq!(problem.advice.key, "problem.review-contact");
    for (ask, answer) in [
        ("contact_first_name", "Lin"),
        ("contact_last_name", "Wei"),
        ("contact_phone", "+86 10 1234 5678"),
        ("contact_email", "lin@example.com"),
    ] {
        table.order.answers.insert(ask.into(), answer.into());
    }
    let (_, asked) = table
        .done(
            "review-details",
            [
                no(404, "NOT_FOUND", ""),
                made(resource("appStoreReviewDetails", "r1", json!({}))),
            ],
        )
        .await;
    assert_eq!(
        asked[1].json()["data"]["relationships"]["appStoreVersion"]["data"]["id"],
        "v2"
    );
    let exists = no(409, "STATE_ERROR.ALREADY_EXISTS", "");
    let there = || one(resource("appStoreReviewDetails", "r1", json!({})));
    let (_, asked) = table
        .done(
            "review-details",
            [no(404, "NOT_FOUND", ""), exists, there(), there()],
        )
        .await;
    assert_eq!(asked[3].method, "PATCH");
}

#[tokio::test]
async fn a_build_is_attached_or_the_cause_is_found() {
    let mut table = prepared().await;
    let none = || Reply::Json(200, json!({"data": null}));
    let (_, asked) = table.done("attach", [none(), gone()]).await;
    assert_eq!(
        (asked[1].method.as_str(), asked[1].json()),
        ("PATCH", json!({"data": {"type": "builds", "id": "b1"}}))
    );
    table
        .done("attach", [one(resource("builds", "b1", json!({})))])
        .await;
    let refused = || {
        no(
            409,
            "ENTITY_ERROR.RELATIONSHIP.INVALID",
            "The specified pre-release build could not be added.",
        )
    };
    let problem = table
        .failed("attach", [none(), refused(), build(None, "", "")])
        .await;
    assert_eq!(problem.advice.key, "problem.attach-compliance");
    let settles = || [none(), refused(), build(Some(false), "", "")];
    let (outcome, _) = table.run("attach", Attempt::FIRST, settles()).await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    let (outcome, _) = table.run("attach", at(12, 400), settles()).await;
    assert!(
        matches!(outcome, Outcome::Failed { problem } if problem.advice.key == "problem.attach-refused")
    );
    for (attributes, key) in [
        (
            json!({"usesNonExemptEncryption": false, "buildAudienceType": "INTERNAL_ONLY"}),
            "problem.attach-internal-only",
        ),
        (
            json!({"usesNonExemptEncryption": false, "expired": true}),
            "problem.attach-expired",
        ),
    ] {
        let problem = table
            .failed(
                "attach",
                [none(), refused(), one(resource("builds", "b1", attributes))],
            )
            .await;
        assert_eq!(problem.advice.key, key);
    }
}

#[tokio::test]
async fn phases_are_planned_or_taken_away() {
    let mut table = prepared().await;
    let plan = || {
        one(resource(
            "appStoreVersionPhasedReleases",
            "p1",
            json!({"phasedReleaseState": "INACTIVE"}),
        ))
    };
    let (_, asked) = table.done("phased", [plan(), gone()]).await;
    assert_eq!(asked[1].short(), "DELETE p1");
    table.done("phased", [no(404, "NOT_FOUND", "")]).await;
    let from = "2026-04-01T09:00:00Z".parse().unwrap();
    table.order.when = When::InPhases(slipway_model::Phases {
        percent: slipway_model::Percent::whole(1).unwrap(),
        from,
        until: from,
        zone: String::new(),
        about: String::new(),
    });
    table.done("phased", [plan()]).await;
    let (output, asked) = table
        .done(
            "phased",
            [
                Reply::Json(200, json!({"data": null})),
                made(resource("appStoreVersionPhasedReleases", "p1", json!({}))),
            ],
        )
        .await;
    assert_eq!(output, json!({"phased": "p1"}));
    assert_eq!(
        asked[1].json()["data"]["attributes"],
        json!({"phasedReleaseState": "INACTIVE"})
    );
}

#[tokio::test]
async fn leftovers_are_put_away_or_waited_for() {
    let mut table = prepared().await;
    table
        .done("leftovers", [list(&[submission("s1", "READY_FOR_REVIEW")])])
        .await;
    let (outcome, asked) = table
        .run(
            "leftovers",
            Attempt::FIRST,
            [
                list(&[submission("s1", "UNRESOLVED_ISSUES")]),
                one(submission("s1", "CANCELING")),
            ],
        )
        .await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    assert_eq!(
        asked[1].json()["data"]["attributes"],
        json!({"canceled": true})
    );
    assert!(asked[0].query.contains("filter%5Bapp%5D=1234567890"));
    let (outcome, _) = table
        .run(
            "leftovers",
            at(2, 2),
            [list(&[submission("s1", "CANCELING")])],
        )
        .await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    let problem = table
        .failed(
            "leftovers",
            [list(&[submission("s1", "WAITING_FOR_REVIEW")])],
        )
        .await;
    assert_eq!(problem.advice.key, "problem.already-submitted");
}

#[tokio::test]
async fn a_draft_of_a_submission_is_used_and_not_made_twice() {
    let mut table = prepared().await;
    let draft = || list(&[submission("s1", "READY_FOR_REVIEW")]);
    for items in [vec![], vec![item("i1", "v2")]] {
        let (output, asked) = table.done("submission", [draft(), list(&items)]).await;
        assert_eq!((output, asked.len()), (json!({"submission": "s1"}), 2));
    }
    let foreign = || {
        list(&[
            item("i1", "v2"),
            super::related(
                resource(
                    "reviewSubmissionItems",
                    "i2",
                    json!({"state": "READY_FOR_REVIEW"}),
                ),
                "appEvent",
                "appEvents",
                "e1",
            ),
        ])
    };
    let problem = table.failed("submission", [draft(), foreign()]).await;
    assert_eq!(
        (
            problem.advice.key.as_str(),
            problem.advice.args["items"].as_str()
        ),
        ("problem.other-items", "appEvent")
    );
    table
        .order
        .answers
        .insert("other_items".into(), "yes".into());
    table.done("submission", [draft(), foreign()]).await;
    let (output, asked) = table
        .done(
            "submission",
            [list(&[]), made(submission("s2", "READY_FOR_REVIEW"))],
        )
        .await;
    assert_eq!(output, json!({"submission": "s2"}));
    assert_eq!(
        asked[1].json()["data"]["attributes"],
        json!({"platform": "IOS"})
    );
    let other = no(
        409,
        "STATE_ERROR.ENTITY_STATE_INVALID",
        "There is another reviewSubmissions with id s9 still in progress",
    );
    let (output, _) = table
        .done(
            "submission",
            [
                list(&[]),
                other,
                one(submission("s9", "READY_FOR_REVIEW")),
                list(&[]),
            ],
        )
        .await;
    assert_eq!(output, json!({"submission": "s9"}));
}

#[tokio::test]
async fn the_version_becomes_an_item_wherever_it_lies() {
    let mut table = prepared().await;
    table
        .outputs
        .insert("submission".into(), json!({"submission": "s1"}));
    let (output, asked) = table
        .done("item", [list(&[]), made(item("i1", "v2"))])
        .await;
    assert_eq!(output, json!({"submission": "s1", "item": "i1"}));
    let relations = &asked[1].json()["data"]["relationships"];
    assert_eq!(
        (
            relations["reviewSubmission"]["data"]["id"].as_str(),
            relations["appStoreVersion"]["data"]["id"].as_str()
        ),
        (Some("s1"), Some("v2"))
    );
    assert_eq!(
        table
            .done("item", [list(&[item("i1", "v2")])])
            .await
            .1
            .len(),
        1
    );
    let elsewhere = || {
        no(
            409,
            "STATE_ERROR",
            "appStoreVersions with id v2 was already added to another reviewSubmission with id s9",
        )
    };
    let (output, _) = table
        .done(
            "item",
            [
                list(&[]),
                elsewhere(),
                one(submission("s9", "READY_FOR_REVIEW")),
                list(&[item("i9", "v2")]),
            ],
        )
        .await;
    assert_eq!(output, json!({"submission": "s9", "item": "i9"}));
    let (outcome, _) = table
        .run(
            "item",
            Attempt::FIRST,
            [list(&[]), elsewhere(), one(submission("s9", "CANCELING"))],
        )
        .await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
}

#[tokio::test]
async fn it_is_submitted_once_and_read_back() {
    let mut table = prepared().await;
    table
        .outputs
        .insert("item".into(), json!({"submission": "s1", "item": "i1"}));
    let ready = || {
        [
            one(submission("s1", "READY_FOR_REVIEW")),
            one(version("v2", "2.4.0", "READY_FOR_REVIEW")),
        ]
    };
    let (output, asked) = table
        .done(
            "submit",
            ready()
                .into_iter()
                .chain([one(submission("s1", "WAITING_FOR_REVIEW"))]),
        )
        .await;
    assert_eq!(
        output,
        json!({"submission": "s1", "version": "v2", "platform": "IOS", "term": "WAITING_FOR_REVIEW"})
    );
    assert_eq!(
        asked[2].json(),
        json!({"data": {"type": "reviewSubmissions", "id": "s1", "attributes": {"submitted": true}}})
    );
    let (output, _) = table
        .done("confirm", [one(submission("s1", "WAITING_FOR_REVIEW"))])
        .await;
    assert_eq!(output, json!({"seen": true, "term": "WAITING_FOR_REVIEW"}));
    // It went out before: nothing is sent again.
    assert_eq!(
        table
            .done("submit", [one(submission("s1", "IN_REVIEW"))])
            .await
            .1
            .len(),
        1
    );
    table
        .unclear(
            "submit",
            ready().into_iter().chain([Reply::Text(502, "<html>")]),
        )
        .await;
    let early = [
        one(submission("s1", "READY_FOR_REVIEW")),
        one(version("v2", "2.4.0", "PREPARE_FOR_SUBMISSION")),
    ];
    let (outcome, _) = table.run("submit", Attempt::FIRST, early).await;
    assert!(matches!(outcome, Outcome::WaitUntil { .. }));
    let (outcome, _) = table
        .run(
            "confirm",
            at(30, 90),
            [one(submission("s1", "READY_FOR_REVIEW"))],
        )
        .await;
    assert!(matches!(outcome, Outcome::Unclear { .. }));
}

#[tokio::test]
async fn what_is_missing_is_listed_with_its_language() {
    let mut table = prepared().await;
    table
        .outputs
        .insert("item".into(), json!({"submission": "s1", "item": "i1"}));
    let inner = |name: &str| {
        json!([{"id": "e", "status": "409", "code": "ENTITY_ERROR.ATTRIBUTE.REQUIRED", "title": "t",
        "detail": format!("You must provide a value for the attribute '{name}' with this request"), "source": {"pointer": format!("/data/attributes/{name}")}}])
    };
    let refusal = Reply::Json(
        409,
        json!({"errors": [{"status": "409", "code": "STATE_ERROR.ENTITY_STATE_INVALID", "title": "not in valid state",
        "detail": "This resource cannot be reviewed, please check associated errors to see why.",
        "meta": {"associatedErrors": {"/v1/appStoreVersionLocalizations/l2": inner("whatsNew"), "/v1/builds/b1": inner("usesNonExemptEncryption")}}}]}),
    );
    let replies = [
        one(submission("s1", "READY_FOR_REVIEW")),
        one(version("v2", "2.4.0", "READY_FOR_REVIEW")),
        refusal,
        one(submission("s1", "READY_FOR_REVIEW")),
    ];
    let problem = table.failed("submit", replies).await;
    assert_eq!(
        (problem.advice.key.as_str(), problem.about.as_deref()),
        ("problem.cannot-be-reviewed", Some("notes"))
    );
    let words = problem.said.unwrap().words;
    assert_eq!(words.lines().count(), 2);
    assert!(words.contains("appStoreVersionLocalizations en-US: You must provide a value for the attribute 'whatsNew'"), "{words}");
}
