//! The steps of a release to OPPO, which package goes under which processor code, and what must be remembered before the submission.

use serde_json::Value;
use slipway_model::{Artifact, Goal, Order, Outputs, Repeat, Sentence, Step, When};

use super::{
    listing::{Extra, replaces_icon},
    look::Before,
    wire::{cpu, time},
};
use crate::Survey;

pub(super) fn plan(order: &Order) -> Vec<Step> {
    let step = |key: &str, title: Sentence, weight: u32, repeat: Repeat| Step {
        key: key.to_owned(),
        title,
        weight,
        repeat,
        bulk: key.starts_with("upload"),
        after: Vec::new(),
    };
    let plain = |key: &str, weight: u32| {
        let title = Sentence::new(format!("title.{key}"));
        step(key, title, weight, Repeat::Freely)
    };
    let mut steps = vec![plain("sign-in", 1), plain("find-app", 2)];
    let packages = packages(order);
    let share = 76 / u32::try_from(packages.len().max(1)).unwrap_or(1);
    steps.extend(packages.iter().map(|package| {
        let title = Sentence::new(package.title);
        step(package.key, title, share, Repeat::Freely)
    }));
    // OPPO keeps no draft: what was uploaded stays with it, unbound, until a submission names it.
    if order.goal != Goal::Submit {
        return steps;
    }
    if replaces_icon(order, &Extra::of(&Survey::of(order)).icon) {
        steps.push(plain("icon", 2));
    }
    let submit = match &order.when {
        When::At { instant, .. } => Sentence::new("title.submit-at").with("time", time(*instant)),
        When::AfterApproval | When::ByHand | When::InPhases(_) => Sentence::new("title.submit"),
    };
    steps.push(step("submit", submit, 5, Repeat::AfterLooking));
    steps.push(plain("process", 10));
    steps.push(plain("confirm", 4));
    steps
}

/// One package of the order and the step that uploads it.
pub(super) struct Parcel<'a> {
    pub(super) key: &'static str,
    title: &'static str,
    pub(super) artifact: &'a Artifact,
    pub(super) cpu_code: u8,
}

/// A single package is for every processor; of a pair each has its own code, the 32-bit one first [official copy, 4 clients].
pub(super) fn packages(order: &Order) -> Vec<Parcel<'_>> {
    let of = |key, title, artifact, cpu_code| Parcel {
        key,
        title,
        artifact,
        cpu_code,
    };
    match order.artifacts.as_slice() {
        [one, other] => {
            let (narrow, wide) = if one.build.is_64_only() {
                (other, one)
            } else {
                (one, other)
            };
            vec![
                of("upload:32", "title.upload-32", narrow, cpu::BITS_32),
                of("upload:64", "title.upload-64", wide, cpu::BITS_64),
            ]
        }
        artifacts => artifacts
            .iter()
            .take(1)
            .map(|one| of("upload", "title.upload", one, cpu::ANY))
            .collect(),
    }
}

/// What `look` compares with afterwards.
pub(super) fn intent(_order: &Order, step: &Step, outputs: &Outputs) -> Value {
    if step.key == "submit" {
        before(outputs).kept()
    } else {
        Value::Null
    }
}

/// What *find-app* read before anything was sent.
pub(super) fn before(outputs: &Outputs) -> Before {
    outputs.get("find-app").map(Before::of).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::{Goal, Order, Repeat, When};

    use super::{packages, plan};
    use crate::fixture::{artifact, build, order};

    fn keys(order: &Order) -> Vec<String> {
        plan(order).into_iter().map(|step| step.key).collect()
    }

    fn pair() -> Order {
        let with = |abi: &str| {
            let mut build = build();
            build.abis = vec![abi.to_owned()];
            artifact(build)
        };
        let mut order = order("oppo");
        order.artifacts = vec![with("arm64-v8a"), with("armeabi-v7a")];
        order
    }

    #[test]
    fn only_the_submission_asks_before_it_is_repeated() {
        let order = order("oppo");
        assert_eq!(
            keys(&order),
            [
                "sign-in", "find-app", "upload", "submit", "process", "confirm"
            ]
        );
        for step in plan(&order) {
            let asks = step.repeat == Repeat::AfterLooking;
            assert_eq!(asks, step.key == "submit");
            assert_eq!(step.bulk, step.key == "upload");
        }
    }

    #[test]
    fn an_upload_ends_with_the_package() {
        let mut order = order("oppo");
        order.goal = Goal::Upload;
        assert_eq!(keys(&order), ["sign-in", "find-app", "upload"]);
    }

    #[test]
    fn a_pair_has_its_codes_and_the_32_bit_package_comes_first() {
        let mut order = pair();
        for _ in 0..2 {
            let codes: Vec<_> = packages(&order)
                .iter()
                .map(|package| {
                    (
                        package.key,
                        package.cpu_code,
                        package.artifact.build.abis[0].clone(),
                    )
                })
                .collect();
            assert_eq!(
                codes,
                [
                    ("upload:32", 32, "armeabi-v7a".to_owned()),
                    ("upload:64", 64, "arm64-v8a".to_owned())
                ]
            );
            order.artifacts.reverse();
        }
        assert!(plan(&order).iter().filter(|step| step.bulk).count() == 2);
    }

    #[test]
    fn an_icon_is_sent_only_when_it_was_asked_for_and_the_stored_one_is_not_good() {
        let mut order = order("oppo");
        for (answer, verdict, sent) in [
            ("yes", json!({"size": {"width": 216, "height": 216}}), true),
            ("是", json!("not-png"), true),
            ("yes", json!("unread"), true),
            ("yes", json!("good"), false),
            ("no", json!("not-png"), false),
            ("", json!("not-png"), false),
        ] {
            order.survey["extra"] = json!({"icon": {"address": "a", "verdict": verdict}});
            order.answers.insert("replace_icon".into(), answer.into());
            assert_eq!(
                keys(&order).contains(&"icon".to_owned()),
                sent,
                "{answer} {verdict}"
            );
        }
    }

    #[test]
    fn a_schedule_is_named_in_beijing_time() {
        let mut order = order("oppo");
        order.when = When::At {
            instant: "2027-01-01T01:00:00Z".parse().unwrap(),
            zone: "America/New_York".into(),
        };
        let submit = plan(&order)
            .into_iter()
            .find(|step| step.key == "submit")
            .unwrap();
        assert_eq!(submit.title.args["time"], "2027-01-01 09:00:00");
    }
}
