//! The account's tester groups with those of a call among them, and the limits that hold for them.

use std::collections::BTreeMap;

use http::StatusCode;

use super::{
    answer::No,
    record::DevTest,
    tester_groups::{self, Group},
};
use crate::{error::WorldError, stage::Stage};

/// Testers of one app; groups and testers of an account [official]. With which status more are refused is [inferred].
const MOST_OF_APP: usize = 50;
const MOST_GROUPS: usize = 300;
const MOST_OF_ACCOUNT: usize = 1500;

/// The account's groups with those of a call in them.
pub(super) struct Pool {
    groups: Vec<Group>,
    /// Addresses that were not in the group before, by group.
    pub(super) new: BTreeMap<String, Vec<String>>,
}

impl Pool {
    pub(super) fn of(groups: &[Group]) -> Self {
        Self {
            groups: groups.to_vec(),
            new: BTreeMap::new(),
        }
    }

    /// Adds, and never takes out: a group that is sent with fewer people does not shrink [inferred].
    pub(super) fn add(mut self, devtest: &mut DevTest, sent: &[Group]) -> Self {
        for group in sent {
            let known = self
                .groups
                .iter()
                .position(|known| known.name == group.name)
                .unwrap_or_else(|| {
                    self.groups.push(Group {
                        name: group.name.clone(),
                        testers: Vec::new(),
                    });
                    self.groups.len() - 1
                });
            let new = self.groups[known].add(&group.testers);
            self.new.entry(group.name.clone()).or_default().extend(new);
            if !devtest.groups.contains(&group.name) {
                devtest.groups.push(group.name.clone());
            }
        }
        self
    }

    pub(super) fn unique(&self, devtest: &DevTest) -> usize {
        tester_groups::unique_of(devtest, &self.groups)
    }

    pub(super) fn within_limits(&self, devtest: &DevTest) -> Result<(), No> {
        let limits = [
            (self.unique(devtest), MOST_OF_APP, "testers for an app"),
            (self.groups.len(), MOST_GROUPS, "tester groups"),
            (
                tester_groups::unique(&self.groups),
                MOST_OF_ACCOUNT,
                "testers for an account",
            ),
        ];
        match limits.iter().find(|(count, most, _)| count > most) {
            Some((_, most, what)) => Err(No::coded(
                StatusCode::BAD_REQUEST,
                "limit_exceeded",
                format!("At most {most} {what} are allowed"),
            )),
            None => Ok(()),
        }
    }

    pub(super) fn save(&self, stage: &mut Stage<'_>, sent: &[Group]) -> Result<(), WorldError> {
        let is_sent = |group: &&Group| sent.iter().any(|sent| sent.name == group.name);
        for group in self.groups.iter().filter(is_sent) {
            tester_groups::save(stage, group)?;
        }
        Ok(())
    }
}
