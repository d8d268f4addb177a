//! Why a call ends without success: the store says no, or practice itself failed. The codes and words of a refusal are each store's
//! own; that it is written into the ledger, and undoes nothing that was counted before it, is the same for all.

use serde_json::Value;

use super::lie;
use crate::{
    error::WorldError,
    stage::{Ask, Stage},
};

/// A definite no in a store's own words.
pub(super) trait Refusal {
    /// `refused`, with the store's code and practice's own reason.
    fn event(&self) -> Value;
}

/// Why a call stops.
#[derive(Debug)]
pub(super) enum Stop<R> {
    No(R),
    World(WorldError),
}

impl<R: Refusal> From<R> for Stop<R> {
    fn from(refusal: R) -> Self {
        Self::No(refusal)
    }
}

impl<R> From<WorldError> for Stop<R> {
    fn from(error: WorldError) -> Self {
        Self::World(error)
    }
}

/// Runs the work of a call in one transaction, unless a knob asks for a lie. A refusal is no reason to undo what was counted and what
/// time has brought, so work judges first and writes last.
pub(super) fn change<T, R>(
    ask: &Ask,
    work: impl FnOnce(&mut Stage<'_>) -> Result<T, Stop<R>>,
) -> Result<T, Stop<R>> {
    let done = lie::change(ask, |stage| match work(stage) {
        Ok(done) => Ok(Ok(done)),
        Err(Stop::No(refusal)) => Ok(Err(refusal)),
        Err(Stop::World(error)) => Err(error),
    })?;
    done.map_err(Stop::No)
}

/// What is to be answered, once the ledger knows of a refusal.
pub(super) fn noted<T, R: Refusal>(
    ask: &Ask,
    done: Result<T, Stop<R>>,
) -> Result<Result<T, R>, WorldError> {
    match done {
        Ok(reply) => Ok(Ok(reply)),
        Err(Stop::No(refusal)) => ask.event(refusal.event()).map(|()| Err(refusal)),
        Err(Stop::World(error)) => Err(error),
    }
}
