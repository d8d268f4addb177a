//! The texts of `update_app`: their lengths, and no emoji anywhere [official]. Lengths count characters. The notes have no documented
//! length, so none is enforced.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{
    answer::Refusal,
    codes::{self, UNPARSED},
    form::Form,
    record::App,
};

/// Every parameter that a person writes.
const WRITTEN: [&str; 9] = [
    "app_name",
    "modify_app_name_reason",
    "modify_category_reason",
    "operator",
    "developer",
    "introduce",
    "one_word_summary",
    "feature",
    "login_account",
];

/// Those of them that are kept.
const KEPT: [&str; 7] = [
    "app_name",
    "operator",
    "developer",
    "introduce",
    "one_word_summary",
    "feature",
    "login_account",
];

/// Every text, and what is judged beside the texts.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    WRITTEN
        .into_iter()
        .chain(["distribution_end", "special_ind_category"])
}

/// A name may change twice a year [official]; that a year is 365 days back from now is ours.
const RENAMES: usize = 2;
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Judges the texts; returns those that change something. An empty one changes nothing.
pub(super) fn changes(
    form: &Form,
    app: &App,
    now: Timestamp,
) -> Result<Map<String, Value>, Refusal> {
    for name in WRITTEN {
        if let Some(emoji) = form.get(name).and_then(|text| text.chars().find(is_emoji)) {
            // No number is documented for it.
            let why = format!("{name} has U+{:X}", u32::from(emoji));
            return Err(Refusal::not_submitted("文案不支持表情符号", why));
        }
    }
    check_lengths(form)?;
    let changes: Map<String, Value> = KEPT
        .into_iter()
        .filter_map(|name| Some((name, form.filled(name)?)))
        .filter(|(name, text)| app.listing.text(name) != *text)
        .map(|(name, text)| (name.to_owned(), json!(text)))
        .collect();
    if changes.contains_key("app_name") {
        check_new_name(form, app, now)?;
    }
    changes_of_structure(form, changes)
}

fn check_lengths(form: &Form) -> Result<(), Refusal> {
    for (name, shortest, longest, code) in [
        ("app_name", 0, 50, codes::APP_NAME),
        ("modify_app_name_reason", 0, 200, codes::APP_NAME_REASON),
        ("modify_category_reason", 0, 200, codes::CATEGORY_REASON),
        ("introduce", 60, 500, codes::INTRODUCE),
        ("one_word_summary", 5, 15, codes::SUMMARY),
    ] {
        let Some(text) = form.filled(name) else {
            continue;
        };
        let length = text.chars().count();
        if !(shortest..=longest).contains(&length) {
            return Err(code.because(format!("{length} characters")));
        }
    }
    Ok(())
}

/// Another name wants a reason and fresh copyright papers, and is possible twice a year [official]. Only the reason has a number,
/// and that one is for its length.
fn check_new_name(form: &Form, app: &App, now: Timestamp) -> Result<(), Refusal> {
    if form.filled("modify_app_name_reason").is_none() {
        return Err(codes::APP_NAME_REASON.because("a new app_name without a reason"));
    }
    let papers = [
        "copyright_elec_cert_file_serial_number",
        "copyright_licences_file_serial_number",
    ];
    if papers.iter().all(|name| form.filled(name).is_none()) {
        let why = "a new app_name without copyright papers";
        return Err(Refusal::not_submitted(
            "修改应用名称需重新提供版权证明",
            why,
        ));
    }
    let recent = app
        .renamed_at
        .iter()
        .filter(|time| now.duration_since(**time) < YEAR);
    if recent.count() >= RENAMES {
        let why = "a third app_name within a year";
        return Err(Refusal::not_submitted("应用名称每年最多修改两次", why));
    }
    Ok(())
}

/// `distribution_end` is four digits for PC, car, tablet and other, e.g. `1001`; `special_ind_category` is JSON [official].
fn changes_of_structure(
    form: &Form,
    mut changes: Map<String, Value>,
) -> Result<Map<String, Value>, Refusal> {
    if let Some(ends) = form.filled("distribution_end") {
        if ends.len() != 4 || ends.bytes().any(|byte| !matches!(byte, b'0' | b'1')) {
            return Err(UNPARSED.because(format!("distribution_end is {ends:?}")));
        }
        changes.insert("distribution_end".to_owned(), json!(ends));
    }
    if let Some(text) = form.filled("special_ind_category") {
        let Ok(category @ Value::Object(_)) = serde_json::from_str::<Value>(text) else {
            return Err(UNPARSED.because("special_ind_category is no JSON object"));
        };
        changes.insert("special_ind_category".to_owned(), category);
    }
    Ok(changes)
}

/// Signs of the basic plane that are drawn as pictures without being asked to (Unicode's `Emoji_Presentation`).
const PICTURES: [std::ops::RangeInclusive<u32>; 37] = [
    0x231A..=0x231B,
    0x23E9..=0x23EC,
    0x23F0..=0x23F0,
    0x23F3..=0x23F3,
    0x25FD..=0x25FE,
    0x2614..=0x2615,
    0x2648..=0x2653,
    0x267F..=0x267F,
    0x2693..=0x2693,
    0x26A1..=0x26A1,
    0x26AA..=0x26AB,
    0x26BD..=0x26BE,
    0x26C4..=0x26C5,
    0x26CE..=0x26CE,
    0x26D4..=0x26D4,
    0x26EA..=0x26EA,
    0x26F2..=0x26F3,
    0x26F5..=0x26F5,
    0x26FA..=0x26FA,
    0x26FD..=0x26FD,
    0x2705..=0x2705,
    0x270A..=0x270B,
    0x2728..=0x2728,
    0x274C..=0x274C,
    0x274E..=0x274E,
    0x2753..=0x2755,
    0x2757..=0x2757,
    0x2795..=0x2797,
    0x27B0..=0x27B0,
    0x27BF..=0x27BF,
    0x2B1B..=0x2B1C,
    0x2B50..=0x2B50,
    0x2B55..=0x2B55,
    // What turns the sign before it into a picture.
    0x20E3..=0x20E3,
    0xFE0F..=0xFE0F,
    // The planes of pictures, and the tags behind flags.
    0x1F000..=0x1FAFF,
    0xE0020..=0xE007F,
];

/// Which signs the store means by emoji is not documented. Stars, ticks and arrows that are drawn as letters stay.
fn is_emoji(character: &char) -> bool {
    let number = u32::from(*character);
    PICTURES.iter().any(|range| range.contains(&number))
}

#[cfg(test)]
mod tests {
    use super::is_emoji;

    #[test]
    fn tells_pictures_from_letters() {
        for emoji in ['🎉', '✅', '🇨', '⭐', '\u{FE0F}', '\u{20E3}'] {
            assert!(is_emoji(&emoji), "{emoji}");
        }
        for character in ['修', '，', '→', '·', '①', '™', '★', '✓', '1', '\n', '𠮷']
        {
            assert!(!is_emoji(&character), "{character}");
        }
    }
}
