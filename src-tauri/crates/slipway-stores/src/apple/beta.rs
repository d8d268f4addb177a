//! Where a build stands with its testers: processed, reviewed where outsiders test, and with them.

use slipway_model::{Review, ReviewState, Said, build_number};

use super::{
    processing::{Build, build},
    wire,
};
use crate::{Submitted, Visit, failure::Failure};

pub(super) async fn review(
    visit: &Visit,
    id: &str,
    submitted: Option<&Submitted>,
) -> Result<Review, Failure> {
    let build = build(visit, id).await?;
    Ok(judge(&build, submitted))
}

/// Outsiders count where there are any: their state is told by Apple for every build, and *not applicable* where there are none.
fn judge(build: &Build, submitted: Option<&Submitted>) -> Review {
    let (internal, external) = (build.internal(), build.external());
    let own_team_only = matches!(
        external,
        "" | "NOT_APPLICABLE" | "READY_FOR_BETA_SUBMISSION"
    );
    let word = if own_team_only { internal } else { external };
    let state = meaning(word);
    let code = build.build.text("version").map(build_number::packed);
    let is_live = state == ReviewState::Live;
    Review {
        state,
        store_term: match word {
            "" => "–".to_owned(),
            word => word.to_owned(),
        },
        live_version_code: code.filter(|_| is_live),
        pending_version_code: code
            .or(submitted.map(|sent| sent.version_code))
            .filter(|_| !is_live),
        reason: (state == ReviewState::Rejected)
            .then(|| Said::new(word, wire::CONSOLE.as_bytes(), &[])),
        ..Review::unknown()
    }
}

/// ASC, `externalBuildState` and `internalBuildState` [spec].
fn meaning(word: &str) -> ReviewState {
    match word {
        "PROCESSING" | "READY_FOR_BETA_SUBMISSION" => ReviewState::Submitted,
        "WAITING_FOR_BETA_REVIEW" | "IN_BETA_REVIEW" | "IN_EXPORT_COMPLIANCE_REVIEW" => {
            ReviewState::InReview
        }
        "BETA_APPROVED" | "READY_FOR_BETA_TESTING" | "IN_BETA_TESTING" => ReviewState::Live,
        "BETA_REJECTED" => ReviewState::Rejected,
        "EXPIRED" => ReviewState::Removed,
        "" => ReviewState::None,
        // Blocked until a person answers, an exception, or a word that is new.
        _ => ReviewState::NeedsLook,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::ReviewState as Means;

    use super::{Build, judge};

    #[test]
    fn outsiders_count_where_there_are_any() {
        for (internal, external, meaning, term) in [
            ("PROCESSING", "PROCESSING", Means::Submitted, "PROCESSING"),
            (
                "IN_BETA_TESTING",
                "WAITING_FOR_BETA_REVIEW",
                Means::InReview,
                "WAITING_FOR_BETA_REVIEW",
            ),
            (
                "IN_BETA_TESTING",
                "IN_BETA_REVIEW",
                Means::InReview,
                "IN_BETA_REVIEW",
            ),
            (
                "IN_BETA_TESTING",
                "BETA_APPROVED",
                Means::Live,
                "BETA_APPROVED",
            ),
            (
                "IN_BETA_TESTING",
                "IN_BETA_TESTING",
                Means::Live,
                "IN_BETA_TESTING",
            ),
            (
                "IN_BETA_TESTING",
                "BETA_REJECTED",
                Means::Rejected,
                "BETA_REJECTED",
            ),
            (
                "IN_BETA_TESTING",
                "READY_FOR_BETA_SUBMISSION",
                Means::Live,
                "IN_BETA_TESTING",
            ),
            (
                "READY_FOR_BETA_TESTING",
                "NOT_APPLICABLE",
                Means::Live,
                "READY_FOR_BETA_TESTING",
            ),
            ("EXPIRED", "EXPIRED", Means::Removed, "EXPIRED"),
            (
                "MISSING_EXPORT_COMPLIANCE",
                "MISSING_EXPORT_COMPLIANCE",
                Means::NeedsLook,
                "MISSING_EXPORT_COMPLIANCE",
            ),
            ("SOMETHING_NEW", "", Means::NeedsLook, "SOMETHING_NEW"),
            ("", "", Means::None, "–"),
        ] {
            let detail = json!({"type": "buildBetaDetails", "id": "d", "attributes": {"internalBuildState": internal, "externalBuildState": external}});
            let build = Build {
                build: serde_json::from_value(
                    json!({"type": "builds", "id": "b", "attributes": {"version": "42"}}),
                )
                .unwrap(),
                detail: serde_json::from_value(detail).ok(),
            };
            let review = judge(&build, None);
            assert_eq!(
                (review.state, review.store_term.as_str()),
                (meaning, term),
                "{internal} {external}"
            );
            let code = Some(42 << 32);
            let expected = if meaning == Means::Live {
                (code, None)
            } else {
                (None, code)
            };
            assert_eq!(
                (review.live_version_code, review.pending_version_code),
                expected,
                "{external}"
            );
        }
    }
}
