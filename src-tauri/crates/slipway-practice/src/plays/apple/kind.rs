//! The kinds of resources that are played, under their names on the wire. What each holds is `shapes_*.rs`.

use serde::{Deserialize, Serialize};

use super::{schema::Schema, shapes_app, shapes_beta, shapes_review};

/// A `type` of JSON:API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Kind {
    Apps,
    BuildUploads,
    BuildUploadFiles,
    Builds,
    PreReleaseVersions,
    AppEncryptionDeclarations,
    AppStoreVersions,
    AppStoreVersionLocalizations,
    AppStoreReviewDetails,
    AppStoreVersionPhasedReleases,
    AppStoreVersionReleaseRequests,
    ReviewSubmissions,
    ReviewSubmissionItems,
    BetaGroups,
    BetaTesters,
    BetaTesterInvitations,
    BetaBuildLocalizations,
    BetaAppLocalizations,
    BetaAppReviewDetails,
    BetaAppReviewSubmissions,
    BuildBetaDetails,
    BuildBetaNotifications,
}

impl Kind {
    /// What a resource of this kind holds.
    pub(super) fn schema(self) -> &'static Schema {
        match self {
            Self::Apps => &shapes_app::APP,
            Self::BuildUploads => &shapes_app::BUILD_UPLOAD,
            Self::BuildUploadFiles => &shapes_app::BUILD_UPLOAD_FILE,
            Self::Builds => &shapes_app::BUILD,
            Self::PreReleaseVersions => &shapes_app::PRE_RELEASE_VERSION,
            Self::AppEncryptionDeclarations => &shapes_app::ENCRYPTION_DECLARATION,
            Self::AppStoreVersions => &shapes_review::VERSION,
            Self::AppStoreVersionLocalizations => &shapes_review::LOCALIZATION,
            Self::AppStoreReviewDetails => &shapes_review::REVIEW_DETAIL,
            Self::AppStoreVersionPhasedReleases => &shapes_review::PHASED_RELEASE,
            Self::AppStoreVersionReleaseRequests => &shapes_review::RELEASE_REQUEST,
            Self::ReviewSubmissions => &shapes_review::SUBMISSION,
            Self::ReviewSubmissionItems => &shapes_review::SUBMISSION_ITEM,
            Self::BetaGroups => &shapes_beta::GROUP,
            Self::BetaTesters => &shapes_beta::TESTER,
            Self::BetaTesterInvitations => &shapes_beta::INVITATION,
            Self::BetaBuildLocalizations => &shapes_beta::BUILD_LOCALIZATION,
            Self::BetaAppLocalizations => &shapes_beta::APP_LOCALIZATION,
            Self::BetaAppReviewDetails => &shapes_beta::REVIEW_DETAIL,
            Self::BetaAppReviewSubmissions => &shapes_beta::REVIEW_SUBMISSION,
            Self::BuildBetaDetails => &shapes_beta::BUILD_DETAIL,
            Self::BuildBetaNotifications => &shapes_beta::NOTIFICATION,
        }
    }

    /// Its name on the wire, which is also the kind of its documents.
    pub(super) fn word(self) -> &'static str {
        self.schema().word
    }
}
