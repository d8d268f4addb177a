//! Bringing the package: a place for it, its bytes, its binding to the new version, and the wait until AppGallery has read it. APK and
//! AAB go the same way; a bundle is signed anew by AppGallery, which must have been switched on there.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_http::{FileBody, Method};
use slipway_model::{Artifact, Goal, Outcome, Problem, ProblemKind, Retry, Sentence};

use super::{
    auth,
    calls::{CompileReply, FileInfo, FileInfoReply, FileInfoRequest, UploadUrlReply, UrlInfo},
    find::unreadable,
    publish::{Ended, Release, done, pace},
    wire,
};
use crate::failure::Failure;

/// How long the reading of a package may take: two minutes by the page, three to five by the error text [official].
const READING: Duration = Duration::from_secs(15 * 60);
const SLOW: Duration = Duration::from_secs(15);

impl Release<'_> {
    /// Asks for a place and fills it. A place is good for one try and about five minutes, so each attempt asks anew.
    pub(super) async fn upload(&self) -> Ended {
        let artifact = self.artifact()?;
        let file_name = wire::file_name(&artifact.path, artifact.build.kind);
        let place = self.place(artifact, &file_name).await?;
        let mut request = self.visit.line.request_given(Method::PUT, &place.url)?;
        for (name, value) in &place.headers {
            // The library sets these two itself, to the same values: the URL's host and the file's length.
            if !["host", "content-length"].contains(&name.to_lowercase().as_str()) {
                request = request.header(name, value);
            }
        }
        let answer = request
            .file(FileBody::new(&artifact.path, artifact.build.size))
            .send()
            .await?;
        match answer.status {
            // HTTP 200 with an empty body is done [official via 4 clients]; a page is somebody else's, and nothing is stored.
            200..=299 if answer.body.is_empty() => {
                let mut output = json!({
                    "object_id": place.object_id,
                    "file_name": file_name,
                    // Named for the record when it is none of the hosts that are known to be Huawei's.
                    "new_host": answer.new_host(),
                });
                if self.order.goal == Goal::Upload {
                    // All that is left of an upload that nothing else follows, and all that it can be found by.
                    output["said"] = json!(place.object_id);
                }
                done(output)
            }
            status => {
                let said = answer.said(format!("HTTP {status}"));
                let (kind, retry, says) = match status {
                    // The address has expired or was used: a fresh one is asked for at once.
                    403 => (ProblemKind::StoreDown, Retry::Now, "problem.upload-again"),
                    200..=299 | 429 | 500.. => (
                        ProblemKind::StoreDown,
                        Retry::After { wait: SLOW },
                        "problem.upload-again",
                    ),
                    _ => (ProblemKind::Refused, Retry::No, "problem.upload-refused"),
                };
                Err(Failure::certain(
                    Problem::new(kind, Sentence::new(says))
                        .retry(retry)
                        .said(said),
                ))
            }
        }
    }

    async fn place(&self, artifact: &Artifact, file_name: &str) -> Result<UrlInfo, Failure> {
        let length = artifact.build.size.to_string();
        let app_id = self.app_id()?;
        let mut query = vec![
            ("appId", app_id.as_str()),
            ("fileName", file_name),
            ("contentLength", &length),
            ("releaseType", self.release_type().text()),
        ];
        if !artifact.build.digests.sha256.is_empty() {
            query.push(("sha256", &artifact.build.digests.sha256));
        }
        query.extend(wire::mainland(self.visit));
        let heard = self.get(wire::UPLOAD_URL, &query).await?;
        let place = heard
            .read()
            .and_then(|reply: UploadUrlReply| reply.url_info);
        place.ok_or_else(|| Failure::open(unreadable()))
    }

    pub(super) async fn attach(&self) -> Ended {
        let uploaded = |name: &str| {
            self.output("upload", name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let body = FileInfoRequest {
            file_type: 5,
            files: [FileInfo {
                file_name: uploaded("file_name"),
                file_dest_url: uploaded("object_id"),
            }],
        };
        let app_id = self.app_id()?;
        let query = [
            ("appId", app_id.as_str()),
            ("releaseType", self.release_type().text()),
        ];
        let address = wire::address(self.visit, wire::FILE_INFO);
        let heard = auth::call(self.visit, |line| {
            line.request(Method::PUT, &address)
                .query(query)
                .json(&body)
                .changes()
        })
        .await?;
        let packages = heard
            .read()
            .map(|reply: FileInfoReply| reply.pkg_version)
            .unwrap_or_default();
        let package = packages.first().and_then(crate::lenient::as_text);
        if !heard.confirmed() && package.is_none() {
            return Err(Failure::open(unreadable()));
        }
        done(json!({ "pkg_id": package }))
    }

    pub(super) async fn compile(&self) -> Ended {
        // After a lost answer the package's id is unknown; *submit* then waits for the reading instead.
        let Some(package) = self.output("attach", "pkg_id").and_then(Value::as_str) else {
            return done(json!({ "asked": false }));
        };
        let app_id = self.app_id()?;
        let heard = self
            .get(
                wire::COMPILE_STATUS,
                &[("appId", &app_id), ("pkgIds", package)],
            )
            .await?;
        let states = heard
            .read()
            .map(|reply: CompileReply| reply.states)
            .unwrap_or_default();
        let problem = |kind, key: &str| Problem::new(kind, Sentence::new(key));
        let failed = match states.first().map(|package| package.status) {
            Some(Some(0)) => return done(json!({ "asked": true })),
            Some(Some(2)) => {
                problem(ProblemKind::BadArtifact, "problem.package-unreadable").redo("upload")
            }
            // 1, or nothing yet: an empty list is normal at first.
            _ if self.attempt.waited < READING => {
                return Ok(Outcome::WaitUntil {
                    after: pace(self.attempt),
                    what: Sentence::new("wait.package"),
                });
            }
            Some(_) => problem(ProblemKind::TimedOut, "problem.still-reading"),
            None => problem(ProblemKind::TimedOut, "problem.package-not-listed").redo("attach"),
        };
        Err(Failure::certain(failed))
    }
}
