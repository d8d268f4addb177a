//! The receipt. *Submitted* is written down only here, and only on the store's own positive answer or on a read-back of our version;
//! together with it, in the same transaction, what must not be forgotten: that this version went out, and that its review begins.

use jiff::Timestamp;
use serde_json::Value;
use slipway_model::{Order, Problem, ProblemKind, Sentence, When, text::clean_line};

use super::store::StoreTask;
use crate::{
    apps::memory,
    release::{Evidence, Facts, What, fold::StoreFold, journal::Line},
    reviews::{self, Sent},
};

impl StoreTask<'_> {
    pub(super) async fn submitted(&self, order: &Order, fold: &StoreFold) -> Result<(), Problem> {
        let now = self.world.now();
        let (Some(receipt), true) = (facts(order, fold, now), fold.was_sent()) else {
            return Err(Problem::new(ProblemKind::Ours, Sentence::new("app.failed")));
        };
        let sent = Sent {
            version_code: receipt.version_code,
            version_name: receipt.version_name.clone(),
            at: receipt.submitted_at,
            goes_live_at: receipt.goes_live,
        };
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

fn facts(order: &Order, fold: &StoreFold, now: Timestamp) -> Option<Facts> {
    let build = order.build()?;
    let submitting = fold.submitting_step()?;
    let from = fold
        .steps
        .iter()
        .position(|step| step.step.key == submitting.step.key)?;
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
        package: build.package.clone(),
        version_name: build.version_name.clone(),
        version_code: build.version_code,
        sha256: build.digests.sha256.clone(),
        submitted_at: submitting.ended.unwrap_or(now),
        evidence: if seen {
            Evidence::ReadBack
        } else {
            Evidence::Answer
        },
        store_words: words,
        goes_live: match &order.when {
            When::At { instant, .. } => Some(*instant),
            When::AfterApproval | When::ByHand | When::InPhases(_) => None,
        },
    })
}
