//! What a release writes to which language of the listing: its notes, and the texts that a person changed for it. A text that nobody
//! changed is never sent.

use slipway_model::{Goal, Order};

use super::CARD;
use crate::{Survey, notes};

/// One call, for one language.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Texts {
    pub(super) language: String,
    /// `newFeatures`: the notes, or a new text for those that the listing still holds.
    pub(super) notes: Option<String>,
    /// Set when the language is new for the listing, where the name is mandatory.
    pub(super) app_name: Option<String>,
    pub(super) brief_info: Option<String>,
    pub(super) app_desc: Option<String>,
    /// Whether `notes` are this release's.
    pub(super) has_notes: bool,
}

impl Texts {
    pub(super) fn has_edits(&self) -> bool {
        self.brief_info.is_some() || self.app_desc.is_some()
    }

    /// The step that sends it.
    pub(super) fn key(&self) -> String {
        let kind = if self.has_notes { "notes" } else { "listing" };
        format!("{kind}:{}", self.language)
    }
}

/// In the listing's order; languages that the release adds come last.
pub(super) fn texts(order: &Order) -> Vec<Texts> {
    if order.goal == Goal::Upload {
        return Vec::new();
    }
    let survey = Survey::of(order);
    let mut texts: Vec<Texts> = survey
        .languages
        .iter()
        .map(|language| Texts {
            language: language.clone(),
            ..Texts::default()
        })
        .collect();
    for note in notes_to_send(order, &survey) {
        let place = texts
            .iter_mut()
            .find(|texts| texts.language == note.language);
        match place {
            Some(texts) => {
                texts.notes = note.notes;
                texts.has_notes = true;
            }
            None => texts.push(note),
        }
    }
    for texts in &mut texts {
        let edited = |name: &str| {
            let id = format!("{name}:{}", texts.language);
            let wanted = order.listing.get(&id)?;
            let present = survey.field(&id).map(|field| &field.value);
            (present != Some(wanted)).then(|| wanted.clone())
        };
        texts.brief_info = edited("briefInfo");
        texts.app_desc = edited("appDesc");
        if !texts.has_notes {
            texts.notes = edited("newFeatures");
        }
    }
    texts.retain(|texts| texts.notes.is_some() || texts.has_edits());
    texts
}

/// Notes for the languages of the listing, and for those that the person asked to add.
fn notes_to_send(order: &Order, survey: &Survey) -> Vec<Texts> {
    let known = known(survey);
    let of_listing =
        notes::for_listing(&order.notes, &known)
            .into_iter()
            .map(|(language, text)| Texts {
                language,
                notes: Some(text.to_owned()),
                has_notes: true,
                ..Texts::default()
            });
    let added = new_languages(order, survey).map(|(tag, text)| Texts {
        language: tag.to_owned(),
        notes: Some(text.to_owned()),
        app_name: survey.store_name.clone(),
        has_notes: true,
        ..Texts::default()
    });
    of_listing.chain(added).collect()
}

fn known(survey: &Survey) -> Vec<String> {
    if survey.languages.is_empty() {
        vec![CARD.default_language.to_owned()]
    } else {
        survey.languages.clone()
    }
}

/// The languages that the person asked to add (`add_languages`) and wrote notes for, with these.
pub(super) fn new_languages<'a>(
    order: &'a Order,
    survey: &Survey,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let known = known(survey);
    let asked = order.answers.get("add_languages");
    asked
        .map(String::as_str)
        .unwrap_or_default()
        .split([',', ' '])
        .filter(move |tag| !tag.is_empty() && !known.iter().any(|known| notes::same(known, tag)))
        .filter_map(|tag| {
            let (_, text) = order
                .notes
                .0
                .iter()
                .find(|(note, text)| notes::same(note, tag) && !text.trim().is_empty())?;
            Some((tag, text.as_str()))
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::{Goal, Order};

    use super::{Texts, texts};
    use crate::fixture::{notes, order};

    fn note(language: &str, text: &str) -> Texts {
        Texts {
            language: language.into(),
            notes: Some(text.into()),
            has_notes: true,
            ..Texts::default()
        }
    }

    fn with_listing(edits: &[(&str, &str)]) -> Order {
        let mut order = order("huawei");
        order.survey["listing"] = json!([
            {"id": "briefInfo:zh-CN", "value": "旧", "editable": true, "limit": null, "long": false, "choices": []},
            {"id": "newFeatures:en-US", "value": "old", "editable": true, "limit": null, "long": true, "choices": []},
        ]);
        order.listing = edits
            .iter()
            .map(|(id, value)| ((*id).to_owned(), (*value).to_owned()))
            .collect();
        order
    }

    #[test]
    fn a_language_is_added_only_when_asked_for_and_with_the_apps_name() {
        let mut order = order("huawei");
        order.notes = notes(&[("zh-CN", "中"), ("ja-JP", "J")]);
        assert_eq!(texts(&order), [note("zh-CN", "中")]);
        order
            .answers
            .insert("add_languages".into(), "ja-JP, de-DE".into());
        let added = Texts {
            app_name: Some("滑道".into()),
            ..note("ja-JP", "J")
        };
        assert_eq!(texts(&order)[1..], [added]);
    }

    #[test]
    fn a_listing_that_names_no_language_gets_the_stores_default() {
        let mut order = order("huawei");
        order.survey = json!({"languages": []});
        assert_eq!(texts(&order), [note("zh-CN", "修复问题")]);
    }

    #[test]
    fn edits_ride_with_the_notes_of_their_language() {
        let sent = texts(&with_listing(&[
            ("briefInfo:zh-CN", "新"),
            ("appDesc:en-US", "long"),
        ]));
        let keys: Vec<String> = sent.iter().map(Texts::key).collect();
        assert_eq!(keys, ["notes:zh-CN", "listing:en-US"]);
        assert_eq!(sent[0].brief_info.as_deref(), Some("新"));
        assert_eq!((&sent[1].notes, &sent[1].brief_info), (&None, &None));
    }

    #[test]
    fn stored_notes_are_mended_only_where_this_release_has_none() {
        let edited = with_listing(&[("newFeatures:en-US", "shorter")]);
        let sent = texts(&edited);
        assert_eq!(sent[1].notes.as_deref(), Some("shorter"));
        assert_eq!(sent[1].key(), "listing:en-US");
        let mut with_notes = edited;
        with_notes.notes = notes(&[("en-US", "E")]);
        assert_eq!(texts(&with_notes), [note("en-US", "E")]);
    }

    #[test]
    fn what_stands_there_already_and_what_only_uploads_writes_nothing() {
        let mut order = with_listing(&[("briefInfo:zh-CN", "旧")]);
        assert_eq!(texts(&order), [note("zh-CN", "修复问题")]);
        order.goal = Goal::Upload;
        assert!(texts(&order).is_empty());
    }
}
