//! A person's answers to this store's own questions. A card's question is a line of text, so every answer is read in either language, and
//! what cannot be read is said while it is typed.

use slipway_model::{Order, Sentence};

use super::credentials::{good, wrong};
use crate::Hint;

/// What to do about an Edit that is open already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OpenEdit {
    /// Not answered.
    Ask,
    /// Go on in it: whatever a colleague changed there goes out too.
    Reuse,
    /// Delete it and begin anew from the live version. Names the Edit by its last characters, so that an answer of another day never
    /// deletes another Edit.
    Replace(String),
    Stop,
}

/// How the package is brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Way {
    /// In the place of the one that is there: targeting and DRM stay. The default.
    #[default]
    Replace,
    /// Beside the ones that are there.
    Add,
    /// By the large upload; the old one is removed afterwards.
    Large,
}

/// Characters of an Edit's id that a person types to have it deleted.
pub(super) const SHORT_ID: usize = 6;

/// The end of an Edit's id, by which a person names it.
pub(super) fn short_id(edit: &str) -> &str {
    let from = edit.len().saturating_sub(SHORT_ID);
    edit.get(from..).unwrap_or(edit)
}

fn answer<'a>(order: &'a Order, ask: &str) -> &'a str {
    order
        .answers
        .get(ask)
        .map(|answer| answer.trim())
        .unwrap_or_default()
}

pub(super) fn open_edit(order: &Order) -> OpenEdit {
    read_open_edit(answer(order, "open_edit")).unwrap_or(OpenEdit::Ask)
}

fn read_open_edit(text: &str) -> Option<OpenEdit> {
    let text = text.to_lowercase();
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((&text, ""));
    match first {
        "" => Some(OpenEdit::Ask),
        "reuse" | "沿用" => Some(OpenEdit::Reuse),
        "stop" | "停止" => Some(OpenEdit::Stop),
        "replace" | "替换" => Some(OpenEdit::Replace(short_id(rest.trim()).to_owned())),
        _ => None,
    }
}

/// Languages without a text of their own get the one of the default language.
pub(super) fn one_text(order: &Order) -> bool {
    read_yes(answer(order, "one_text")).unwrap_or_default()
}

fn read_yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "是" => Some(true),
        "no" | "n" | "false" | "否" => Some(false),
        _ => None,
    }
}

/// Whether the certificate goes as one line of base64 instead of PEM.
pub(super) fn as_der(order: &Order) -> bool {
    answer(order, "certificate_encoding").eq_ignore_ascii_case("der")
}

pub(super) fn way(order: &Order) -> Way {
    read_way(answer(order, "package_way")).unwrap_or_default()
}

fn read_way(text: &str) -> Option<Way> {
    match text.to_lowercase().as_str() {
        "replace" | "替换" => Some(Way::Replace),
        "add" | "添加" => Some(Way::Add),
        "large" | "大文件" => Some(Way::Large),
        _ => None,
    }
}

/// The package that is replaced, as its name, id or version code; where there are several.
pub(super) fn target(order: &Order) -> Option<&str> {
    Some(answer(order, "target_apk")).filter(|answer| !answer.is_empty())
}

/// Judges an answer while it is typed.
pub(super) fn hint(ask: &str, text: &str) -> Hint {
    let remark = |key: &str| Hint::Remark(Sentence::new(key));
    match ask {
        "open_edit" => match read_open_edit(text) {
            Some(OpenEdit::Reuse) => good("hint.edit-reuse"),
            Some(OpenEdit::Stop) => good("hint.edit-stop"),
            Some(OpenEdit::Replace(which)) if which.len() == SHORT_ID => {
                remark("hint.edit-replace")
            }
            Some(OpenEdit::Replace(_)) => wrong("hint.edit-which"),
            Some(OpenEdit::Ask) | None => wrong("hint.edit-answer"),
        },
        "one_text" => match read_yes(text) {
            Some(true) => good("hint.one-text"),
            Some(false) => good("hint.own-texts"),
            None => wrong("hint.yes-or-no"),
        },
        "certificate_encoding" => match text.to_lowercase().as_str() {
            "pem" => good("hint.pem"),
            "der" => good("hint.der"),
            _ => wrong("hint.encoding-answer"),
        },
        "package_way" => match read_way(text) {
            Some(Way::Replace) => good("hint.way-replace"),
            Some(Way::Add) => remark("hint.way-add"),
            Some(Way::Large) => remark("hint.way-large"),
            None => wrong("hint.way-answer"),
        },
        "target_apk" => good("hint.target"),
        _ => Hint::Empty,
    }
}

#[cfg(test)]
mod tests {
    use super::{OpenEdit, Way, open_edit, short_id, way};
    use crate::fixture::order;

    #[test]
    fn an_edit_is_deleted_only_by_name() {
        let answered = |text: &str| {
            let mut order = order("amazon");
            order.answers.insert("open_edit".into(), text.into());
            open_edit(&order)
        };
        let whole = "amzn1.devportal.apprelease.0123456789abcdef0123456789abcdef";
        assert_eq!(short_id(whole), "abcdef");
        for (text, expected) in [
            ("", OpenEdit::Ask),
            (" reuse ", OpenEdit::Reuse),
            ("沿用", OpenEdit::Reuse),
            ("停止", OpenEdit::Stop),
            ("replace", OpenEdit::Replace(String::new())),
            ("Replace ABCDEF", OpenEdit::Replace("abcdef".into())),
            (&format!("替换 {whole}"), OpenEdit::Replace("abcdef".into())),
            ("whatever", OpenEdit::Ask),
        ] {
            assert_eq!(answered(text), expected, "{text}");
        }
    }

    #[test]
    fn a_package_is_replaced_unless_somebody_says_otherwise() {
        let mut order = order("amazon");
        assert_eq!(way(&order), Way::Replace);
        order.answers.insert("package_way".into(), "大文件".into());
        assert_eq!(way(&order), Way::Large);
    }
}
