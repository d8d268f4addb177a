//! The steps of a release to Honor for each goal, and what must be remembered before the submission.

use serde_json::{Value, json};
use slipway_model::{Goal, Order, Outputs, Repeat, Sentence, Step, When};

use super::{CARD, wire};
use crate::{Survey, notes};

pub(super) fn plan(order: &Order) -> Vec<Step> {
    let step = |key: &str, title: Sentence, weight: u32, repeat: Repeat| Step {
        key: key.to_owned(),
        title,
        weight,
        repeat,
        bulk: key == "upload" && address(order).is_none(),
        after: Vec::new(),
    };
    let plain = |key: &str| Sentence::new(format!("title.{key}"));
    let free = |key: &str, weight| step(key, plain(key), weight, Repeat::Freely);
    let mut steps = vec![free("sign-in", 1), free("find-app", 2)];
    if address(order).is_some() {
        steps.push(step(
            "upload",
            Sentence::new("title.ask-to-fetch"),
            5,
            Repeat::Freely,
        ));
        steps.push(free("fetch", 70));
    } else {
        steps.push(free("upload", 75));
    }
    if order.goal == Goal::Upload {
        return steps;
    }
    steps.push(free("attach", 4));
    if writes_texts(order) {
        steps.push(free("texts", 4));
    }
    if order.goal == Goal::Draft {
        steps.push(free("read-draft", 3));
        return steps;
    }
    let submit = match &order.when {
        When::At { instant, .. } => {
            Sentence::new("title.submit-at").with("time", wire::time(*instant))
        }
        When::InPhases(phases) => Sentence::new("title.submit-in-phases")
            .with("percent", phases.percent)
            .with("from", wire::time(phases.from))
            .with("until", wire::time(phases.until)),
        When::AfterApproval | When::ByHand => plain("submit"),
    };
    steps.push(step("submit", submit, 5, Repeat::AfterLooking));
    steps.push(free("confirm", 4));
    steps
}

/// Where Honor shall fetch the package itself.
pub(super) fn address(order: &Order) -> Option<&str> {
    order.artifacts.first()?.url.as_deref()
}

/// Notes that have a place, or a text that a person changed; without either the texts are not touched at all.
fn writes_texts(order: &Order) -> bool {
    !order.listing.is_empty() || !notes_to_send(order).is_empty()
}

/// Which note goes to which language of the record.
pub(super) fn notes_to_send(order: &Order) -> Vec<(String, &str)> {
    let mut languages = Survey::of(order).languages;
    if languages.is_empty() {
        languages.push(CARD.default_language.to_owned());
    }
    notes::for_listing(&order.notes, &languages)
}

/// What `look` compares with afterwards.
pub(super) fn intent(order: &Order, step: &Step, outputs: &Outputs) -> Value {
    if step.key != "submit" {
        return Value::Null;
    }
    let found = |name: &str| {
        outputs
            .get("find-app")
            .and_then(|found| found.get(name))
            .cloned()
            .unwrap_or_default()
    };
    json!({
        "app_id": found("app_id"),
        "version_code": order.build().map(|build| build.version_code),
        "release_before": found("release_before"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::{Goal, Order, Percent, Phases, Repeat, When};

    use super::{intent, plan};
    use crate::fixture::{notes, order};

    fn keys(change: impl FnOnce(&mut Order)) -> Vec<String> {
        let mut order = order("honor");
        change(&mut order);
        plan(&order).into_iter().map(|step| step.key).collect()
    }

    #[test]
    fn each_goal_ends_where_it_should() {
        assert_eq!(
            keys(|_| {}),
            [
                "sign-in", "find-app", "upload", "attach", "texts", "submit", "confirm"
            ]
        );
        assert_eq!(
            keys(|order| order.goal = Goal::Draft),
            [
                "sign-in",
                "find-app",
                "upload",
                "attach",
                "texts",
                "read-draft"
            ]
        );
        assert_eq!(
            keys(|order| order.goal = Goal::Upload),
            ["sign-in", "find-app", "upload"]
        );
        let fetched = keys(|order| {
            order.goal = Goal::Upload;
            order.artifacts[0].url = Some("https://files.example.com/a.apk".into());
        });
        assert_eq!(fetched, ["sign-in", "find-app", "upload", "fetch"]);
    }

    #[test]
    fn texts_are_written_only_when_there_is_something_to_write() {
        let has_texts = |change: fn(&mut Order)| keys(change).contains(&"texts".to_owned());
        assert!(!has_texts(|order| order.notes = notes(&[])));
        assert!(!has_texts(|order| order.notes = notes(&[("ja-JP", "x")])));
        assert!(has_texts(|order| {
            order.notes = notes(&[]);
            order.listing.insert("intro:zh-CN".into(), "介绍".into());
        }));
    }

    #[test]
    fn only_the_submission_is_looked_for_before_it_is_repeated() {
        let mut order = order("honor");
        let careful = |order: &Order| -> Vec<String> {
            plan(order)
                .into_iter()
                .filter(|step| step.repeat != Repeat::Freely)
                .map(|step| step.key)
                .collect()
        };
        assert_eq!(careful(&order), ["submit"]);
        let bulk = |order: &Order| -> usize { plan(order).iter().filter(|step| step.bulk).count() };
        assert_eq!(bulk(&order), 1);
        order.artifacts[0].url = Some("https://files.example.com/a.apk".into());
        assert_eq!(bulk(&order), 0);
    }

    #[test]
    fn the_time_is_named_in_the_title() {
        let mut order = order("honor");
        let title = |order: &Order| {
            let submit = plan(order)
                .into_iter()
                .find(|step| step.key == "submit")
                .unwrap();
            submit.title
        };
        order.when = When::At {
            instant: "2026-01-15T02:00:00Z".parse().unwrap(),
            zone: "UTC".into(),
        };
        assert_eq!(title(&order).args["time"], "2026-01-15T10:00:00+0800");
        order.when = When::InPhases(Phases {
            percent: Percent::from_hundredths(1250).unwrap(),
            from: "2026-01-15T02:00:00Z".parse().unwrap(),
            until: "2026-01-20T02:00:00Z".parse().unwrap(),
            zone: "UTC".into(),
            about: String::new(),
        });
        assert_eq!(title(&order).args["percent"], "12.5");
    }

    #[test]
    fn an_intent_keeps_which_submission_stood_there_before() {
        let order = order("honor");
        let outputs = [(
            "find-app".to_owned(),
            json!({"app_id": "7", "release_before": "r19"}),
        )]
        .into();
        let submit = plan(&order)
            .into_iter()
            .find(|step| step.key == "submit")
            .unwrap();
        assert_eq!(
            intent(&order, &submit, &outputs),
            json!({"app_id": "7", "version_code": 20, "release_before": "r19"})
        );
    }
}
