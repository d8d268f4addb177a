//! The client side of every store: one folder per store, all of the same shape. See [`store::Store`] for what a store can
//! be asked and [`stores::all`] for the stores there are.
//! Nothing here retries, waits between attempts or keeps a record: the engine's runner owns that.

pub mod card;
pub mod credentials;
pub mod guide;
pub mod quota;
pub mod store;
pub mod stores;

mod amazon;
mod apple;
mod beijing;
mod failure;
#[cfg(test)]
mod fixture;
mod folder;
mod honor;
mod huawei;
mod lenient;
mod marks;
mod notes;
mod oppo;
mod paste;
mod probe;
mod tencent;
mod vivo;
mod xiaomi;

pub use card::{Ask, AskWhen, Capability, Card, Field, FieldShape, TesterRules};
pub use credentials::{Credentials, FieldProblem, Form, Hint};
pub use guide::{Guide, GuideStep, Sketch, SketchKind, Text, Way};
pub use marks::{Keep, Marks};
pub use notes::for_listing as notes_for_listing;
pub use quota::{Quota, QuotaOf};
pub use store::{
    Account, Attempt, GroupThere, Probe, ProbeState, Store, Submitted, Survey, Token, Visit,
};
