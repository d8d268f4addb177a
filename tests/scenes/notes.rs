//! What's new: each store gets its own language, within its limit, and the plan shows exactly that.

use std::collections::BTreeMap;

use slipway_engine::view::PlanView;
use slipway_model::Language;
use slipway_stores::{Capability, stores};
use slipway_tests::{
    each,
    rehearsal::{Rehearsal, words},
};

fn notes(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(language, text)| ((*language).to_owned(), (*text).to_owned()))
        .collect()
}

/// Language and text as the plan shows them for a store.
fn shown(plan: &PlanView, store: &str) -> BTreeMap<String, String> {
    let found = plan.stores.iter().find(|found| found.store == store);
    let notes = &found.expect("the store is in the plan").notes;
    notes
        .iter()
        .map(|note| (note.language.clone(), note.text.clone()))
        .collect()
}

/// D20: two stores, one of them Chinese only, notes in two languages and one for everybody else.
#[tokio::test(flavor = "multi_thread")]
async fn each_store_gets_its_own_language() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let (chinese, english) = (("zh-CN", "启动更快"), ("en-US", "Starts faster"));
    let mut draft = rehearsal.draft(&["huawei", "xiaomi"]);
    draft.notes = notes(&[("", "nobody reads this"), chinese, english]);
    let plan = rehearsal.plan(draft.clone()).await;
    let expected = [
        ("huawei", notes(&[chinese, english])),
        ("xiaomi", notes(&[chinese])),
    ];
    for (store, expected) in &expected {
        assert_eq!(&shown(&plan, store), expected, "{store}");
    }
    let (_, events) = rehearsal.publish(draft).await;
    for (store, expected) in &expected {
        let submitted = rehearsal.noted(store, "submitted");
        assert_eq!(submitted.len(), 1, "{store}: {:#?}", words(&events));
        let sent = serde_json::to_value(expected).expect("JSON");
        assert_eq!(submitted[0]["notes"], sent, "{store}");
    }
}

/// The same for every store: what the plan shows is what arrives, in Chinese everywhere, in one language where there is but one.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_plan_shows_is_what_arrives() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let mut draft = rehearsal.draft_to_all();
    let (chinese, english) = (("zh-CN", "启动速度更快"), ("en-US", "Starts faster"));
    draft.notes = notes(&[chinese, english]);
    let plan = rehearsal.plan(draft.clone()).await;
    let (_, events) = rehearsal.publish(draft).await;
    for store in each::stores() {
        let shown = shown(&plan, store);
        let in_chinese = ["zh-CN", "zh-Hans"]
            .into_iter()
            .find_map(|tag| shown.get(tag));
        assert_eq!(
            in_chinese.map(String::as_str),
            Some(chinese.1),
            "{store}: {shown:?}"
        );
        if !each::can(store, Capability::ManyLanguages) {
            assert_eq!(shown.len(), 1, "{store}: {shown:?}");
        }
        let submitted = rehearsal.noted(store, "submitted");
        assert_eq!(submitted.len(), 1, "{store}: {:#?}", words(&events));
        let shown = serde_json::to_value(shown).expect("JSON");
        assert_eq!(submitted[0]["notes"], shown, "{store}");
    }
}

/// No document says how long its notes may be, so the number is shown and not enforced.
const LIMIT_IS_A_GUESS: &str = "tencent";

/// One more than the store takes.
#[tokio::test(flavor = "multi_thread")]
async fn every_store_names_notes_that_are_too_long_for_it() {
    let rehearsal = Rehearsal::quick(200.0).await;
    for store in stores::all() {
        let card = store.card();
        if card.id == LIMIT_IS_A_GUESS {
            continue;
        }
        let most = usize::try_from(card.notes.most).expect("a limit");
        for (length, may_go) in [(most, true), (most + 1, false)] {
            let mut draft = rehearsal.draft(&[card.id]);
            // A store of two languages wants both.
            draft.notes = notes(&[("zh-CN", &"长".repeat(length)), ("en-US", "Better")]);
            let plan = rehearsal.plan(draft).await;
            let objections = &plan.stores[0].objections;
            assert_eq!(plan.ready == 1, may_go, "{}: {objections:#?}", card.id);
        }
    }
    assert_eq!(rehearsal.all_submissions(), 0);
}

/// Over the limit of one language, and none at all where the store wants some: refused before anything is sent.
#[tokio::test(flavor = "multi_thread")]
async fn too_long_and_missing_notes_are_named() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let long = "长".repeat(501);
    for (texts, refused) in [
        (notes(&[("zh-CN", &long)]), vec!["huawei", "xiaomi"]),
        (notes(&[("zh-CN", "短"), ("en-US", &long)]), vec!["huawei"]),
        (notes(&[]), vec!["xiaomi"]),
        (notes(&[("", " \n")]), vec!["xiaomi"]),
    ] {
        let mut draft = rehearsal.draft(&["huawei", "xiaomi"]);
        draft.notes = texts;
        let mut said = Vec::new();
        for lang in [Language::En, Language::Zh] {
            let plan = rehearsal
                .world
                .plan(draft.clone(), lang)
                .await
                .expect("a plan");
            let stores = plan
                .stores
                .iter()
                .filter(|store| !store.objections.is_empty());
            let (names, says): (Vec<_>, Vec<_>) = stores
                .map(|store| (store.store.as_str(), store.objections[0].says.clone()))
                .unzip();
            assert_eq!(names, refused);
            said.push(says);
        }
        assert_ne!(said[0], said[1]);
    }
    let submissions = rehearsal.submissions("huawei") + rehearsal.submissions("xiaomi");
    assert_eq!(submissions, 0);
}
