//! Shapes of versions and their way through review [spec]; lengths of texts are Apple's own limits.

use super::{
    kind::Kind,
    schema::{Schema, Sort, absent, free, many, one, own},
    shapes_app::{CONTACT, LONG, PLATFORMS, SHORT},
};

const PLATFORM: Sort = Sort::OneOf(PLATFORMS);

pub(super) const VERSION: Schema = Schema {
    word: "appStoreVersions",
    attributes: &[
        own("platform", PLATFORM).must(),
        own("versionString", SHORT).must().change(),
        own("appStoreState", SHORT),
        own("appVersionState", SHORT),
        free("copyright", SHORT),
        free("reviewType", Sort::OneOf(&["APP_STORE", "NOTARIZATION"])),
        free(
            "releaseType",
            Sort::OneOf(&["MANUAL", "AFTER_APPROVAL", "SCHEDULED"]),
        ),
        free("earliestReleaseDate", Sort::Date),
        free("usesIdfa", Sort::Flag),
        own("downloadable", Sort::Flag).change(),
        own("createdDate", Sort::Date),
    ],
    relations: &[
        one("app", "apps", Kind::Apps).must(),
        many(
            "appStoreVersionLocalizations",
            "appStoreVersionLocalizations",
            Kind::AppStoreVersionLocalizations,
        )
        .by("appStoreVersion"),
        one("build", "builds", Kind::Builds).may().change().told(),
        one(
            "appStoreVersionPhasedRelease",
            "appStoreVersionPhasedReleases",
            Kind::AppStoreVersionPhasedReleases,
        )
        .by("appStoreVersion")
        .told(),
        one(
            "appStoreReviewDetail",
            "appStoreReviewDetails",
            Kind::AppStoreReviewDetails,
        )
        .by("appStoreVersion"),
        absent("routingAppCoverage", "routingAppCoverages", false),
        absent(
            "appClipDefaultExperience",
            "appClipDefaultExperiences",
            false,
        ),
        absent(
            "appStoreVersionExperiments",
            "appStoreVersionExperiments",
            true,
        ),
        absent(
            "appStoreVersionExperimentsV2",
            "appStoreVersionExperiments",
            true,
        ),
    ],
    elsewhere: "gameCenterAppVersion appStoreVersionSubmission customerReviews alternativeDistributionPackage",
};

pub(super) const LOCALIZATION: Schema = Schema {
    word: "appStoreVersionLocalizations",
    attributes: &[
        free("description", LONG),
        own("locale", SHORT).must(),
        free("keywords", Sort::Text(100)),
        free("marketingUrl", SHORT),
        free("promotionalText", Sort::Text(170)),
        free("supportUrl", SHORT),
        free("whatsNew", LONG),
    ],
    relations: &[
        one(
            "appStoreVersion",
            "appStoreVersions",
            Kind::AppStoreVersions,
        )
        .must(),
        absent("appScreenshotSets", "appScreenshotSets", true),
        absent("appPreviewSets", "appPreviewSets", true),
        absent("searchKeywords", "appKeywords", true),
    ],
    elsewhere: "",
};

pub(super) const REVIEW_DETAIL: Schema = Schema {
    word: "appStoreReviewDetails",
    attributes: &CONTACT,
    relations: &[
        one(
            "appStoreVersion",
            "appStoreVersions",
            Kind::AppStoreVersions,
        )
        .must(),
        absent(
            "appStoreReviewAttachments",
            "appStoreReviewAttachments",
            true,
        ),
    ],
    elsewhere: "",
};

pub(super) const PHASED_RELEASE: Schema = Schema {
    word: "appStoreVersionPhasedReleases",
    attributes: &[
        free(
            "phasedReleaseState",
            Sort::OneOf(&["INACTIVE", "ACTIVE", "PAUSED", "COMPLETE"]),
        ),
        own("startDate", Sort::Date),
        own("totalPauseDuration", Sort::Number(0, 30)),
        own("currentDayNumber", Sort::Number(1, 7)),
    ],
    relations: &[one(
        "appStoreVersion",
        "appStoreVersions",
        Kind::AppStoreVersions,
    )
    .must()
    .hidden()],
    elsewhere: "",
};

pub(super) const RELEASE_REQUEST: Schema = Schema {
    word: "appStoreVersionReleaseRequests",
    attributes: &[],
    relations: &[one(
        "appStoreVersion",
        "appStoreVersions",
        Kind::AppStoreVersions,
    )
    .must()
    .hidden()],
    elsewhere: "",
};

pub(super) const SUBMISSION: Schema = Schema {
    word: "reviewSubmissions",
    attributes: &[
        free("platform", PLATFORM),
        own("submittedDate", Sort::Date),
        own("state", SHORT),
        own("submitted", Sort::Flag).order(),
        own("canceled", Sort::Flag).order(),
    ],
    relations: &[
        one("app", "apps", Kind::Apps).must().told(),
        many(
            "items",
            "reviewSubmissionItems",
            Kind::ReviewSubmissionItems,
        )
        .by("reviewSubmission")
        .told(),
        one(
            "appStoreVersionForReview",
            "appStoreVersions",
            Kind::AppStoreVersions,
        )
        .told(),
        absent("submittedByActor", "actors", false),
        absent("lastUpdatedByActor", "actors", false),
    ],
    elsewhere: "",
};

pub(super) const SUBMISSION_ITEM: Schema = Schema {
    word: "reviewSubmissionItems",
    attributes: &[
        own("state", SHORT),
        own("resolved", Sort::Flag).order(),
        own("removed", Sort::Flag).order(),
    ],
    relations: &[
        one(
            "reviewSubmission",
            "reviewSubmissions",
            Kind::ReviewSubmissions,
        )
        .must()
        .hidden(),
        one(
            "appStoreVersion",
            "appStoreVersions",
            Kind::AppStoreVersions,
        )
        .may(),
        absent(
            "appCustomProductPageVersion",
            "appCustomProductPageVersions",
            false,
        )
        .may(),
        absent(
            "appStoreVersionExperiment",
            "appStoreVersionExperiments",
            false,
        )
        .may(),
        absent(
            "appStoreVersionExperimentV2",
            "appStoreVersionExperiments",
            false,
        )
        .may(),
        absent("appEvent", "appEvents", false).may(),
        absent("backgroundAssetVersion", "backgroundAssetVersions", false).may(),
    ],
    elsewhere: "gameCenterAchievementVersion gameCenterActivityVersion gameCenterChallengeVersion gameCenterLeaderboardSetVersion gameCenterLeaderboardVersion inAppPurchaseVersion subscriptionVersion subscriptionGroupVersion",
};
