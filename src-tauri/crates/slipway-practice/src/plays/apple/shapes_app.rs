//! Shapes of apps, uploads and builds [spec].

use super::{
    kind::Kind,
    schema::{Schema, Sort, absent, free, many, one, own},
};

pub(super) const PLATFORMS: &[&str] = &["IOS", "MAC_OS", "TV_OS", "VISION_OS"];
const PLATFORM: Sort = Sort::OneOf(PLATFORMS);
/// Longest text where the description names no length.
pub(super) const SHORT: Sort = Sort::Text(255);
pub(super) const LONG: Sort = Sort::Text(4000);
/// 2^53 - 1.
const EXACT: i64 = 9_007_199_254_740_991;

pub(super) const APP: Schema = Schema {
    word: "apps",
    attributes: &[
        own("name", SHORT),
        own("bundleId", SHORT),
        own("sku", SHORT),
        own("primaryLocale", SHORT),
        own("isOrEverWasMadeForKids", Sort::Flag),
        own("contentRightsDeclaration", SHORT),
    ],
    relations: &[
        many(
            "appEncryptionDeclarations",
            "appEncryptionDeclarations",
            Kind::AppEncryptionDeclarations,
        )
        .by("app"),
        many("betaGroups", "betaGroups", Kind::BetaGroups).by("app"),
        many(
            "appStoreVersions",
            "appStoreVersions",
            Kind::AppStoreVersions,
        )
        .by("app"),
        many(
            "preReleaseVersions",
            "preReleaseVersions",
            Kind::PreReleaseVersions,
        )
        .by("app"),
        many(
            "betaAppLocalizations",
            "betaAppLocalizations",
            Kind::BetaAppLocalizations,
        )
        .by("app"),
        many("builds", "builds", Kind::Builds).by("app"),
        one(
            "betaAppReviewDetail",
            "betaAppReviewDetails",
            Kind::BetaAppReviewDetails,
        )
        .by("app"),
        many(
            "reviewSubmissions",
            "reviewSubmissions",
            Kind::ReviewSubmissions,
        )
        .by("app"),
        many("buildUploads", "buildUploads", Kind::BuildUploads).by("app"),
        many("betaTesters", "betaTesters", Kind::BetaTesters).by("apps"),
        absent("appStoreIcon", "buildIcons", false),
        absent("ciProduct", "ciProducts", false),
        absent("betaLicenseAgreement", "betaLicenseAgreements", false),
        absent("appInfos", "appInfos", true),
        absent("appClips", "appClips", true),
        absent("appCustomProductPages", "appCustomProductPages", true),
        absent("appEvents", "appEvents", true),
    ],
    elsewhere: "accessibilityUrl subscriptionStatusUrl subscriptionStatusUrlVersion subscriptionStatusUrlForSandbox subscriptionStatusUrlVersionForSandbox streamlinedPurchasingEnabled accessibilityDeclarations appTags appPricePoints endUserLicenseAgreement appPriceSchedule appAvailabilityV2 inAppPurchases subscriptionGroups gameCenterEnabledVersions perfPowerMetrics inAppPurchasesV2 promotedPurchases subscriptionGracePeriod customerReviews customerReviewSummarizations gameCenterDetail appStoreVersionExperimentsV2 alternativeDistributionKey analyticsReportRequests marketplaceSearchDetail backgroundAssets betaFeedbackScreenshotSubmissions betaFeedbackCrashSubmissions searchKeywords webhooks androidToIosAppMappingDetails",
};

pub(super) const BUILD_UPLOAD: Schema = Schema {
    word: "buildUploads",
    attributes: &[
        own("cfBundleShortVersionString", SHORT).must(),
        own("cfBundleVersion", SHORT).must(),
        own("createdDate", Sort::Date),
        own("state", Sort::Object),
        own("platform", PLATFORM).must(),
        own("uploadedDate", Sort::Date),
    ],
    relations: &[
        one("app", "apps", Kind::Apps).must().hidden(),
        one("build", "builds", Kind::Builds).told(),
        one("assetFile", "buildUploadFiles", Kind::BuildUploadFiles).told(),
        one(
            "assetDescriptionFile",
            "buildUploadFiles",
            Kind::BuildUploadFiles,
        )
        .told(),
        one("assetSpiFile", "buildUploadFiles", Kind::BuildUploadFiles).told(),
        many(
            "buildUploadFiles",
            "buildUploadFiles",
            Kind::BuildUploadFiles,
        )
        .by("buildUpload"),
    ],
    elsewhere: "",
};

pub(super) const BUILD_UPLOAD_FILE: Schema = Schema {
    word: "buildUploadFiles",
    attributes: &[
        own("assetDeliveryState", Sort::Object),
        own("assetToken", SHORT),
        own(
            "assetType",
            Sort::OneOf(&["ASSET", "ASSET_DESCRIPTION", "ASSET_SPI"]),
        )
        .must(),
        own("fileName", SHORT).must(),
        own("fileSize", Sort::Number(1, EXACT)).must(),
        own("sourceFileChecksums", Sort::Object).change(),
        own("uploadOperations", Sort::Object),
        own(
            "uti",
            Sort::OneOf(&[
                "com.apple.binary-property-list",
                "com.apple.ipa",
                "com.apple.pkg",
                "com.apple.xml-property-list",
                "com.pkware.zip-archive",
            ]),
        )
        .must(),
        own("uploaded", Sort::Flag).order(),
    ],
    relations: &[one("buildUpload", "buildUploads", Kind::BuildUploads)
        .must()
        .hidden()],
    elsewhere: "",
};

pub(super) const BUILD: Schema = Schema {
    word: "builds",
    attributes: &[
        own("version", SHORT),
        own("uploadedDate", Sort::Date),
        own("expirationDate", Sort::Date),
        own("expired", Sort::Flag).change(),
        own("minOsVersion", SHORT),
        own("iconAssetToken", Sort::Object),
        own("processingState", SHORT),
        own("buildAudienceType", SHORT),
        own("usesNonExemptEncryption", Sort::Flag).change(),
    ],
    relations: &[
        one(
            "preReleaseVersion",
            "preReleaseVersions",
            Kind::PreReleaseVersions,
        ),
        many("individualTesters", "betaTesters", Kind::BetaTesters).by("builds"),
        many("betaGroups", "betaGroups", Kind::BetaGroups),
        many(
            "betaBuildLocalizations",
            "betaBuildLocalizations",
            Kind::BetaBuildLocalizations,
        )
        .by("build"),
        one(
            "appEncryptionDeclaration",
            "appEncryptionDeclarations",
            Kind::AppEncryptionDeclarations,
        )
        .change(),
        one(
            "betaAppReviewSubmission",
            "betaAppReviewSubmissions",
            Kind::BetaAppReviewSubmissions,
        )
        .by("build"),
        one("app", "apps", Kind::Apps),
        one(
            "buildBetaDetail",
            "buildBetaDetails",
            Kind::BuildBetaDetails,
        )
        .by("build"),
        one(
            "appStoreVersion",
            "appStoreVersions",
            Kind::AppStoreVersions,
        )
        .by("build"),
        one("buildUpload", "buildUploads", Kind::BuildUploads).by("build"),
        absent("icons", "buildIcons", true),
        absent("buildBundles", "buildBundles", true),
    ],
    elsewhere: "lsMinimumSystemVersion computedMinMacOsVersion computedMinVisionOsVersion perfPowerMetrics diagnosticSignatures",
};

pub(super) const PRE_RELEASE_VERSION: Schema = Schema {
    word: "preReleaseVersions",
    attributes: &[own("version", SHORT), own("platform", PLATFORM)],
    relations: &[
        many("builds", "builds", Kind::Builds).by("preReleaseVersion"),
        one("app", "apps", Kind::Apps),
    ],
    elsewhere: "",
};

pub(super) const ENCRYPTION_DECLARATION: Schema = Schema {
    word: "appEncryptionDeclarations",
    attributes: &[
        own("appDescription", LONG).must(),
        own("createdDate", Sort::Date),
        own("exempt", Sort::Flag),
        own("containsProprietaryCryptography", Sort::Flag).must(),
        own("containsThirdPartyCryptography", Sort::Flag).must(),
        own("availableOnFrenchStore", Sort::Flag).must(),
        own("platform", PLATFORM),
        own("appEncryptionDeclarationState", SHORT),
        own("codeValue", SHORT),
    ],
    relations: &[
        one("app", "apps", Kind::Apps).must(),
        many("builds", "builds", Kind::Builds).by("appEncryptionDeclaration"),
        absent(
            "appEncryptionDeclarationDocument",
            "appEncryptionDeclarationDocuments",
            false,
        ),
    ],
    elsewhere: "usesEncryption uploadedDate documentUrl documentName documentType",
};

/// The eight members of a contact, the same for both kinds of review.
pub(super) const CONTACT: [super::schema::Attribute; 8] = [
    free("contactFirstName", SHORT),
    free("contactLastName", SHORT),
    free("contactPhone", SHORT),
    free("contactEmail", SHORT),
    free("demoAccountName", SHORT),
    free("demoAccountPassword", SHORT),
    free("demoAccountRequired", Sort::Flag),
    free("notes", LONG),
];
