//! The App Store versions of an app, and what their states mean. A state that nobody has heard of is none of these.

use jiff::Timestamp;
use slipway_model::ReviewState;

use super::{
    api,
    document::{Document, Resource},
};
use crate::{Visit, failure::Failure};

/// A version with the build that it carries.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Version {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) platform: String,
    pub(super) state: State,
    pub(super) release_type: String,
    pub(super) earliest: Option<Timestamp>,
    pub(super) created: Option<Timestamp>,
    pub(super) build: Option<String>,
    /// `CFBundleVersion` of that build, where it was asked for.
    pub(super) build_number: Option<String>,
    pub(super) phased: Option<Resource>,
}

impl Version {
    /// A version that says which it is and where it stands. One that does not is no ground to stand on: taken for none, it would be made
    /// a second time; taken for another, it would be left alone.
    fn told(version: &Resource, document: &Document) -> Result<Self, Failure> {
        let read = Self::of(version, document);
        let is_told = [&read.name, &read.platform, &read.state.0]
            .iter()
            .all(|word| !word.is_empty());
        if is_told {
            Ok(read)
        } else {
            Err(api::of_reading(api::unreadable()))
        }
    }

    pub(super) fn of(version: &Resource, document: &Document) -> Self {
        let build = document.related(version, "build", "builds");
        let phased = document.related(
            version,
            "appStoreVersionPhasedRelease",
            "appStoreVersionPhasedReleases",
        );
        Self {
            id: version.id.clone(),
            name: version.word("versionString").to_owned(),
            platform: version.word("platform").to_owned(),
            state: State::of(version),
            release_type: version.word("releaseType").to_owned(),
            earliest: version.instant("earliestReleaseDate"),
            created: version.instant("createdDate"),
            build: version.one("build").map(str::to_owned),
            build_number: build.and_then(|build| build.text("version").map(str::to_owned)),
            phased: phased.cloned(),
        }
    }
}

/// Every version of an app, the newest first: the list has no order of its own [spec].
pub(super) async fn all(
    visit: &Visit,
    app: &str,
    platform: Option<&str>,
) -> Result<Vec<Version>, Failure> {
    let mut query = vec![
        ("include", "build,appStoreVersionPhasedRelease"),
        ("limit", "200"),
    ];
    query.extend(platform.map(|platform| ("filter[platform]", platform)));
    let path = format!("/v1/apps/{app}/appStoreVersions");
    let list = api::list(visit, &path, &query).await?.document;
    let read = |version: &Resource| Version::told(version, &list);
    let mut versions: Vec<Version> = list.data.iter().map(read).collect::<Result<_, _>>()?;
    versions.sort_by_key(|version| std::cmp::Reverse(version.created));
    Ok(versions)
}

/// One version, whatever it is asked beside.
pub(super) async fn one(visit: &Visit, id: &str) -> Result<Version, Failure> {
    let path = format!("/v1/appStoreVersions/{id}");
    let query = [("include", "build,appStoreVersionPhasedRelease")];
    let document = api::get(visit, &path, &query).await?;
    let version = document
        .first()
        .ok_or_else(|| Failure::certain(api::not_found()))?;
    Version::told(version, &document)
}

/// `appVersionState`, else the older `appStoreState`, as Apple writes it [spec].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct State(pub(super) String);

impl State {
    fn of(version: &Resource) -> Self {
        let newer = version.text("appVersionState");
        Self(
            newer
                .or_else(|| version.text("appStoreState"))
                .unwrap_or_default()
                .to_owned(),
        )
    }

    fn is_one_of(&self, states: &[&str]) -> bool {
        states.contains(&self.0.as_str())
    }

    /// Its texts and its build may change [1 client's list; READY_FOR_REVIEW in part].
    pub(super) fn is_editable(&self) -> bool {
        self.is_one_of(&[
            "PREPARE_FOR_SUBMISSION",
            "READY_FOR_REVIEW",
            "DEVELOPER_REJECTED",
            "REJECTED",
            "METADATA_REJECTED",
            "INVALID_BINARY",
        ])
    }

    pub(super) fn is_in_review(&self) -> bool {
        self.is_one_of(&[
            "WAITING_FOR_REVIEW",
            "IN_REVIEW",
            "WAITING_FOR_EXPORT_COMPLIANCE",
        ])
    }

    /// Approved, and not yet with everybody.
    pub(super) fn is_approved(&self) -> bool {
        self.is_one_of(&[
            "ACCEPTED",
            "PENDING_DEVELOPER_RELEASE",
            "PENDING_APPLE_RELEASE",
            "PENDING_CONTRACT",
            "PROCESSING_FOR_DISTRIBUTION",
            "PROCESSING_FOR_APP_STORE",
        ])
    }

    pub(super) fn is_live(&self) -> bool {
        self.is_one_of(&["READY_FOR_DISTRIBUTION", "READY_FOR_SALE"])
    }

    /// It is, or once was, with users: a further version is an update.
    pub(super) fn was_live(&self) -> bool {
        self.is_live()
            || self.is_one_of(&[
                "REPLACED_WITH_NEW_VERSION",
                "DEVELOPER_REMOVED_FROM_SALE",
                "REMOVED_FROM_SALE",
                "PROCESSING_FOR_DISTRIBUTION",
                "PROCESSING_FOR_APP_STORE",
            ])
    }

    /// Only one version of a platform can be like this [official].
    pub(super) fn is_open(&self) -> bool {
        self.is_editable() || self.is_in_review() || self.is_approved()
    }

    pub(super) fn meaning(&self) -> ReviewState {
        match self.0.as_str() {
            "" => ReviewState::None,
            "PREPARE_FOR_SUBMISSION" | "READY_FOR_REVIEW" => ReviewState::Draft,
            "WAITING_FOR_REVIEW" | "IN_REVIEW" => ReviewState::InReview,
            "PENDING_DEVELOPER_RELEASE" => ReviewState::AwaitingRelease,
            // On its way by itself: short-lived, waiting for its date, or being put out, which takes up to a day.
            "ACCEPTED"
            | "PENDING_APPLE_RELEASE"
            | "PROCESSING_FOR_DISTRIBUTION"
            | "PROCESSING_FOR_APP_STORE" => ReviewState::Scheduled,
            "READY_FOR_DISTRIBUTION" | "READY_FOR_SALE" | "REPLACED_WITH_NEW_VERSION" => {
                ReviewState::Live
            }
            "REJECTED" | "METADATA_REJECTED" | "INVALID_BINARY" => ReviewState::Rejected,
            "DEVELOPER_REJECTED" => ReviewState::Withdrawn,
            "DEVELOPER_REMOVED_FROM_SALE" | "REMOVED_FROM_SALE" => ReviewState::Removed,
            // Blocked until a person answers, a contract, or a word that is new.
            _ => ReviewState::NeedsLook,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::ReviewState as Means;

    use super::{State, Version};
    use crate::apple::document::Document;

    #[test]
    fn every_state_has_its_meaning() {
        for (word, meaning, editable, open) in [
            ("PREPARE_FOR_SUBMISSION", Means::Draft, true, true),
            ("READY_FOR_REVIEW", Means::Draft, true, true),
            ("WAITING_FOR_REVIEW", Means::InReview, false, true),
            ("IN_REVIEW", Means::InReview, false, true),
            ("ACCEPTED", Means::Scheduled, false, true),
            (
                "PENDING_DEVELOPER_RELEASE",
                Means::AwaitingRelease,
                false,
                true,
            ),
            ("PENDING_APPLE_RELEASE", Means::Scheduled, false, true),
            ("PROCESSING_FOR_DISTRIBUTION", Means::Scheduled, false, true),
            ("READY_FOR_DISTRIBUTION", Means::Live, false, false),
            ("REPLACED_WITH_NEW_VERSION", Means::Live, false, false),
            ("REJECTED", Means::Rejected, true, true),
            ("METADATA_REJECTED", Means::Rejected, true, true),
            ("DEVELOPER_REJECTED", Means::Withdrawn, true, true),
            ("INVALID_BINARY", Means::Rejected, true, true),
            (
                "WAITING_FOR_EXPORT_COMPLIANCE",
                Means::NeedsLook,
                false,
                true,
            ),
            ("REMOVED_FROM_SALE", Means::Removed, false, false),
            ("SOMETHING_NEW", Means::NeedsLook, false, false),
            ("", Means::None, false, false),
        ] {
            let state = State(word.to_owned());
            assert_eq!(
                (state.meaning(), state.is_editable(), state.is_open()),
                (meaning, editable, open),
                "{word}"
            );
        }
    }

    #[test]
    fn a_version_without_name_platform_or_state_cannot_be_read() {
        let told = |attributes: serde_json::Value| {
            let document = Document::read(
                &json!({"data": [{"type": "appStoreVersions", "id": "v1", "attributes": attributes}]}),
            )
            .unwrap();
            Version::told(document.first().unwrap(), &document).is_ok()
        };
        let whole = json!({"versionString": "2.4.0", "platform": "IOS", "appVersionState": "READY_FOR_DISTRIBUTION"});
        assert!(told(whole.clone()));
        for missing in ["versionString", "platform", "appVersionState"] {
            let mut gaps = whole.clone();
            gaps[missing] = serde_json::Value::Null;
            assert!(!told(gaps), "{missing}");
        }
        assert!(!told(serde_json::Value::Null));
    }

    #[test]
    fn the_newer_word_is_read_first() {
        let read = |attributes: serde_json::Value| {
            let document = Document::read(
                &json!({"data": {"type": "appStoreVersions", "id": "v1", "attributes": attributes,
                "relationships": {"build": {"data": {"type": "builds", "id": "b1"}}}},
                "included": [{"type": "builds", "id": "b1", "attributes": {"version": "42"}}]}),
            )
            .unwrap();
            Version::of(document.first().unwrap(), &document)
        };
        let both = read(
            json!({"appStoreState": "READY_FOR_SALE", "appVersionState": "READY_FOR_DISTRIBUTION", "versionString": "2.4.0"}),
        );
        assert_eq!(
            (both.state.0.as_str(), both.build_number.as_deref()),
            ("READY_FOR_DISTRIBUTION", Some("42"))
        );
        let older = read(json!({"appStoreState": "READY_FOR_SALE", "appVersionState": null}));
        assert!(older.state.is_live());
    }
}
