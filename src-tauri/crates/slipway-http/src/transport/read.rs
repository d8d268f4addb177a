//! Reads an answer's body up to the cap, as long as bytes keep coming.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body::Body;
use http_body_util::BodyExt as _;

use super::{BoxError, Lost, Received};
use crate::{Answer, Sent, TroubleKind};

/// The answer with its whole body, or with the first [`Answer::CAP`] bytes of it; the rest is not read.
pub(super) async fn receive<B>(
    response: http::Response<B>,
    stall: Duration,
) -> Result<Received, Lost>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<BoxError>,
{
    let (head, mut body) = response.into_parts();
    let mut read = BytesMut::new();
    let mut capped = false;
    while !capped {
        let frame = tokio::time::timeout(stall, body.frame())
            .await
            .map_err(|_| Lost::new(TroubleKind::Stalled, Sent::Perhaps).after(stall))?;
        let Some(frame) = frame else { break };
        let frame =
            frame.map_err(|error| Lost::new(TroubleKind::Broken, Sent::Perhaps).because(error))?;
        if let Ok(data) = frame.into_data() {
            let room = Answer::CAP - read.len();
            capped = data.len() > room;
            read.extend_from_slice(data.get(..room).unwrap_or(&data));
        }
    }
    Ok(Received {
        status: head.status.as_u16(),
        headers: head.headers,
        body: read.freeze(),
        capped,
    })
}
