//! Shapes of TestFlight's resources [spec].

use super::{
    kind::Kind,
    schema::{Schema, Sort, absent, free, many, one, own},
    shapes_app::{CONTACT, LONG, SHORT},
};

pub(super) const GROUP: Schema = Schema {
    word: "betaGroups",
    attributes: &[
        own("name", SHORT).must().change(),
        own("createdDate", Sort::Date),
        own("isInternalGroup", Sort::Flag).may(),
        own("hasAccessToAllBuilds", Sort::Flag).may(),
        free("publicLinkEnabled", Sort::Flag),
        own("publicLinkId", SHORT),
        free("publicLinkLimitEnabled", Sort::Flag),
        free("publicLinkLimit", Sort::Number(1, 10_000)),
        own("publicLink", SHORT),
        free("feedbackEnabled", Sort::Flag),
        own("iosBuildsAvailableForAppleSiliconMac", Sort::Flag).change(),
        own("iosBuildsAvailableForAppleVision", Sort::Flag).change(),
    ],
    relations: &[
        one("app", "apps", Kind::Apps).must(),
        many("builds", "builds", Kind::Builds)
            .by("betaGroups")
            .may(),
        many("betaTesters", "betaTesters", Kind::BetaTesters)
            .by("betaGroups")
            .may(),
        absent("betaRecruitmentCriteria", "betaRecruitmentCriteria", false),
    ],
    elsewhere: "betaRecruitmentCriterionCompatibleBuildCheck",
};

pub(super) const TESTER: Schema = Schema {
    word: "betaTesters",
    attributes: &[
        own("firstName", SHORT).may(),
        own("lastName", SHORT).may(),
        own("email", SHORT).must(),
        own("inviteType", SHORT),
        own("state", SHORT),
        own("appDevices", Sort::Object),
    ],
    relations: &[
        many("apps", "apps", Kind::Apps),
        many("betaGroups", "betaGroups", Kind::BetaGroups).may(),
        many("builds", "builds", Kind::Builds).may(),
    ],
    elsewhere: "",
};

pub(super) const INVITATION: Schema = Schema {
    word: "betaTesterInvitations",
    attributes: &[],
    relations: &[
        one("betaTester", "betaTesters", Kind::BetaTesters)
            .may()
            .hidden(),
        one("app", "apps", Kind::Apps).must().hidden(),
    ],
    elsewhere: "",
};

pub(super) const BUILD_LOCALIZATION: Schema = Schema {
    word: "betaBuildLocalizations",
    attributes: &[free("whatsNew", LONG), own("locale", SHORT).must()],
    relations: &[one("build", "builds", Kind::Builds).must()],
    elsewhere: "",
};

pub(super) const APP_LOCALIZATION: Schema = Schema {
    word: "betaAppLocalizations",
    attributes: &[
        free("feedbackEmail", SHORT),
        free("marketingUrl", SHORT),
        free("privacyPolicyUrl", SHORT),
        free("tvOsPrivacyPolicy", LONG),
        free("description", LONG),
        own("locale", SHORT).must(),
    ],
    relations: &[one("app", "apps", Kind::Apps).must()],
    elsewhere: "",
};

pub(super) const REVIEW_DETAIL: Schema = Schema {
    word: "betaAppReviewDetails",
    attributes: &CONTACT,
    relations: &[one("app", "apps", Kind::Apps)],
    elsewhere: "",
};

pub(super) const REVIEW_SUBMISSION: Schema = Schema {
    word: "betaAppReviewSubmissions",
    attributes: &[
        own("betaReviewState", SHORT),
        own("submittedDate", Sort::Date),
    ],
    relations: &[one("build", "builds", Kind::Builds).must()],
    elsewhere: "",
};

pub(super) const BUILD_DETAIL: Schema = Schema {
    word: "buildBetaDetails",
    attributes: &[
        own("autoNotifyEnabled", Sort::Flag).change(),
        own("internalBuildState", SHORT),
        own("externalBuildState", SHORT),
    ],
    relations: &[one("build", "builds", Kind::Builds)],
    elsewhere: "",
};

pub(super) const NOTIFICATION: Schema = Schema {
    word: "buildBetaNotifications",
    attributes: &[],
    relations: &[one("build", "builds", Kind::Builds).must().hidden()],
    elsewhere: "",
};
