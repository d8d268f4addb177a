//! From a plan to a release: proved once more, written down, owned, begun. A plan begins one release, however often it is started.

use std::path::PathBuf;

use slipway_artifact::FileIdentity;
use slipway_model::{Goal, Language, Order, Problem, ProblemKind, Sentence, StoreId, When};

use super::{
    Brief, What,
    journal::{Line, Opened},
    owner::Owner,
    plan::{Plan, file_name, objections::unfinished},
    run::Run,
    when::are_fixed,
};
use crate::{
    World,
    apps::{self, memory},
    testers,
    world::{Answer, Told as _, lock},
};

impl World {
    /// Begins the release of a plan and answers its id; a second call with the same plan answers the same id.
    ///
    /// # Errors
    /// The plan is not known any more, a file has changed since, the chosen time has passed, or another release of this app to
    /// one of these stores is still open. Nothing was sent then.
    pub async fn start(&self, plan: &str, lang: Language) -> Answer<String> {
        self.begin(plan).await.told(lang)
    }

    async fn begin(&self, plan: &str) -> Result<String, Problem> {
        let _turn = self.turn.lock().await;
        let known = lock(&self.plans).find(plan);
        let plan = known.ok_or_else(|| {
            Problem::new(ProblemKind::BadInput, Sentence::new("release.plan-gone"))
        })?;
        let id = plan.brief.id.clone();
        if self.journal.brief(&id).await?.is_some() {
            return Ok(id);
        }
        still_true(&plan, self.now())?;
        let owner = self.own(&id)?;
        match self.write_down(&plan).await? {
            Opened::Refused(problem) => return Err(problem),
            Opened::Before => return Ok(id),
            Opened::Now => {}
        }
        let run = Run::new(plan.brief.clone(), owner);
        lock(&self.runs).insert(id.clone(), run.clone());
        for order in &plan.brief.orders {
            self.run_store(&run, &order.store, false);
        }
        self.tell_changed();
        Ok(id)
    }

    async fn write_down(&self, plan: &Plan) -> Result<Opened, Problem> {
        let now = self.now();
        let brief = Brief {
            began: now,
            ..plan.brief.clone()
        };
        let goal = |store: &StoreId| {
            let order = plan.brief.order(store);
            order.map_or(Goal::Submit, |order| order.goal)
        };
        let lines = plan
            .steps
            .iter()
            .map(|(store, steps)| {
                let (steps, goal) = (steps.clone(), goal(store));
                Line::store(store, What::Planned { steps, goal })
            })
            .chain([Line::release(What::Began)])
            .collect();
        let (orders, app, links) = (
            plan.brief.orders.clone(),
            plan.app.clone(),
            plan.links.clone(),
        );
        let files: Vec<PathBuf> = plan
            .brief
            .files
            .iter()
            .map(|(path, _)| path.clone())
            .collect();
        let beside = move |tx: &rusqlite::Transaction<'_>| {
            for order in &orders {
                if let Some(problem) = unfinished(tx, order)? {
                    return Ok(Some(problem));
                }
                memory::keep(tx, order, &files)?;
            }
            testers::link(tx, &orders, &links, now)?;
            apps::put(tx, &app, now)?;
            Ok(None)
        };
        Ok(self
            .journal
            .open(brief, plan.id.clone(), now, lines, beside)
            .await?)
    }

    /// # Errors
    /// When the lock cannot be had: somebody else runs this release, or the folder cannot be written.
    pub(super) fn own(&self, id: &str) -> Result<Owner, Problem> {
        let elsewhere = || {
            Problem::new(
                ProblemKind::AlreadyThere,
                Sentence::new("release.elsewhere").with("id", id),
            )
        };
        Owner::take(&self.locks(), id)
            .map_err(|error| {
                let says = Sentence::new("app.no-folder").with("folder", self.locks().display());
                Problem::new(ProblemKind::Ours, says).because(&error)
            })?
            .ok_or_else(elsewhere)
    }
}

/// What may have changed while a person looked at the plan.
fn still_true(plan: &Plan, now: jiff::Timestamp) -> Result<(), Problem> {
    for order in &plan.brief.orders {
        same_files(&plan.brief, order)?;
        let first = match &order.when {
            When::At { instant, zone } => Some((instant, zone)),
            When::InPhases(phases) if !are_fixed(&order.store) => {
                Some((&phases.from, &phases.zone))
            }
            When::InPhases(_) | When::AfterApproval | When::ByHand => None,
        };
        if let Some((instant, zone)) = first.filter(|(instant, _)| **instant <= now) {
            let says = Sentence::new("plan.when.past")
                .with("time", instant)
                .with("zone", zone);
            return Err(Problem::new(ProblemKind::BadInput, says));
        }
    }
    Ok(())
}

/// Proves that an order's files are still those that the person was shown.
///
/// # Errors
/// `BadArtifact`, naming the file.
pub(super) fn same_files(brief: &Brief, order: &Order) -> Result<(), Problem> {
    for artifact in &order.artifacts {
        let shown = brief
            .files
            .iter()
            .find(|(path, _)| *path == artifact.path)
            .map(|(_, identity)| *identity);
        let now = FileIdentity::of(&artifact.path);
        if shown.is_none() || now.as_ref().ok() != shown.as_ref() {
            let says = Sentence::new("plan.file-changed").with("file", file_name(&artifact.path));
            let problem = Problem::new(ProblemKind::BadArtifact, says);
            return Err(match now {
                Ok(_) => problem,
                Err(error) => problem.because(&error),
            });
        }
    }
    Ok(())
}
