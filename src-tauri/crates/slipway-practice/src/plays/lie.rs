//! The trouble called `lie`: the store answers success and keeps nothing. What a client reads back afterwards is the truth.

use serde_json::json;

use crate::{
    error::WorldError,
    stage::{Ask, Stage},
};

/// Name of the fault.
pub(super) const LIE: &str = "lie";

/// `Ask::change`, except when a knob asks for a lie: then everything that `work` did is undone, its answer stands, and the
/// ledger says so.
pub(super) fn change<T>(
    ask: &Ask,
    work: impl FnOnce(&mut Stage<'_>) -> Result<T, WorldError>,
) -> Result<T, WorldError> {
    if !ask.fault_is(LIE) {
        return ask.change(work);
    }
    let mut told = None;
    let undone = ask.change(|stage| {
        told = Some(work(stage)?);
        Err::<(), _>(WorldError::Broken("undone on purpose".to_owned()))
    });
    match (told, undone) {
        (Some(answer), _) => {
            ask.event(
                json!({ "event": "warning", "what": "a lie: the answer stands, nothing was kept" }),
            )?;
            Ok(answer)
        }
        (None, Err(error)) => Err(error),
        (None, Ok(())) => Err(WorldError::Broken("a lie without an answer".to_owned())),
    }
}
