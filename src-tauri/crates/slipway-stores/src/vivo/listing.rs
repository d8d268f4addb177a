//! The texts of vivo's store page: which there are, how long each may be, and what a release may change.
//! A submission carries only what was changed; what is not sent keeps its value.

use serde_json::Value;
use slipway_model::{Counting, Limit, ListingField, Order, Problem, ProblemKind, Sentence};

use super::auth::Params;
use crate::Survey;

/// A field of `app.query.details` that is text.
struct Known {
    /// vivo's own name, of the record and of the submission alike. Words: `listing.<id>`.
    id: &'static str,
    editable: bool,
    limit: Option<Limit>,
    long: bool,
    choices: &'static [&'static str],
}

const fn text(id: &'static str, limit: Option<Limit>) -> Known {
    Known {
        id,
        editable: true,
        limit,
        long: false,
        choices: &[],
    }
}

const fn fixed(id: &'static str) -> Known {
    Known {
        editable: false,
        ..text(id, None)
    }
}

pub(super) const DEVICE: &str = "compatibleDevice";
/// 1 phones, 2 phones and tablets, 3 tablets [official; one client swaps 2 and 3].
const DEVICES: &[&str] = &["1", "2", "3"];
/// What two clients send where nothing is known.
const USUAL_DEVICE: &str = "2";

/// app.sync.update.app [official].
const KNOWN: &[Known] = &[
    fixed("cnName"),
    // At most four changes of a title a year, else 12006.
    text("mainTitle", Some(Limit::characters(20))),
    text("subTitle", Some(Limit::characters(20))),
    text("simpleDesc", Some(ONE_LINE)),
    Known {
        long: true,
        ..text("detailDesc", Some(Limit::between(50, 1000)))
    },
    Known {
        long: true,
        ..text("remark", Some(Limit::between(10, 200)))
    },
    Known {
        choices: DEVICES,
        ..text(DEVICE, None)
    },
    text("customerService", None),
    text("privateSelfCheck", None),
    fixed("icpNumber"),
];

/// 5 to 16 hanzi or 10 to 32 Latin letters.
const ONE_LINE: Limit = Limit {
    least: 10,
    most: 32,
    counted: Counting::HalfWidths,
};

/// The present record as a person sees it; everything that vivo has a text for, empty or not.
pub(super) fn fields(record: &Value) -> Vec<ListingField> {
    let value = |id: &str| {
        record
            .get(id)
            .and_then(crate::lenient::as_text)
            .unwrap_or_default()
    };
    KNOWN
        .iter()
        .map(|known| ListingField {
            id: known.id.to_owned(),
            value: value(known.id),
            editable: known.editable,
            limit: known.limit,
            long: known.long,
            choices: known
                .choices
                .iter()
                .map(|choice| (*choice).to_owned())
                .collect(),
        })
        .collect()
}

/// What a submission changes. The one place that rests on "unsent fields keep their value" [1 client; another wants it tested].
pub(super) fn changes(order: &Order) -> Params {
    let survey = Survey::of(order);
    KNOWN
        .iter()
        .filter(|known| known.editable)
        .filter_map(|known| {
            let wanted = order.listing.get(known.id)?.trim().replace("\r\n", "\n");
            let present = survey.field(known.id).map(|field| &field.value);
            (!wanted.is_empty() && present != Some(&wanted)).then_some((known.id, wanted))
        })
        .collect()
}

/// `compatibleDevice`, which must be sent with every full release: the new value, else what the record holds, else the usual one.
pub(super) fn device(order: &Order, recorded: Option<&str>) -> String {
    let survey = Survey::of(order);
    let known = [
        order.listing.get(DEVICE).map(String::as_str),
        recorded,
        survey.field(DEVICE).map(|field| field.value.as_str()),
    ];
    known
        .into_iter()
        .flatten()
        .map(str::trim)
        .find(|value| DEVICES.contains(value))
        .unwrap_or(USUAL_DEVICE)
        .to_owned()
}

/// What vivo would refuse. Only what will be sent is judged: vivo does not look at the rest again.
pub(super) fn objections(order: &Order) -> Vec<Problem> {
    let survey = Survey::of(order);
    let changes = changes(order);
    let mut found = Vec::new();
    let mut object = |id: &str, says: Sentence| {
        found.push(Problem::new(ProblemKind::BadInput, says).about(format!("listing:{id}")));
    };
    for known in KNOWN.iter().filter(|known| known.editable) {
        let present = survey
            .field(known.id)
            .is_some_and(|field| !field.value.is_empty());
        match (order.listing.get(known.id), changes.get(known.id)) {
            (Some(wanted), _) if wanted.trim().is_empty() && present => {
                object(known.id, Sentence::new("problem.cannot-be-emptied"));
            }
            (_, Some(value)) => {
                if let Some(says) = refusal(known, value) {
                    object(known.id, says);
                }
            }
            _ => {}
        }
    }
    let titles = ["mainTitle", "subTitle"];
    let [main, sub] = titles.map(|id| survey.after(order, id).trim());
    let limit = Limit::characters(20);
    if titles.iter().any(|id| changes.contains_key(id))
        && !sub.is_empty()
        && (main.is_empty() || !limit.fits(main) || main.ends_with(['+', '＋']))
    {
        object("subTitle", Sentence::new("problem.no-subtitle-here"));
    }
    found
}

fn refusal(known: &Known, value: &str) -> Option<Sentence> {
    if !known.choices.is_empty() && !known.choices.contains(&value) {
        let choices = known.choices.join(", ");
        return Some(Sentence::new("problem.listing-choice").with("choices", choices));
    }
    if let Some(limit) = known.limit.filter(|limit| !limit.fits(value)) {
        return Some(
            Sentence::new("problem.listing-length")
                .with("count", limit.count(value))
                .with("least", limit.least)
                .with("limit", limit.most),
        );
    }
    match known.id {
        // Review rules: the only punctuation at the end is an exclamation or a question mark [official].
        "simpleDesc" if ends_wrongly(value) => Some(Sentence::new("problem.one-line-ending")),
        // An address instead of an uploaded file.
        "privateSelfCheck" if !value.starts_with("https://") && !value.starts_with("http://") => {
            Some(Sentence::new("problem.self-check-address"))
        }
        _ => None,
    }
}

fn ends_wrongly(value: &str) -> bool {
    value.chars().last().is_some_and(|last| {
        let mark = last.is_ascii_punctuation()
            || matches!(last, '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{2010}'..='\u{2027}');
        mark && !['!', '?', '！', '？'].contains(&last)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use slipway_model::{Language, Order, Sentence};

    use super::{KNOWN, changes, device, fields, objections};
    use crate::{Store as _, Survey, fixture, vivo::Vivo};

    fn record() -> Value {
        json!({"cnName": "滑道", "mainTitle": "滑道", "subTitle": "", "simpleDesc": "一次发布到所有商店",
            "detailDesc": "字".repeat(60), "remark": null, "compatibleDevice": 1, "icpNumber": "京ICP备1号", "apkSize": 67732})
    }

    fn order(edits: &[(&str, &str)]) -> Order {
        let survey = Survey {
            listing: fields(&record()),
            ..Survey::default()
        };
        let mut order = fixture::order("vivo");
        order.survey = serde_json::to_value(survey).unwrap();
        order.listing = edits
            .iter()
            .map(|(id, value)| ((*id).to_owned(), (*value).to_owned()))
            .collect();
        order
    }

    fn check(edits: &[(&str, &str)], expected: &[(&str, &str)]) {
        let found = objections(&order(edits));
        let found: Vec<_> = found
            .iter()
            .map(|problem| {
                (
                    problem.about.as_deref().unwrap(),
                    problem.advice.key.as_str(),
                )
            })
            .collect();
        assert_eq!(found, expected, "{edits:?}");
    }

    #[test]
    fn the_whole_record_is_shown_and_every_field_has_its_name() {
        let fields = fields(&record());
        assert_eq!(fields.len(), KNOWN.len());
        let value = |id: &str| {
            let field = fields.iter().find(|field| field.id == id).unwrap();
            (field.value.as_str(), field.editable)
        };
        assert_eq!(value("cnName"), ("滑道", false));
        assert_eq!(value("compatibleDevice"), ("1", true));
        assert_eq!(value("remark"), ("", true));
        for field in &fields {
            let label = Sentence::new(format!("listing.{}", field.id));
            assert!(
                Vivo.words().say(&label, Language::Zh).is_some(),
                "{}",
                field.id
            );
        }
    }

    #[test]
    fn only_what_changes_is_sent() {
        assert_eq!(changes(&order(&[])), [].into());
        assert_eq!(
            changes(&order(&[
                ("mainTitle", "滑道"),
                ("remark", " "),
                ("cnName", "别名"),
                ("customerService", " help@example.com ")
            ])),
            [("customerService", "help@example.com".to_owned())].into()
        );
    }

    #[test]
    fn the_devices_stay_as_they_are() {
        assert_eq!(device(&order(&[]), None), "1");
        assert_eq!(device(&order(&[]), Some("3")), "3");
        assert_eq!(device(&order(&[("compatibleDevice", "2")]), Some("3")), "2");
        assert_eq!(device(&fixture::order("vivo"), Some("9")), "2");
    }

    #[test]
    fn texts_that_vivo_refuses() {
        check(&[], &[]);
        check(&[("simpleDesc", "五个汉字吧！")], &[]);
        check(&[("simpleDesc", "ten letter")], &[]);
        check(
            &[("simpleDesc", "四个汉字")],
            &[("listing:simpleDesc", "problem.listing-length")],
        );
        check(
            &[("simpleDesc", "一次发布到商店。")],
            &[("listing:simpleDesc", "problem.one-line-ending")],
        );
        check(
            &[("detailDesc", &"字".repeat(49))],
            &[("listing:detailDesc", "problem.listing-length")],
        );
        check(
            &[("detailDesc", &"字".repeat(1001))],
            &[("listing:detailDesc", "problem.listing-length")],
        );
        check(
            &[("remark", "太短")],
            &[("listing:remark", "problem.listing-length")],
        );
        check(&[("remark", &"字".repeat(200))], &[]);
        check(
            &[("remark", &"字".repeat(201))],
            &[("listing:remark", "problem.listing-length")],
        );
        check(&[("mainTitle", &"字".repeat(20))], &[]);
        check(
            &[("mainTitle", &"字".repeat(21))],
            &[("listing:mainTitle", "problem.listing-length")],
        );
        check(
            &[("simpleDesc", &"字".repeat(17))],
            &[("listing:simpleDesc", "problem.listing-length")],
        );
        check(
            &[("compatibleDevice", "4")],
            &[("listing:compatibleDevice", "problem.listing-choice")],
        );
        check(
            &[("privateSelfCheck", "file.pdf")],
            &[("listing:privateSelfCheck", "problem.self-check-address")],
        );
        check(
            &[("detailDesc", " ")],
            &[("listing:detailDesc", "problem.cannot-be-emptied")],
        );
    }

    #[test]
    fn a_subtitle_needs_a_main_title_that_takes_one() {
        check(&[("subTitle", "一次发布")], &[]);
        check(
            &[("mainTitle", "滑道+"), ("subTitle", "一次发布")],
            &[("listing:subTitle", "problem.no-subtitle-here")],
        );
        check(&[("mainTitle", "滑道+")], &[]);
    }

    #[test]
    fn what_stands_there_and_is_not_sent_is_not_judged() {
        let mut order = order(&[]);
        let mut survey = Survey::of(&order);
        survey.listing = fields(&json!({"simpleDesc": "短", "detailDesc": "短", "subTitle": "x"}));
        order.survey = serde_json::to_value(survey).unwrap();
        assert_eq!(objections(&order), []);
    }
}
