//! Submitting, and reading back what came of it. A submission is one request; AppGallery's yes means *queued for review* and no more.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{Outcome, Phases, Problem, ProblemKind, Retry, Sentence, When};

use super::{
    auth,
    calls::{PhasedPlan, SubmitWithFile},
    find::unreadable,
    plan::address,
    problem::Heard,
    publish::{Ended, Release, done, pace},
    standing::{Standing, Wanted},
    wire,
};
use crate::failure::Failure;

/// How long *submit* is repeated while the store says that it still reads.
const SUBMITTING: Duration = Duration::from_secs(10 * 60);
/// How long a submission may stay invisible before it is doubted.
const SEEING: Duration = Duration::from_secs(2 * 60);
/// The same where AppGallery fetches the package first. Its own word would come to a public address, which a desk has not; so the
/// app's record is asked instead.
const FETCHING: Duration = Duration::from_secs(30 * 60);
const SLOW: Duration = Duration::from_secs(15);
/// A phase begins at least this far ahead [1 client].
pub(super) const AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// When the phase begins: as planned, or as soon as can be where the upload took longer than that. Later only ever reaches fewer people.
pub(super) fn start(phases: &Phases, now: Timestamp) -> Timestamp {
    let soonest = now.checked_add(AHEAD).unwrap_or(now);
    phases.from.max(soonest)
}

impl Release<'_> {
    pub(super) async fn submit(&self) -> Ended {
        let phases = match &self.order.when {
            When::InPhases(phases) => Some(phases),
            When::AfterApproval | When::At { .. } | When::ByHand => None,
        };
        let start = phases.map(|phases| start(phases, self.visit.now()));
        let plan = phases.zip(start);
        if plan.is_some_and(|(phases, start)| start >= phases.until) {
            let says = Sentence::new("problem.phase-ends-too-soon");
            return Err(Failure::certain(
                Problem::new(ProblemKind::BadInput, says).about("when"),
            ));
        }
        let plan = plan.map(|(phases, start)| PhasedPlan::new(phases, start));
        let app_id = self.app_id()?;
        let sent = match address(self.order) {
            None => self.send(&app_id, plan).await,
            Some(url) => self
                .let_fetch(&app_id, url, plan)
                .await
                .map_err(cannot_fetch),
        };
        match sent {
            Ok(heard) if heard.confirmed() => done(Value::Null),
            Ok(_) => Err(Failure::open(unreadable())),
            Err(failure) if failure.wait.is_some() && self.attempt.waited < SUBMITTING => {
                Ok(Outcome::WaitUntil {
                    after: wait(&failure),
                    what: failure.wait.unwrap_or_default(),
                })
            }
            Err(failure) if failure.wait.is_some() => {
                let said = failure.problem.said.unwrap_or_default();
                let says = Sentence::new("problem.still-reading");
                Err(Failure::certain(
                    Problem::new(ProblemKind::TimedOut, says).said(said),
                ))
            }
            // "In review" may be our own submission, whose first answer was lost.
            Err(failure) if failure.problem.kind == ProblemKind::AlreadyThere => {
                let standing = Standing::read(self.visit, &app_id, self.release_type()).await?;
                if standing.has_landed(&self.wanted()) {
                    done(standing.output())
                } else {
                    Err(failure)
                }
            }
            Err(failure) => Err(failure),
        }
    }

    /// AGC Publishing v2, app-submit: type and time in the query, the plan of a phase in the body [official].
    async fn send(&self, app_id: &str, plan: Option<PhasedPlan<'_>>) -> Result<Heard, Failure> {
        let mut query = vec![
            ("appId", app_id.to_owned()),
            ("releaseType", self.release_type().text().to_owned()),
        ];
        if let When::At { instant, .. } = &self.order.when {
            query.push(("releaseTime", wire::time(*instant)));
        }
        let pairs = || query.iter().map(|(name, value)| (*name, value.as_str()));
        let body = plan.map_or_else(|| json!({}), |plan| json!(plan));
        let address = wire::address(self.visit, wire::SUBMIT);
        auth::call(self.visit, |line| {
            line.request(Method::POST, &address)
                .query(pairs())
                .json(&body)
                .changes()
        })
        .await
    }

    /// One request that fetches and submits. Its neighbour `app-package-file/by-url` is left out: whether what it stores is tied to
    /// the draft is not established [1 client says so, the page says no].
    async fn let_fetch(
        &self,
        app_id: &str,
        url: &str,
        plan: Option<PhasedPlan<'_>>,
    ) -> Result<Heard, Failure> {
        let artifact = self.artifact()?;
        let request_id = request_id(&self.order.release, self.version_code());
        let body = SubmitWithFile {
            download_url: url,
            download_file_name: &wire::file_name(&artifact.path, artifact.build.kind),
            request_id: &request_id,
            package_type: 1,
            release_type: self.release_type().number(),
            release_time: match &self.order.when {
                When::At { instant, .. } => Some(wire::time(*instant)),
                When::AfterApproval | When::ByHand | When::InPhases(_) => None,
            },
            phased_release_info: plan,
        };
        let address = wire::address(self.visit, wire::SUBMIT_WITH_FILE);
        auth::call(self.visit, |line| {
            line.request(Method::POST, &address)
                .query([("appId", app_id)])
                .json(&body)
                .changes()
        })
        .await
    }

    /// Success is what was read back. A yes that the store then does not know of is doubted, not believed; a question that
    /// cannot be asked takes nothing away from that yes, unless the yes was only to fetching.
    pub(super) async fn confirm(&self) -> Ended {
        let standing = self.standing().await?;
        let fetched = address(self.order).is_some();
        let (patience, what, advice) = if fetched {
            (FETCHING, "wait.fetching", "problem.not-fetched")
        } else {
            (SEEING, "wait.seeing", "problem.not-seen")
        };
        match standing {
            Ok(standing) if standing.has_landed(&self.wanted().answered()) => {
                done(standing.output())
            }
            _ if self.attempt.waited < patience => Ok(Outcome::WaitUntil {
                after: pace(self.attempt),
                what: Sentence::new(what),
            }),
            Ok(standing) => Ok(Outcome::Unclear {
                problem: standing.not_seen(advice),
            }),
            Err(_) if fetched => Ok(Outcome::Unclear {
                problem: Standing::default().not_seen(advice),
            }),
            Err(_) => done(json!({ "seen": false })),
        }
    }

    /// Nothing is submitted, so nothing hangs on this: a draft that AppGallery does not show is said to be unseen.
    pub(super) async fn draft(&self) -> Ended {
        match self.standing().await? {
            Ok(standing) if standing.has_draft_of(self.version_code()) => done(standing.output()),
            // Whether the record names a draft's version at once is not established.
            _ if self.attempt.waited < SEEING => Ok(Outcome::WaitUntil {
                after: pace(self.attempt),
                what: Sentence::new("wait.draft"),
            }),
            _ => done(json!({ "seen": false })),
        }
    }

    /// The inner failure is one to wait out; only a stop ends the step.
    async fn standing(&self) -> Result<Result<Standing, Failure>, Failure> {
        match Standing::read(self.visit, &self.app_id()?, self.release_type()).await {
            Err(failure) if failure.problem.kind == ProblemKind::Cancelled => Err(failure),
            standing => Ok(standing),
        }
    }

    fn wanted(&self) -> Wanted {
        Wanted::of(self.order, self.outputs)
    }
}

/// 204144658 is the file server's: after an upload of ours it wants a fresh place [1 client], here the file is not where we said
/// [inferred].
fn cannot_fetch(failure: Failure) -> Failure {
    match failure.problem.said.clone() {
        Some(said) if said.code == "204144658" => Failure::certain(
            Problem::new(ProblemKind::Refused, Sentence::new("problem.cannot-fetch")).said(said),
        ),
        _ => failure,
    }
}

/// Up to 64 characters, the same for every try of one release, so that AppGallery can know a second one again.
fn request_id(release: &str, version_code: u64) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let release: String = release.chars().filter(plain).take(40).collect();
    format!("{release}-{version_code}")
}

fn wait(failure: &Failure) -> Duration {
    match failure.problem.retry {
        Retry::After { wait } => wait,
        _ => SLOW,
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use slipway_model::{Percent, Phases};

    use super::{request_id, start};

    #[test]
    fn a_phase_never_begins_in_the_past() {
        let now = Timestamp::UNIX_EPOCH;
        let phases = |minutes| Phases {
            percent: Percent::whole(5).unwrap(),
            from: now + SignedDuration::from_mins(minutes),
            until: now + SignedDuration::from_hours(48),
            zone: "UTC".into(),
            about: String::new(),
        };
        let soonest = now + SignedDuration::from_mins(10);
        assert_eq!(start(&phases(-30), now), soonest);
        assert_eq!(start(&phases(5), now), soonest);
        assert_eq!(start(&phases(60), now), now + SignedDuration::from_mins(60));
    }

    #[test]
    fn a_request_is_known_again_by_its_release() {
        assert_eq!(request_id("r1", 20), "r1-20");
        let long = request_id(&"发布/r".repeat(40), u64::MAX);
        assert!(long.len() <= 64 && long.is_ascii(), "{long}");
    }
}
