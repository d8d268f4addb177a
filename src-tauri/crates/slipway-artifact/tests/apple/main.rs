//! The build reader against app archives (IPA) and installer packages (PKG). Their property lists come from the `plist` crate and from
//! Python, their ZIPs from a writer whose every field can be wrong and from Python, the demo builds from the script that makes them.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something is not as it must be"
)]

mod demo;
mod facts;
mod hostile;
mod icons;
#[path = "../apk/judge.rs"]
mod judge;
mod made;
mod mutation;
mod pkg;
mod profiles;
mod xar;
#[expect(dead_code, reason = "only a part of the writer is needed here")]
#[path = "../apk/bytes/zip.rs"]
mod zip;

use judge::{advice, codes, read};
