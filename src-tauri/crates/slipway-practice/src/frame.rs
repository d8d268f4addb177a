//! Everything around the plays that the proxy and the control calls share: the world, the plays, the knobs, and the end of it all.

use std::{io, sync::Arc, time::Duration};

use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    error::PracticeError,
    knobs::{Fault, Knob, Knobs},
    page::StoreKeys,
    play::{Decided, Play, Verdict},
    proxy::{self, authority::Authority},
    witness::Witness,
    world::World,
};

pub(crate) struct Frame {
    pub(crate) world: Arc<World>,
    pub(crate) plays: Vec<Arc<dyn Play>>,
    pub(crate) knobs: Knobs,
    pub(crate) authority: Authority,
    pub(crate) control_key: String,
    pub(crate) tasks: TaskTracker,
    pub(crate) end: CancellationToken,
    pub(crate) witness: Option<Witness>,
}

impl Frame {
    /// The play that owns a host (lower case).
    pub(crate) fn owner(&self, host: &str) -> Option<&Arc<dyn Play>> {
        self.plays
            .iter()
            .find(|play| proxy::owns(play.as_ref(), host))
    }

    pub(crate) fn play(&self, store: &str) -> Result<&Arc<dyn Play>, PracticeError> {
        self.plays
            .iter()
            .find(|play| play.id() == store)
            .ok_or_else(|| PracticeError::NoSuchStore(store.to_owned()))
    }

    /// Turns a knob that can do something.
    pub(crate) fn turn(&self, knob: Knob) -> Result<u64, PracticeError> {
        let wanted = knob
            .store
            .as_deref()
            .map(|store| self.play(store))
            .transpose()?;
        if let Some(objection) = knob.fault.objection() {
            return Err(PracticeError::BadKnob(objection.to_owned()));
        }
        if let Fault::Store { name } = &knob.fault {
            let knows = |play: &Arc<dyn Play>| play.faults().contains(&name.as_str());
            let known = wanted.map_or_else(|| self.plays.iter().any(knows), knows);
            if !known {
                return Err(PracticeError::BadKnob(format!(
                    "no such store fault: {name}"
                )));
            }
        }
        Ok(self.knobs.turn(knob))
    }

    pub(crate) fn keys(&self, store: &str) -> Result<StoreKeys, PracticeError> {
        let play = self.play(store)?;
        self.world
            .across(|stages| Ok(play.keys(&stages.of(play.id()))?))
    }

    pub(crate) fn decide(
        &self,
        store: &str,
        package: &str,
        verdict: &Verdict,
    ) -> Result<Decided, PracticeError> {
        let play = self.play(store)?;
        self.world
            .across(|stages| Ok(play.decide(&mut stages.of(play.id()), package, verdict)?))
    }

    /// After a failed accept: the computer is short of something, and asking again at once would only make it worse.
    pub(crate) async fn rest_after(&self, error: &io::Error) {
        tracing::warn!(%error, "practice cannot accept a connection");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
