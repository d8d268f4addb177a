//! A folded release as a person sees it.

use slipway_artifact::Build;
use slipway_model::{Goal, Language, Sentence, StoreId};
use slipway_stores::Store;

use super::{
    Brief, Facts, act,
    fold::{Folded, StepFold, StoreFold, StoreState},
    summary::Summary,
    testers,
    when::shown,
};
use crate::{
    World,
    release::owner::is_owned,
    say::{plain, say, store_name, view, word},
    view::{Receipt, ReleaseRow, ReleaseView, StepView, StoreRun},
    world::{Answer, Told as _, lock},
};

/// Who runs a release at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RunBy {
    Us,
    Others,
    Nobody,
}

impl World {
    /// # Errors
    /// No such release, or the database does not answer.
    pub async fn release(&self, id: &str, lang: Language) -> Answer<ReleaseView> {
        let brief = self.brief(id).await.told(lang)?;
        let folded = self.journal.folded(id).await.told(lang)?;
        Ok(self.release_view(&brief, &folded, lang))
    }

    /// Newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn releases(&self, lang: Language) -> Answer<Vec<ReleaseRow>> {
        let summaries = self.journal.summaries().await.told(lang)?;
        Ok(summaries.iter().map(|summary| self.row(summary)).collect())
    }

    /// Releases that this process runs.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn running(&self, lang: Language) -> Answer<Vec<ReleaseRow>> {
        let runs: Vec<_> = lock(&self.runs).values().cloned().collect();
        let mut rows = Vec::new();
        for run in runs {
            let summary = self.journal.summary(&run.brief.id).await.told(lang)?;
            rows.extend(summary.iter().map(|summary| self.row(summary)));
        }
        Ok(rows)
    }

    fn row(&self, summary: &Summary) -> ReleaseRow {
        let id = &summary.id;
        let by = self.run_by(id, summary.ended.is_some());
        let states = summary.stores.iter().map(|(_, state)| *state);
        ReleaseRow {
            id: id.clone(),
            title: summary.title.clone(),
            rehearsal: self.is_rehearsal(),
            state: release_state(summary.ended.is_some(), states, by).to_owned(),
            began: summary.began,
            stores: summary
                .stores
                .iter()
                .map(|(store, state)| {
                    let state = store_state(*state, self.runs_store(id, store), by);
                    (store.to_string(), state.to_owned())
                })
                .collect(),
        }
    }

    pub(super) fn run_by(&self, id: &str, ended: bool) -> RunBy {
        if lock(&self.runs).contains_key(id) {
            RunBy::Us
        } else if !ended && is_owned(&self.locks(), id) {
            RunBy::Others
        } else {
            RunBy::Nobody
        }
    }

    fn runs_store(&self, id: &str, store: &StoreId) -> bool {
        lock(&self.runs)
            .get(id)
            .is_some_and(|run| run.handle(store).is_some())
    }

    pub(super) fn release_view(
        &self,
        brief: &Brief,
        folded: &Folded,
        lang: Language,
    ) -> ReleaseView {
        let by = self.run_by(&brief.id, folded.ended.is_some());
        let states = folded.stores.iter().map(|store| store.state);
        ReleaseView {
            id: brief.id.clone(),
            title: brief.title.clone(),
            package: brief.package.clone(),
            label: brief.label.clone(),
            version_name: brief.version_name.clone(),
            version_code: brief.version_code,
            code_text: brief.code_text(),
            rehearsal: self.is_rehearsal(),
            state: release_state(folded.ended.is_some(), states, by).to_owned(),
            elsewhere: by == RunBy::Others,
            began: brief.began,
            ended: folded.ended,
            stores: folded
                .stores
                .iter()
                .map(|store| self.store_run(brief, store, by, lang))
                .collect(),
            seq: folded.seq,
        }
    }

    fn store_run(&self, brief: &Brief, fold: &StoreFold, by: RunBy, lang: Language) -> StoreRun {
        let store = self.store(fold.store.as_str()).ok();
        let order = brief.order(&fold.store);
        let runs = self.runs_store(&brief.id, &fold.store);
        let state = store_state(fold.state, runs, by);
        let name = store.map_or(fold.store.as_str(), |store| store_name(store, lang));
        let stands = standstill(fold, state);
        let receipt = fold.receipt.as_ref();
        StoreRun {
            store: fold.store.to_string(),
            name: name.to_owned(),
            mark: store
                .map(|store| store.card().mark.to_owned())
                .unwrap_or_default(),
            account: order.map(|order| order.account.clone()).unwrap_or_default(),
            state: state.to_owned(),
            state_label: word(&state_key(state, fold.goal), lang),
            steps: fold
                .steps
                .iter()
                .map(|step| step_view(store, step, lang))
                .collect(),
            says: fold
                .says
                .clone()
                .filter(|_| state != "interrupted")
                .or(stands)
                .map(|says| say(store, &says, lang))
                .or_else(|| receipt.and_then(|facts| facts.store_words.clone())),
            problem: fold
                .problem
                .as_ref()
                .map(|problem| view(store, problem, lang)),
            actions: match by {
                RunBy::Others => Vec::new(),
                RunBy::Us | RunBy::Nobody => act::allowed(fold, runs).iter().map(plain).collect(),
            },
            bytes_total: order
                .map(|order| {
                    order
                        .artifacts
                        .iter()
                        .map(|artifact| artifact.build.size)
                        .sum()
                })
                .unwrap_or_default(),
            testers: order.and_then(|order| testers::counts(store, order, fold, lang)),
            progress: lock(&self.meters)
                .get(&(brief.id.clone(), fold.store.clone()))
                .cloned(),
            receipt: receipt.map(|facts| self.receipt(&fold.store.to_string(), facts)),
        }
    }

    pub(super) fn receipt(&self, store: &str, facts: &Facts) -> Receipt {
        Receipt {
            rehearsal: self.is_rehearsal(),
            store: store.to_owned(),
            package: facts.package.clone(),
            version_name: facts.version_name.clone(),
            version_code: facts.version_code,
            code_text: facts.code_text(),
            sha256: facts.sha256.clone(),
            submitted_at: facts.submitted_at,
            evidence: facts.evidence.word().to_owned(),
            store_words: facts.store_words.clone(),
            goes_live: facts
                .goes_live
                .map(|instant| shown(instant, "Asia/Shanghai")),
        }
    }
}

fn release_state(
    ended: bool,
    mut stores: impl Iterator<Item = StoreState>,
    by: RunBy,
) -> &'static str {
    match (ended, by) {
        (true, _) => "ended",
        (false, RunBy::Us | RunBy::Others) => "running",
        // The process was gone before it could write the release's end: there is nothing to go on with.
        // A store that was only stopped has something: the process was quit.
        (false, RunBy::Nobody)
            if stores.all(|state| state.is_end() && state != StoreState::Stopped) =>
        {
            "ended"
        }
        (false, RunBy::Nobody) => "interrupted",
    }
}

/// An unfinished share that nobody runs is interrupted.
fn store_state(state: StoreState, runs: bool, by: RunBy) -> &'static str {
    let unowned = match by {
        RunBy::Us => !runs,
        RunBy::Others => false,
        RunBy::Nobody => true,
    };
    match state {
        StoreState::ToDo | StoreState::Running | StoreState::Waiting if unowned => "interrupted",
        state => state.word(),
    }
}

/// The sentence for a state. What ended with testers, as asked, lacks no submission.
fn state_key(state: &str, goal: Goal) -> String {
    match (state, goal) {
        ("parked", Goal::Test) => "state.parked-test".to_owned(),
        ("parked", Goal::Testers) => "state.parked-testers".to_owned(),
        _ => format!("state.{state}"),
    }
}

/// Why nothing moves, where the journal has no words of a store for it.
fn standstill(fold: &StoreFold, state: &str) -> Option<Sentence> {
    let outstanding = fold.open_step().is_some();
    let key = match state {
        "interrupted" if outstanding => "release.interrupted-open",
        "interrupted" => "release.interrupted",
        "waiting" if outstanding => "release.asking-again",
        "stopped" if fold.receipt.is_none() => "release.nothing-submitted",
        _ => return None,
    };
    Some(Sentence::new(key))
}

pub(super) fn step_view(store: Option<&dyn Store>, fold: &StepFold, lang: Language) -> StepView {
    StepView {
        key: fold.step.key.clone(),
        title: say(store, &fold.step.title, lang),
        weight: fold.step.weight,
        state: fold.state.word().to_owned(),
        began: fold.began,
        ended: fold.ended,
        attempts: fold.attempts,
        says: fold
            .says
            .clone()
            .or_else(|| note(fold))
            .map(|says| say(store, &says, lang)),
    }
}

/// What a step that is done leaves to be said: the sentence that its output holds as `note`.
fn note(fold: &StepFold) -> Option<Sentence> {
    serde_json::from_value(fold.output.as_ref()?.get("note")?.clone()).ok()
}

/// The main build of each order, each file once.
pub(super) fn builds(brief: &Brief) -> Vec<(&std::path::Path, &Build)> {
    let mut once: Vec<(&std::path::Path, &Build)> = Vec::new();
    for artifact in brief.orders.iter().flat_map(|order| &order.artifacts) {
        if !once.iter().any(|(path, _)| *path == artifact.path) {
            once.push((&artifact.path, &artifact.build));
        }
    }
    once
}
