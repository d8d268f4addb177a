//! How we talk HTTP: one [`Wire`] per world, one [`Line`] per store and step, one [`Request`] per thing asked.
//! This room knows deadlines, cancellation, progress, the rule for URLs that a server gave, and what may be logged.
//! It knows no store, does not retry, and keeps no record: the engine's runner owns both.

mod answer;
mod body;
mod clock;
mod hosts;
mod line;
mod log;
mod pace;
mod request;
mod send;
mod settings;
mod transport;
mod trouble;
mod wire;

pub use answer::{Answer, NotJson};
pub use body::{FileBody, Meter, Multipart, Sum};
pub use clock::{Clock, SystemClock};
pub use hosts::{HostList, HostRule};
pub use http::Method;
pub use line::Line;
pub use pace::Pace;
pub use request::Request;
pub use settings::{Deadlines, PracticeWire, WireSettings};
pub use tokio_util::sync::CancellationToken;
pub use trouble::{Sent, Trouble, TroubleKind};
pub use wire::{Wire, WireError};
