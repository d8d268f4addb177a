//! Which release note each language of an Edit gets. Amazon wants one for every language, every time [5 clients]; none is ever made up.

use slipway_model::Order;

use super::answers;
use crate::notes;

/// The note of each language, in order; nothing where nobody wrote one for it. The first language is the default.
pub(super) fn notes(order: &Order, languages: &[String]) -> Vec<(String, Option<String>)> {
    let written = notes::for_listing(&order.notes, languages);
    let own = |language: &String| {
        let found = written.iter().find(|(tag, _)| tag == language);
        found.map(|(_, text)| (*text).to_owned())
    };
    let common = answers::one_text(order)
        .then(|| languages.first().and_then(own).or_else(|| only(order)))
        .flatten();
    languages
        .iter()
        .map(|language| (language.clone(), own(language).or_else(|| common.clone())))
        .collect()
}

/// The one text that there is.
fn only(order: &Order) -> Option<String> {
    let mut texts = order
        .notes
        .0
        .values()
        .filter(|text| !text.trim().is_empty());
    let first = texts.next()?;
    texts.next().is_none().then(|| first.clone())
}

/// Languages for which nobody wrote a note.
pub(super) fn lacking(order: &Order, languages: &[String]) -> Vec<String> {
    notes(order, languages)
        .into_iter()
        .filter(|(_, note)| note.is_none())
        .map(|(language, _)| language)
        .collect()
}

/// Whether there is any note at all.
pub(super) fn any(order: &Order) -> bool {
    order.notes.0.values().any(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{lacking, notes};
    use crate::fixture::{notes as written, order};

    #[test]
    fn one_text_serves_all_only_when_asked_to() {
        let languages = ["en-US".to_owned(), "de-DE".to_owned(), "fr-FR".to_owned()];
        let mut order = order("amazon");
        order.notes = written(&[("", "Fixes"), ("de", "Fehler")]);
        assert_eq!(lacking(&order, &languages), ["fr-FR"]);
        order.answers.insert("one_text".into(), "yes".into());
        let texts: Vec<_> = notes(&order, &languages)
            .into_iter()
            .map(|(_, note)| note.unwrap())
            .collect();
        assert_eq!(texts, ["Fixes", "Fehler", "Fixes"]);
        // The only text there is, though it is of another language than the default.
        order.notes = written(&[("fr-FR", "Corrections")]);
        assert!(lacking(&order, &languages).is_empty());
        order.answers.insert("one_text".into(), "no".into());
        assert_eq!(lacking(&order, &languages), ["en-US", "de-DE"]);
    }
}
