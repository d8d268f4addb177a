//! The parameters of `update_app` that are numbers out of a short list: first all of them must be numbers, then each one allowed.
//! Not for package flags, which belong to `packages.rs`, nor for texts.

use serde_json::{Map, Value, json};

use super::{
    answer::Refusal,
    codes::{self, Code},
    form::Form,
    listing::{Listing, shown_as},
};
use crate::plays::decimal;

/// A number out of a list.
struct Choice {
    name: &'static str,
    format: Code,
    invalid: Code,
    allowed: &'static [i64],
}

const fn choice(
    name: &'static str,
    format: Code,
    invalid: Code,
    allowed: &'static [i64],
) -> Choice {
    Choice {
        name,
        format,
        invalid,
        allowed,
    }
}

/// Software, then games [official].
const CATEGORIES: [i64; 30] = [
    10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 24, 25, 33, 34, 36, 40, 29, 30, 31, 32, 35,
    37, 38, 39, 42, 43, 46,
];

/// Categories that cannot be changed [official].
const FIXED_CATEGORIES: [i64; 3] = [31003, 35002, 35004];

/// [official]
const CHOICES: [Choice; 10] = [
    choice(
        "category",
        codes::FORMAT_CATEGORY,
        codes::CATEGORY,
        &CATEGORIES,
    ),
    choice(
        "age_level",
        codes::FORMAT_AGE_LEVEL,
        codes::AGE_LEVEL,
        &[3, 8, 12, 16, 18],
    ),
    choice(
        "screen_size",
        codes::FORMAT_SCREEN_SIZE,
        codes::SCREEN_SIZE,
        &[0, 1, 2, 3],
    ),
    choice(
        "language",
        codes::FORMAT_LANGUAGE,
        codes::LANGUAGE,
        &[0, 1, 2],
    ),
    choice("ipv6", codes::FORMAT_IPV6, codes::IPV6, &[0, 1]),
    choice(
        "device_type",
        codes::FORMAT_DEVICE_TYPE,
        codes::DEVICE_TYPE,
        &[0, 1, 2],
    ),
    choice(
        "is_soft_delegation",
        codes::FORMAT_DELEGATION,
        codes::DELEGATION,
        &[0, 1],
    ),
    choice(
        "login_flag",
        codes::FORMAT_LOGIN_FLAG,
        codes::LOGIN_FLAG,
        &[1, 2],
    ),
    choice(
        "pay_type",
        codes::FORMAT_PAY_TYPE,
        codes::PAY_TYPE,
        &[1, 2, 3],
    ),
    choice(
        "demo_video_flag",
        codes::FORMAT_VIDEO_FLAG,
        codes::VIDEO_FLAG,
        &[1, 2],
    ),
];

/// Numbers that have no list of their own.
const OTHER_NUMBERS: [(&str, Code); 6] = [
    ("soft_delegation_period_type", codes::FORMAT_PERIOD_TYPE),
    ("soft_delegation_start_time", codes::FORMAT_PERIOD_START),
    ("soft_delegation_end_time", codes::FORMAT_PERIOD_END),
    ("apk_file_bit_type", codes::FORMAT_BIT_TYPE),
    ("deploy_type", codes::FORMAT_DEPLOY_TYPE),
    ("deploy_time", codes::FORMAT_DEPLOY_TIME),
];

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let others = OTHER_NUMBERS.iter().map(|(name, _)| *name);
    CHOICES.iter().map(|choice| choice.name).chain(others)
}

/// Every number that was sent is one.
pub(super) fn check_formats(form: &Form) -> Result<(), Refusal> {
    let choices = CHOICES.iter().map(|choice| (choice.name, choice.format));
    for (name, format) in choices.chain(OTHER_NUMBERS) {
        if let Some(value) = form.get(name)
            && decimal(value).is_none()
        {
            return Err(format.because(format!("{name} is no number: {value:?}")));
        }
    }
    Ok(())
}

/// A number that `check_formats` has seen.
pub(super) fn number(form: &Form, name: &str) -> Option<i64> {
    i64::try_from(decimal(form.get(name)?)?).ok()
}

/// Judges the numbers and what each of them demands; returns those that change something.
pub(super) fn changes(form: &Form, listing: &Listing) -> Result<Map<String, Value>, Refusal> {
    let mut changes = Map::new();
    for choice in &CHOICES {
        let Some(value) = number(form, choice.name) else {
            continue;
        };
        if !choice.allowed.contains(&value) {
            return Err(choice
                .invalid
                .because(format!("{} is {value}", choice.name)));
        }
        if *listing.get(shown_as(choice.name)) != json!(value) {
            changes.insert(choice.name.to_owned(), json!(value));
        }
    }
    if changes.contains_key("category") {
        check_category(form, listing)?;
    }
    check_demands(form, listing)?;
    Ok(changes)
}

fn check_category(form: &Form, listing: &Listing) -> Result<(), Refusal> {
    let fixed = listing
        .get("category")
        .as_i64()
        .is_some_and(|category| FIXED_CATEGORIES.contains(&category));
    if fixed {
        return Err(codes::CATEGORY.because("the app's category cannot be changed"));
    }
    // A change without a reason has no number of its own [inferred].
    let reason = form.filled("modify_category_reason").unwrap_or_default();
    match reason.chars().count() {
        1..=200 => Ok(()),
        length => Err(codes::CATEGORY_REASON.because(format!("{length} characters"))),
    }
}

/// What comes along with an answer of *yes*. That 1 is yes and 2 is no is documented for the package flags, and taken over here
/// [inferred].
fn check_demands(form: &Form, listing: &Listing) -> Result<(), Refusal> {
    let is = |name: &str, value: i64| number(form, name) == Some(value);
    let has = |name: &str| form.filled(name).is_some();
    if is("login_flag", 1) && !has("login_account") && listing.text("login_account").is_empty() {
        return Err(codes::NO_LOGIN_ACCOUNT.because("login_flag is 1 without login_account"));
    }
    // 1 is no payment [official].
    let pays = is("pay_type", 2) || is("pay_type", 3);
    if pays && !has("pay_promise_file_serial_number") {
        return Err(codes::NO_PAY_PROMISE.because("pay_type is not 1"));
    }
    if is("demo_video_flag", 1) && !has("demo_video_file_serial_number") {
        return Err(codes::NO_VIDEO.because("demo_video_flag is 1"));
    }
    if is("is_soft_delegation", 1) {
        check_delegation(form)?;
    }
    Ok(())
}

/// A delegated copyright is dated (0) or for ever (1) [official].
fn check_delegation(form: &Form) -> Result<(), Refusal> {
    if form.filled("soft_delegation_file_serial_number").is_none() {
        return Err(codes::NO_RECORD.because("soft_delegation_file_serial_number is missing"));
    }
    match number(form, "soft_delegation_period_type") {
        Some(1) => Ok(()),
        Some(0) => {
            let time = |name| number(form, name);
            match (
                time("soft_delegation_start_time"),
                time("soft_delegation_end_time"),
            ) {
                (Some(start), Some(end)) if start < end => Ok(()),
                _ => Err(codes::PERIOD_TIMES.because("the period has no start before its end")),
            }
        }
        other => Err(codes::PERIOD_TYPE.because(format!("{other:?}"))),
    }
}
