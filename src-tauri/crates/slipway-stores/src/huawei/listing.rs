//! The texts of AppGallery's store page: which there are, how long each may be, what a release may change, and what is known to be
//! refused. AppGallery judges the whole record with each version, the languages included that nobody touched [issue].

use slipway_model::{Goal, Limit, ListingField, Order, Problem, ProblemKind, Sentence};

use super::{
    record::{AppInfoReply, LanguageInfo},
    survey::Noted,
    texts::texts,
};
use crate::Survey;

/// A text of one language, as `app-language-info` has it [official for names and limits].
struct Known {
    /// AGC's own name. Words: `listing.<id>`.
    id: &'static str,
    limit: Limit,
    editable: bool,
    long: bool,
    read: fn(&LanguageInfo) -> Option<&String>,
}

const KNOWN: [Known; 4] = [
    // A release never renames: the name must agree with package, filing and certificate, and a change is a matter of its own.
    Known {
        id: "appName",
        limit: Limit::characters(64),
        editable: false,
        long: false,
        read: |language| language.app_name.as_ref(),
    },
    Known {
        id: "briefInfo",
        limit: Limit::characters(80),
        editable: true,
        long: false,
        read: |language| language.brief_info.as_ref(),
    },
    Known {
        id: "appDesc",
        limit: Limit::characters(8000),
        editable: true,
        long: true,
        read: |language| language.app_desc.as_ref(),
    },
    // What the notes replace; where a language gets none, these stay and are judged again.
    Known {
        id: NOTES,
        limit: NOTES_LIMIT,
        editable: true,
        long: true,
        read: |language| language.new_features.as_ref(),
    },
];

/// AGC Publishing v2, app-language-info: `newFeatures` [official].
pub(super) const NOTES_LIMIT: Limit = Limit::characters(500);
const NOTES: &str = "newFeatures";
const PRIVACY: &str = "privacyPolicy";

fn id_of(known: &Known, language: &str) -> String {
    format!("{}:{language}", known.id)
}

/// The field that the notes of a release replace.
pub(super) fn notes_field(language: &str) -> String {
    format!("{NOTES}:{language}")
}

/// The present record as a person sees it.
pub(super) fn fields(reply: &AppInfoReply, languages: &[String]) -> Vec<ListingField> {
    let mut fields = Vec::new();
    for language in languages {
        let record = reply.language(language);
        fields.extend(KNOWN.iter().map(|known| ListingField {
            id: id_of(known, language),
            value: record.and_then(known.read).cloned().unwrap_or_default(),
            editable: known.editable,
            limit: Some(known.limit),
            long: known.long,
            choices: Vec::new(),
        }));
    }
    fields.extend(reply.info().privacy_policy.map(|value| ListingField {
        id: PRIVACY.to_owned(),
        value,
        ..ListingField::default()
    }));
    fields
}

/// Fields of the default language that the record shows empty. One that it does not show may be there all the same.
pub(super) fn lacking(reply: &AppInfoReply, languages: &[String]) -> Vec<String> {
    let Some(language) = languages.first() else {
        return Vec::new();
    };
    let Some(record) = reply.language(language) else {
        return Vec::new();
    };
    KNOWN
        .iter()
        .filter(|known| known.id != NOTES)
        .filter(|known| (known.read)(record).is_some_and(|text| text.trim().is_empty()))
        .map(|known| id_of(known, language))
        .collect()
}

/// What AppGallery would refuse of the record as it will be.
pub(super) fn objections(order: &Order) -> Vec<Problem> {
    if order.goal == Goal::Upload {
        return Vec::new();
    }
    let survey = Survey::of(order);
    let mut found = Vec::new();
    let mut object = |id: &str, says: Sentence| {
        found.push(Problem::new(ProblemKind::BadInput, says).about(format!("listing:{id}")));
    };
    let notes = texts(order);
    for field in survey.listing.iter().filter(|field| field.editable) {
        let has_notes = field.name() == NOTES
            && notes
                .iter()
                .any(|texts| texts.has_notes && Some(texts.language.as_str()) == field.language());
        let edit = order.listing.get(&field.id);
        if has_notes {
            if edit.is_some() {
                object(&field.id, Sentence::new("problem.notes-twice"));
            }
            continue;
        }
        // Whether an empty text empties the field or leaves it is not established.
        if edit.is_some_and(|edit| edit.trim().is_empty()) && !field.value.is_empty() {
            object(&field.id, Sentence::new("problem.cannot-be-emptied"));
        }
        let after = survey.after(order, &field.id);
        if let Some(limit) = field.limit.filter(|limit| !limit.fits(after)) {
            let says = Sentence::new("problem.listing-length")
                .with("count", limit.count(after))
                .with("limit", limit.most);
            object(&field.id, says);
        }
    }
    if order.first_release && order.goal == Goal::Submit {
        for id in &Noted::of(&survey).lacking {
            let says = match survey.field(id) {
                Some(field) if !survey.after(order, id).trim().is_empty() && field.editable => {
                    continue;
                }
                Some(field) if field.editable => "problem.listing-lacks",
                _ => "problem.name-lacking",
            };
            object(id, Sentence::new(says));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use slipway_model::{Goal, Language, Order, Problem, Sentence};

    use super::{KNOWN, PRIVACY, fields, lacking, objections};
    use crate::{
        Store as _, Survey,
        fixture::{notes, order},
        huawei::Huawei,
    };

    fn record() -> Value {
        json!({"appInfo": {"privacyPolicy": "https://example.com/privacy"}, "languages": [
            {"lang": "zh-CN", "appName": "滑道", "briefInfo": "一次发布", "appDesc": "", "newFeatures": "修复"},
            {"lang": "en-US", "appName": "Slipway", "briefInfo": null},
        ]})
    }

    fn survey(body: Value) -> Survey {
        let reply = serde_json::from_value(body).unwrap();
        let languages = ["zh-CN".to_owned(), "en-US".to_owned()];
        Survey {
            listing: fields(&reply, &languages),
            extra: json!({"lacking": lacking(&reply, &languages)}),
            languages: languages.into(),
            ..Survey::default()
        }
    }

    fn ordered(body: Value, edits: &[(&str, &str)]) -> Order {
        let mut order = order("huawei");
        order.survey = serde_json::to_value(survey(body)).unwrap();
        order.listing = edits
            .iter()
            .map(|(id, value)| ((*id).to_owned(), (*value).to_owned()))
            .collect();
        order
    }

    fn said(problems: &[Problem]) -> Vec<(&str, &str)> {
        problems
            .iter()
            .map(|problem| {
                (
                    problem.advice.key.as_str(),
                    problem.about.as_deref().unwrap(),
                )
            })
            .collect()
    }

    #[test]
    fn the_record_is_shown_language_by_language() {
        let survey = survey(record());
        let ids: Vec<&str> = survey
            .listing
            .iter()
            .map(|field| field.id.as_str())
            .collect();
        assert_eq!(ids.len(), 9);
        assert_eq!(
            (ids[0], ids[5], ids[8]),
            ("appName:zh-CN", "briefInfo:en-US", PRIVACY)
        );
        assert_eq!(survey.field("briefInfo:zh-CN").unwrap().value, "一次发布");
        let name = survey.field("appName:zh-CN").unwrap();
        assert!(!name.editable && !survey.field(PRIVACY).unwrap().editable);
        assert!(survey.field("appDesc:en-US").unwrap().long);
    }

    #[test]
    fn every_field_has_its_word() {
        for id in KNOWN.iter().map(|known| known.id).chain([PRIVACY]) {
            let sentence = Sentence::new(format!("listing.{id}"));
            for language in [Language::En, Language::Zh] {
                assert!(Huawei.words().say(&sentence, language).is_some(), "{id}");
            }
        }
    }

    #[test]
    fn only_what_is_shown_empty_is_lacking_and_only_a_first_release_needs_it() {
        let mut order = ordered(record(), &[]);
        assert_eq!(objections(&order), []);
        order.first_release = true;
        assert_eq!(
            said(&objections(&order)),
            [("problem.listing-lacks", "listing:appDesc:zh-CN")]
        );
        order.goal = Goal::Draft;
        assert_eq!(objections(&order), []);
        let mut mended = ordered(record(), &[("appDesc:zh-CN", "完整介绍")]);
        mended.first_release = true;
        assert_eq!(objections(&mended), []);
    }

    #[test]
    fn stored_notes_of_another_language_are_judged_too() {
        let long = "x".repeat(501);
        let mut body = record();
        body["languages"][1]["newFeatures"] = json!(long);
        let refused = [("problem.listing-length", "listing:newFeatures:en-US")];
        assert_eq!(said(&objections(&ordered(body.clone(), &[]))), refused);
        let mended = ordered(body.clone(), &[("newFeatures:en-US", "Fixes")]);
        assert_eq!(objections(&mended), []);
        // Notes of this release replace them.
        let mut order = ordered(body, &[]);
        order.notes = notes(&[("", "修复"), ("en-US", "Fixes")]);
        assert_eq!(objections(&order), []);
    }

    #[test]
    fn edits_keep_to_the_limits() {
        let order = ordered(
            record(),
            &[
                ("briefInfo:zh-CN", ""),
                ("briefInfo:en-US", &"b".repeat(81)),
                ("appDesc:en-US", &"d".repeat(8000)),
                ("newFeatures:zh-CN", "别的"),
            ],
        );
        assert_eq!(
            said(&objections(&order)),
            [
                ("problem.cannot-be-emptied", "listing:briefInfo:zh-CN"),
                ("problem.notes-twice", "listing:newFeatures:zh-CN"),
                ("problem.listing-length", "listing:briefInfo:en-US"),
            ]
        );
    }
}
