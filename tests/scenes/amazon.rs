//! Amazon's own: one Edit that colleagues share, a tag for every write, a 403 of two meanings. Practice's ledger is asked first, then
//! what the program says.

use serde_json::{Value, json};
use slipway_engine::{
    Action,
    view::{Draft, ReleaseEvent, ReleaseView, StorePlan},
};
use slipway_model::Language;
use slipway_practice::Fault;
use slipway_tests::{
    build,
    rehearsal::{Rehearsal, words},
};

const STORE: &str = "amazon";

fn own(name: &str) -> Fault {
    Fault::Store {
        name: name.to_owned(),
    }
}

async fn rehearsal() -> Rehearsal {
    Rehearsal::quick(200.0).await
}

/// With notes in both languages of the app.
fn draft(rehearsal: &Rehearsal) -> Draft {
    let mut draft = rehearsal.draft(&[STORE]);
    draft.stores[0].answers.clear();
    draft.notes = [
        ("en-US".to_owned(), "Known problems are fixed".to_owned()),
        ("zh-CN".to_owned(), "修复已知问题".to_owned()),
    ]
    .into();
    draft
}

fn answered(rehearsal: &Rehearsal, open_edit: &str) -> Draft {
    let mut draft = draft(rehearsal);
    let answers = &mut draft.stores[0].answers;
    answers.insert("open_edit".to_owned(), open_edit.to_owned());
    draft
}

async fn planned(rehearsal: &Rehearsal, draft: Draft) -> StorePlan {
    let mut plan = rehearsal.plan(draft).await;
    plan.stores.remove(0)
}

fn only_submission(rehearsal: &Rehearsal) -> Value {
    let mut submitted = rehearsal.noted(STORE, "submitted");
    assert_eq!(submitted.len(), 1, "{submitted:#?}");
    submitted.remove(0)
}

/// Ids of the Edits that were opened by a call.
fn opened(rehearsal: &Rehearsal) -> usize {
    let edits = rehearsal.noted(STORE, "edit");
    edits
        .iter()
        .filter(|note| note["state"] == "opened")
        .count()
}

fn is_submitted((release, events): &(ReleaseView, Vec<ReleaseEvent>)) {
    let share = &release.stores[0];
    assert_eq!(share.state, "submitted", "{:#?}", words(events));
    let receipt = share.receipt.as_ref().expect("a receipt");
    assert_eq!(
        (receipt.evidence.as_str(), receipt.version_code),
        ("read-back", 20)
    );
}

/// Failed with a sentence that holds `says`; nothing was submitted.
async fn fails(rehearsal: &Rehearsal, draft: Draft, says: &str) -> ReleaseView {
    let (release, events) = rehearsal.publish(draft).await;
    assert_eq!(rehearsal.submissions(STORE), 0);
    let share = &release.stores[0];
    assert_eq!(share.state, "failed", "{:#?}", words(&events));
    let problem = share.problem.as_ref().expect("a problem");
    assert!(problem.says.contains(says), "{problem:#?}");
    release
}

async fn retried(rehearsal: &Rehearsal, release: &ReleaseView) {
    let world = &rehearsal.world;
    world
        .act(&release.id, Some(STORE), Action::Retry, Language::En)
        .await
        .expect("tried again");
    let events = rehearsal.follow(&release.id, release.seq).await;
    is_submitted(&(rehearsal.release(&release.id).await, events));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_takes_the_place_of_the_live_one_and_nothing_is_lost() {
    let rehearsal = rehearsal().await;
    let done = rehearsal.publish(draft(&rehearsal)).await;
    let submitted = only_submission(&rehearsal);
    assert_eq!(submitted["lost"], json!([]), "{submitted:#}");
    assert_eq!(submitted["changed"], json!([]), "{submitted:#}");
    assert_eq!(
        submitted["notes"],
        json!({ "en-US": "Known problems are fixed", "zh-CN": "修复已知问题" })
    );
    let packages = submitted["apks"].as_array().expect("packages");
    assert_eq!(packages.len(), 1, "{submitted:#}");
    assert_eq!(packages[0]["version_code"], 20);
    let devices = packages[0]["devices"].as_array().expect("devices");
    assert!(devices.len() > 1, "its devices stay: {devices:?}");
    let stored = rehearsal.noted(STORE, "stored");
    assert_eq!(stored.len(), 1, "{stored:#?}");
    assert_eq!(stored[0]["how"], "replace");
    assert_eq!(stored[0]["sha256"], packages[0]["sha256"]);
    assert_eq!(stored[0]["bytes"], slipway_practice::demo_build().len());
    assert_eq!(opened(&rehearsal), 1);
    assert!(rehearsal.noted(STORE, "refused").is_empty());
    is_submitted(&done);
}

/// Nobody knows the languages before an Edit is open; still no byte of the package leaves for a release that cannot end well.
#[tokio::test(flavor = "multi_thread")]
async fn a_language_without_notes_is_named_before_the_package_leaves() {
    let rehearsal = rehearsal().await;
    let mut draft = draft(&rehearsal);
    draft.notes.remove("zh-CN");
    fails(&rehearsal, draft, "zh-CN").await;
    assert!(rehearsal.noted(STORE, "stored").is_empty());
}

/// Which version is live is told inside the Edit alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_is_not_higher_is_refused_before_the_package_leaves() {
    for version_code in [19, 3] {
        let rehearsal = rehearsal().await;
        let wish = build::Wish {
            version_code,
            ..build::Wish::default()
        };
        let mut older = draft(&rehearsal);
        let path = build::apk(rehearsal.folder.path(), &wish);
        older.builds = vec![path.display().to_string()];
        fails(&rehearsal, older, "APK1 (19)").await;
        assert!(rehearsal.noted(STORE, "stored").is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_that_a_colleague_made_stale_is_read_anew() {
    for path in ["/replace", "/listings/en-US", "/listings/zh-CN"] {
        let rehearsal = rehearsal().await;
        rehearsal.trouble_at(STORE, "PUT", path, Some(1), own("console-touch"));
        let done = rehearsal.publish(draft(&rehearsal)).await;
        let submitted = only_submission(&rehearsal);
        assert_eq!(submitted["changed"], json!(["en-US.shortDescription"]));
        assert_eq!(submitted["lost"], json!([]));
        assert_eq!(submitted["notes"]["zh-CN"], "修复已知问题");
        let refused = rehearsal.noted(STORE, "refused");
        assert_eq!(refused.len(), 1, "{path}: {refused:#?}");
        is_submitted(&done);
    }
}

/// What a colleague wrote in the last second was not judged yet.
#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_changed_before_the_commit_is_validated_again() {
    let rehearsal = rehearsal().await;
    rehearsal.trouble_at(STORE, "POST", "/commit", Some(1), own("console-touch"));
    let release = fails(&rehearsal, draft(&rehearsal), "same Edit").await;
    let validated = || {
        let ledger = rehearsal.practice.ledger(0).expect("the ledger");
        let validations = ledger.iter().filter(|it| it.path.ends_with("/validate"));
        validations.count()
    };
    assert_eq!(validated(), 1);
    retried(&rehearsal, &release).await;
    assert_eq!(validated(), 2);
    only_submission(&rehearsal);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_edit_is_asked_about_and_never_committed_unasked() {
    let rehearsal = rehearsal().await;
    rehearsal.trouble_at(STORE, "GET", "/edits", Some(1), own("console-edit"));
    let plan = planned(&rehearsal, draft(&rehearsal)).await;
    assert_eq!(plan.objections.len(), 1, "{:#?}", plan.objections);
    let objection = &plan.objections[0];
    assert_eq!(objection.about.as_deref(), Some("ask:open_edit"));
    assert!(objection.says.contains("APK1 (19)"), "{objection:#?}");
    assert!(plan.asks.iter().any(|ask| ask.id == "open_edit"));
    let (_, rest) = objection.says.split_once('…').expect("the Edit's end");
    let edit: String = rest.chars().take(6).collect();

    for no in ["stop", "replace 000000"] {
        let plan = planned(&rehearsal, answered(&rehearsal, no)).await;
        assert_eq!(plan.objections.len(), 1, "{no}: {:#?}", plan.objections);
    }
    assert_eq!(rehearsal.submissions(STORE), 0);
    assert!(rehearsal.noted(STORE, "stored").is_empty());
    assert_eq!(opened(&rehearsal), 0);

    // Deleted by name, with what the colleague wrote.
    let draft = answered(&rehearsal, &format!("replace {edit}"));
    let done = rehearsal.publish(draft).await;
    assert_eq!(only_submission(&rehearsal)["changed"], json!([]));
    let edits = rehearsal.noted(STORE, "edit");
    let states: Vec<&Value> = edits.iter().map(|note| &note["state"]).collect();
    assert_eq!(states, ["deleted", "opened"]);
    is_submitted(&done);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_edit_goes_out_with_all_that_is_in_it_when_a_person_says_so() {
    let rehearsal = rehearsal().await;
    rehearsal.trouble_at(STORE, "GET", "/edits", Some(1), own("console-edit"));
    let done = rehearsal.publish(answered(&rehearsal, "reuse")).await;
    let submitted = only_submission(&rehearsal);
    assert_eq!(submitted["changed"], json!(["en-US.shortDescription"]));
    assert_eq!(submitted["lost"], json!([]));
    assert_eq!(opened(&rehearsal), 0);
    is_submitted(&done);
}

/// Between plan and run, before and right at the opening of ours.
#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_a_colleague_opens_meanwhile_stays_as_it_is() {
    for method in ["GET", "POST"] {
        let rehearsal = rehearsal().await;
        let plan = rehearsal.plan(draft(&rehearsal)).await;
        rehearsal.trouble_at(STORE, method, "/edits", Some(1), own("console-edit"));
        let id = rehearsal.start_planned(&plan.id).await;
        let events = rehearsal.follow(&id, 0).await;
        let release = rehearsal.release(&id).await;
        let changes = ["edit", "stored", "bound", "listing", "submitted"];
        for event in changes {
            let noted = rehearsal.noted(STORE, event);
            assert!(noted.is_empty(), "{method}: {noted:#?}");
        }
        let share = &release.stores[0];
        assert_eq!(share.state, "failed", "{method}: {:#?}", words(&events));
        let problem = share.problem.as_ref().expect("a problem");
        assert_eq!(problem.about.as_deref(), Some("ask:open_edit"), "{method}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_console_can_mend_is_said_in_amazons_words() {
    let rehearsal = rehearsal().await;
    rehearsal.trouble(STORE, "/validate", Some(1), own("validation-fails"));
    let release = fails(&rehearsal, draft(&rehearsal), "missing in the Edit").await;
    let problem = release.stores[0].problem.as_ref().expect("a problem");
    let said = problem.words.as_deref().unwrap_or_default();
    assert!(said.contains("content rating"), "{problem:#?}");
    assert_eq!(
        rehearsal.noted(STORE, "token").len(),
        1,
        "a 403 of that kind"
    );
    retried(&rehearsal, &release).await;
    only_submission(&rehearsal);
}

/// Nor can a call choose its DRM. The list comes without an object around it.
#[tokio::test(flavor = "multi_thread")]
async fn a_package_beside_the_present_one_wants_a_choice_in_the_console() {
    let rehearsal = rehearsal().await;
    let mut beside = draft(&rehearsal);
    let answers = &mut beside.stores[0].answers;
    answers.insert("package_way".to_owned(), "add".to_owned());
    rehearsal.trouble(STORE, "/validate", Some(1), own("bare-list"));
    let release = fails(&rehearsal, beside, "no DRM choice").await;
    let problem = release.stores[0].problem.as_ref().expect("a problem");
    let said = problem.words.as_deref().unwrap_or_default();
    assert!(said.contains("APK2"), "{problem:#?}");
    rehearsal.trouble(STORE, "/validate", Some(1), own("drm-chosen"));
    retried(&rehearsal, &release).await;
    let packages = only_submission(&rehearsal)["apks"].clone();
    assert_eq!(packages.as_array().map(Vec::len), Some(2), "{packages:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_ends_in_the_middle_is_renewed_and_nobody_notices() {
    for (method, path) in [
        ("POST", "/edits"),
        ("PUT", "/replace"),
        ("PUT", "/listings/zh-CN"),
        ("POST", "/validate"),
        ("POST", "/commit"),
        ("GET", "/edits/"),
    ] {
        let rehearsal = rehearsal().await;
        let plan = rehearsal.plan(draft(&rehearsal)).await;
        rehearsal.trouble_at(STORE, method, path, Some(1), own("expired-token"));
        let id = rehearsal.start_planned(&plan.id).await;
        let events = rehearsal.follow(&id, 0).await;
        let place = format!("{method} {path}");
        only_submission(&rehearsal);
        assert_eq!(rehearsal.noted(STORE, "token").len(), 2, "{place}");
        assert_eq!(rehearsal.noted(STORE, "refused").len(), 1, "{place}");
        let problems: Vec<_> = events.iter().filter(|it| it.problem.is_some()).collect();
        assert!(problems.is_empty(), "{place}: {:#?}", words(&events));
        is_submitted(&(rehearsal.release(&id).await, events));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn packages_made_from_a_bundle_and_bundles_have_a_sentence() {
    let rehearsal = rehearsal().await;
    let mut bundled = draft(&rehearsal);
    let bundle = build::bundle(rehearsal.folder.path());
    bundled.builds = vec![bundle.display().to_string()];
    let before = rehearsal.requests();
    let plan = planned(&rehearsal, bundled).await;
    let says: Vec<&str> = plan.objections.iter().map(|it| it.says.as_str()).collect();
    let said = says.iter().any(|says| says.contains("takes no bundles"));
    assert!(said, "{says:?}");
    let ledger = rehearsal.practice.ledger(0).expect("the ledger");
    let changing = ledger.iter().skip(before).filter(|it| it.method == "PUT");
    assert_eq!(changing.count(), 0);

    rehearsal.trouble(STORE, "/replace", None, own("aab-born"));
    let release = fails(&rehearsal, draft(&rehearsal), "from a bundle").await;
    let problem = release.stores[0].problem.as_ref().expect("a problem");
    let code = problem.code.as_deref().unwrap_or_default();
    assert!(code.contains("error_invalid_asset_id"), "{problem:#?}");
}

/// The large way: a file of its own, attached when it was read, in the place of the old package with its devices.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_package_is_attached_with_the_devices_of_the_old_one() {
    let rehearsal = rehearsal().await;
    let mut large = draft(&rehearsal);
    let answers = &mut large.stores[0].answers;
    answers.insert("package_way".to_owned(), "large".to_owned());
    // A colleague chooses its DRM, which no call can.
    rehearsal.trouble(STORE, "/validate", Some(1), own("drm-chosen"));
    let done = rehearsal.publish(large).await;
    let submitted = only_submission(&rehearsal);
    let packages = submitted["apks"].as_array().expect("packages");
    assert_eq!(packages.len(), 1, "{submitted:#}");
    assert_eq!(packages[0]["version_code"], 20);
    let devices = packages[0]["devices"].as_array().expect("devices");
    assert!(devices.len() > 1, "{devices:?}");
    assert_eq!(rehearsal.noted(STORE, "stored")[0]["how"], "large");
    is_submitted(&done);
}
