//! What the store demands of a form's values. It judges the whole listing on every update, whoever wrote it and however old it is
//! [issues]. The words about summary, e-mail and icon were seen; the others are formed like them.

use super::{
    answer::Refusal,
    fields::{COPYRIGHT, Field, REQUIRED, slots},
    params::Params,
};
use crate::plays::decimal;

const LONGEST_SUMMARY: usize = 13;
const SHORTEST_DESCRIPTION: usize = 20;
const SHORTEST_NOTES: usize = 5;
const LONGEST_TEST_NOTES: usize = 400;

/// Every required field is there and not blank. `wanted` chooses the call's fields.
pub(super) fn check_presence(
    params: &Params,
    wanted: impl Fn(&Field) -> bool,
) -> Result<(), Refusal> {
    let blank = REQUIRED
        .iter()
        .filter(|field| wanted(field))
        .find(|field| params.text(field.name).trim().is_empty());
    match blank {
        None => Ok(()),
        Some(field) if field.name == COPYRIGHT => Err(Refusal::copyright()),
        Some(field) => Err(Refusal::blank(field.label)),
    }
}

/// Lengths and forms of the texts that both calls carry.
pub(super) fn check_texts(params: &Params) -> Result<(), Refusal> {
    check_summary(params.text("summary"))?;
    at_least(params, "detail_desc", "应用介绍", SHORTEST_DESCRIPTION)?;
    at_least(params, "update_desc", "版本说明", SHORTEST_NOTES)?;
    if length(params.text("test_desc")) > LONGEST_TEST_NOTES {
        return Err(Refusal::parameter(format!(
            "测试附加说明最多{LONGEST_TEST_NOTES}个字符"
        )));
    }
    check_address(params, "privacy_source_url")?;
    slots(params.text(COPYRIGHT)).try_for_each(|url| check_url(COPYRIGHT, url))?;
    // A leading space as `info` returns it is refused [issue].
    if !is_email(params.text("business_email")) {
        return Err(Refusal::parameter("商务联系邮箱格式不正确"));
    }
    if !is_telephone(params.text("business_mobile")) {
        return Err(Refusal::parameter("商务联系电话格式不正确"));
    }
    match params.text("adaptive_type") {
        "" | "1" | "2" => Ok(()),
        _ => Err(Refusal::parameter("adaptive_type 不正确")),
    }
}

/// Numbers that only a publishing call carries.
pub(super) fn check_numbers(params: &Params) -> Result<(), Refusal> {
    for name in ["second_category_id", "third_category_id", "age_level"] {
        if decimal(params.text(name)).is_none() {
            return Err(Refusal::parameter(format!("{name} 必须是整数")));
        }
    }
    match params.text("adaptive_equipment") {
        "4" | "5" | "6" => Ok(()),
        _ => Err(Refusal::parameter("adaptive_equipment 不正确")),
    }
}

/// At most 13 characters, no punctuation, no spaces [official copy; the length's words seen].
fn check_summary(summary: &str) -> Result<(), Refusal> {
    if length(summary) > LONGEST_SUMMARY {
        return Err(Refusal::parameter(format!(
            "Summary只能包含至多{LONGEST_SUMMARY}个字符"
        )));
    }
    if summary.chars().all(char::is_alphanumeric) {
        Ok(())
    } else {
        Err(Refusal::parameter("一句话简介不能包含标点符号和空格"))
    }
}

fn at_least(params: &Params, name: &str, label: &str, shortest: usize) -> Result<(), Refusal> {
    if length(params.text(name)) < shortest {
        return Err(Refusal::parameter(format!("{label}至少{shortest}个字符")));
    }
    Ok(())
}

fn check_address(params: &Params, name: &str) -> Result<(), Refusal> {
    check_url(name, params.text(name))
}

fn check_url(name: &str, text: &str) -> Result<(), Refusal> {
    let known = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if known && text.trim() == text {
        Ok(())
    } else {
        Err(Refusal::parameter(format!("{name} 网址格式不正确")))
    }
}

/// In characters, as a person counts them.
fn length(text: &str) -> usize {
    text.chars().count()
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(&b))
    };
    plain(name) && plain(host) && host.contains('.') && !host.starts_with('.')
}

fn is_telephone(text: &str) -> bool {
    (5..=20).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::{check_summary, is_email, is_telephone};

    #[test]
    fn a_summary_has_thirteen_characters_and_nothing_but_words() {
        assert!(check_summary("一站式发布工具").is_ok());
        assert!(check_summary("十三个字符恰好可以放得下呢").is_ok());
        for wrong in [
            "十四个字符就放不下了对不对呢啊",
            "更快，更稳",
            "a b",
            " 工具",
        ] {
            assert!(check_summary(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn contacts_have_no_spaces_around_them() {
        assert!(is_email("release@example.com"));
        for wrong in [" release@example.com", "release", "a@b", "null", "a@b@c.d"] {
            assert!(!is_email(wrong), "{wrong}");
        }
        assert!(is_telephone("13800000000") && is_telephone("+86-10-12345678"));
        assert!(!is_telephone("138 0000 0000"));
    }
}
