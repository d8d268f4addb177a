//! DevTest: telling Amazon with which certificate the app is signed that its testers will run.

use serde_json::json;
use slipway_http::Method;
use slipway_model::{Problem, ProblemKind, Sentence};

use super::{
    answers, certificate,
    problem::{self, Heard, Place},
    publish::{Ended, Release, done},
};
use crate::failure::Failure;

/// `POST /devtest/register`. A registration that fails leaves nothing behind, and one that is repeated changes nothing [inferred].
pub(super) async fn register(release: &Release<'_>) -> Ended {
    let certificate = certificate::of(release.order).map_err(Failure::certain)?;
    let as_der = answers::as_der(release.order);
    let body = json!({
        "packageName": release.order.app.package,
        "certificate": certificate.written(as_der),
    });
    let heard = release
        .site
        .send(Method::POST, &["devtest", "register"], |request| {
            request.json(&body)
        })
        .await?;
    if !heard.succeeded() {
        return Err(not_registered(&heard, as_der));
    }
    let track = heard
        .text("trackId")
        .ok_or_else(|| problem::unreadable(&heard))?;
    done(json!({
        "track": track,
        "key": certificate.key,
        "subject": certificate.subject,
        "sha256": certificate.sha256(),
        "encoding": if as_der { "der" } else { "pem" },
    }))
}

/// 400: a property is wrong or missing [official]. Of the two that there are, the package is the app's own; so it is the certificate.
fn not_registered(heard: &Heard, as_der: bool) -> Failure {
    if heard.status != 400 {
        return problem::failure(heard, Place::Testing);
    }
    let says = Sentence::new("problem.certificate-refused")
        .with("encoding", if as_der { "DER" } else { "PEM" })
        .with("other", if as_der { "pem" } else { "der" });
    let problem = Problem::new(ProblemKind::Refused, says)
        .said(heard.said())
        .about("ask:certificate_encoding");
    Failure::certain(problem)
}
