//! The steps of a release to AppGallery, as far as it shall go, and what must be remembered before a step that is not repeated freely.

use serde_json::{Value, json};
use slipway_model::{Goal, Order, Outputs, Repeat, Sentence, Step, When};

use super::{
    texts::{Texts, texts},
    wire,
};

/// Where AppGallery shall fetch the package itself.
pub(super) fn address(order: &Order) -> Option<&str> {
    order.artifacts.first()?.url.as_deref()
}

pub(super) fn plan(order: &Order) -> Vec<Step> {
    let step = |key: &str, title: Sentence, weight: u32, repeat: Repeat| Step {
        key: key.to_owned(),
        title,
        weight,
        repeat,
        bulk: key == "upload",
        after: Vec::new(),
    };
    let plain = |key: &str| Sentence::new(format!("title.{key}"));
    let mut steps = vec![
        step("sign-in", plain("sign-in"), 1, Repeat::Freely),
        step("find-app", plain("find-app"), 1, Repeat::Freely),
    ];
    if order.goal == Goal::Upload {
        // Nothing can be asked about an object that is attached to nothing; it is not even in the console [issue].
        let title = Sentence::new("title.upload-only");
        steps.push(step("upload", title, 70, Repeat::Freely));
        return steps;
    }
    if address(order).is_none() {
        steps.extend([
            step("upload", plain("upload"), 70, Repeat::Freely),
            step("attach", plain("attach"), 2, Repeat::AfterLooking),
            step("compile", plain("compile"), 14, Repeat::Freely),
        ]);
    }
    steps.extend(texts(order).iter().map(|texts| {
        let title = text_title(texts).with("language", &texts.language);
        step(&texts.key(), title, 1, Repeat::Freely)
    }));
    if order.goal == Goal::Draft {
        steps.push(step("draft", plain("draft"), 3, Repeat::Freely));
        return steps;
    }
    steps.push(step("submit", submit_title(order), 4, Repeat::AfterLooking));
    let confirm = if address(order).is_some() { 70 } else { 3 };
    steps.push(step("confirm", plain("confirm"), confirm, Repeat::Freely));
    steps
}

fn text_title(texts: &Texts) -> Sentence {
    Sentence::new(match (texts.has_notes, texts.has_edits()) {
        (true, false) => "title.notes",
        (true, true) => "title.notes-and-listing",
        (false, _) => "title.listing",
    })
}

fn submit_title(order: &Order) -> Sentence {
    if address(order).is_some() {
        return Sentence::new("title.submit-by-address");
    }
    match &order.when {
        When::At { instant, .. } => {
            Sentence::new("title.submit-at").with("time", wire::time(*instant))
        }
        When::InPhases(phases) => {
            Sentence::new("title.submit-in-phases").with("percent", phases.percent)
        }
        When::AfterApproval | When::ByHand => Sentence::new("title.submit"),
    }
}

/// What `look` compares with afterwards.
pub(super) fn intent(order: &Order, step: &Step, outputs: &Outputs) -> Value {
    let found = outputs.get("find-app");
    let before = |name: &str| {
        found
            .and_then(|found| found.get(name))
            .cloned()
            .unwrap_or_default()
    };
    match step.key.as_str() {
        "attach" | "submit" => json!({
            "app_id": before("app_id"),
            "version_code": order.build().map(|build| build.version_code),
            "state_before": before("state"),
            "newest_before": before("newest"),
        }),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::{Goal, Order, Percent, Phases, Repeat, When};

    use super::{intent, plan};
    use crate::fixture::{notes, order};

    fn keys(order: &Order) -> Vec<String> {
        plan(order).into_iter().map(|step| step.key).collect()
    }

    #[test]
    fn only_attach_and_submit_ask_before_they_are_repeated() {
        let mut order = order("huawei");
        order.notes = notes(&[("", "中"), ("en-US", "E"), ("ja-JP", "J")]);
        assert_eq!(
            keys(&order),
            [
                "sign-in",
                "find-app",
                "upload",
                "attach",
                "compile",
                "notes:zh-CN",
                "notes:en-US",
                "submit",
                "confirm"
            ]
        );
        let steps = plan(&order);
        let careful: Vec<_> = steps
            .iter()
            .filter(|step| step.repeat != Repeat::Freely)
            .map(|step| step.key.as_str())
            .collect();
        assert_eq!(careful, ["attach", "submit"]);
        let bulk: Vec<_> = steps
            .iter()
            .filter(|step| step.bulk)
            .map(|step| step.key.as_str())
            .collect();
        assert_eq!(bulk, ["upload"]);
    }

    #[test]
    fn a_release_goes_no_further_than_asked() {
        let mut order = order("huawei");
        order.goal = Goal::Draft;
        assert_eq!(
            keys(&order)[2..],
            ["upload", "attach", "compile", "notes:zh-CN", "draft"]
        );
        order.goal = Goal::Upload;
        assert_eq!(keys(&order), ["sign-in", "find-app", "upload"]);
        assert_eq!(plan(&order)[2].title.key, "title.upload-only");
    }

    #[test]
    fn what_the_store_fetches_is_not_uploaded() {
        let mut order = order("huawei");
        order.artifacts[0].url = Some("https://dl.example.com/app.apk".into());
        assert_eq!(
            keys(&order),
            ["sign-in", "find-app", "notes:zh-CN", "submit", "confirm"]
        );
        assert!(!plan(&order).iter().any(|step| step.bulk));
    }

    #[test]
    fn time_and_share_are_named_in_the_title() {
        let mut order = order("huawei");
        let title = |order: &Order| {
            let submit = plan(order).into_iter().find(|step| step.key == "submit");
            submit.unwrap().title
        };
        let instant = "2026-12-01T02:00:00Z".parse().unwrap();
        order.when = When::At {
            instant,
            zone: "UTC".into(),
        };
        assert_eq!(title(&order).args["time"], "2026-12-01T10:00:00+0800");
        order.when = When::InPhases(Phases {
            percent: Percent::whole(5).unwrap(),
            from: instant,
            until: instant,
            zone: "UTC".into(),
            about: String::new(),
        });
        assert_eq!(title(&order).args["percent"], "5");
    }

    #[test]
    fn changed_texts_are_named_with_their_language() {
        let mut order = order("huawei");
        order.listing = [
            ("briefInfo:zh-CN".to_owned(), "新".to_owned()),
            ("appDesc:en-US".to_owned(), "long".to_owned()),
        ]
        .into();
        let titles: Vec<_> = plan(&order)
            .into_iter()
            .filter(|step| step.key.contains(':'))
            .map(|step| (step.title.key, step.title.args["language"].clone()))
            .collect();
        assert_eq!(
            titles,
            [
                ("title.notes-and-listing".to_owned(), "zh-CN".to_owned()),
                ("title.listing".to_owned(), "en-US".to_owned())
            ]
        );
    }

    #[test]
    fn an_intent_keeps_what_stood_there_before() {
        let order = order("huawei");
        let outputs = [(
            "find-app".to_owned(),
            json!({"app_id":"100","state":8,"newest":19}),
        )]
        .into();
        let submit = plan(&order)
            .into_iter()
            .find(|step| step.key == "submit")
            .unwrap();
        assert_eq!(
            intent(&order, &submit, &outputs),
            json!({"app_id":"100","version_code":20,"state_before":8,"newest_before":19})
        );
    }
}
