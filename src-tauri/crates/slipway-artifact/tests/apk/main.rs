//! The build reader against real packages, made here with Debian's aapt, zipalign and apksigner and judged by them, and against
//! hand-made ones that no tool would make.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something is not as it must be"
)]

mod bytes;
mod cache;
mod facts;
mod framework;
mod hostile;
mod icons;
mod jar;
mod judge;
mod manifests;
mod mutation;
mod paths;
mod resources;
mod signatures;
mod signing_block;
mod tools;
mod words;

use judge::{advice, codes, read};
