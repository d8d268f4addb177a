//! D16: a store judges fields of its page that nobody touched. What it would refuse is found before a byte is uploaded, is mended in
//! place, and nothing else on the page changes.

use slipway_practice::Fault;
use slipway_tests::rehearsal::{Rehearsal, words};

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_oppo_would_refuse_is_found_first_and_mended_in_place() {
    let rehearsal = Rehearsal::quick(200.0).await;
    // A knob on one reading is enough: the summary stays too long until it is mended.
    let spoiled = Fault::Store {
        name: "long-summary".into(),
    };
    rehearsal.trouble("oppo", "/app/info", Some(1), spoiled);
    let mut draft = rehearsal.draft(&["oppo"]);
    let plan = rehearsal.plan(draft.clone()).await;
    assert_eq!(plan.ready, 0);
    let [store] = plan.stores.as_slice() else {
        panic!("one store: {plan:#?}")
    };
    let [problem] = store.objections.as_slice() else {
        panic!("one objection: {:#?}", store.objections)
    };
    assert_eq!(problem.about.as_deref(), Some("listing:summary"));
    let summary = store.listing.iter().find(|field| field.id == "summary");
    let summary = summary.expect("the summary is shown");
    assert!(summary.editable, "{summary:?}");
    assert_eq!(summary.objections, std::slice::from_ref(&problem.says));
    assert!(
        summary.limit.is_some_and(|limit| summary.count > limit),
        "{summary:?}"
    );
    assert!(rehearsal.noted("oppo", "stored").is_empty());

    let mended = "多商店发布演练";
    draft.stores[0]
        .listing
        .insert("summary".into(), mended.into());
    let plan = rehearsal.plan(draft.clone()).await;
    let summary = plan.stores[0].listing.iter().find(|it| it.id == "summary");
    assert_eq!(summary.map(|field| field.after.as_str()), Some(mended));
    let (release, events) = rehearsal.publish(draft).await;
    let state = release.stores[0].state.as_str();
    assert_eq!(state, "submitted", "{:#?}", words(&events));
    let submitted = rehearsal.noted("oppo", "submitted");
    assert_eq!(submitted.len(), 1);
    assert_eq!(submitted[0]["cleared"], serde_json::json!([]));
    assert_eq!(submitted[0]["changed"], serde_json::json!(["summary"]));
    // What OPPO shows from now on is the new value.
    let plan = rehearsal.plan(rehearsal.draft(&["oppo"])).await;
    let summary = plan.stores[0].listing.iter().find(|it| it.id == "summary");
    assert_eq!(summary.map(|field| field.now.as_str()), Some(mended));
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_are_shown_in_the_field_that_they_replace() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let mut draft = rehearsal.draft(&["huawei"]);
    let notes = draft.notes.values().next().cloned().expect("notes");
    // A change of the same field is not sent beside the notes, so it is not shown either.
    let edit = ("newFeatures:zh-CN".to_owned(), "别的说明".to_owned());
    draft.stores[0].listing.extend([edit]);
    let field = async |draft| {
        let plan = rehearsal.plan(draft).await;
        let store = plan.stores.into_iter().next().expect("one store");
        let mut fields = store.listing.into_iter();
        let field = fields.find(|field| field.id == "newFeatures:zh-CN");
        let told: Vec<String> = store.changes.into_iter().map(|change| change.to).collect();
        (field.expect("the field"), told)
    };
    let (shown, told) = field(draft.clone()).await;
    assert_eq!(
        (shown.after.as_str(), shown.editable),
        (notes.as_str(), false)
    );
    assert!(
        told.contains(&notes) && !told.contains(&"别的说明".to_owned()),
        "{told:?}"
    );
    // Without notes the person's new text takes their place.
    draft.notes.clear();
    let (shown, told) = field(draft).await;
    assert_eq!((shown.after.as_str(), shown.editable), ("别的说明", true));
    assert!(told.contains(&"别的说明".to_owned()), "{told:?}");
}
