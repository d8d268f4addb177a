//! Pace on the world's clock: what would take a minute takes as long as that clock takes.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use slipway_http::{CancellationToken, Clock, Line, Meter, Pace, TroubleKind, Wire};

use crate::{HOSTS, PATIENT, server::serve, settings};

/// A clock on which waiting takes no time at all.
#[derive(Debug)]
struct Quick(Mutex<Timestamp>);

#[async_trait]
impl Clock for Quick {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    async fn sleep(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }
}

/// A clock that stands still.
#[derive(Debug)]
struct Stopped;

#[async_trait]
impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    async fn sleep(&self, _: Duration) {
        std::future::pending().await
    }
}

const TWO: Pace = Pace { per_minute: 2 };

async fn line(clock: Arc<dyn Clock>, cancel: CancellationToken) -> Line {
    let server = serve(|_| async {}).await;
    let wire = Wire::new(settings(&server, PATIENT), clock).unwrap();
    Line::new(wire, HOSTS, cancel, Meter::new(), Vec::new())
}

#[tokio::test]
async fn lets_so_many_a_minute_through() {
    let clock = Arc::new(Quick(Mutex::new(Timestamp::UNIX_EPOCH)));
    let line = line(clock.clone(), CancellationToken::new()).await;
    for (number, second) in [(1, 0), (2, 0), (3, 60), (4, 60), (5, 120)] {
        line.pace("token", &TWO).await.unwrap();
        assert_eq!(clock.now().as_second(), second, "request {number}");
    }
}

#[tokio::test]
async fn waiting_for_a_place_can_be_stopped() {
    let cancel = CancellationToken::new();
    let line = line(Arc::new(Stopped), cancel.clone()).await;
    line.pace("token", &TWO).await.unwrap();
    line.pace("token", &TWO).await.unwrap();
    let waiting = tokio::spawn(async move { line.pace("token", &TWO).await });
    cancel.cancel();
    let trouble = waiting.await.unwrap().unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::Cancelled);
}
