//! The rows of a release's testers: what was asked for, with what the journal says of each.

use std::collections::HashMap;

use serde_json::Value;
use slipway_model::{Language, Order, Problem, RowState, Sentence, StoreId, Tester, TesterRow};
use slipway_stores::Store;

use super::fold::{Folded, StoreFold};
use crate::{
    World,
    say::{say, view},
    testers as ledger,
    view::{TesterCounts, TesterRowView},
    world::{Answer, Told as _},
};

impl World {
    /// Every row that was asked of this store, in the person's order.
    ///
    /// # Errors
    /// No such release, or the database does not answer.
    pub async fn tester_rows(
        &self,
        id: &str,
        store: &str,
        lang: Language,
    ) -> Answer<Vec<TesterRowView>> {
        let brief = self.brief(id).await.told(lang)?;
        let folded = self.folded(id).await.told(lang)?;
        let by = self.store(store).ok();
        let id = StoreId::from(store);
        let (Some(order), Some(fold)) = (brief.order(&id), folded.store(&id)) else {
            return Ok(Vec::new());
        };
        Ok(rows(order, fold)
            .into_iter()
            .map(|(tester, row)| row_view(by, &tester, row, lang))
            .collect())
    }
}

/// How the rows stand; `None` where the order has no testers.
pub(super) fn counts(
    store: Option<&'static dyn Store>,
    order: &Order,
    fold: &StoreFold,
    lang: Language,
) -> Option<TesterCounts> {
    if order.testing.rows() == 0 {
        return None;
    }
    let mut counts = TesterCounts::default();
    for (_, row) in rows(order, fold) {
        counts.rows += 1;
        let place = match row.state {
            None | Some(RowState::NotSent) => &mut counts.open,
            Some(state) if state.is_good() => &mut counts.good,
            Some(RowState::Unclear) => &mut counts.unclear,
            Some(_) => &mut counts.refused,
        };
        *place += 1;
    }
    if let Some((there, expected)) = ledger::counts(fold) {
        counts.store_count = Some(there);
        counts.expected_count = Some(expected);
        counts.count_says = (there != expected)
            .then(|| say(store, &ledger::count_differs((there, expected)), lang));
    }
    Some(counts)
}

impl World {
    async fn folded(&self, id: &str) -> Result<Folded, Problem> {
        Ok(self.journal.folded(id).await?)
    }
}

struct Row {
    group: String,
    state: Option<RowState>,
    problem: Option<Problem>,
}

fn rows(order: &Order, fold: &StoreFold) -> Vec<(Tester, Row)> {
    let mut told: HashMap<(String, String), TesterRow> = fold
        .tester_rows()
        .into_iter()
        .map(|row| ((row.group.clone(), row.email.to_lowercase()), row))
        .collect();
    let mut rows = Vec::with_capacity(order.testing.rows());
    for group in &order.testing.groups {
        for tester in &group.people {
            let told = told.remove(&(group.name.clone(), tester.key()));
            rows.push((
                tester.clone(),
                Row {
                    group: group.name.clone(),
                    state: told.as_ref().map(|row| row.state),
                    problem: told.and_then(|row| row.problem),
                },
            ));
        }
    }
    rows
}

/// One mark as a row, for a journal's line.
pub(super) fn marked(
    store: Option<&'static dyn Store>,
    mark: &Value,
    lang: Language,
) -> Option<TesterRowView> {
    let row: TesterRow = serde_json::from_value(mark.clone()).ok()?;
    let tester = Tester {
        email: row.email,
        first_name: String::new(),
        last_name: String::new(),
    };
    let row = Row {
        group: row.group,
        state: Some(row.state),
        problem: row.problem,
    };
    Some(row_view(store, &tester, row, lang))
}

fn row_view(
    store: Option<&'static dyn Store>,
    tester: &Tester,
    row: Row,
    lang: Language,
) -> TesterRowView {
    let state = row.state.map_or("open", RowState::word);
    TesterRowView {
        group: row.group,
        email: tester.email.clone(),
        name: format!("{} {}", tester.first_name, tester.last_name)
            .trim()
            .to_owned(),
        state: state.to_owned(),
        state_label: say(store, &Sentence::new(format!("tester.{state}")), lang),
        problem: row.problem.map(|problem| view(store, &problem, lang)),
    }
}
