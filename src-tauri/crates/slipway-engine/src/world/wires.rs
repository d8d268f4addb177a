//! From settings to a wire, and from a wire to one store's line for one call.

use std::sync::Arc;

use slipway_http::{Clock, Deadlines, Line, Meter, PracticeWire, Wire, WireSettings};
use slipway_model::{Problem, ProblemKind};
use slipway_stores::{Marks, Store, Visit};
use tokio_util::sync::CancellationToken;

use super::{World, rehearsal::Invited};
use crate::{settings, view::Settings};

/// A wire, or why there is none. A world without one is open all the same, so that the settings that mend it can be reached;
/// nothing is ever sent another way than the person chose.
pub(super) type Laid = Result<Wire, Problem>;

/// Practice is its proxy and its authority, and nothing of what a person set for the real world.
pub(super) fn to_practice(invited: &Invited, deadlines: Deadlines, clock: &Arc<dyn Clock>) -> Laid {
    let settings = WireSettings {
        practice: Some(PracticeWire {
            proxy: invited.proxy.clone(),
            ca_pem: invited.ca_pem.clone(),
        }),
        deadlines,
        ..WireSettings::default()
    };
    Ok(Wire::new(settings, Arc::clone(clock))?)
}

pub(super) fn to_the_stores(
    wanted: &Settings,
    deadlines: Deadlines,
    clock: &Arc<dyn Clock>,
) -> Laid {
    let settings = settings::wire_settings(wanted, deadlines);
    Ok(Wire::new(settings, Arc::clone(clock))?)
}

impl World {
    /// Lays the wire that these settings ask for. Practice judges them too, and goes on over its own.
    ///
    /// # Errors
    /// A proxy address or certificate that cannot be used; the old wire then stays.
    pub(crate) fn lay_wire(
        &self,
        wanted: &Settings,
    ) -> Result<impl FnOnce(&Self) + use<>, Problem> {
        let laid = match to_the_stores(wanted, self.deadlines, &self.clock) {
            Err(problem) if problem.kind == ProblemKind::BadInput => return Err(problem),
            laid => laid,
        };
        Ok(move |world: &Self| {
            if world.rehearsal.is_none() {
                world.replace_wire(laid);
            }
        })
    }

    /// One account's way to its store, for one call.
    ///
    /// # Errors
    /// No such account, its keys cannot be had, or there is no wire.
    pub(crate) async fn visit(
        &self,
        store: &'static dyn Store,
        account: &str,
        cancel: CancellationToken,
        meter: Meter,
    ) -> Result<Visit, Problem> {
        let account = self.accounts.account(store, account).await?;
        let secrets = account.credentials.secrets();
        Ok(Visit {
            line: Line::new(self.wire()?, store.card().hosts, cancel, meter, secrets),
            account,
            marks: Marks::default(),
        })
    }
}
