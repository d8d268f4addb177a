//! What a request carries: bytes, a file, or parts. Every body knows its exact length before it is sent.

mod file;
mod meter;
mod multipart;
mod outgoing;

pub use file::{FileBody, Sum};
pub use meter::Meter;
pub use multipart::Multipart;

pub(crate) use file::FileChanged;
pub(crate) use outgoing::{Outgoing, Piece, Progress};
