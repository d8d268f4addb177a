//! The steps of a release to vivo, and what must be remembered before the one that is not repeated freely.

use serde_json::{Value, json};
use slipway_model::{Goal, Order, Outputs, Repeat, Sentence, Step, When};

use super::{
    packages::{HIGH, LOW, Packages, by_address, version_code},
    wire,
};

pub(super) fn plan(order: &Order) -> Vec<Step> {
    let step = |key: &str, title: Sentence, weight: u32, repeat: Repeat| Step {
        key: key.to_owned(),
        title,
        weight,
        repeat,
        bulk: key.starts_with("upload"),
        after: Vec::new(),
    };
    let plain = |key: &str| Sentence::new(format!("title.{key}"));
    let mut steps = vec![step("find-app", plain("find-app"), 2, Repeat::Freely)];
    let fetched = by_address(order);
    if !fetched {
        let uploads = Packages::of(order)
            .map(Packages::uploads)
            .unwrap_or_default();
        let share = 90 / u32::try_from(uploads.len().max(1)).unwrap_or(1);
        // An upload that is not used afterwards has no effect, so it may be repeated.
        steps.extend(uploads.iter().map(|upload| {
            let title = match upload.key {
                LOW => plain("upload-32"),
                HIGH => plain("upload-64"),
                _ => plain("upload"),
            };
            step(upload.key, title, share, Repeat::Freely)
        }));
    }
    // vivo has no draft: what is uploaded alone is told back in the answer to the upload, and cannot be asked about.
    if order.goal != Goal::Submit {
        return steps;
    }
    steps.push(step("submit", submit_title(order), 4, Repeat::AfterLooking));
    if fetched {
        steps.push(step("fetch", plain("fetch"), 90, Repeat::Freely));
    }
    steps.push(step("confirm", plain("confirm"), 4, Repeat::Freely));
    steps
}

fn submit_title(order: &Order) -> Sentence {
    match &order.when {
        When::At { instant, .. } => {
            Sentence::new("title.submit-at").with("time", wire::time(*instant))
        }
        When::InPhases(phases) => Sentence::new("title.submit-in-phases")
            .with("percent", phases.percent)
            .with("from", wire::time(phases.from))
            .with("until", wire::time(phases.until)),
        When::AfterApproval | When::ByHand if by_address(order) => {
            Sentence::new("title.submit-by-address")
        }
        When::AfterApproval | When::ByHand => Sentence::new("title.submit"),
    }
}

/// What `look` compares with afterwards.
pub(super) fn intent(order: &Order, step: &Step, outputs: &Outputs) -> Value {
    if step.key != "submit" {
        return Value::Null;
    }
    json!({ "version_code": version_code(order), "before": before(outputs) })
}

/// What `find-app` kept.
pub(super) fn before(outputs: &Outputs) -> Value {
    outputs
        .get("find-app")
        .and_then(|found| found.get("before"))
        .cloned()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::{Goal, Order, Percent, Phases, Repeat, When};

    use super::{intent, plan};
    use crate::fixture::{artifact, build, order};

    fn keys(order: &Order) -> Vec<String> {
        plan(order).into_iter().map(|step| step.key).collect()
    }

    fn pair() -> Order {
        let mut order = order("vivo");
        order.artifacts = ["armeabi-v7a", "arm64-v8a"]
            .iter()
            .map(|abi| {
                let mut build = build();
                build.abis = vec![(*abi).to_owned()];
                artifact(build)
            })
            .collect();
        order
    }

    #[test]
    fn the_steps_of_every_form() {
        assert_eq!(
            keys(&order("vivo")),
            ["find-app", "upload", "submit", "confirm"]
        );
        assert_eq!(
            keys(&pair()),
            ["find-app", "upload:32", "upload:64", "submit", "confirm"]
        );
        let mut fetched = order("vivo");
        fetched.artifacts[0].url = Some("https://cdn.example.com/a.apk".into());
        assert_eq!(keys(&fetched), ["find-app", "submit", "fetch", "confirm"]);
        let mut uploaded = pair();
        uploaded.goal = Goal::Upload;
        assert_eq!(keys(&uploaded), ["find-app", "upload:32", "upload:64"]);
    }

    #[test]
    fn only_the_submission_asks_before_it_is_repeated() {
        for step in plan(&pair()) {
            let expected = if step.key == "submit" {
                Repeat::AfterLooking
            } else {
                Repeat::Freely
            };
            assert_eq!(
                (step.repeat, step.bulk),
                (expected, step.key.starts_with("upload"))
            );
        }
    }

    #[test]
    fn times_stand_in_the_title_as_vivo_gets_them() {
        let mut order = order("vivo");
        let title = |order: &Order| {
            plan(order)
                .into_iter()
                .find(|step| step.key == "submit")
                .unwrap()
                .title
        };
        order.when = When::At {
            instant: "2026-01-15T02:00:00Z".parse().unwrap(),
            zone: "America/New_York".into(),
        };
        assert_eq!(title(&order).args["time"], "2026-01-15 10:00:00");
        order.when = When::InPhases(Phases {
            percent: Percent::whole(10).unwrap(),
            from: "2026-01-15T02:00:00Z".parse().unwrap(),
            until: "2026-01-20T02:00:00Z".parse().unwrap(),
            zone: "UTC".into(),
            about: String::new(),
        });
        let title = title(&order);
        assert_eq!(
            (
                title.key.as_str(),
                title.args["percent"].as_str(),
                title.args["until"].as_str()
            ),
            ("title.submit-in-phases", "10", "2026-01-20 10:00:00")
        );
    }

    #[test]
    fn an_intent_keeps_what_stood_there_before() {
        let order = order("vivo");
        let outputs = [(
            "find-app".to_owned(),
            json!({"before": {"newest": 19, "status": 3}}),
        )]
        .into();
        let steps = plan(&order);
        assert_eq!(
            intent(&order, &steps[2], &outputs),
            json!({"version_code": 20, "before": {"newest": 19, "status": 3}})
        );
        assert_eq!(intent(&order, &steps[1], &outputs), json!(null));
    }
}
