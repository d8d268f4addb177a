//! Stores that fetch a package from an address themselves. Practice reaches nothing outside of itself: a play that can pull has one
//! host of nobody in particular, with the demo build behind it. Which address that is, and what failing looks like, is the play's own.

use axum::response::{IntoResponse as _, Response};
use http::header;

use super::sink::{Digester, Received, Sink};
use crate::{error::WorldError, stage::Ask};

/// `GET` of the address: any client may look what is there.
pub(super) async fn serve() -> Response {
    let kind = [(
        header::CONTENT_TYPE,
        "application/vnd.android.package-archive",
    )];
    (kind, crate::demo_build()).into_response()
}

/// What lies behind the address, received as an upload would be.
pub(super) async fn fetch(ask: &Ask, digester: Digester) -> Result<Received, WorldError> {
    let mut sink = Sink::open(&ask.blob_path(), digester).await?;
    sink.write(crate::demo_build()).await?;
    Ok(sink.finish().await?)
}
