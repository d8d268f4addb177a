//! The testers' share of a draft and of an order: the same thing on two sides of the plan.

use std::collections::HashSet;

use slipway_model::{
    GroupKind, PublicLink, Tester, TesterAct, TesterGroup, Testing, text::clean_line,
};

use crate::view::{Draft, DraftGroup, DraftStore, DraftTester};

/// What the draft asks of one store. Each person stands once in a group, where it stood first.
pub(super) fn read(draft: &Draft, wanted: &DraftStore) -> Testing {
    Testing {
        act: match draft.removes {
            true => TesterAct::Remove,
            false => TesterAct::Add,
        },
        groups: wanted.groups.iter().map(group).collect(),
        certificate: Some(wanted.certificate.trim().to_owned()).filter(|text| !text.is_empty()),
    }
}

fn group(drafted: &DraftGroup) -> TesterGroup {
    let mut seen = HashSet::new();
    TesterGroup {
        name: clean_line(drafted.name.trim()),
        id: drafted.id.clone().filter(|id| !id.is_empty()),
        kind: match drafted.internal {
            true => GroupKind::Internal,
            false => GroupKind::External,
        },
        public_link: drafted.public_link.map(|open| PublicLink {
            open,
            limit: drafted.public_link_limit,
        }),
        people: drafted
            .people
            .iter()
            .map(tester)
            .filter(|tester| seen.insert(tester.key()))
            .collect(),
    }
}

fn tester(drafted: &DraftTester) -> Tester {
    Tester {
        email: drafted.email.trim().to_owned(),
        first_name: clean_line(drafted.first_name.trim()),
        last_name: clean_line(drafted.last_name.trim()),
    }
}

/// The way back, for running it again.
pub(crate) fn groups(testing: &Testing) -> Vec<DraftGroup> {
    testing.groups.iter().map(drafted).collect()
}

fn drafted(group: &TesterGroup) -> DraftGroup {
    DraftGroup {
        name: group.name.clone(),
        id: group.id.clone(),
        internal: group.kind == GroupKind::Internal,
        public_link: group.public_link.map(|link| link.open),
        public_link_limit: group.public_link.and_then(|link| link.limit),
        people: group
            .people
            .iter()
            .map(|tester| DraftTester {
                email: tester.email.clone(),
                first_name: tester.first_name.clone(),
                last_name: tester.last_name.clone(),
            })
            .collect(),
        from: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(email: &str) -> DraftTester {
        DraftTester {
            email: email.to_owned(),
            ..DraftTester::default()
        }
    }

    #[test]
    fn a_person_stands_once_in_a_group_and_the_way_back_is_the_same() {
        let wanted = DraftStore {
            groups: vec![DraftGroup {
                name: " QA ".to_owned(),
                internal: true,
                public_link: Some(true),
                public_link_limit: Some(50),
                people: vec![
                    person("Lin@example.com"),
                    person("lin@EXAMPLE.com"),
                    person(" wei@example.com"),
                ],
                ..DraftGroup::default()
            }],
            ..DraftStore::default()
        };
        let draft = Draft {
            removes: true,
            ..Draft::default()
        };
        let testing = read(&draft, &wanted);
        assert_eq!(testing.act, TesterAct::Remove);
        let addresses: Vec<&str> = testing.groups[0]
            .people
            .iter()
            .map(|person| person.email.as_str())
            .collect();
        assert_eq!(addresses, ["Lin@example.com", "wei@example.com"]);
        let back = DraftStore {
            groups: groups(&testing),
            ..DraftStore::default()
        };
        assert_eq!(read(&draft, &back), testing);
    }
}
