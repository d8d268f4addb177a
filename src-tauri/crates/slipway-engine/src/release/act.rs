//! What a person does to a release that has begun. Every decision that changes what is sent stands in the journal.

use std::{sync::Arc, time::Duration};

use slipway_model::{Language, Problem, ProblemKind, Sentence, StoreId};
use tokio::sync::MutexGuard;

use super::{
    Action, What,
    fold::{Folded, StoreFold, StoreState},
    journal::Line,
    run::Run,
};
use crate::{
    World,
    world::{Answer, Told as _, lock},
};

/// A task that has written its end needs no longer than this to leave.
const LEAVING: Duration = Duration::from_millis(5);

/// What may be done to one store's share now.
pub(super) fn allowed(fold: &StoreFold, runs: bool) -> Vec<Action> {
    if runs {
        return vec![Action::Stop, Action::Skip];
    }
    match fold.state {
        StoreState::Submitted | StoreState::Parked | StoreState::Skipped => Vec::new(),
        StoreState::Failed => vec![Action::Retry, Action::Skip],
        StoreState::Unclear => vec![Action::LookAgain, Action::SendAgain, Action::Skip],
        StoreState::Stopped => vec![Action::Resume, Action::Skip],
        // Interrupted: the process that ran it is gone.
        StoreState::ToDo | StoreState::Running | StoreState::Waiting
            if fold.open_step().is_some() =>
        {
            vec![Action::Resume]
        }
        StoreState::ToDo | StoreState::Running | StoreState::Waiting => {
            vec![Action::Resume, Action::Skip]
        }
    }
}

/// `SendAgain` may be said early: it is acted upon only when the store, asked once more, cannot tell. *Resume* looks again.
fn takes(fold: &StoreFold, runs: bool, action: Action) -> bool {
    let allowed = allowed(fold, runs);
    let interrupted = !runs && !fold.state.is_end();
    match action {
        Action::SendAgain => fold.open_step().is_some() || allowed.contains(&action),
        Action::Resume => allowed.contains(&action) || fold.state == StoreState::Unclear,
        Action::LookAgain | Action::Retry => allowed.contains(&action) || interrupted,
        Action::Stop | Action::Skip => allowed.contains(&action),
    }
}

impl World {
    /// Does something to one store's share of a release, or to every share to which it applies.
    ///
    /// # Errors
    /// No such release; another process runs it; or the action fits none of the shares that were meant.
    pub async fn act(
        &self,
        id: &str,
        store: Option<&str>,
        action: Action,
        lang: Language,
    ) -> Answer<()> {
        let _turn = self.turn_between_tasks(id).await.told(lang)?;
        let done = self.act_now(id, store, action).await;
        self.tell_changed();
        done.told(lang)
    }

    /// The turn, at a moment when no store's task has written its end and not yet left: what a person answers to an end that
    /// was just shown must find a store that can be taken up.
    async fn turn_between_tasks(&self, id: &str) -> Result<MutexGuard<'_, ()>, Problem> {
        loop {
            let turn = self.turn.lock().await;
            let run = lock(&self.runs).get(id).cloned();
            let Some(run) = run else { return Ok(turn) };
            let folded = self.journal.folded(id).await?;
            let leaving =
                |fold: &StoreFold| fold.state.is_end() && run.handle(&fold.store).is_some();
            if !folded.stores.iter().any(leaving) {
                return Ok(turn);
            }
            drop(turn);
            tokio::time::sleep(LEAVING).await;
        }
    }

    async fn act_now(&self, id: &str, store: Option<&str>, action: Action) -> Result<(), Problem> {
        let run = lock(&self.runs).get(id).cloned();
        let folded = self.journal.folded(id).await?;
        let runs = |store: &StoreId| run.as_ref().is_some_and(|run| run.handle(store).is_some());
        let targets: Vec<&StoreFold> = folded
            .stores
            .iter()
            .filter(|fold| store.is_none_or(|store| fold.store.as_str() == store))
            .filter(|fold| takes(fold, runs(&fold.store), action))
            .collect();
        if targets.is_empty() {
            return self.nothing_to_do(id, store, action, &folded).await;
        }
        let run = match run {
            Some(run) => run,
            None => self.take_up(id).await?,
        };
        for fold in targets {
            self.act_on(&run, fold, action).await?;
        }
        if run.handles().is_empty() {
            self.end_if_done(id).await;
            self.let_go(&run);
        }
        Ok(())
    }

    async fn nothing_to_do(
        &self,
        id: &str,
        store: Option<&str>,
        action: Action,
        folded: &Folded,
    ) -> Result<(), Problem> {
        if self.journal.brief(id).await?.is_none() {
            let says = Sentence::new("release.no-such").with("id", id);
            return Err(Problem::new(ProblemKind::NotFound, says));
        }
        // Every store had its end, and the process was gone before it could write the release's.
        if action == Action::Resume && folded.ended.is_none() && !lock(&self.runs).contains_key(id)
        {
            let _owner = self.own(id)?;
            self.end_if_done(id).await;
            return Ok(());
        }
        match store {
            // "Stop everything" with nothing running has come true already.
            None if action == Action::Stop => Ok(()),
            _ => Err(Problem::new(
                ProblemKind::BadInput,
                Sentence::new("release.does-not-fit"),
            )),
        }
    }

    /// Makes this process the owner of a release that nobody runs.
    async fn take_up(&self, id: &str) -> Result<Arc<Run>, Problem> {
        let brief = self.journal.brief(id).await?.ok_or_else(|| {
            let says = Sentence::new("release.no-such").with("id", id);
            Problem::new(ProblemKind::NotFound, says)
        })?;
        let run = Run::new(brief, self.own(id)?);
        self.journal
            .append(id, self.now(), Line::release(What::Resumed))
            .await?;
        lock(&self.runs).insert(id.to_owned(), Arc::clone(&run));
        Ok(run)
    }

    async fn act_on(
        &self,
        run: &Arc<Run>,
        fold: &StoreFold,
        action: Action,
    ) -> Result<(), Problem> {
        let store = &fold.store;
        match (run.handle(store), action) {
            (Some(handle), Action::Stop) => handle.stop.cancel(),
            (Some(handle), Action::Skip) => handle.skip(),
            (Some(handle), Action::SendAgain) => handle.send_again(),
            (Some(_), _) | (None, Action::Stop) => {}
            (None, Action::Skip) => {
                let line = Line::store(store, What::Skipped);
                self.journal.append(&run.brief.id, self.now(), line).await?;
            }
            (None, _) => {
                let decided = What::Decided { action };
                let line = match fold.redo() {
                    Some(step) if action == Action::Retry => Line::step(store, step, decided),
                    _ => Line::store(store, decided),
                };
                self.journal.append(&run.brief.id, self.now(), line).await?;
                self.run_store(run, store, action == Action::SendAgain);
            }
        }
        Ok(())
    }
}
