//! The texts of the store page: which of them a release may change, and what Tencent refuses in a text. Only what was changed is sent;
//! the store keeps everything else [official]. The reviewers' test account is left where it is: it holds a password.

use slipway_model::{Limit, ListingField, Order};

use super::{auth::plain, wire::Detail};

/// A field of the record that stands in the plan.
struct Known {
    /// Its sentence; what follows the dot is Tencent's own name, the same in the record and in the update.
    label: &'static str,
    editable: bool,
    limit: Option<Limit>,
    long: bool,
    choices: &'static [&'static str],
}

impl Known {
    const fn text(label: &'static str) -> Self {
        Self {
            label,
            editable: true,
            limit: None,
            long: false,
            choices: &[],
        }
    }

    const fn choice(label: &'static str, choices: &'static [&'static str]) -> Self {
        Self {
            choices,
            ..Self::text(label)
        }
    }

    fn id(&self) -> &'static str {
        self.label.strip_prefix("listing.").unwrap_or(self.label)
    }
}

/// YYB update API, `query_app_detail` and `update_app` [official]. Not here: `category` and `app_name` as something to change, because
/// both want a reason and new papers; `is_support_ipv6`, whose twin in the update has another name and perhaps the opposite meaning;
/// `screen_size`, whose numbers are not explained; everything that needs a file.
const KNOWN: &[Known] = &[
    Known {
        editable: false,
        limit: Some(Limit::characters(50)),
        ..Known::text("listing.app_name")
    },
    Known {
        limit: Some(Limit::between(5, 15)),
        ..Known::text("listing.one_word_summary")
    },
    Known {
        limit: Some(Limit::between(60, 500)),
        long: true,
        ..Known::text("listing.introduce")
    },
    Known::text("listing.operator"),
    Known::text("listing.developer"),
    Known::choice("listing.age_level", &["3", "8", "12", "16", "18"]),
    Known::choice("listing.language", &["0", "1", "2"]),
    Known::choice("listing.device_type", &["0", "1", "2"]),
];

/// The record as the plan shows it.
pub(super) fn fields(detail: &Detail) -> Vec<ListingField> {
    KNOWN
        .iter()
        .map(|known| ListingField {
            id: known.id().to_owned(),
            value: detail.text(known.id()).unwrap_or_default(),
            editable: known.editable,
            limit: known.limit,
            long: known.long,
            choices: known
                .choices
                .iter()
                .map(|&choice| choice.to_owned())
                .collect(),
        })
        .collect()
}

/// What the person changed for this release and the update takes, as it is sent.
pub(super) fn edits(order: &Order) -> Vec<(&'static str, String)> {
    KNOWN
        .iter()
        .filter(|known| known.editable)
        .filter_map(|known| Some((known.id(), plain(order.listing.get(known.id())?))))
        .collect()
}

/// The bounds of a field, where it has some.
pub(super) fn limit(id: &str) -> Option<Limit> {
    KNOWN.iter().find(|known| known.id() == id)?.limit
}

/// The emoji in a text, each once: Tencent takes none in any text [official]. Characters that are drawn as pictures by themselves, and
/// the marks that make others so; arrows, stars and circled numbers of ordinary fonts are no emoji.
pub(super) fn emoji(text: &str) -> String {
    let mut found = String::new();
    for c in text.chars().filter(|&c| is_emoji(c)) {
        if !found.contains(c) {
            found.push(c);
        }
    }
    found
}

#[rustfmt::skip]
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{fe0f}' | '\u{20e3}' | '\u{231a}' | '\u{231b}' | '\u{23e9}'..='\u{23ec}' | '\u{23f0}'
        | '\u{23f3}' | '\u{25fd}' | '\u{25fe}' | '\u{2614}' | '\u{2615}' | '\u{2648}'..='\u{2653}' | '\u{267f}' | '\u{2693}'
        | '\u{26a1}' | '\u{26aa}' | '\u{26ab}' | '\u{26bd}' | '\u{26be}' | '\u{26c4}' | '\u{26c5}' | '\u{26ce}' | '\u{26d4}'
        | '\u{26ea}' | '\u{26f2}' | '\u{26f3}' | '\u{26f5}' | '\u{26fa}' | '\u{26fd}' | '\u{2705}' | '\u{270a}' | '\u{270b}'
        | '\u{2728}' | '\u{274c}' | '\u{274e}' | '\u{2753}'..='\u{2755}' | '\u{2757}' | '\u{2795}'..='\u{2797}' | '\u{27b0}'
        | '\u{27bf}' | '\u{2b1b}' | '\u{2b1c}' | '\u{2b50}' | '\u{2b55}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{edits, emoji, fields};
    use crate::{fixture::order, tencent::wire::Detail};

    #[test]
    fn the_record_is_shown_and_the_password_in_it_is_not() {
        let shown = fields(&Detail(json!({
            "ret": 0, "app_name": "滑道", "one_word_summary": "一站式发布工具", "introduce": null, "age_level": 12,
            "login_flag": 1, "login_account": "账号：demo 密码：s3cret-word", "feature": "旧的说明",
        })));
        let value = |id: &str| {
            let field = shown.iter().find(|field| field.id == id).unwrap();
            (field.value.as_str(), field.editable)
        };
        assert_eq!(value("app_name"), ("滑道", false));
        assert_eq!(value("one_word_summary"), ("一站式发布工具", true));
        assert_eq!(value("introduce"), ("", true));
        assert_eq!(value("age_level"), ("12", true));
        assert!(!format!("{shown:?}").contains("s3cret-word"));
    }

    #[test]
    fn only_what_was_changed_and_can_be_is_sent() {
        let mut order = order("tencent");
        for (id, value) in [
            ("introduce", "一\r\n二"),
            ("app_name", "新名字"),
            ("unknown", "x"),
        ] {
            order.listing.insert(id.into(), value.into());
        }
        assert_eq!(edits(&order), [("introduce", "一\n二".to_owned())]);
    }

    #[test]
    fn emoji_are_told_from_ordinary_signs() {
        for (text, expected) in [
            ("修复 & 优化：50%+ ①②③ ★ → 更快…", ""),
            ("🎉新版本🎉发布✅", "🎉✅"),
            ("1\u{fe0f}\u{20e3} 新增", "\u{fe0f}\u{20e3}"),
            ("👨‍👩‍👧", "👨👩👧"),
        ] {
            assert_eq!(emoji(text), expected, "{text}");
        }
    }
}
