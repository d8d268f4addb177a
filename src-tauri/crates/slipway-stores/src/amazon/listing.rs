//! The texts of the store page, one record per language: which there are, what a release may change, and how a record is rewritten
//! without losing anything that it holds. There is no partial write [official], so everything that was read goes back.

use serde_json::{Map, Value, json};
use slipway_model::{Limit, ListingField, Order, Problem, ProblemKind, Sentence};

use crate::{Survey, lenient, notes};

/// How a field stands in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    /// A list, shown one entry a line.
    Lines,
    /// A list of single words, shown with commas.
    Words,
}

struct Known {
    /// Amazon's own name [3 clients, one verified live]. Words: `listing.<id>`.
    id: &'static str,
    form: Form,
    long: bool,
    limit: Option<Limit>,
}

pub(super) const NOTES: &str = "recentChanges";
/// Release notes: 4000 characters [1 client]. The other bounds are only quoted (title 250, short 1200, long 4000) [inferred]; they stand
/// in the labels and bind nobody.
pub(super) const NOTES_LIMIT: Limit = Limit::characters(4000);
const KEYWORDS: &str = "keywords";

const KNOWN: &[Known] = &[
    Known {
        id: "title",
        form: Form::Text,
        long: false,
        limit: None,
    },
    Known {
        id: "shortDescription",
        form: Form::Text,
        long: true,
        limit: None,
    },
    Known {
        id: "fullDescription",
        form: Form::Text,
        long: true,
        limit: None,
    },
    Known {
        id: "featureBullets",
        form: Form::Lines,
        long: true,
        limit: None,
    },
    Known {
        id: KEYWORDS,
        form: Form::Words,
        long: false,
        limit: None,
    },
];

/// The records by language, as `GET …/listings` tells them: a map, not a list [4 clients]. The key is the server's own and is never made.
pub(super) fn records(body: &Value) -> Vec<(String, Value)> {
    let map = body.get("listings").and_then(Value::as_object);
    let entries = map.into_iter().flatten();
    entries
        .map(|(language, record)| (language.clone(), record.clone()))
        .collect()
}

/// The languages, the default one first.
pub(super) fn languages(records: &[(String, Value)], default: Option<&str>) -> Vec<String> {
    let mut languages: Vec<String> = records
        .iter()
        .map(|(language, _)| language.clone())
        .collect();
    // Where the default is not told, US English is what Amazon begins with [inferred].
    let default = default.unwrap_or("en-US");
    if let Some(place) = languages
        .iter()
        .position(|language| notes::same(language, default))
    {
        let first = languages.remove(place);
        languages.insert(0, first);
    }
    languages
}

/// The present records as a person sees them.
pub(super) fn fields(records: &[(String, Value)], languages: &[String]) -> Vec<ListingField> {
    let mut fields = Vec::new();
    for language in languages {
        let record = records.iter().find(|(known, _)| known == language);
        fields.extend(KNOWN.iter().map(|known| ListingField {
            id: format!("{}:{language}", known.id),
            value: record.map_or_else(String::new, |(_, record)| {
                shown(record.get(known.id), known.form)
            }),
            editable: true,
            limit: known.limit,
            long: known.long,
            choices: Vec::new(),
        }));
    }
    fields
}

fn shown(value: Option<&Value>, form: Form) -> String {
    let list = || {
        let entries = value.and_then(Value::as_array).into_iter().flatten();
        entries.filter_map(lenient::as_text).collect::<Vec<_>>()
    };
    match form {
        Form::Text => value.and_then(lenient::as_text).unwrap_or_default(),
        Form::Lines => list().join("\n"),
        Form::Words => list().join(", "),
    }
}

fn written(text: &str, form: Form) -> Value {
    let list = |separators: &[char]| {
        let parts = text.split(separators).map(str::trim);
        json!(parts.filter(|part| !part.is_empty()).collect::<Vec<_>>())
    };
    match form {
        Form::Text => json!(text),
        Form::Lines => list(&['\n']),
        Form::Words => list(&[',', '，', '、', '\n']),
    }
}

/// New values of a language, where the person changed some.
fn edits<'a>(
    order: &'a Order,
    language: &'a str,
) -> impl Iterator<Item = (&'static Known, &'a str)> {
    order.listing.iter().filter_map(move |(id, value)| {
        let (name, of) = id.split_once(':')?;
        let known = KNOWN.iter().find(|known| known.id == name)?;
        notes::same(of, language).then_some((known, value.as_str()))
    })
}

pub(super) fn has_edits(order: &Order, language: &str) -> bool {
    edits(order, language).next().is_some()
}

/// The record as it shall be; nothing where it is so already. Members that are not known here stay as they are.
pub(super) fn rewritten(
    record: &Value,
    order: &Order,
    language: &str,
    note: Option<&str>,
) -> Option<Value> {
    let before = record.as_object()?;
    let mut after: Map<String, Value> = before.clone();
    if let Some(note) = note {
        after.insert(NOTES.to_owned(), json!(note));
    }
    for (known, value) in edits(order, language) {
        if shown(before.get(known.id), known.form) != value {
            after.insert(known.id.to_owned(), written(value, known.form));
        }
    }
    if after == *before {
        return None;
    }
    // A record without keywords is refused with `required_data_absent` [1 client].
    after.entry(KEYWORDS).or_insert_with(|| json!([]));
    Some(Value::Object(after))
}

/// What Amazon is known to refuse of the new values.
pub(super) fn objections(order: &Order, survey: &Survey) -> Vec<Problem> {
    let mut found = Vec::new();
    for (id, value) in &order.listing {
        let mut object = |says: Sentence| {
            let problem = Problem::new(ProblemKind::BadInput, says);
            found.push(problem.about(format!("listing:{id}")));
        };
        let name = id.split(':').next().unwrap_or_default();
        let Some(known) = KNOWN.iter().find(|known| known.id == name) else {
            continue;
        };
        let phrase = (known.form == Form::Words)
            .then(|| written(value, Form::Words))
            .and_then(|words| {
                let words = words.as_array()?.iter().filter_map(Value::as_str);
                words
                    .filter(|word| word.contains(char::is_whitespace))
                    .map(str::to_owned)
                    .next()
            });
        if let Some(phrase) = phrase {
            object(Sentence::new("problem.keyword-has-space").with("keyword", phrase));
        }
        // Each of the texts is mandatory in the console's form.
        let stood = survey
            .field(id)
            .is_some_and(|field| !field.value.is_empty());
        if known.form == Form::Text && value.trim().is_empty() && stood {
            object(Sentence::new("problem.cannot-be-emptied"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::{Language, Sentence};

    use super::{KNOWN, fields, languages, objections, records, rewritten};
    use crate::{Store as _, Survey, amazon::Amazon, fixture::order};

    #[test]
    fn every_field_has_its_word() {
        for known in KNOWN {
            let sentence = Sentence::new(format!("listing.{}", known.id));
            for language in [Language::En, Language::Zh] {
                assert!(
                    Amazon.words().say(&sentence, language).is_some(),
                    "{}",
                    known.id
                );
            }
        }
    }

    #[test]
    fn the_records_are_shown_language_by_language() {
        let body = json!({"listings": {
            "de-DE": {"title": "Helling", "keywords": ["werft"], "featureBullets": ["eins", "zwei"]},
            "en_US": {"title": "Slipway"},
        }});
        let records = records(&body);
        let known = languages(&records, None);
        assert_eq!(known, ["en_US", "de-DE"]);
        assert_eq!(languages(&records, Some("de_de")), ["de-DE", "en_US"]);
        let fields = fields(&records, &known);
        let value = |id: &str| {
            fields
                .iter()
                .find(|field| field.id == id)
                .unwrap()
                .value
                .as_str()
        };
        assert_eq!(value("title:en_US"), "Slipway");
        assert_eq!(value("featureBullets:de-DE"), "eins\nzwei");
        assert_eq!(value("keywords:de-DE"), "werft");
        assert_eq!(value("fullDescription:en_US"), "");
    }

    #[test]
    fn a_record_goes_back_whole() {
        let record = json!({"title": "Slipway", "keywords": ["ship"], "recentChanges": "old", "videos": ["v1"], "futureThing": {"a": 1}});
        let mut order = order("amazon");
        assert_eq!(rewritten(&record, &order, "en-US", Some("old")), None);
        assert_eq!(rewritten(&record, &order, "en-US", None), None);
        let noted = rewritten(&record, &order, "en-US", Some("new")).unwrap();
        let mut expected = record.clone();
        expected["recentChanges"] = json!("new");
        assert_eq!(noted, expected);
        order
            .listing
            .insert("keywords:en-US".into(), "ship, launch，yard".into());
        order.listing.insert("title:de-DE".into(), "Helling".into());
        let edited = rewritten(&record, &order, "en_US", None).unwrap();
        assert_eq!(edited["keywords"], json!(["ship", "launch", "yard"]));
        assert_eq!(
            (&edited["title"], &edited["futureThing"]),
            (&json!("Slipway"), &json!({"a": 1}))
        );
        // Keywords must be there.
        let bare = json!({"title": "x"});
        let noted = rewritten(&bare, &order, "fr-FR", Some("n")).unwrap();
        assert_eq!(noted["keywords"], json!([]));
        assert_eq!(rewritten(&json!(null), &order, "en-US", Some("n")), None);
    }

    #[test]
    fn keywords_are_single_words_and_texts_are_not_emptied() {
        let mut order = order("amazon");
        let records = vec![("en-US".to_owned(), json!({"title": "Slipway"}))];
        let survey = Survey {
            listing: fields(&records, &["en-US".to_owned()]),
            ..Survey::default()
        };
        order
            .listing
            .insert("keywords:en-US".into(), "ship, dry dock".into());
        order.listing.insert("title:en-US".into(), " ".into());
        order
            .listing
            .insert("shortDescription:en-US".into(), String::new());
        let found = objections(&order, &survey);
        let said: Vec<_> = found
            .iter()
            .map(|problem| {
                (
                    problem.advice.key.as_str(),
                    problem.about.as_deref().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                ("problem.keyword-has-space", "listing:keywords:en-US"),
                ("problem.cannot-be-emptied", "listing:title:en-US"),
            ]
        );
        assert_eq!(found[0].advice.args["keyword"], "dry dock");
    }
}
