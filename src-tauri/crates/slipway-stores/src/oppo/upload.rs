//! How one file gets to OPPO: a ticket, then the file with it. A file that nothing names yet does no harm, so that whatever became of
//! an attempt, the next one simply sends it anew. What is made of the file afterwards is `publish.rs`.

use std::path::Path;

use slipway_http::{Method, Multipart};
use slipway_model::{Problem, ProblemKind, Retry, Sentence};

use super::{
    auth,
    icon::Verdict,
    problem::{Heard, failure, unreadable},
    wire::{self, Ticket, Upload, Uploaded},
};
use crate::{Visit, failure::Failure};

/// Asks for a ticket and uses it: every file needs its own, and one that was tried is used up [official copy, all clients].
/// Also answers the host, where it is none that is known to be OPPO's.
///
/// # Errors
/// No ticket, no answer, or one that says no.
pub(super) async fn send(
    visit: &Visit,
    kind: Upload,
    file: impl FnOnce(Multipart) -> Multipart,
) -> Result<(Uploaded, Option<String>), Failure> {
    let heard = auth::get(visit, wire::UPLOAD_URL, &[]).await?;
    let ticket: Ticket = heard.read();
    let (Some(address), Some(sign)) = (ticket.upload_url, ticket.sign) else {
        return Err(Failure::certain(unreadable().said(heard.said().clone())));
    };
    // OPPO API 传包, upload: fields `type`, `sign`, `file`; text parts should declare UTF-8 [official copy, 7 clients].
    let text = |parts: Multipart, name: &str, value: String| {
        parts.bytes_part(name, None, "text/plain; charset=UTF-8", value)
    };
    let parts = text(Multipart::new(), "type", kind.word().to_owned());
    let parts = file(text(parts, "sign", sign));
    let request = visit.line.request_given(Method::POST, &address)?;
    let answer = request.multipart(parts).takes_long().send().await?;
    let heard = Heard::new(&answer, visit.now());
    if !heard.succeeded() {
        let mut failure = failure(&heard, visit.now());
        // No token goes to this address: what is refused here is the ticket.
        if failure.problem.kind == ProblemKind::BadCredentials {
            let says = Sentence::new("problem.upload-again");
            failure.problem = Problem::new(ProblemKind::StoreDown, says)
                .retry(Retry::Now)
                .said(heard.said().clone());
        }
        return Err(failure);
    }
    let uploaded: Uploaded = heard.read();
    if uploaded.url.is_none() {
        return Err(Failure::certain(unreadable().said(heard.said().clone())));
    }
    Ok((uploaded, answer.new_host().map(str::to_owned)))
}

/// The release's icon, held against OPPO's rule.
///
/// # Errors
/// There is none, it cannot be read, or it would be refused.
pub(super) async fn icon(path: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let bad = |key: &str| Problem::new(ProblemKind::BadInput, Sentence::new(key)).about("icon");
    let path = path.ok_or_else(|| Failure::certain(bad("problem.no-icon")))?;
    let bytes = tokio::fs::read(path)
        .await
        .map_err(|error| Failure::certain(bad("problem.icon-unreadable").because(&error)))?;
    match Verdict::of(&bytes) {
        Verdict::Good => Ok(bytes),
        _ => Err(Failure::certain(bad("problem.icon-unfit"))),
    }
}
