//! The client side of every store: one folder per store, all of the same shape. See [`store::Store`] for what a store can be asked.
//! Nothing here retries, waits between attempts or keeps a record: the engine's runner owns that.

pub mod card;
pub mod credentials;
pub mod store;

pub use card::{Ask, Capability, Card, Field, FieldShape};
pub use credentials::{Credentials, FieldProblem, Form, Hint};
pub use store::{Account, Attempt, Probe, ProbeState, Store, Survey, Visit};
