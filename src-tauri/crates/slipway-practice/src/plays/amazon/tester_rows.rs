//! The body of the testers call: what it must hold, and which of its rows are good. One wrong row spoils the whole call.

use serde_json::Value;

use super::{
    answer::{No, absent, invalid},
    call::members,
    tester_groups::{Group, Tester, is_address, optional},
};

/// Addresses there are refused, in practice only, so that a list can have bad rows.
const REFUSED_DOMAIN: &str = "@refused.example";

/// The groups of a body. Required are `groups`, `name`, `testers` and `email` [official]; that empty ones count as missing is from the
/// reference's rules for practice.
pub(super) fn read(body: &Value) -> Result<Vec<Group>, No> {
    let groups = filled_list(members(body)?.get("groups"), "groups")?;
    groups
        .iter()
        .map(|group| {
            let name = group
                .get("name")
                .and_then(Value::as_str)
                .filter(|name| !name.trim().is_empty())
                .ok_or_else(|| absent("name"))?;
            let testers = filled_list(group.get("testers"), "testers")?;
            Ok(Group {
                name: name.to_owned(),
                testers: testers.iter().map(row).collect::<Result<_, _>>()?,
            })
        })
        .collect()
}

fn filled_list<'v>(value: Option<&'v Value>, name: &str) -> Result<&'v Vec<Value>, No> {
    value
        .and_then(Value::as_array)
        .filter(|list| !list.is_empty())
        .ok_or_else(|| absent(name))
}

fn row(sent: &Value) -> Result<Tester, No> {
    let email = sent
        .get("email")
        .and_then(Value::as_str)
        .filter(|email| !email.is_empty())
        .ok_or_else(|| absent("email"))?;
    // Which row is wrong is not said [official].
    if !is_address(email) || email.to_lowercase().ends_with(REFUSED_DOMAIN) {
        return Err(invalid("email is not valid").because("an address is malformed or refused"));
    }
    let name = |member: &str| {
        optional(sent.get(member)).ok_or_else(|| invalid(format!("{member} is not a string")))
    };
    Ok(Tester {
        email: email.to_owned(),
        first_name: name("firstName")?,
        last_name: name("lastName")?,
    })
}

/// Every row that would be taken alone, in its group.
pub(super) fn good(body: &Value) -> Vec<Group> {
    let groups = body.get("groups").and_then(Value::as_array);
    let filled = |group: &Value| {
        let name = group.get("name").and_then(Value::as_str)?;
        if name.trim().is_empty() {
            return None;
        }
        let testers = group.get("testers").and_then(Value::as_array)?;
        Some(Group {
            name: name.to_owned(),
            testers: testers.iter().filter_map(|sent| row(sent).ok()).collect(),
        })
    };
    let groups = groups.into_iter().flatten().filter_map(filled);
    groups.filter(|group| !group.testers.is_empty()).collect()
}
