//! The steps of an order, as far as it shall go, and what must be remembered before a step that is not repeated freely.

use serde_json::{Value, json};
use slipway_model::{Goal, Order, Outputs, Repeat, Sentence, Step, When};

use super::{
    answers::{OpenEdit, Way, open_edit, short_id, way},
    availability::WallTime,
    batches::batches,
    certificate, listing,
    publish::{edit_id, version_code},
    survey::Noted,
};
use crate::Survey;

pub(super) fn plan(order: &Order) -> Vec<Step> {
    let mut steps = vec![step("sign-in", plain("sign-in"), 1, Repeat::Freely)];
    if order.goal == Goal::Testers {
        testers(order, &mut steps);
        return steps;
    }
    let survey = Survey::of(order);
    edit(order, &survey, &mut steps);
    package(order, &mut steps);
    if order.goal == Goal::Upload {
        return steps;
    }
    for language in &languages(order, &survey) {
        let title = if listing::has_edits(order, language) {
            "title.notes-and-listing"
        } else {
            "title.notes"
        };
        let title = Sentence::new(title).with("language", language);
        steps.push(step(&format!("notes:{language}"), title, 1, Repeat::Freely));
    }
    steps.push(step("languages", plain("languages"), 1, Repeat::Freely));
    steps.push(step("availability", when(order), 1, Repeat::Freely));
    steps.push(step("validate", plain("validate"), 2, Repeat::Freely));
    if order.goal == Goal::Draft {
        steps.push(step("draft", plain("draft"), 1, Repeat::Freely));
        return steps;
    }
    steps.push(step("submit", plain("submit"), 2, Repeat::AfterLooking));
    steps.push(step("confirm", plain("confirm"), 2, Repeat::Freely));
    steps
}

/// Those of the open Edit. Where none is open nobody knows them yet, and what can be shown is for which ones the person wrote; *languages*
/// looks at all of them.
fn languages(order: &Order, survey: &Survey) -> Vec<String> {
    if !survey.languages.is_empty() {
        return survey.languages.clone();
    }
    let written = order.notes.0.iter();
    written
        .filter(|(tag, text)| tag.contains(['-', '_']) && !text.trim().is_empty())
        .map(|(tag, _)| tag.clone())
        .collect()
}

fn step(key: &str, title: Sentence, weight: u32, repeat: Repeat) -> Step {
    Step {
        key: key.to_owned(),
        title,
        weight,
        repeat,
        bulk: key == "upload",
        after: Vec::new(),
    }
}

fn plain(key: &str) -> Sentence {
    Sentence::new(format!("title.{key}"))
}

/// The Edit that is worked in. One that was open before the plan is named in the title: what is in it goes out too.
fn edit(order: &Order, survey: &Survey, steps: &mut Vec<Step>) {
    let open = Noted::of(survey).open_edit;
    let title = match (open, open_edit(order)) {
        (Some(open), OpenEdit::Replace(named)) if named == short_id(&open) => {
            let title = Sentence::new("title.discard").with("edit", &named);
            steps.push(step("discard", title, 1, Repeat::AfterLooking));
            plain("edit")
        }
        (Some(open), _) => Sentence::new("title.edit-reuse").with("edit", short_id(&open)),
        (None, _) => plain("edit"),
    };
    steps.push(step("edit", title, 1, Repeat::AfterLooking));
    steps.push(step("read", plain("read"), 1, Repeat::Freely));
}

/// Whether a package is there to be replaced is known only inside the Edit, so *upload* is as careful as adding one has to be.
fn package(order: &Order, steps: &mut Vec<Step>) {
    let way = way(order);
    let title = match way {
        Way::Replace => "title.upload",
        Way::Add => "title.upload-add",
        Way::Large => "title.upload-large",
    };
    steps.push(step(
        "upload",
        Sentence::new(title),
        80,
        Repeat::AfterLooking,
    ));
    steps.push(step("attach", plain("attach"), 2, Repeat::AfterLooking));
    if way == Way::Large {
        steps.push(step("targeting", plain("targeting"), 1, Repeat::Freely));
        steps.push(step(
            "remove-old",
            plain("remove-old"),
            1,
            Repeat::AfterLooking,
        ));
    }
    steps.push(step("verify", plain("verify"), 1, Repeat::Freely));
}

fn when(order: &Order) -> Sentence {
    match &order.when {
        When::At { instant, zone } => {
            let time = WallTime::of(*instant, zone);
            Sentence::new("title.availability-at")
                .with("time", time.date_time)
                .with("zone", time.zone)
        }
        When::AfterApproval | When::ByHand | When::InPhases(_) => plain("availability"),
    }
}

fn testers(order: &Order, steps: &mut Vec<Step>) {
    let title = match certificate::of(order) {
        Ok(found) if found.is_ec => Sentence::new("title.register").with("key", &found.key),
        Ok(found) => Sentence::new("title.register-other-key").with("key", &found.key),
        // Refused before it begins; the plan is shown all the same.
        Err(_) => Sentence::new("title.register").with("key", "–"),
    };
    steps.push(step("register", title, 2, Repeat::Freely));
    for batch in batches(order) {
        let title = Sentence::new("title.testers")
            .with("count", batch.people.len())
            .with("group", &batch.group.name);
        let weight = u32::try_from(batch.people.len()).unwrap_or(1).max(1);
        steps.push(step(&batch.key, title, weight, Repeat::Freely));
    }
}

/// What `look` compares with afterwards.
pub(super) fn intent(order: &Order, step: &Step, outputs: &Outputs) -> Value {
    let read = |name: &str| {
        let read = outputs.get("read").and_then(|read| read.get(name));
        read.cloned().unwrap_or_default()
    };
    match step.key.as_str() {
        "upload" | "attach" | "remove-old" => json!({
            "edit_id": edit_id(outputs),
            "version_code": version_code(order),
            "apks": read("apks"),
            "old": read("target").get("id"),
        }),
        "submit" => json!({ "edit_id": edit_id(outputs), "version_code": version_code(order) }),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::{Goal, Order, Repeat, Tester, TesterGroup, When};

    use super::{intent, plan};
    use crate::fixture::{notes, order};

    fn keys(order: &Order) -> Vec<String> {
        plan(order).into_iter().map(|step| step.key).collect()
    }

    fn update() -> Order {
        let mut order = order("amazon");
        order.survey = json!({"first_release": false});
        order
    }

    const OPEN: &str = "amzn1.devportal.apprelease.0123456789abcdef0123456789abcdef";

    fn with_open_edit(answer: &str) -> Order {
        let mut order = update();
        order.survey = json!({"languages": ["en-US", "de-DE"], "extra": {"open_edit": OPEN}});
        order.answers.insert("open_edit".into(), answer.into());
        order
    }

    #[test]
    fn the_steps_of_an_update() {
        assert_eq!(
            keys(&update()),
            [
                "sign-in",
                "edit",
                "read",
                "upload",
                "attach",
                "verify",
                "languages",
                "availability",
                "validate",
                "submit",
                "confirm"
            ]
        );
        let mut order = update();
        order.goal = Goal::Draft;
        assert_eq!(keys(&order)[8..], ["validate", "draft"]);
        order.goal = Goal::Upload;
        assert_eq!(keys(&order).last().map(String::as_str), Some("verify"));
        order.answers.insert("package_way".into(), "large".into());
        assert_eq!(
            keys(&order)[3..],
            ["upload", "attach", "targeting", "remove-old", "verify"]
        );
    }

    #[test]
    fn notes_that_were_written_are_shown_before_an_edit_is_open() {
        let mut order = update();
        order.notes = notes(&[("", "a"), ("zh-CN", "b"), ("de", "c"), ("fr-FR", " ")]);
        assert_eq!(keys(&order)[6..8], ["notes:zh-CN", "languages"]);
    }

    #[test]
    fn an_edit_is_taken_over_or_deleted_as_was_decided() {
        let order = with_open_edit("reuse");
        let steps = plan(&order);
        assert_eq!(steps[1].title.key, "title.edit-reuse");
        assert_eq!(steps[1].title.args["edit"], "abcdef");
        assert!(keys(&order).contains(&"notes:de-DE".to_owned()));
        assert_eq!(
            keys(&with_open_edit("replace abcdef"))[1..3],
            ["discard", "edit"]
        );
        // Another Edit was meant.
        assert_eq!(keys(&with_open_edit("replace 000000"))[1], "edit");
    }

    #[test]
    fn what_must_not_happen_twice_is_looked_for_first() {
        let mut order = with_open_edit("replace abcdef");
        order.answers.insert("package_way".into(), "large".into());
        let careful: Vec<String> = plan(&order)
            .into_iter()
            .filter(|step| step.repeat != Repeat::Freely)
            .map(|step| step.key)
            .collect();
        assert_eq!(
            careful,
            [
                "discard",
                "edit",
                "upload",
                "attach",
                "remove-old",
                "submit"
            ]
        );
        let bulk = plan(&order).into_iter().filter(|step| step.bulk).count();
        assert_eq!(bulk, 1);
    }

    #[test]
    fn the_time_stands_in_the_title_as_amazon_gets_it() {
        let mut order = update();
        order.when = When::At {
            instant: "2026-10-01T02:00:00Z".parse().unwrap(),
            zone: "America/Chicago".into(),
        };
        let steps = plan(&order);
        let title = &steps
            .iter()
            .find(|step| step.key == "availability")
            .unwrap()
            .title;
        assert_eq!(
            (title.args["time"].as_str(), title.args["zone"].as_str()),
            ("2026-09-30T21:00:00", "US/Central")
        );
    }

    #[test]
    fn testers_come_in_steps_of_a_hundred_and_group_by_group() {
        let mut order = update();
        order.goal = Goal::Testers;
        let people = |count: usize| -> Vec<Tester> {
            let one = |n| Tester {
                email: format!("t{n}@example.com"),
                first_name: String::new(),
                last_name: String::new(),
            };
            (0..count).map(one).collect()
        };
        let group = |name: &str, count| TesterGroup {
            name: name.into(),
            people: people(count),
            ..TesterGroup::default()
        };
        order.testing.groups = vec![group("QA", 250), group("none", 0), group("Partners", 7)];
        assert_eq!(
            keys(&order),
            [
                "sign-in",
                "register",
                "testers:1",
                "testers:2",
                "testers:3",
                "testers:4"
            ]
        );
        let title = plan(&order).pop().unwrap().title;
        assert_eq!(
            (title.args["count"].as_str(), title.args["group"].as_str()),
            ("7", "Partners")
        );
        order.testing.groups = vec![group("QA", 10_000)];
        assert_eq!(plan(&order).len(), 102);
    }

    #[test]
    fn an_intent_keeps_what_stood_there_before() {
        let order = update();
        let outputs = [
            ("edit".to_owned(), json!({"edit_id": "e1"})),
            (
                "read".to_owned(),
                json!({"apks": [{"id": "M1", "versionCode": 19}], "target": {"id": "M1"}}),
            ),
        ]
        .into();
        let steps = plan(&order);
        let of = |key: &str| {
            let step = steps.iter().find(|step| step.key == key).unwrap();
            intent(&order, step, &outputs)
        };
        assert_eq!(
            of("upload"),
            json!({"edit_id": "e1", "version_code": 20, "apks": [{"id": "M1", "versionCode": 19}], "old": "M1"})
        );
        assert_eq!(of("submit"), json!({"edit_id": "e1", "version_code": 20}));
        assert_eq!(of("edit"), json!(null));
    }
}
