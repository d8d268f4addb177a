//! The account's tester groups: one pool for all apps, which attach groups of it. Whoever is in several groups counts once [official].

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::record::DevTest;
use crate::{error::WorldError, stage::Stage};

/// The kind of a group's document; its key is the name.
const GROUP: &str = "group";

/// Somebody who tests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tester {
    pub(super) email: String,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
}

impl Tester {
    /// One line of the console's own list: `E-mail,First name,Last name` [official].
    pub(super) fn line(&self) -> String {
        let first = self.first_name.as_deref().unwrap_or_default();
        let last = self.last_name.as_deref().unwrap_or_default();
        format!("{},{first},{last}", self.email)
    }

    /// What makes two testers the same person.
    pub(super) fn key(&self) -> String {
        self.email.to_lowercase()
    }
}

/// A group as it is sent and kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) testers: Vec<Tester>,
}

impl Group {
    /// Adds who is not in the group yet. Whether a known tester's names are written anew is not established; here they stay.
    /// Returns the addresses that are new.
    pub(super) fn add(&mut self, testers: &[Tester]) -> Vec<String> {
        let mut added = Vec::new();
        for tester in testers {
            if self.testers.iter().all(|known| known.key() != tester.key()) {
                self.testers.push(tester.clone());
                added.push(tester.email.clone());
            }
        }
        added
    }
}

/// Every group of the account, by name.
pub(super) fn all(stage: &Stage<'_>) -> Result<Vec<Group>, WorldError> {
    let groups = stage.all::<Group>(GROUP)?.into_iter();
    Ok(groups.map(|(_, group)| group).collect())
}

pub(super) fn save(stage: &mut Stage<'_>, group: &Group) -> Result<(), WorldError> {
    stage.put(GROUP, &group.name, group)
}

/// How many people are in these groups.
pub(super) fn unique<'g>(groups: impl IntoIterator<Item = &'g Group>) -> usize {
    let testers = groups.into_iter().flat_map(|group| &group.testers);
    testers.map(Tester::key).collect::<BTreeSet<_>>().len()
}

/// How many people test that app.
pub(super) fn unique_of(devtest: &DevTest, groups: &[Group]) -> usize {
    unique(
        groups
            .iter()
            .filter(|group| devtest.groups.contains(&group.name)),
    )
}

/// An address that mail could go to. Amazon's own rule is not established.
pub(super) fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let is_dotted = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    text.len() <= 254
        && text.is_ascii()
        && !local.is_empty()
        && is_dotted
        && !domain.contains('@')
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>'))
}

/// A text that may be absent or null.
pub(super) fn optional(value: Option<&Value>) -> Option<Option<String>> {
    match value {
        None | Some(Value::Null) => Some(None),
        Some(Value::String(text)) => Some(Some(text.clone())),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn addresses_have_one_sign_and_a_dotted_domain() {
        for good in ["a@example.com", "A.b+c@mail.example.com"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@",
            "@example.com",
            "a@example",
            "a@example.",
            "a@@example.com",
            "a@b@example.com",
            "a b@example.com",
            "A <a@example.com>",
            "a@example.com,b@example.com",
            "甲@example.com",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
