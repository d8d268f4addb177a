//! The build reader against app bundles. There is no bundletool in Debian, but all that it puts together is made here: manifest and
//! resources by aapt2, signatures by apksigner, as Gradle makes them, and by jarsigner. Hand-made ones are for what no tool would make.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something is not as it must be"
)]

#[expect(
    dead_code,
    unused_imports,
    reason = "bundles need only a part of the writers"
)]
#[path = "../apk/bytes/mod.rs"]
mod bytes;
mod facts;
mod hand;
mod hostile;
#[path = "../apk/judge.rs"]
mod judge;
mod made;
mod modules;
mod mutation;
mod proto;
mod signatures;
#[expect(dead_code, reason = "bundles need only a part of the tools")]
#[path = "../apk/tools/mod.rs"]
mod tools;
mod zip64;

use judge::{advice, codes, read};
