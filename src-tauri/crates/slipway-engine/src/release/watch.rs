//! Watching a release: what stands in the journal, then what follows, whoever writes it. The database is read for every line, so
//! that nothing is missed and nothing comes twice; signals only say when to look.

use std::{collections::VecDeque, time::Duration};

use futures_util::stream::{self, BoxStream, StreamExt as _};
use slipway_model::Language;
use tokio::sync::broadcast::{self, error::RecvError};

use super::{
    lines::{Teller, progress},
    signal::Signal,
};
use crate::{World, view::ReleaseEvent};

/// How often another process's writing is looked for.
const ELSEWHERE: Duration = Duration::from_secs(1);

struct Watching {
    world: World,
    id: String,
    lang: Language,
    /// Everything up to here was told or is not wanted.
    after: u64,
    /// Everything up to here was read.
    read: u64,
    teller: Teller,
    signals: broadcast::Receiver<Signal>,
    told: VecDeque<ReleaseEvent>,
    first: bool,
}

impl World {
    /// The journal after `after_seq`, then what follows, with progress. Does not end by itself: a `state` may come days later.
    pub fn watch(
        &self,
        id: &str,
        after_seq: u64,
        lang: Language,
    ) -> BoxStream<'static, ReleaseEvent> {
        let watching = Watching {
            world: self.clone(),
            id: id.to_owned(),
            lang,
            after: after_seq,
            read: 0,
            teller: Teller::default(),
            // Before the first reading, so that no line falls between the two.
            signals: self.signals.subscribe(),
            told: VecDeque::new(),
            first: true,
        };
        stream::unfold(watching, |mut watching| async move {
            let event = watching.next().await?;
            Some((event, watching))
        })
        .boxed()
    }

    /// Notices what other processes write, once a second, until the world is closed.
    pub(crate) fn listen_elsewhere(&self) {
        let world = self.clone();
        self.tasks.spawn(async move {
            let mut last = world.db.data_version().await.ok();
            loop {
                tokio::select! {
                    () = world.closing.cancelled() => return,
                    () = tokio::time::sleep(ELSEWHERE) => {}
                }
                let now = world.db.data_version().await.ok();
                if now != last {
                    last = now;
                    let _ = world.signals.send(Signal::Elsewhere);
                    world.tell_changed();
                }
            }
        });
    }
}

impl Watching {
    async fn next(&mut self) -> Option<ReleaseEvent> {
        loop {
            if std::mem::take(&mut self.first) {
                self.read_on().await;
            }
            if let Some(event) = self.told.pop_front() {
                return Some(event);
            }
            match self.signals.recv().await {
                Ok(Signal::Progress { release, .. }) if release != self.id => {}
                Ok(signal @ Signal::Progress { .. }) => {
                    self.told.extend(progress(&self.world, &signal))
                }
                Ok(Signal::Journal { release }) if release != self.id => {}
                Ok(Signal::Journal { .. } | Signal::Elsewhere) | Err(RecvError::Lagged(_)) => {
                    self.read_on().await
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }

    async fn read_on(&mut self) {
        // A database that does not answer now is read at the next signal.
        let Ok(events) = self.world.journal.events_after(&self.id, self.read).await else {
            return;
        };
        for event in events {
            self.teller.learn(&event);
            self.read = event.seq;
            if event.seq > self.after {
                self.told
                    .push_back(self.teller.line(&self.world, &event, self.lang));
            }
        }
    }
}
