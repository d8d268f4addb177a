//! The scenes that must play, each with practice's ledger as its witness. (Killed processes are in `resume`, every trouble at every
//! request in `contract`, planted secrets in `canary`, the window in `desktop`, hostile builds in `slipway-artifact`.)

mod amazon;
mod apple;
mod builds;
mod first;
mod goals;
mod keys;
mod large;
mod lines;
mod listing;
mod notes;
mod pasted;
mod phases;
mod processing;
mod quotas;
mod refused;
mod reviews;
mod testers;
mod times;
mod worlds;
