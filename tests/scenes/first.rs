//! First releases: a store that takes them wants its App ID, one that does not says where to make them.

use slipway_engine::PracticeAccounts;
use slipway_model::Language;
use slipway_practice::Options;
use slipway_tests::{
    build,
    rehearsal::{Rehearsal, save_keys, words},
};

const APP: &str = "com.example.first";

/// A build with version code 1, so that nothing of its app is live anywhere; the app is on the desk. With Huawei's id of it.
async fn first_build() -> (Rehearsal, String, String) {
    let options = Options {
        rate: 200.0,
        review_pace: 600.0,
        ..Options::default()
    };
    // Where practice gives its keys without being asked, it gives the ids as well.
    let rehearsal = Rehearsal::of(options, |home| {
        home.practice_accounts = PracticeAccounts::ByHand
    })
    .await;
    save_keys(&rehearsal.world, &rehearsal.practice).await;
    let path = build::apk(
        rehearsal.folder.path(),
        &build::Wish {
            package: APP,
            version_code: 1,
            ..build::Wish::default()
        },
    );
    let adopted = rehearsal.practice.adopt(&path).await.expect("adopted");
    rehearsal
        .world
        .new_app_from_build(&path, Language::En)
        .await
        .expect("on the desk");
    (
        rehearsal,
        path.display().to_string(),
        adopted.ids["huawei"].clone(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn huawei_asks_for_the_app_id_in_place_and_takes_the_first_release() {
    let (rehearsal, path, id) = first_build().await;
    let mut draft = rehearsal.draft(&["huawei"]);
    (draft.app, draft.builds) = (APP.into(), vec![path]);
    let plan = rehearsal.plan(draft.clone()).await;
    assert_eq!(plan.ready, 0);
    let asks = |plan: &slipway_engine::view::PlanView| {
        let asks = plan.stores[0].asks.iter();
        let asked = asks.filter(|ask| ask.id == "app_id" && ask.required);
        asked.map(|ask| ask.answer.clone()).collect::<Vec<_>>()
    };
    assert_eq!(asks(&plan), [""], "{:#?}", plan.stores[0]);

    // What is no App ID is named, and stays where it was typed.
    draft.stores[0].answers = [("app_id".to_owned(), APP.to_owned())].into();
    let plan = rehearsal.plan(draft.clone()).await;
    assert_eq!(plan.ready, 0);
    let says = &plan.stores[0].objections[0].says;
    assert!(says.contains("not a number"), "{says}");
    assert_eq!(asks(&plan), [APP]);

    draft.stores[0].answers = [("app_id".to_owned(), format!(" {id} "))].into();
    let plan = rehearsal.plan(draft.clone()).await;
    assert_eq!(plan.stores[0].occasion, "first-release");
    let (release, events) = rehearsal.publish(draft).await;
    let state = release.stores[0].state.as_str();
    assert_eq!(state, "submitted", "{:#?}", words(&events));
    let submitted = rehearsal.noted("huawei", "submitted");
    assert_eq!(submitted.len(), 1);
    assert_eq!(
        (&submitted[0]["package"], &submitted[0]["version_code"]),
        (&APP.into(), &1.into())
    );
    // From now on the id is known: the review is found by it.
    let rows = rehearsal
        .world
        .refresh_reviews(Some(APP), Some("huawei"), Language::En)
        .await
        .expect("reviews");
    let row = rows.iter().find(|row| row.package == APP).expect("a row");
    assert!(row.problem.is_none(), "{row:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn xiaomi_says_where_a_first_release_is_made() {
    let (rehearsal, path, _) = first_build().await;
    for (lang, words) in [(Language::En, "first release"), (Language::Zh, "首次")] {
        let mut draft = rehearsal.draft(&["xiaomi"]);
        (draft.app, draft.builds) = (APP.into(), vec![path.clone()]);
        let plan = rehearsal.world.plan(draft, lang).await.expect("a plan");
        let [store] = plan.stores.as_slice() else {
            panic!("one store: {plan:#?}")
        };
        assert_eq!((plan.ready, store.occasion.as_str()), (0, "first-release"));
        let with_link = store
            .objections
            .iter()
            .filter(|problem| problem.says.contains(words) && problem.says.contains("https://"))
            .count();
        assert_eq!(with_link, 1, "{:#?}", store.objections);
    }
    assert_eq!(rehearsal.submissions("xiaomi"), 0);
}
