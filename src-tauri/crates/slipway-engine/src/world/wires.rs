//! From settings to a wire, and from a wire to one store's line for one call.

use std::sync::Arc;

use slipway_http::{Deadlines, Line, Meter, PracticeWire, Wire, WireError, WireSettings};
use slipway_model::Problem;
use slipway_stores::{Store, Visit};
use tokio_util::sync::CancellationToken;

use super::{Rehearsal, World};
use crate::{settings, view::Settings};

/// Practice is its proxy and its authority, and nothing of what a person set for the real world.
pub(super) fn settings(
    settings: &Settings,
    rehearsal: Option<&Rehearsal>,
    deadlines: Deadlines,
) -> WireSettings {
    match rehearsal {
        None => settings::wire_settings(settings, deadlines),
        Some(rehearsal) => WireSettings {
            practice: Some(PracticeWire {
                proxy: rehearsal.invited.proxy.clone(),
                ca_pem: rehearsal.invited.ca_pem.clone(),
            }),
            deadlines,
            ..WireSettings::default()
        },
    }
}

impl World {
    /// # Errors
    /// A proxy address or certificate that cannot be used.
    pub(crate) fn build_wire(&self, wanted: &Settings) -> Result<Wire, WireError> {
        // Judged as the real world would, so that practice refuses the same mistakes.
        let judged = Wire::new(
            settings::wire_settings(wanted, self.deadlines),
            Arc::clone(&self.clock),
        )?;
        match &self.rehearsal {
            None => Ok(judged),
            rehearsal => Wire::new(
                settings(wanted, rehearsal.as_ref(), self.deadlines),
                Arc::clone(&self.clock),
            ),
        }
    }

    /// One account's way to its store, for one call.
    ///
    /// # Errors
    /// No such account, or its keys cannot be had.
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
            line: Line::new(self.wire(), store.card().hosts, cancel, meter, secrets),
            account,
        })
    }
}
