//! `testAccount`: how the reviewers sign in. The structure is required since 2026-02-04 [official copy, 2 clients].

use serde_json::Value;

use super::answer::Refusal;

const LONGEST_VALUE: usize = 50;
const MOST_ACCOUNTS: usize = 5;
const LONGEST_NOTES: usize = 500;

/// A JSON string, or the object itself: `{"zh_CN":{"accounts":[{"t":1,"a":"…","p":"…","c":"-"}],"auditNotes":"…"}}`.
pub(super) fn check(value: &Value) -> Result<(), Refusal> {
    let parsed;
    let by_locale = match value {
        Value::String(text) => {
            parsed = serde_json::from_str::<Value>(text).map_err(|_| refuse("it holds no JSON"))?;
            &parsed
        }
        other => other,
    };
    let by_locale = by_locale
        .as_object()
        .filter(|locales| !locales.is_empty())
        .ok_or_else(|| refuse("it has no locale"))?;
    by_locale.iter().try_for_each(|(locale, entry)| {
        if is_locale(locale) {
            check_locale(entry)
        } else {
            Err(refuse("a key is no locale such as zh_CN"))
        }
    })
}

fn check_locale(entry: &Value) -> Result<(), Refusal> {
    let accounts = entry
        .get("accounts")
        .and_then(Value::as_array)
        .filter(|accounts| accounts.len() <= MOST_ACCOUNTS)
        .ok_or_else(|| refuse("accounts is no list of at most 5"))?;
    let notes = entry.get("auditNotes").map_or(Some(""), Value::as_str);
    if notes.is_none_or(|notes| notes.chars().count() > LONGEST_NOTES) {
        return Err(refuse("auditNotes is no text of at most 500 characters"));
    }
    accounts.iter().try_for_each(check_account)
}

fn check_account(account: &Value) -> Result<(), Refusal> {
    if !matches!(account.get("t").and_then(Value::as_u64), Some(1 | 2)) {
        return Err(refuse("t is not 1 or 2"));
    }
    let value = |name: &str| -> Result<&str, Refusal> {
        let text = account.get(name).map_or(Some(""), Value::as_str);
        text.filter(|text| text.chars().count() <= LONGEST_VALUE)
            .ok_or_else(|| refuse(format!("{name} is no text of at most 50 characters")))
    };
    let (name, password, _code) = (value("a")?, value("p")?, value("c")?);
    if name.is_empty() != password.is_empty() {
        return Err(refuse("a and p go together"));
    }
    Ok(())
}

fn is_locale(text: &str) -> bool {
    let Some((language, country)) = text.split_once('_') else {
        return false;
    };
    matches!(language.len(), 2 | 3)
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && !country.is_empty()
        && country.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn refuse(why: impl Into<String>) -> Refusal {
    Refusal::test_account(why)
}

#[cfg(test)]
mod tests {
    use super::check;
    use serde_json::{Value, json};

    fn code(value: Value) -> i64 {
        check(&value).map_or_else(|refusal| refusal.body()["result"].as_i64().unwrap(), |()| 0)
    }

    #[test]
    fn takes_the_structure_as_text_or_object_and_nothing_else() {
        let good = json!({"zh_CN":{"accounts":[{"t":1,"a":"tester","p":"secret","c":"-"}],"auditNotes":"两步登录"}});
        assert_eq!(code(Value::String(good.to_string())), 0);
        assert_eq!(code(good), 0);
        // The form of before 2026-02-04.
        assert_eq!(code(json!({"zh_CN":"free text"})), -20034);
        assert_eq!(code(json!("not JSON")), -20034);
        assert_eq!(code(json!({"Chinese":{"accounts":[]}})), -20034);
        assert_eq!(
            code(json!({"zh_CN":{"accounts":[{"t":3,"a":"x","p":"y"}]}})),
            -20034
        );
        assert_eq!(
            code(json!({"zh_CN":{"accounts":[{"t":1,"a":"x"}]}})),
            -20034
        );
        let long = "字".repeat(51);
        assert_eq!(
            code(json!({"zh_CN":{"accounts":[{"t":2,"a":long,"p":"y"}]}})),
            -20034
        );
        assert_eq!(
            code(json!({"zh_CN":{"accounts":vec![json!({"t":2,"a":"x","p":"y"}); 6]}})),
            -20034
        );
    }
}
