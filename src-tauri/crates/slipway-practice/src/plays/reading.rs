//! What a store reads out of an uploaded package. The build reader is the one piece that practice shares with the client:
//! a package's layout is no store protocol, and the reader is judged by Android's own tools, not by practice.

use std::path::PathBuf;

use slipway_artifact::Build;

/// Reads a package off the async threads. The error is a sentence for the ledger.
pub(super) async fn read(path: PathBuf) -> Result<Build, String> {
    let reading = tokio::task::spawn_blocking(move || {
        slipway_artifact::inspect(&path, &mut |_| {}, &|| false)
    });
    match reading.await {
        Ok(Ok(build)) => Ok(build),
        Ok(Err(error)) => Err(error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}
