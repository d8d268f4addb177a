//! The operations on apps, builds, versions and their review [spec].

use super::{
    builds, files, items,
    kind::Kind,
    phased,
    query::{Filter, by},
    release,
    routes::{Asks, Look, NOTHING, Operation, PAGES, change, commit, get},
    shapes_app::PLATFORMS,
    submissions, texts, uploads, versions,
};

pub(super) const STATES: &[&str] = &[
    "ACCEPTED",
    "DEVELOPER_REJECTED",
    "IN_REVIEW",
    "INVALID_BINARY",
    "METADATA_REJECTED",
    "PENDING_APPLE_RELEASE",
    "PENDING_DEVELOPER_RELEASE",
    "PREPARE_FOR_SUBMISSION",
    "PROCESSING_FOR_DISTRIBUTION",
    "READY_FOR_DISTRIBUTION",
    "READY_FOR_REVIEW",
    "REJECTED",
    "REPLACED_WITH_NEW_VERSION",
    "WAITING_FOR_EXPORT_COMPLIANCE",
    "WAITING_FOR_REVIEW",
];
const OLD_STATES: &[&str] = &[
    "ACCEPTED",
    "DEVELOPER_REMOVED_FROM_SALE",
    "DEVELOPER_REJECTED",
    "IN_REVIEW",
    "INVALID_BINARY",
    "METADATA_REJECTED",
    "PENDING_APPLE_RELEASE",
    "PENDING_CONTRACT",
    "PENDING_DEVELOPER_RELEASE",
    "PREPARE_FOR_SUBMISSION",
    "PREORDER_READY_FOR_SALE",
    "PROCESSING_FOR_APP_STORE",
    "READY_FOR_REVIEW",
    "READY_FOR_SALE",
    "REJECTED",
    "REMOVED_FROM_SALE",
    "WAITING_FOR_EXPORT_COMPLIANCE",
    "WAITING_FOR_REVIEW",
    "REPLACED_WITH_NEW_VERSION",
    "NOT_APPLICABLE",
];
const SUBMISSION_STATES: &[&str] = &[
    "READY_FOR_REVIEW",
    "WAITING_FOR_REVIEW",
    "IN_REVIEW",
    "UNRESOLVED_ISSUES",
    "CANCELING",
    "COMPLETING",
    "COMPLETE",
];
const OF_APP: &str = "appEncryptionDeclarations appStoreIcon ciProduct betaGroups appStoreVersions preReleaseVersions betaAppLocalizations builds betaLicenseAgreement betaAppReviewDetail appInfos appClips appCustomProductPages appEvents reviewSubmissions";
const OF_BUILD: &str = "preReleaseVersion individualTesters betaGroups betaBuildLocalizations appEncryptionDeclaration betaAppReviewSubmission app buildBetaDetail appStoreVersion icons buildBundles buildUpload";
const OF_VERSION: &str = "app appStoreVersionLocalizations build appStoreVersionPhasedRelease routingAppCoverage appStoreReviewDetail appClipDefaultExperience appStoreVersionExperiments appStoreVersionExperimentsV2";
const OF_UPLOAD: &str = "build assetFile assetDescriptionFile assetSpiFile";
const OF_SUBMISSION: &str =
    "app items appStoreVersionForReview submittedByActor lastUpdatedByActor";
const OF_ITEM: &str = "appStoreVersion appCustomProductPageVersion appStoreVersionExperiment appStoreVersionExperimentV2 appEvent backgroundAssetVersion";

const fn include(include: &'static str) -> Asks {
    Asks { include, ..NOTHING }
}

const fn list(
    filters: &'static [Filter],
    sorts: &'static [&'static str],
    include: &'static str,
) -> Asks {
    Asks {
        filters,
        sorts,
        include,
        is_list: true,
    }
}

const VERSION_FILTERS: &[Filter] = &[
    by("platform").one_of(PLATFORMS),
    by("versionString"),
    by("appStoreState").one_of(OLD_STATES),
    by("appVersionState").one_of(STATES),
    by("id"),
];

pub(super) const ALL: &[Operation] = &[
    get(
        "/v1/apps",
        Kind::Apps,
        Look::List,
        list(
            &[
                by("name"),
                // ASC, the filter is not exact [fastlane, codemagic].
                by("bundleId").inexact(),
                by("sku"),
                by("id"),
                by("appStoreVersions"),
                by("appStoreVersions.platform").one_of(PLATFORMS),
                by("appStoreVersions.appVersionState").one_of(STATES),
                by("appStoreVersions.appStoreState").one_of(OLD_STATES),
                by("reviewSubmissions.state").one_of(SUBMISSION_STATES),
                by("reviewSubmissions.platform").one_of(PLATFORMS),
            ],
            &["name", "bundleId", "sku"],
            OF_APP,
        ),
    ),
    get("/v1/apps/{id}", Kind::Apps, Look::One, include(OF_APP)),
    get(
        "/v1/apps/{id}/buildUploads",
        Kind::BuildUploads,
        Look::Related(Kind::Apps, "buildUploads"),
        list(
            &[
                by("cfBundleShortVersionString"),
                by("cfBundleVersion"),
                by("platform").one_of(PLATFORMS),
                by("state").one_of(&["AWAITING_UPLOAD", "PROCESSING", "FAILED", "COMPLETE"]),
            ],
            &["cfBundleVersion", "uploadedDate"],
            OF_UPLOAD,
        ),
    ),
    get(
        "/v1/apps/{id}/appStoreVersions",
        Kind::AppStoreVersions,
        Look::Related(Kind::Apps, "appStoreVersions"),
        list(VERSION_FILTERS, &[], OF_VERSION),
    ),
    get(
        "/v1/apps/{id}/preReleaseVersions",
        Kind::PreReleaseVersions,
        Look::Related(Kind::Apps, "preReleaseVersions"),
        PAGES,
    ),
    get(
        "/v1/apps/{id}/reviewSubmissions",
        Kind::ReviewSubmissions,
        Look::Related(Kind::Apps, "reviewSubmissions"),
        list(
            &[
                by("platform").one_of(PLATFORMS),
                by("state").one_of(SUBMISSION_STATES),
            ],
            &[],
            OF_SUBMISSION,
        ),
    ),
    change(
        "POST",
        "/v1/buildUploads",
        Kind::BuildUploads,
        uploads::create,
    ),
    get(
        "/v1/buildUploads/{id}",
        Kind::BuildUploads,
        Look::One,
        include(OF_UPLOAD),
    ),
    change(
        "DELETE",
        "/v1/buildUploads/{id}",
        Kind::BuildUploads,
        uploads::delete,
    ),
    get(
        "/v1/buildUploads/{id}/buildUploadFiles",
        Kind::BuildUploadFiles,
        Look::Related(Kind::BuildUploads, "buildUploadFiles"),
        PAGES,
    ),
    change(
        "POST",
        "/v1/buildUploadFiles",
        Kind::BuildUploadFiles,
        files::create,
    ),
    get(
        "/v1/buildUploadFiles/{id}",
        Kind::BuildUploadFiles,
        Look::One,
        NOTHING,
    ),
    commit("/v1/buildUploadFiles/{id}"),
    get(
        "/v1/builds",
        Kind::Builds,
        Look::List,
        list(
            &[
                by("version"),
                by("expired").one_of(&["true", "false"]),
                by("processingState").one_of(&["PROCESSING", "FAILED", "INVALID", "VALID"]),
                by("betaAppReviewSubmission.betaReviewState"),
                by("usesNonExemptEncryption").one_of(&["true", "false"]),
                by("usesNonExemptEncryption")
                    .one_of(&["true", "false"])
                    .exists(),
                by("preReleaseVersion.version"),
                by("preReleaseVersion.platform").one_of(PLATFORMS),
                by("buildAudienceType").one_of(&["INTERNAL_ONLY", "APP_STORE_ELIGIBLE"]),
                by("preReleaseVersion"),
                by("app"),
                by("betaGroups"),
                by("appStoreVersion"),
                by("id"),
            ],
            &["version", "uploadedDate", "preReleaseVersion"],
            OF_BUILD,
        ),
    ),
    get(
        "/v1/builds/{id}",
        Kind::Builds,
        Look::One,
        include(OF_BUILD),
    ),
    change("PATCH", "/v1/builds/{id}", Kind::Builds, builds::change),
    get(
        "/v1/builds/{id}/appStoreVersion",
        Kind::AppStoreVersions,
        Look::Related(Kind::Builds, "appStoreVersion"),
        include(OF_VERSION),
    ),
    change(
        "PATCH",
        "/v1/builds/{id}/relationships/appEncryptionDeclaration",
        Kind::Builds,
        builds::link_declaration,
    ),
    get(
        "/v1/appEncryptionDeclarations",
        Kind::AppEncryptionDeclarations,
        Look::List,
        list(
            &[by("platform").one_of(PLATFORMS), by("app"), by("builds")],
            &[],
            "app builds appEncryptionDeclarationDocument",
        ),
    ),
    change(
        "POST",
        "/v1/appEncryptionDeclarations",
        Kind::AppEncryptionDeclarations,
        builds::declare,
    ),
    change(
        "POST",
        "/v1/appStoreVersions",
        Kind::AppStoreVersions,
        versions::create,
    ),
    get(
        "/v1/appStoreVersions/{id}",
        Kind::AppStoreVersions,
        Look::One,
        include(OF_VERSION),
    ),
    change(
        "PATCH",
        "/v1/appStoreVersions/{id}",
        Kind::AppStoreVersions,
        versions::change,
    ),
    change(
        "DELETE",
        "/v1/appStoreVersions/{id}",
        Kind::AppStoreVersions,
        versions::delete,
    ),
    get(
        "/v1/appStoreVersions/{id}/build",
        Kind::Builds,
        Look::Related(Kind::AppStoreVersions, "build"),
        NOTHING,
    ),
    change(
        "PATCH",
        "/v1/appStoreVersions/{id}/relationships/build",
        Kind::AppStoreVersions,
        versions::link_build,
    ),
    get(
        "/v1/appStoreVersions/{id}/appStoreVersionLocalizations",
        Kind::AppStoreVersionLocalizations,
        Look::Related(Kind::AppStoreVersions, "appStoreVersionLocalizations"),
        list(
            &[by("locale")],
            &[],
            "appStoreVersion appScreenshotSets appPreviewSets searchKeywords",
        ),
    ),
    get(
        "/v1/appStoreVersions/{id}/appStoreVersionPhasedRelease",
        Kind::AppStoreVersionPhasedReleases,
        Look::Related(Kind::AppStoreVersions, "appStoreVersionPhasedRelease"),
        NOTHING,
    ),
    get(
        "/v1/appStoreVersions/{id}/appStoreReviewDetail",
        Kind::AppStoreReviewDetails,
        Look::Related(Kind::AppStoreVersions, "appStoreReviewDetail"),
        include("appStoreVersion appStoreReviewAttachments"),
    ),
    change(
        "POST",
        "/v1/appStoreVersionLocalizations",
        Kind::AppStoreVersionLocalizations,
        texts::create,
    ),
    change(
        "PATCH",
        "/v1/appStoreVersionLocalizations/{id}",
        Kind::AppStoreVersionLocalizations,
        texts::change,
    ),
    change(
        "DELETE",
        "/v1/appStoreVersionLocalizations/{id}",
        Kind::AppStoreVersionLocalizations,
        texts::delete,
    ),
    change(
        "POST",
        "/v1/appStoreReviewDetails",
        Kind::AppStoreReviewDetails,
        texts::create_details,
    ),
    change(
        "PATCH",
        "/v1/appStoreReviewDetails/{id}",
        Kind::AppStoreReviewDetails,
        texts::change_details,
    ),
    change(
        "POST",
        "/v1/appStoreVersionPhasedReleases",
        Kind::AppStoreVersionPhasedReleases,
        phased::create,
    ),
    change(
        "PATCH",
        "/v1/appStoreVersionPhasedReleases/{id}",
        Kind::AppStoreVersionPhasedReleases,
        phased::change,
    ),
    change(
        "DELETE",
        "/v1/appStoreVersionPhasedReleases/{id}",
        Kind::AppStoreVersionPhasedReleases,
        phased::delete,
    ),
    change(
        "POST",
        "/v1/appStoreVersionReleaseRequests",
        Kind::AppStoreVersionReleaseRequests,
        release::request,
    ),
    get(
        "/v1/reviewSubmissions",
        Kind::ReviewSubmissions,
        Look::List,
        list(
            &[
                by("app").required(),
                by("platform").one_of(PLATFORMS),
                by("state").one_of(SUBMISSION_STATES),
            ],
            &[],
            OF_SUBMISSION,
        ),
    ),
    change(
        "POST",
        "/v1/reviewSubmissions",
        Kind::ReviewSubmissions,
        submissions::create,
    ),
    get(
        "/v1/reviewSubmissions/{id}",
        Kind::ReviewSubmissions,
        Look::One,
        include(OF_SUBMISSION),
    ),
    change(
        "PATCH",
        "/v1/reviewSubmissions/{id}",
        Kind::ReviewSubmissions,
        submissions::change,
    ),
    get(
        "/v1/reviewSubmissions/{id}/items",
        Kind::ReviewSubmissionItems,
        Look::Related(Kind::ReviewSubmissions, "items"),
        list(&[], &[], OF_ITEM),
    ),
    change(
        "POST",
        "/v1/reviewSubmissionItems",
        Kind::ReviewSubmissionItems,
        items::create,
    ),
    change(
        "PATCH",
        "/v1/reviewSubmissionItems/{id}",
        Kind::ReviewSubmissionItems,
        items::change,
    ),
    change(
        "DELETE",
        "/v1/reviewSubmissionItems/{id}",
        Kind::ReviewSubmissionItems,
        items::delete,
    ),
];
