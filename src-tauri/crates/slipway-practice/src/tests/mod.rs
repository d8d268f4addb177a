//! The frame, tested through its borders with `curl`, with a hand-made TLS client, and with a store that exists only here.

mod clients;
mod control;
mod knobs;
mod older;
mod toy;
mod transport;
mod world;

use std::{sync::Arc, time::Duration};

use self::toy::Toy;
use crate::{
    error::PracticeError,
    ledger::Entry,
    practice::{Options, Practice},
    world::WorldAt,
};

/// Longest wait for anything that happens by itself.
const DEADLINE: Duration = Duration::from_secs(20);

/// A fresh world in memory with the toy store alone.
async fn practice() -> Practice {
    serve(WorldAt::Memory).await.unwrap()
}

async fn serve(world: WorldAt) -> Result<Practice, PracticeError> {
    let options = Options {
        world,
        ..Options::default()
    };
    Practice::start_with(options, vec![Arc::new(Toy)]).await
}

/// The newest ledger entry, as soon as it is closed.
async fn closed_entry(practice: &Practice) -> Entry {
    eventually(|| {
        let entry = practice.ledger(0).unwrap().pop()?;
        entry.closed_at.is_some().then_some(entry)
    })
    .await
}

async fn eventually<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let started = std::time::Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(started.elapsed() < DEADLINE, "nothing happened in time");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
