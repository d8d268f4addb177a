//! The steps of a release to AppGallery, which note goes where, and what must be remembered before a step that is not repeated
//! freely.

use serde_json::{Value, json};
use slipway_model::{Order, Outputs, Repeat, Sentence, Step, When};

use super::{CARD, wire};
use crate::{Survey, notes};

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
        step("upload", plain("upload"), 70, Repeat::Freely),
        step("attach", plain("attach"), 2, Repeat::AfterLooking),
        step("compile", plain("compile"), 14, Repeat::Freely),
    ];
    steps.extend(notes_to_send(order).into_iter().map(|note| {
        let title = Sentence::new("title.notes").with("language", &note.language);
        step(
            &format!("notes:{}", note.language),
            title,
            1,
            Repeat::Freely,
        )
    }));
    let submit = match &order.when {
        When::At { instant, .. } => {
            Sentence::new("title.submit-at").with("time", wire::time(*instant))
        }
        When::AfterApproval | When::ByHand | When::InPhases(_) => plain("submit"),
    };
    steps.push(step("submit", submit, 4, Repeat::AfterLooking));
    steps.push(step("confirm", plain("confirm"), 3, Repeat::Freely));
    steps
}

/// One `notes:` step.
pub(super) struct Note<'a> {
    pub(super) language: String,
    pub(super) text: &'a str,
    /// Set when the language is new for the listing, where the name is mandatory.
    pub(super) app_name: Option<String>,
}

/// What is written to which language: those of the listing, and those that the person asked to add (`add_languages`).
pub(super) fn notes_to_send(order: &Order) -> Vec<Note<'_>> {
    let survey = Survey::of(order);
    let known = if survey.languages.is_empty() {
        vec![CARD.default_language.to_owned()]
    } else {
        survey.languages
    };
    let of_listing =
        notes::for_listing(&order.notes, &known)
            .into_iter()
            .map(|(language, text)| Note {
                language,
                text,
                app_name: None,
            });
    let asked = order
        .answers
        .get("add_languages")
        .map(String::as_str)
        .unwrap_or_default();
    let added = asked
        .split([',', ' '])
        .filter(|tag| !tag.is_empty() && !known.iter().any(|known| notes::same(known, tag)));
    let added = added.filter_map(|tag| {
        let (_, text) = order
            .notes
            .0
            .iter()
            .find(|(note, text)| notes::same(note, tag) && !text.trim().is_empty())?;
        Some(Note {
            language: tag.to_owned(),
            text,
            app_name: survey.store_name.clone(),
        })
    });
    of_listing.chain(added).collect()
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
    use slipway_model::{Repeat, When};

    use super::{intent, notes_to_send, plan};
    use crate::fixture::{notes, order};

    #[test]
    fn only_attach_and_submit_ask_before_they_are_repeated() {
        let mut order = order("huawei");
        order.notes = notes(&[("", "中"), ("en-US", "E"), ("ja-JP", "J")]);
        let steps = plan(&order);
        let keys: Vec<&str> = steps.iter().map(|step| step.key.as_str()).collect();
        assert_eq!(
            keys,
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
    fn a_schedule_is_named_in_the_title() {
        let mut order = order("huawei");
        order.when = When::At {
            instant: "2026-12-01T02:00:00Z".parse().unwrap(),
            zone: "UTC".into(),
        };
        let submit = plan(&order)
            .into_iter()
            .find(|step| step.key == "submit")
            .unwrap();
        assert_eq!(submit.title.args["time"], "2026-12-01T10:00:00+0800");
    }

    #[test]
    fn a_language_is_added_only_when_asked_for_and_with_the_apps_name() {
        let mut order = order("huawei");
        order.notes = notes(&[("zh-CN", "中"), ("ja-JP", "J")]);
        let sent = |order: &slipway_model::Order| -> Vec<(String, String, Option<String>)> {
            let named =
                |note: super::Note<'_>| (note.language, note.text.to_owned(), note.app_name);
            notes_to_send(order).into_iter().map(named).collect()
        };
        assert_eq!(sent(&order), [("zh-CN".to_owned(), "中".to_owned(), None)]);
        order
            .answers
            .insert("add_languages".into(), "ja-JP, de-DE".into());
        assert_eq!(
            sent(&order)[1..],
            [("ja-JP".to_owned(), "J".to_owned(), Some("滑道".to_owned()))]
        );
    }

    #[test]
    fn a_listing_that_names_no_language_gets_the_stores_default() {
        let mut order = order("huawei");
        order.survey = json!({"languages": []});
        let sent = notes_to_send(&order);
        assert_eq!((sent.len(), sent[0].language.as_str()), (1, "zh-CN"));
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
