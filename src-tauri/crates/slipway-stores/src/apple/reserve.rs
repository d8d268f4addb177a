//! A place for the build: what was uploaded before under the same number, a new upload, and its one file.
//! ASC, `buildUploads` and `buildUploadFiles` [spec, 3 clients].

use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{Outcome, Sentence};

use super::{
    api,
    document::{Resource, creation, to_one},
    find::left,
    publish::{Ended, Release, done, wait},
    wire::{self, Number},
};
use crate::{Visit, failure::Failure};

/// `state.state` of an upload.
pub(super) fn state(upload: &Resource) -> &str {
    upload
        .inner("state")
        .get("state")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Uploads of exactly this version, build number and platform.
pub(super) async fn same(
    visit: &Visit,
    app: &str,
    number: &Number,
) -> Result<Vec<Resource>, Failure> {
    let query = [
        (
            "filter[cfBundleShortVersionString]",
            number.version.as_str(),
        ),
        ("filter[cfBundleVersion]", &number.build),
        ("filter[platform]", number.platform),
        ("limit", "200"),
    ];
    let found = api::all(visit, &format!("/v1/apps/{app}/buildUploads"), &query).await?;
    let is_ours = |upload: &Resource| {
        upload.text("cfBundleShortVersionString") == Some(&number.version)
            && upload.text("cfBundleVersion") == Some(&number.build)
    };
    Ok(found.into_iter().filter(is_ours).collect())
}

impl Release<'_> {
    /// What an earlier try left at Apple. A build that Apple has is gone on with: its number is inside the signed package, so another one
    /// under it is refused anyway. One that was never delivered is taken away, so that its number is free again.
    pub(super) async fn earlier(&self) -> Ended {
        let found = same(self.visit, self.app()?, &self.number()?).await?;
        let delivered = found
            .iter()
            .find(|upload| matches!(state(upload), "PROCESSING" | "COMPLETE"));
        if let Some(upload) = delivered {
            if self.attempt.number == 1 {
                // Said aloud once, and in the journal.
                let what = Sentence::new("wait.already-there")
                    .with("build", self.number()?.build)
                    .with("version", self.number()?.version);
                return Ok(Outcome::WaitUntil {
                    after: std::time::Duration::from_secs(1),
                    what,
                });
            }
            return done(json!({"upload": upload.id, "state": state(upload)}));
        }
        let mut removed = 0;
        for upload in found
            .iter()
            .filter(|upload| state(upload) == "AWAITING_UPLOAD")
        {
            let path = format!("/v1/buildUploads/{}", upload.id);
            let heard = api::send(self.visit, Method::DELETE, &path, None).await?;
            // Gone already is as good.
            if heard.status != 404 {
                heard.checked(self.visit.now())?;
            }
            removed += 1;
        }
        done(json!({"upload": null, "removed": removed}))
    }

    pub(super) async fn reserve(&self) -> Ended {
        if let Some(upload) = left(self.outputs, "earlier", "upload") {
            return done(json!({"upload": upload, "adopted": true}));
        }
        let number = self.number()?;
        let attributes = json!({
            "cfBundleShortVersionString": number.version,
            "cfBundleVersion": number.build,
            "platform": number.platform,
        });
        let app = [("app", to_one("apps", self.app()?))];
        let body = creation("buildUploads", attributes, &app);
        let heard = api::send(self.visit, Method::POST, "/v1/buildUploads", Some(&body)).await?;
        if heard.status == 409 && heard.has("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE") {
            return self.used(heard.failure(self.visit.now())).await;
        }
        let heard = heard.checked(self.visit.now())?;
        let upload = heard.resource().ok_or_else(api::unreadable)?;
        done(json!({"upload": upload.id, "adopted": false}))
    }

    /// The number is used: by an upload that the list did not show yet, or by a build that went another way.
    async fn used(&self, refusal: Failure) -> Ended {
        let found = same(self.visit, self.app()?, &self.number()?).await?;
        let usable = found.iter().find(|upload| state(upload) != "FAILED");
        match usable {
            Some(upload) if state(upload) == "AWAITING_UPLOAD" => {
                done(json!({"upload": upload.id, "adopted": false}))
            }
            Some(upload) => done(json!({"upload": upload.id, "adopted": true})),
            None if self.attempt.waited < super::publish::LAG => wait(3, "wait.seeing"),
            None => Err(refusal),
        }
    }

    /// Whether Apple has the file of this upload already.
    pub(super) fn is_adopted(&self) -> bool {
        let reserved = self.outputs.get("reserve");
        reserved.and_then(|output| output.get("adopted")?.as_bool()) == Some(true)
    }

    pub(super) async fn reserve_file(&self) -> Ended {
        if self.is_adopted() {
            return done(json!({"file": null}));
        }
        let artifact = self.artifact()?;
        let attributes = json!({
            "assetType": "ASSET",
            "fileName": wire::file_name(&artifact.path, artifact.build.kind),
            "fileSize": artifact.build.size,
            "uti": wire::uti(artifact.build.kind),
        });
        let upload = [(
            "buildUpload",
            to_one("buildUploads", self.left("reserve", "upload")?),
        )];
        let body = creation("buildUploadFiles", attributes, &upload);
        // Signed addresses come with the answer; they are fetched again when they are used, and never kept.
        let file = api::create(self.visit, "/v1/buildUploadFiles", &body).await?;
        done(json!({"file": file.id}))
    }
}

/// The file of an upload that has this name and size.
pub(super) async fn same_file(
    visit: &Visit,
    upload: &str,
    name: &str,
    size: u64,
) -> Result<Option<Resource>, Failure> {
    let path = format!("/v1/buildUploads/{upload}/buildUploadFiles");
    let query = [
        (
            "fields[buildUploadFiles]",
            "fileName,fileSize,assetType,assetDeliveryState",
        ),
        ("limit", "200"),
    ];
    let files = api::all(visit, &path, &query).await?;
    let is_it = |file: &Resource| {
        let same_size = file
            .number("fileSize")
            .and_then(|size| u64::try_from(size).ok())
            == Some(size);
        file.text("fileName") == Some(name) && same_size
    };
    Ok(files.into_iter().find(is_it))
}
