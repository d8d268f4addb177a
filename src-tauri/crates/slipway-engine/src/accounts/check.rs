//! The layered check of an account, and keeping what it found.

use jiff::Timestamp;
use slipway_model::Problem;
use slipway_stores::Probe;

use super::{Accounts, Keep, Row, lock, row};

impl Accounts {
    /// Writes down what a check found, so that the tile still shows it after a restart.
    pub(crate) async fn checked(
        &self,
        row: &Row,
        probes: Vec<Probe>,
        now: Timestamp,
    ) -> Result<(), Problem> {
        let checked = Row {
            checked_at: Some(now),
            probes,
            ..row.clone()
        };
        match row.kept {
            Keep::Keyring => row::put(&self.db, &checked).await?,
            Keep::Session => {
                if let Some(kept) = lock(&self.session)
                    .iter_mut()
                    .find(|kept| kept.key() == row.key())
                {
                    *kept = checked;
                }
            }
        }
        Ok(())
    }
}
