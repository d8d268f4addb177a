//! From the last byte to a build that can be used: the commit, Apple's own processing of *this* build, and the answer about encryption.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{Goal, Order, Outcome, Problem, ProblemKind, Said, Sentence};

use super::{
    api, codes,
    document::{Document, Resource, change, to_one},
    publish::{Ended, Release, done, refused, truth, wait},
    rate::Rate,
    reserve::state,
    transfer::{delivery, file, is_delivered},
    wire,
};
use crate::{Visit, failure::Failure};

/// Apple needs five to fifteen minutes, and sometimes hours [3 clients].
const PATIENCE: Duration = Duration::from_secs(60 * 60);
const QUICK: Duration = Duration::from_secs(2 * 60);
/// How long a declaration may take to show after it was linked.
const COMPLIANCE: Duration = Duration::from_secs(2 * 60);

/// The build with what belongs to it.
pub(super) struct Build {
    pub(super) build: Resource,
    pub(super) detail: Option<Resource>,
}

impl Build {
    pub(super) fn internal(&self) -> &str {
        self.detail_word("internalBuildState")
    }

    pub(super) fn external(&self) -> &str {
        self.detail_word("externalBuildState")
    }

    fn detail_word(&self, name: &str) -> &str {
        self.detail.as_ref().map_or("", |detail| detail.word(name))
    }

    /// Whether the build uses encryption that is not exempt; `None` until somebody said so [spec].
    pub(super) fn encryption(&self) -> Option<bool> {
        self.build.flag("usesNonExemptEncryption")
    }

    pub(super) fn lacks_compliance(&self) -> bool {
        [self.internal(), self.external()].contains(&"MISSING_EXPORT_COMPLIANCE")
    }
}

pub(super) async fn build(visit: &Visit, id: &str) -> Result<Build, Failure> {
    let path = format!("/v1/builds/{id}");
    let document = api::get(visit, &path, &[("include", "buildBetaDetail")]).await?;
    let build = document
        .first()
        .ok_or_else(|| Failure::certain(api::not_found()))?;
    let detail = document.related(build, "buildBetaDetail", "buildBetaDetails");
    Ok(Build {
        detail: detail.cloned(),
        build: build.clone(),
    })
}

/// The person's or the package's word on encryption. Never ours.
pub(super) fn encryption(order: &Order) -> Option<bool> {
    let of_package = order.build()?.apple.as_ref()?.non_exempt_encryption;
    of_package.or_else(|| truth(order.answers.get("encryption")?))
}

impl Release<'_> {
    /// ASC, `buildUploadFiles` [3 clients]: `uploaded` alone. Checksums are left out: it is not known whether they are checked, and a
    /// refusal costs the upload.
    pub(super) async fn commit(&self) -> Ended {
        if self.is_adopted() {
            return done(Value::Null);
        }
        let id = self.left("reserve-file", "file")?;
        let path = format!("/v1/buildUploadFiles/{id}");
        let body = change("buildUploadFiles", id, json!({"uploaded": true}));
        let heard = api::send(self.visit, Method::PATCH, &path, Some(&body)).await?;
        if heard.status == 409 {
            if is_delivered(&file(self.visit, id).await?) {
                return done(Value::Null);
            }
            // Apple misses a range that was answered well: only a new upload has all of them.
            let mut failure = heard.failure(self.visit.now());
            failure.problem.advice = Sentence::new("problem.commit-refused");
            failure.problem = failure.problem.redo("earlier");
            return Err(failure);
        }
        heard.checked(self.visit.now())?;
        done(Value::Null)
    }

    /// Waits for the build that came of *this* upload, and for no other.
    pub(super) async fn processing(&self) -> Ended {
        let upload = self.left("reserve", "upload")?;
        let path = format!("/v1/buildUploads/{upload}");
        let heard = api::ask(self.visit, &path, &[("include", "build,assetFile")]).await?;
        let rate = heard.rate;
        let heard = heard.checked(self.visit.now())?;
        let document = heard.document().ok_or_else(api::unreadable)?;
        let found = document.first().ok_or_else(api::unreadable)?;
        if let Some(problem) = self.refusal(found, &document) {
            return Err(Failure::certain(problem));
        }
        let Some(id) = found.one("build").filter(|_| state(found) == "COMPLETE") else {
            return self.still(rate, "wait.processing");
        };
        let build = build(self.visit, id).await?;
        match build.build.word("processingState") {
            "VALID" => {}
            // The builds resource carries no reason; the upload and a mail to its sender do.
            "INVALID" | "FAILED" => return Err(Failure::certain(self.not_usable(found))),
            _ => return self.still(rate, "wait.processing"),
        }
        // VALID is not enough for testers [2 clients].
        let settles = [build.internal(), build.external()].contains(&"PROCESSING");
        if self.order.goal == Goal::Test && settles {
            return self.still(rate, "wait.settling");
        }
        done(json!({
            "build": id,
            "upload": upload,
            "said": format!("{} · VALID", self.number()?.build),
            "seen": true,
        }))
    }

    fn still(&self, rate: Rate, what: &str) -> Ended {
        let waited = self.attempt.waited;
        if waited >= PATIENCE {
            let says =
                Sentence::new("problem.still-processing").with("minutes", PATIENCE.as_secs() / 60);
            return Err(refused(ProblemKind::TimedOut, says));
        }
        let usual = if waited < QUICK { 10 } else { 30 };
        Ok(Outcome::WaitUntil {
            after: rate.pace(Duration::from_secs(usual)),
            what: Sentence::new(what),
        })
    }

    /// What Apple found wrong with the file or with the build inside.
    fn refusal(&self, upload: &Resource, document: &Document) -> Option<Problem> {
        let file = document.related(upload, "assetFile", "buildUploadFiles");
        let of_file = file.filter(|file| delivery(file) == "FAILED");
        if state(upload) == "FAILED" {
            return Some(self.not_usable(upload));
        }
        of_file.map(|file| self.found_wrong(codes::details(file.inner("assetDeliveryState"))))
    }

    fn not_usable(&self, upload: &Resource) -> Problem {
        let problem = self.found_wrong(codes::details(upload.inner("state")));
        match (self.app(), self.number()) {
            (Ok(app), Ok(number)) => Problem {
                advice: problem
                    .advice
                    .with("page", wire::upload_page(app, number.platform, &upload.id)),
                ..problem
            },
            _ => problem,
        }
    }

    fn found_wrong(&self, details: Vec<codes::Detail>) -> Problem {
        let first = details
            .iter()
            .find_map(|detail| codes::advice(&detail.code));
        let lines: Vec<String> = details
            .iter()
            .map(|detail| {
                format!("{} {}", detail.code, detail.words)
                    .trim()
                    .to_owned()
            })
            .collect();
        let code = details
            .first()
            .map(|detail| detail.code.clone())
            .unwrap_or_default();
        let said = Said::new(code, lines.join("\n").as_bytes(), self.visit.line.secrets());
        let says = Sentence::new(first.unwrap_or("problem.processing-failed"))
            .with("page", super::wire::CONSOLE);
        Problem::new(ProblemKind::BadArtifact, says).said(said)
    }

    /// Answered before the build goes anywhere: attaching and testing are refused otherwise. ASC, `builds` [1 client].
    pub(super) async fn compliance(&self) -> Ended {
        let id = self.left("processing", "build")?;
        let wanted = encryption(self.order);
        let known = build(self.visit, id).await?.encryption();
        match (known, wanted) {
            (Some(known), None) => return done(json!({"encryption": known})),
            (Some(known), Some(wanted)) if known == wanted => {
                return done(json!({"encryption": known}));
            }
            (Some(known), Some(_)) => return Err(differs(known)),
            (None, None) => {
                let problem = Problem::new(
                    ProblemKind::BadInput,
                    Sentence::new("problem.encryption-unanswered"),
                );
                return Err(Failure::certain(problem.about("ask:encryption")));
            }
            (None, Some(_)) => {}
        }
        let path = format!("/v1/builds/{id}");
        let body = change("builds", id, json!({"usesNonExemptEncryption": wanted}));
        let heard = api::send(self.visit, Method::PATCH, &path, Some(&body)).await?;
        // "You cannot update when the value is already set." [1 client]
        if heard.status == 409 {
            return match build(self.visit, id).await?.encryption() {
                Some(known) if Some(known) == wanted => done(json!({"encryption": known})),
                Some(known) => Err(differs(known)),
                None => Err(heard.failure(self.visit.now())),
            };
        }
        heard.checked(self.visit.now())?;
        done(json!({"encryption": wanted}))
    }

    /// Encryption that is not exempt wants a declaration of the company. It is a legal statement: a person names it, or it is there.
    pub(super) async fn declaration(&self) -> Ended {
        let id = self.left("processing", "build")?;
        let build = build(self.visit, id).await?;
        let states = [build.internal(), build.external()];
        if states.contains(&"IN_EXPORT_COMPLIANCE_REVIEW") {
            return Err(refused(
                ProblemKind::Refused,
                Sentence::new("problem.declaration-in-review"),
            ));
        }
        if !build.lacks_compliance() {
            return done(json!({"declaration": null}));
        }
        let path = format!("/v1/builds/{id}/relationships/appEncryptionDeclaration");
        match self.answer("declaration") {
            None => {
                let says = Sentence::new("problem.declaration-needed")
                    .with("page", wire::app_page(self.app()?));
                let problem = Problem::new(ProblemKind::BadInput, says).about("ask:declaration");
                Err(Failure::certain(problem))
            }
            Some(_) if self.attempt.waited >= COMPLIANCE => Err(refused(
                ProblemKind::Refused,
                Sentence::new("problem.declaration-not-enough"),
            )),
            Some(declaration) => {
                let query = [("include", "appEncryptionDeclaration")];
                let present = api::one(self.visit, &format!("/v1/builds/{id}"), &query).await?;
                if present.one("appEncryptionDeclaration") != Some(declaration) {
                    // Linking the same one twice changes nothing.
                    let body = to_one("appEncryptionDeclarations", declaration);
                    api::change(self.visit, Method::PATCH, &path, &body).await?;
                }
                wait(5, "wait.compliance")
            }
        }
    }
}

fn differs(known: bool) -> Failure {
    let key = if known {
        "problem.encryption-is-yes"
    } else {
        "problem.encryption-is-no"
    };
    Failure::certain(
        Problem::new(ProblemKind::BadInput, Sentence::new(key)).about("ask:encryption"),
    )
}
