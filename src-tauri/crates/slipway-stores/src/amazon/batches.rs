//! How testers are cut into steps: one call names one group, and a step has at most so many people that its journal stays small.

use slipway_model::{Order, Tester, TesterGroup};

const MOST: usize = 100;

/// The people of one step.
pub(super) struct Batch<'a> {
    /// `testers:1`, `testers:2`, …
    pub(super) key: String,
    pub(super) group: &'a TesterGroup,
    pub(super) people: &'a [Tester],
}

pub(super) fn batches(order: &Order) -> Vec<Batch<'_>> {
    let groups = order.testing.groups.iter();
    groups
        .flat_map(|group| group.people.chunks(MOST).map(move |people| (group, people)))
        .enumerate()
        .map(|(place, (group, people))| Batch {
            key: format!("testers:{}", place + 1),
            group,
            people,
        })
        .collect()
}
