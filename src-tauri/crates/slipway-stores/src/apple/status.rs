//! Where a version stands with the App Store: its state, the phases of its release, and what may be done now. Of a test, see `beta.rs`.

use serde_json::Value;
use slipway_model::{
    AppRef, Lever, Outputs, Percent, Phase, PhaseState, Problem, Review, ReviewState, Said,
    build_number,
};

use super::{
    beta,
    document::Resource,
    find, submitting,
    versions::{self, Version},
    wire,
};
use crate::{Submitted, Visit, failure::Failure};

/// Shares of the users by day [official].
const SHARES: [u8; 7] = [1, 2, 5, 10, 20, 50, 100];

/// What the receipt keeps: the version and its submission, or the build that is tested.
pub(super) fn trace(outputs: &Outputs) -> Value {
    let of = |step: &str| {
        outputs
            .get(step)
            .filter(|output| output.is_object())
            .cloned()
    };
    let tested = ["beta-review", "notify"].into_iter().find_map(of);
    of("submit").or(tested).unwrap_or_default()
}

pub(super) fn traced<'a>(submitted: Option<&'a Submitted>, name: &str) -> Option<&'a str> {
    submitted?.trace.get(name)?.as_str()
}

/// Where the app stands; `submitted` makes it a question about that version or that test.
pub(super) async fn review(
    visit: &Visit,
    app: &AppRef,
    submitted: Option<&Submitted>,
) -> Result<Review, Problem> {
    let read = async {
        if let Some(build) = traced(submitted, "beta") {
            return beta::review(visit, build, submitted).await;
        }
        let app = find::known_app(visit, app).await?;
        let versions = versions::all(visit, &app.id, traced(submitted, "platform")).await?;
        let submission = match traced(submitted, "submission") {
            Some(id) => Some(submitting::submission(visit, id).await?),
            None => None,
        };
        Ok(judge(&app.id, &versions, submitted, submission.as_ref()))
    };
    read.await.map_err(|failure: Failure| failure.problem)
}

/// The version that is asked about: the one that was sent, else the newest.
pub(super) fn concerned<'a>(
    versions: &'a [Version],
    submitted: Option<&Submitted>,
) -> Option<&'a Version> {
    match traced(submitted, "version") {
        Some(id) => versions.iter().find(|version| version.id == id),
        None => versions.first(),
    }
}

fn judge(
    app: &str,
    versions: &[Version],
    submitted: Option<&Submitted>,
    submission: Option<&Resource>,
) -> Review {
    let code = |version: &Version| version.build_number.as_deref().map(build_number::packed);
    let live = versions.iter().find(|version| version.state.is_live());
    let version = concerned(versions, submitted);
    let pending = version.filter(|version| !version.state.is_live() && version.state.is_open());
    let of_submission = submission.map(|one| one.word("state"));
    let state = match version {
        // A version that was sent and is nowhere proves nothing.
        None if submitted.is_some() => ReviewState::NeedsLook,
        None => ReviewState::None,
        Some(version) => meaning(version, of_submission, submitted.is_some()),
    };
    let phase = version.and_then(|version| phase(version.phased.as_ref()?));
    Review {
        state,
        store_term: term(version, of_submission),
        inferred: false,
        live_version_code: live.and_then(code),
        live_version_name: live.map(|version| version.name.clone()),
        pending_version_code: pending.and_then(code),
        pending_version_name: pending.map(|version| version.name.clone()),
        reason: (state == ReviewState::Rejected).then(|| reason(app, version, submission)),
        goes_live_at: version
            .and_then(|version| version.earliest)
            .filter(|_| state == ReviewState::Scheduled),
        levers: version
            .map(|version| levers(version, state, phase.as_ref()))
            .unwrap_or_default(),
        phase,
    }
}

fn meaning(version: &Version, submission: Option<&str>, was_sent: bool) -> ReviewState {
    match (version.state.meaning(), submission) {
        // It is being taken back; the version's own state follows later [inferred].
        (ReviewState::InReview | ReviewState::Draft, Some("CANCELING")) => ReviewState::Withdrawn,
        (ReviewState::Draft, Some("WAITING_FOR_REVIEW")) => ReviewState::Submitted,
        (ReviewState::Draft, Some("IN_REVIEW")) => ReviewState::InReview,
        (ReviewState::Draft, Some("UNRESOLVED_ISSUES")) => ReviewState::Rejected,
        (ReviewState::Draft, Some("COMPLETE")) if was_sent => ReviewState::Withdrawn,
        (state, _) => state,
    }
}

fn term(version: Option<&Version>, submission: Option<&str>) -> String {
    let state = version.map_or("–", |version| match version.state.0.as_str() {
        "" => "–",
        word => word,
    });
    match submission {
        Some(word) if !word.is_empty() && word != "COMPLETE" && word != state => {
            format!("{state} ({word})")
        }
        _ => state.to_owned(),
    }
}

/// The reviewers' words are in no answer of the API; the page where they are is.
fn reason(app: &str, version: Option<&Version>, submission: Option<&Resource>) -> Said {
    let page = match submission {
        Some(submission) => wire::submission_page(app, &submission.id),
        None => wire::app_page(app),
    };
    let code = version.map_or("", |version| version.state.0.as_str());
    Said::new(code, page.as_bytes(), &[])
}

fn phase(plan: &Resource) -> Option<Phase> {
    let day = plan
        .number("currentDayNumber")
        .and_then(|day| usize::try_from(day).ok());
    let share = |day: usize| SHARES.get(day.clamp(1, SHARES.len()) - 1).copied();
    let word = plan.text("phasedReleaseState")?;
    let state = match word {
        "INACTIVE" => PhaseState::Planned,
        "ACTIVE" => PhaseState::Running,
        "PAUSED" => PhaseState::Paused,
        "COMPLETE" => PhaseState::Full,
        _ => return None,
    };
    let percent = match state {
        PhaseState::Full => Some(Percent::FULL),
        PhaseState::Planned | PhaseState::Cancelled => None,
        PhaseState::Running | PhaseState::Paused => day.and_then(share).and_then(Percent::whole),
    };
    let in_days = day.filter(|_| matches!(state, PhaseState::Running | PhaseState::Paused));
    Some(Phase {
        state,
        percent,
        from: plan.instant("startDate"),
        until: None,
        store_term: match in_days {
            Some(day) => format!("{word} {day}/{}", SHARES.len()),
            None => word.to_owned(),
        },
    })
}

/// ASC, 9.4, 9.6 and 9.7 of the documents [spec]: a version goes back only out of review, and forward only when it waits for a person.
fn levers(version: &Version, state: ReviewState, phase: Option<&Phase>) -> Vec<Lever> {
    match (
        state,
        version.state.0.as_str(),
        phase.map(|phase| phase.state),
    ) {
        (ReviewState::InReview | ReviewState::Submitted, ..) => vec![Lever::Withdraw],
        (ReviewState::AwaitingRelease, ..) => vec![Lever::Release],
        (ReviewState::Live, "REPLACED_WITH_NEW_VERSION", _) => Vec::new(),
        (ReviewState::Live, _, Some(PhaseState::Running)) => vec![Lever::Pause, Lever::Complete],
        (ReviewState::Live, _, Some(PhaseState::Paused)) => vec![Lever::Resume, Lever::Complete],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};
    use slipway_model::{Lever, Percent, PhaseState, Review, ReviewState as Means};

    use super::{judge, trace};
    use crate::{
        Submitted,
        apple::{
            document::{Document, Resource},
            versions::Version,
        },
    };

    fn look(state: &str, phased: Value, submission: Option<&str>, sent: bool) -> Review {
        let mut ours = json!({"type": "appStoreVersions", "id": "v2", "attributes": {"versionString": "2.4.0", "appVersionState": state,
            "earliestReleaseDate": "2026-04-01T09:00:00+00:00"}, "relationships": {"build": {"data": {"type": "builds", "id": "b2"}}}});
        let mut included =
            vec![json!({"type": "builds", "id": "b2", "attributes": {"version": "42"}})];
        if !phased.is_null() {
            ours["relationships"]["appStoreVersionPhasedRelease"] =
                json!({"data": {"type": "appStoreVersionPhasedReleases", "id": "p"}});
            included.push(
                json!({"type": "appStoreVersionPhasedReleases", "id": "p", "attributes": phased}),
            );
        }
        let live = json!({"type": "appStoreVersions", "id": "v1", "attributes": {"versionString": "2.3.0", "appVersionState": "READY_FOR_DISTRIBUTION"}});
        let all = Document::read(&json!({"data": [ours, live], "included": included})).unwrap();
        let versions: Vec<Version> = all
            .data
            .iter()
            .map(|version| Version::of(version, &all))
            .collect();
        let submission: Option<Resource> = submission.map(|state| {
            serde_json::from_value(
                json!({"type": "reviewSubmissions", "id": "s1", "attributes": {"state": state}}),
            )
            .unwrap()
        });
        let submitted = sent.then(|| Submitted {
            version_code: 42 << 32,
            at: Timestamp::UNIX_EPOCH,
            goes_live_at: None,
            trace: json!({"version": "v2", "submission": "s1"}),
        });
        judge(
            "1234567890",
            &versions,
            submitted.as_ref(),
            submission.as_ref(),
        )
    }

    #[test]
    fn states_of_version_and_submission_make_one() {
        for (state, submission, meaning, levers) in [
            (
                "WAITING_FOR_REVIEW",
                Some("WAITING_FOR_REVIEW"),
                Means::InReview,
                &[Lever::Withdraw][..],
            ),
            (
                "IN_REVIEW",
                Some("IN_REVIEW"),
                Means::InReview,
                &[Lever::Withdraw],
            ),
            ("IN_REVIEW", Some("CANCELING"), Means::Withdrawn, &[]),
            (
                "READY_FOR_REVIEW",
                Some("WAITING_FOR_REVIEW"),
                Means::Submitted,
                &[Lever::Withdraw],
            ),
            (
                "READY_FOR_REVIEW",
                Some("READY_FOR_REVIEW"),
                Means::Draft,
                &[],
            ),
            (
                "PREPARE_FOR_SUBMISSION",
                Some("COMPLETE"),
                Means::Withdrawn,
                &[],
            ),
            (
                "DEVELOPER_REJECTED",
                Some("COMPLETE"),
                Means::Withdrawn,
                &[],
            ),
            ("REJECTED", Some("UNRESOLVED_ISSUES"), Means::Rejected, &[]),
            (
                "PENDING_DEVELOPER_RELEASE",
                Some("COMPLETE"),
                Means::AwaitingRelease,
                &[Lever::Release],
            ),
            (
                "PENDING_APPLE_RELEASE",
                Some("COMPLETE"),
                Means::Scheduled,
                &[],
            ),
            (
                "PROCESSING_FOR_DISTRIBUTION",
                Some("COMPLETE"),
                Means::Scheduled,
                &[],
            ),
            ("READY_FOR_DISTRIBUTION", Some("COMPLETE"), Means::Live, &[]),
            (
                "SOMETHING_NEW",
                Some("SOMETHING_ELSE"),
                Means::NeedsLook,
                &[],
            ),
        ] {
            let review = look(state, Value::Null, submission, true);
            assert_eq!(
                (review.state, review.levers.as_slice()),
                (meaning, levers),
                "{state} {submission:?}"
            );
            assert!(
                review.store_term.starts_with(state),
                "{}",
                review.store_term
            );
        }
        let scheduled = look("PENDING_APPLE_RELEASE", Value::Null, None, true);
        assert_eq!(
            scheduled.goes_live_at,
            Some("2026-04-01T09:00:00Z".parse().unwrap())
        );
        assert_eq!(
            (
                scheduled.pending_version_code,
                scheduled.live_version_name.as_deref()
            ),
            (Some(42 << 32), Some("2.3.0"))
        );
    }

    #[test]
    fn a_rejection_leads_to_the_page_with_the_reviewers_words() {
        let review = look(
            "METADATA_REJECTED",
            Value::Null,
            Some("UNRESOLVED_ISSUES"),
            true,
        );
        let reason = review.reason.unwrap();
        assert_eq!(reason.code, "METADATA_REJECTED");
        assert_eq!(
            reason.words,
            "https://appstoreconnect.apple.com/apps/1234567890/appstore/reviewsubmissions/details/s1"
        );
        assert!(
            look("REJECTED", Value::Null, None, false)
                .reason
                .unwrap()
                .words
                .ends_with("/apps/1234567890/appstore")
        );
    }

    #[test]
    fn phases_go_by_days() {
        let phased = |state: &str, day: Value| {
            look(
                "READY_FOR_DISTRIBUTION",
                json!({"phasedReleaseState": state, "currentDayNumber": day, "startDate": "2026-03-02T08:00:00Z"}),
                None,
                true,
            )
        };
        for (state, day, means, percent, term, levers) in [
            (
                "INACTIVE",
                Value::Null,
                PhaseState::Planned,
                None,
                "INACTIVE",
                &[][..],
            ),
            (
                "ACTIVE",
                json!(1),
                PhaseState::Running,
                Some(1),
                "ACTIVE 1/7",
                &[Lever::Pause, Lever::Complete],
            ),
            (
                "ACTIVE",
                json!(3),
                PhaseState::Running,
                Some(5),
                "ACTIVE 3/7",
                &[Lever::Pause, Lever::Complete],
            ),
            (
                "PAUSED",
                json!(6),
                PhaseState::Paused,
                Some(50),
                "PAUSED 6/7",
                &[Lever::Resume, Lever::Complete],
            ),
            (
                "COMPLETE",
                json!(7),
                PhaseState::Full,
                Some(100),
                "COMPLETE",
                &[],
            ),
        ] {
            let review = phased(state, day);
            let phase = review.phase.unwrap();
            assert_eq!(
                (
                    phase.state,
                    phase.percent.and_then(Percent::as_whole),
                    phase.store_term.as_str()
                ),
                (means, percent, term)
            );
            assert_eq!(review.levers, levers, "{state}");
        }
        assert_eq!(phased("SOMETHING_NEW", json!(1)).phase, None);
    }

    #[test]
    fn what_was_sent_is_asked_about_and_nothing_else() {
        let output = json!({"version": "v2", "submission": "s1", "platform": "IOS", "term": "WAITING_FOR_REVIEW"});
        assert_eq!(
            trace(
                &[
                    ("submit".to_owned(), output.clone()),
                    ("notify".to_owned(), Value::Null)
                ]
                .into()
            ),
            output
        );
        let tested = json!({"beta": "b1", "term": "IN_BETA_TESTING"});
        assert_eq!(
            trace(&[("notify".to_owned(), tested.clone())].into()),
            tested
        );
        assert_eq!(
            trace(&[("processing".to_owned(), json!({"build": "b1"}))].into()),
            Value::Null
        );
        let gone = judge(
            "1",
            &[],
            Some(&Submitted {
                version_code: 1,
                at: Timestamp::UNIX_EPOCH,
                goes_live_at: None,
                trace: json!({"version": "v9"}),
            }),
            None,
        );
        assert_eq!(gone.state, Means::NeedsLook);
        assert_eq!(judge("1", &[], None, None).state, Means::None);
    }
}
