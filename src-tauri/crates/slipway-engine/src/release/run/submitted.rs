//! The receipt. *Submitted* is written down only here, and only on the store's own positive answer or on a read-back of our version;
//! together with it, in the same transaction, what must not be forgotten: that this version went out, and that its review begins.

use jiff::Timestamp;
use serde_json::Value;
use slipway_model::{Build, Goal, Order, Problem, ProblemKind, Sentence, When, text::clean_line};
use slipway_stores::Store;

use super::store::StoreTask;
use crate::{
    apps::memory,
    release::{Evidence, Facts, What, fold::StoreFold, journal::Line, when::are_fixed},
    reviews::{self, Sent},
    testers,
};

impl StoreTask<'_> {
    pub(super) async fn submitted(
        &self,
        store: &dyn Store,
        order: &Order,
        fold: &StoreFold,
    ) -> Result<(), Problem> {
        let now = self.world.now();
        let Some(receipt) = facts(order, fold, now) else {
            return Err(Problem::new(ProblemKind::Ours, Sentence::new("app.failed")));
        };
        if order.goal != Goal::Submit {
            let goal = order.goal;
            let sent = sent(store, &receipt, fold, goal);
            let (order, counts) = (order.clone(), testers::counts(fold));
            let line = Line::store(self.id, What::Parked { goal, receipt });
            self.world
                .journal
                .append_and(&self.run.brief.id, now, line, move |tx| {
                    testers::counted(tx, &order, counts, now)?;
                    match goal {
                        Goal::Test => reviews::begin_test(tx, &order, &sent),
                        _ => Ok(()),
                    }
                })
                .await?;
            return Ok(());
        }
        if !fold.was_sent() {
            return Err(Problem::new(ProblemKind::Ours, Sentence::new("app.failed")));
        }
        let sent = sent(store, &receipt, fold, order.goal);
        let order = order.clone();
        let line = Line::store(self.id, What::Submitted { receipt });
        self.world
            .journal
            .append_and(&self.run.brief.id, now, line, move |tx| {
                memory::sent(tx, &order, now)?;
                reviews::begin(tx, &order, &sent)
            })
            .await?;
        Ok(())
    }
}

fn sent(store: &dyn Store, receipt: &Facts, fold: &StoreFold, goal: Goal) -> Sent {
    Sent {
        version_code: receipt.version_code,
        build_number: receipt.build_number.clone(),
        version_name: receipt.version_name.clone(),
        at: receipt.submitted_at,
        goes_live_at: receipt.goes_live,
        goal,
        trace: store.trace(&fold.outputs()),
    }
}

fn facts(order: &Order, fold: &StoreFold, now: Timestamp) -> Option<Facts> {
    // Work on testers alone moves no package, even where one lent its certificate.
    let build = order.build().filter(|_| !order.goal.is_without_package());
    let of_build = |fact: fn(&Build) -> &str| build.map(fact).unwrap_or_default().to_owned();
    // A share that ends before the submission has no submitting step: its last step is what it came to.
    let last = match order.goal {
        Goal::Submit => fold.submitting_step()?,
        Goal::Draft | Goal::Upload | Goal::Test | Goal::Testers => fold.steps.last()?,
    };
    let from = fold
        .steps
        .iter()
        .position(|step| step.step.key == last.step.key)?;
    let outputs: Vec<&Value> = fold
        .steps
        .iter()
        .skip(from)
        .filter_map(|step| step.output.as_ref())
        .collect();
    let seen = outputs.iter().any(|output| {
        output.get("seen") == Some(&Value::Bool(true))
            || output.get("evidence").and_then(Value::as_str) == Some("read-back")
    });
    let words = outputs.iter().rev().find_map(|output| {
        ["store_words", "term", "said"]
            .iter()
            .filter_map(|name| output.get(name)?.as_str())
            .map(clean_line)
            .find(|words| !words.is_empty())
    });
    Some(Facts {
        package: order.app.package.clone(),
        version_name: of_build(|build| &build.version_name),
        version_code: build.map(|build| build.version_code).unwrap_or_default(),
        build_number: build
            .and_then(|build| build.apple.as_ref())
            .map(|apple| apple.build_number.clone()),
        sha256: of_build(|build| &build.digests.sha256),
        submitted_at: last.ended.unwrap_or(now),
        evidence: if seen {
            Evidence::ReadBack
        } else {
            Evidence::Answer
        },
        store_words: words,
        goes_live: match &order.when {
            When::At { instant, .. } => Some(*instant),
            // A store's own phases begin when the version goes live, and nobody knows when that will be.
            When::InPhases(phases) => (!are_fixed(&order.store)).then_some(phases.from),
            When::AfterApproval | When::ByHand => None,
        },
    })
}
