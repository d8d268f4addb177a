//! The operations of TestFlight [spec].

use super::{
    beta_review, beta_texts, groups,
    kind::Kind,
    query::by,
    routes::{Asks, Look, NOTHING, Operation, PAGES, change, get},
    testers,
};

const FLAG: &[&str] = &["true", "false"];
const OF_GROUP: &str = "app builds betaTesters betaRecruitmentCriteria";
const OF_TESTER: &str = "apps betaGroups builds";

pub(super) const ALL: &[Operation] = &[
    get(
        "/v1/apps/{id}/betaGroups",
        Kind::BetaGroups,
        Look::Related(Kind::Apps, "betaGroups"),
        PAGES,
    ),
    get(
        "/v1/apps/{id}/betaAppReviewDetail",
        Kind::BetaAppReviewDetails,
        Look::Related(Kind::Apps, "betaAppReviewDetail"),
        NOTHING,
    ),
    get(
        "/v1/apps/{id}/betaAppLocalizations",
        Kind::BetaAppLocalizations,
        Look::Related(Kind::Apps, "betaAppLocalizations"),
        PAGES,
    ),
    get(
        "/v1/builds/{id}/buildBetaDetail",
        Kind::BuildBetaDetails,
        Look::Related(Kind::Builds, "buildBetaDetail"),
        Asks {
            include: "build",
            ..NOTHING
        },
    ),
    get(
        "/v1/builds/{id}/betaAppReviewSubmission",
        Kind::BetaAppReviewSubmissions,
        Look::Related(Kind::Builds, "betaAppReviewSubmission"),
        NOTHING,
    ),
    get(
        "/v1/builds/{id}/betaBuildLocalizations",
        Kind::BetaBuildLocalizations,
        Look::Related(Kind::Builds, "betaBuildLocalizations"),
        PAGES,
    ),
    change(
        "POST",
        "/v1/builds/{id}/relationships/betaGroups",
        Kind::Builds,
        groups::link_groups,
    ),
    change(
        "DELETE",
        "/v1/builds/{id}/relationships/betaGroups",
        Kind::Builds,
        groups::unlink_groups,
    ),
    change(
        "POST",
        "/v1/builds/{id}/relationships/individualTesters",
        Kind::Builds,
        testers::link_to_build,
    ),
    change(
        "DELETE",
        "/v1/builds/{id}/relationships/individualTesters",
        Kind::Builds,
        testers::unlink_from_build,
    ),
    get(
        "/v1/betaGroups",
        Kind::BetaGroups,
        Look::List,
        Asks {
            filters: &[
                by("name"),
                by("isInternalGroup").one_of(FLAG),
                by("publicLinkEnabled").one_of(FLAG),
                by("publicLinkLimitEnabled").one_of(FLAG),
                by("publicLink"),
                by("app"),
                by("builds"),
                by("id"),
            ],
            sorts: &[
                "name",
                "createdDate",
                "publicLinkEnabled",
                "publicLinkLimit",
            ],
            include: OF_GROUP,
            is_list: true,
        },
    ),
    change("POST", "/v1/betaGroups", Kind::BetaGroups, groups::create),
    get(
        "/v1/betaGroups/{id}",
        Kind::BetaGroups,
        Look::One,
        Asks {
            include: OF_GROUP,
            ..NOTHING
        },
    ),
    change(
        "PATCH",
        "/v1/betaGroups/{id}",
        Kind::BetaGroups,
        groups::change,
    ),
    change(
        "DELETE",
        "/v1/betaGroups/{id}",
        Kind::BetaGroups,
        groups::delete,
    ),
    get(
        "/v1/betaGroups/{id}/betaTesters",
        Kind::BetaTesters,
        Look::Related(Kind::BetaGroups, "betaTesters"),
        PAGES,
    ),
    get(
        "/v1/betaGroups/{id}/relationships/betaTesters",
        Kind::BetaTesters,
        Look::Linkage(Kind::BetaGroups, "betaTesters"),
        PAGES,
    ),
    change(
        "POST",
        "/v1/betaGroups/{id}/relationships/betaTesters",
        Kind::BetaGroups,
        testers::link_to_group,
    ),
    change(
        "DELETE",
        "/v1/betaGroups/{id}/relationships/betaTesters",
        Kind::BetaGroups,
        testers::unlink_from_group,
    ),
    get(
        "/v1/betaGroups/{id}/relationships/builds",
        Kind::Builds,
        Look::Linkage(Kind::BetaGroups, "builds"),
        PAGES,
    ),
    change(
        "POST",
        "/v1/betaGroups/{id}/relationships/builds",
        Kind::BetaGroups,
        groups::link_builds,
    ),
    change(
        "DELETE",
        "/v1/betaGroups/{id}/relationships/builds",
        Kind::BetaGroups,
        groups::unlink_builds,
    ),
    get(
        "/v1/betaTesters",
        Kind::BetaTesters,
        Look::List,
        Asks {
            filters: &[
                by("firstName"),
                by("lastName"),
                by("email"),
                by("inviteType").one_of(&["EMAIL", "PUBLIC_LINK"]),
                by("apps"),
                by("betaGroups"),
                by("builds"),
                by("id"),
            ],
            sorts: &["firstName", "lastName", "email", "inviteType", "state"],
            include: OF_TESTER,
            is_list: true,
        },
    ),
    change(
        "POST",
        "/v1/betaTesters",
        Kind::BetaTesters,
        testers::create,
    ),
    get(
        "/v1/betaTesters/{id}",
        Kind::BetaTesters,
        Look::One,
        Asks {
            include: OF_TESTER,
            ..NOTHING
        },
    ),
    change(
        "DELETE",
        "/v1/betaTesters/{id}",
        Kind::BetaTesters,
        testers::delete,
    ),
    change(
        "DELETE",
        "/v1/betaTesters/{id}/relationships/apps",
        Kind::BetaTesters,
        testers::leave_apps,
    ),
    change(
        "DELETE",
        "/v1/apps/{id}/relationships/betaTesters",
        Kind::Apps,
        testers::remove_from_app,
    ),
    change(
        "POST",
        "/v1/betaTesters/{id}/relationships/betaGroups",
        Kind::BetaTesters,
        testers::link_groups,
    ),
    change(
        "DELETE",
        "/v1/betaTesters/{id}/relationships/betaGroups",
        Kind::BetaTesters,
        testers::unlink_groups,
    ),
    change(
        "POST",
        "/v1/betaTesterInvitations",
        Kind::BetaTesterInvitations,
        testers::invite,
    ),
    get(
        "/v1/betaBuildLocalizations",
        Kind::BetaBuildLocalizations,
        Look::List,
        Asks {
            filters: &[by("locale"), by("build")],
            sorts: &[],
            include: "build",
            is_list: true,
        },
    ),
    change(
        "POST",
        "/v1/betaBuildLocalizations",
        Kind::BetaBuildLocalizations,
        beta_texts::create,
    ),
    change(
        "PATCH",
        "/v1/betaBuildLocalizations/{id}",
        Kind::BetaBuildLocalizations,
        beta_texts::change,
    ),
    change(
        "DELETE",
        "/v1/betaBuildLocalizations/{id}",
        Kind::BetaBuildLocalizations,
        beta_texts::delete,
    ),
    get(
        "/v1/betaAppReviewDetails",
        Kind::BetaAppReviewDetails,
        Look::List,
        Asks {
            filters: &[by("app").required()],
            sorts: &[],
            include: "app",
            is_list: true,
        },
    ),
    change(
        "PATCH",
        "/v1/betaAppReviewDetails/{id}",
        Kind::BetaAppReviewDetails,
        beta_texts::change_contact,
    ),
    get(
        "/v1/betaAppReviewSubmissions",
        Kind::BetaAppReviewSubmissions,
        Look::List,
        Asks {
            filters: &[
                by("build").required(),
                by("betaReviewState").one_of(&[
                    "WAITING_FOR_REVIEW",
                    "IN_REVIEW",
                    "REJECTED",
                    "APPROVED",
                ]),
            ],
            sorts: &[],
            include: "build",
            is_list: true,
        },
    ),
    change(
        "POST",
        "/v1/betaAppReviewSubmissions",
        Kind::BetaAppReviewSubmissions,
        beta_review::create,
    ),
    get(
        "/v1/buildBetaDetails",
        Kind::BuildBetaDetails,
        Look::List,
        Asks {
            filters: &[by("build"), by("id")],
            sorts: &[],
            include: "build",
            is_list: true,
        },
    ),
    change(
        "PATCH",
        "/v1/buildBetaDetails/{id}",
        Kind::BuildBetaDetails,
        beta_texts::change_detail,
    ),
    change(
        "POST",
        "/v1/buildBetaNotifications",
        Kind::BuildBetaNotifications,
        beta_texts::notify,
    ),
];
