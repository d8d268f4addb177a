//! Journeys of a release manager in the real window: its page in WebKitGTK, a real session bus, a real keyring, practice's stores behind
//! the wire. What the stores noted is asked first, what the window says second. Started by tests/desktop/run.sh, one journey at a time.

mod accounts;
mod looks;
mod mainland;
mod releases;
mod reviews;
mod worlds;
