//! What a release to Xiaomi does, as data: ask, push, ask again.

use serde_json::{Value, json};
use slipway_model::{Order, Outputs, Repeat, Sentence, Step, When};

use crate::beijing;

pub(super) fn plan(order: &Order) -> Vec<Step> {
    let step = |key: &str, title: Sentence, weight: u32, repeat: Repeat| Step {
        key: key.to_owned(),
        title,
        weight,
        repeat,
        bulk: key == "push",
        after: Vec::new(),
    };
    let push = match &order.when {
        When::At { instant, .. } => {
            Sentence::new("title.push-at").with("time", beijing::to_the_minute(*instant))
        }
        When::AfterApproval | When::ByHand | When::InPhases(_) => Sentence::new("title.push"),
    };
    vec![
        step("query", Sentence::new("title.query"), 2, Repeat::Freely),
        step("push", push, 95, Repeat::AfterLooking),
        step("confirm", Sentence::new("title.confirm"), 3, Repeat::Freely),
    ]
}

/// What `look` compares with afterwards.
pub(super) fn intent(order: &Order, step: &Step, outputs: &Outputs) -> Value {
    if step.key != "push" {
        return Value::Null;
    }
    let before = outputs
        .get("query")
        .and_then(|found| found.get("newest"))
        .cloned()
        .unwrap_or_default();
    json!({
        "package": order.app.package,
        "version_code": order.build().map(|build| build.version_code),
        "newest_before": before,
    })
}

#[cfg(test)]
mod tests {
    use slipway_model::Repeat;

    use super::plan;
    use crate::fixture::order;

    #[test]
    fn only_the_push_asks_before_it_is_repeated() {
        let steps = plan(&order("xiaomi"));
        let shape: Vec<_> = steps
            .iter()
            .map(|step| (step.key.as_str(), step.repeat, step.bulk))
            .collect();
        assert_eq!(
            shape,
            [
                ("query", Repeat::Freely, false),
                ("push", Repeat::AfterLooking, true),
                ("confirm", Repeat::Freely, false)
            ]
        );
    }
}
