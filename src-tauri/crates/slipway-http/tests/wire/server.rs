//! The scripted server, with the host names that these tests ask for.

use std::future::Future;

use slipway_scripted::Peer;
pub(crate) use slipway_scripted::{Asked, Gone, Server};

const NAMES: [&str; 3] = ["api.example.com", "up.obs.example.com", "new.example.net"];

/// Runs the script once per connection.
pub(crate) async fn serve<F, R>(script: F) -> Server
where
    F: Fn(Peer) -> R + Send + Sync + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    Server::start(&NAMES, script).await
}
