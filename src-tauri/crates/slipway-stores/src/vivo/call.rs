//! One request to vivo, of each of the three sorts: a question, a change, and an upload. Every one is signed afresh.

use std::time::Duration;

use slipway_http::{FileBody, Method, Multipart};
use slipway_model::Problem;

use super::{
    auth::{Params, signed},
    problem::{self, Heard},
    wire,
};
use crate::{Visit, failure::Failure};

/// Two questions about one package within three seconds are refused with 11010; five seconds apart they are answered [measured].
const APART: Duration = Duration::from_secs(5);
/// How often a question that was refused that way is asked again: another program may be asking too [1 client].
const AGAIN: usize = 5;

/// Asks something about a package. Questions of one kind about one package are kept apart, on the world's clock.
///
/// # Errors
/// No answer, an answer that cannot be read, or one that says no.
pub(super) async fn query(
    visit: &Visit,
    method: &'static str,
    package: &str,
    more: Params,
) -> Result<Heard, Failure> {
    let mut params = more;
    params.insert("packageName", package.to_owned());
    let place = format!("{} {method} {package}", address(visit));
    let mut left = AGAIN;
    loop {
        visit.line.keep_apart(&place, APART).await?;
        let ended = send(visit, method, &params, false).await;
        visit.line.has_ended(&place);
        match ended {
            Err(failure) if left > 0 && problem::is_too_soon(&failure.problem) => left -= 1,
            ended => return ended,
        }
    }
}

/// Makes one request that changes something.
///
/// # Errors
/// As for [`query`]; whether the store may have acted is in the failure.
pub(super) async fn change(
    visit: &Visit,
    method: &'static str,
    params: &Params,
) -> Result<Heard, Failure> {
    send(visit, method, params, true).await
}

/// Everything travels in the body, as a form: keys and signatures stay out of addresses, and long texts have room [8 clients].
async fn send(
    visit: &Visit,
    method: &'static str,
    params: &Params,
    changes: bool,
) -> Result<Heard, Failure> {
    let params = sign(visit, method, params)?;
    let request = visit
        .line
        .request(Method::POST, address(visit))
        .form(params.iter().map(|(name, value)| (*name, value.as_str())));
    let request = if changes {
        request.changes().counted(method)
    } else {
        request
    };
    let answer = request.send().await?;
    heard(Heard::new(&answer, visit.now()))
}

/// Sends a package: the parameters as text parts, raw and unencoded, the file behind them and outside the signature [official].
///
/// # Errors
/// As for [`query`].
pub(super) async fn upload(
    visit: &Visit,
    method: &'static str,
    params: &Params,
    file_name: &str,
    file: FileBody,
) -> Result<Heard, Failure> {
    let parts = sign(visit, method, params)?
        .into_iter()
        .fold(Multipart::new(), |parts, (name, value)| {
            parts.text(name, value)
        })
        .file(
            "file",
            file_name,
            "application/vnd.android.package-archive",
            file,
        );
    // vivo reads the whole package before it answers: two to five minutes after the last byte [several clients].
    let answer = visit
        .line
        .request(Method::POST, address(visit))
        .takes_long()
        .counted(method)
        .multipart(parts)
        .send()
        .await?;
    heard(Heard::new(&answer, visit.now()))
}

fn address(visit: &Visit) -> &'static str {
    wire::address(&visit.account.credentials)
}

fn sign(visit: &Visit, method: &str, params: &Params) -> Result<Params, Failure> {
    let refuse = |problem: Problem| Failure::certain(problem);
    signed(&visit.account.credentials, visit.now(), method, params).map_err(refuse)
}

fn heard(heard: Heard) -> Result<Heard, Failure> {
    if heard.succeeded() {
        Ok(heard)
    } else {
        Err(problem::failure(&heard))
    }
}
