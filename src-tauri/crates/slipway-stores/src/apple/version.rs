//! The App Store version: found or made, set to go out when the person wants, with its build and its plan of phases.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{Order, Outcome, Problem, ProblemKind, Said, Sentence, When, build_number};

use super::{
    api,
    document::{Resource, change, creation, to_one},
    processing::build,
    publish::{Ended, LAG, Release, done, refused, wait},
    versions::{self, Version},
    wire::{self, same_version},
};
use crate::{Visit, failure::Failure};

/// A build that has just become valid may still be refused for some minutes [issues of 3 projects].
const ATTACHING: Duration = Duration::from_secs(5 * 60);

/// Left each time that the kind of release was set: twice must be enough.
#[derive(Serialize, Deserialize)]
struct WasSet {
    release_type: String,
}

/// What is done about the version.
#[derive(Debug, PartialEq)]
pub(super) enum Choice<'a> {
    Use(&'a Version),
    Rename(&'a Version),
    Make,
}

/// Only one version of a platform can be open at a time [official], so what is open decides.
pub(super) fn choose<'a>(
    versions: &'a [Version],
    name: &str,
    may_rename: bool,
) -> Result<Choice<'a>, Problem> {
    let about = |key: &str, version: &Version| {
        let says = Sentence::new(key)
            .with("open", &version.name)
            .with("ours", name);
        let said = Said::new("appVersionState", version.state.0.as_bytes(), &[]);
        Problem::new(ProblemKind::AlreadyThere, says).said(said)
    };
    if let Some(open) = versions.iter().find(|version| version.state.is_open()) {
        return if open.state.is_in_review() {
            Err(about("problem.in-review", open))
        } else if open.state.is_approved() {
            Err(about("problem.version-waits", open))
        } else if same_version(&open.name, name) {
            Ok(Choice::Use(open))
        } else if may_rename {
            Ok(Choice::Rename(open))
        } else {
            Err(about("problem.other-version-open", open).about("ask:rename_version"))
        };
    }
    let reached = versions.iter().filter(|version| version.state.was_live());
    let highest = reached.max_by(|one, other| build_number::compare(&one.name, &other.name));
    match highest.filter(|live| build_number::compare(name, &live.name).is_le()) {
        None => Ok(Choice::Make),
        Some(live) => {
            let says = Sentence::new("problem.version-not-higher")
                .with("ours", name)
                .with("live", &live.name);
            Err(Problem::new(ProblemKind::BadArtifact, says).about("build"))
        }
    }
}

/// ASC, `releaseType` and `earliestReleaseDate` [spec]. Phases begin when the version goes live by itself.
pub(super) fn release_type(order: &Order) -> (&'static str, Option<String>) {
    match &order.when {
        When::AfterApproval | When::InPhases(_) => ("AFTER_APPROVAL", None),
        When::ByHand => ("MANUAL", None),
        When::At { instant, .. } => ("SCHEDULED", Some(wire::date(*instant))),
    }
}

/// Whether the version goes out as this order wants.
pub(super) fn goes_out_as_wanted(order: &Order, version: &Version) -> bool {
    let (word, _) = release_type(order);
    let date = match &order.when {
        When::At { instant, .. } => version.earliest == Some(*instant),
        _ => true,
    };
    version.release_type == word && date
}

pub(super) async fn phased(visit: &Visit, version: &str) -> Result<Option<Resource>, Failure> {
    let path = format!("/v1/appStoreVersions/{version}/appStoreVersionPhasedRelease");
    api::maybe(visit, &path, &[]).await
}

/// The build that a version carries.
pub(super) async fn attached(visit: &Visit, version: &str) -> Result<Option<Resource>, Failure> {
    api::maybe(visit, &format!("/v1/appStoreVersions/{version}/build"), &[]).await
}

impl Release<'_> {
    pub(super) async fn version(&self) -> Ended {
        let (app, number) = (self.app()?, self.number()?);
        let all = versions::all(self.visit, app, Some(number.platform)).await?;
        let choice = choose(&all, &number.version, self.says_yes("rename_version"));
        match choice.map_err(Failure::certain)? {
            Choice::Use(version) => done(json!({"version": version.id, "made": false})),
            Choice::Rename(version) => {
                let body = change(
                    "appStoreVersions",
                    &version.id,
                    json!({"versionString": number.version}),
                );
                let path = format!("/v1/appStoreVersions/{}", version.id);
                api::change(self.visit, Method::PATCH, &path, &body).await?;
                done(json!({"version": version.id, "made": false}))
            }
            Choice::Make => self.make(app, &number).await,
        }
    }

    async fn make(&self, app: &str, number: &wire::Number) -> Ended {
        let (word, date) = release_type(self.order);
        let attributes = json!({
            "platform": number.platform,
            "versionString": number.version,
            "releaseType": word,
            "earliestReleaseDate": date,
        });
        let body = creation(
            "appStoreVersions",
            attributes,
            &[("app", to_one("apps", app))],
        );
        let path = "/v1/appStoreVersions";
        let heard = api::send(self.visit, Method::POST, path, Some(&body)).await?;
        // Both entries together: exactly this version is there. One alone: another is open, or the number was used [recorded].
        let is_open = heard.says("cannot create a new version");
        let is_used = heard.says("version number has been previously used");
        if heard.status == 409 && is_open && is_used {
            let all = versions::all(self.visit, app, Some(number.platform)).await?;
            let same = all
                .iter()
                .find(|version| same_version(&version.name, &number.version));
            return match same {
                Some(version) if version.state.is_editable() => {
                    done(json!({"version": version.id, "made": false}))
                }
                None if self.attempt.waited < LAG => wait(2, "wait.seeing"),
                _ => Err(heard.failure(self.visit.now())),
            };
        }
        let heard = heard.checked(self.visit.now())?;
        let version = heard.resource().ok_or_else(api::unreadable)?;
        done(json!({"version": version.id, "made": true}))
    }

    /// Read back, and set where it differs: the value was seen not to stick [1 client].
    pub(super) async fn release_type(&self) -> Ended {
        let id = self.left("version", "version")?;
        if goes_out_as_wanted(self.order, &versions::one(self.visit, id).await?) {
            return done(Value::Null);
        }
        if self.visit.marks.left::<WasSet>().len() > 1 {
            return Err(refused(
                ProblemKind::Refused,
                Sentence::new("problem.release-type-stays"),
            ));
        }
        let (word, date) = release_type(self.order);
        // Both together: a date stays behind otherwise.
        let attributes = json!({"releaseType": word, "earliestReleaseDate": date});
        let path = format!("/v1/appStoreVersions/{id}");
        let body = change("appStoreVersions", id, attributes);
        api::change(self.visit, Method::PATCH, &path, &body).await?;
        let mark = WasSet {
            release_type: word.to_owned(),
        };
        self.visit
            .marks
            .leave(mark)
            .await
            .map_err(Failure::certain)?;
        wait(2, "wait.seeing")
    }

    pub(super) async fn attach(&self) -> Ended {
        let (version, id) = (
            self.left("version", "version")?,
            self.left("processing", "build")?,
        );
        let present = attached(self.visit, version).await?;
        if present.is_some_and(|present| present.id == id) {
            return done(json!({"build": id}));
        }
        let path = format!("/v1/appStoreVersions/{version}/relationships/build");
        let heard = api::send(
            self.visit,
            Method::PATCH,
            &path,
            Some(&to_one("builds", id)),
        )
        .await?;
        if heard.status == 409 && heard.says("pre-release build could not be added") {
            return self.not_attached(id, heard.failure(self.visit.now())).await;
        }
        heard.checked(self.visit.now())?;
        done(json!({"build": id}))
    }

    /// One refusal, six causes [issues of 3 projects].
    async fn not_attached(&self, id: &str, mut refusal: Failure) -> Ended {
        let build = build(self.visit, id).await?;
        let cause = if build.encryption().is_none() || build.lacks_compliance() {
            "problem.attach-compliance"
        } else if build.build.word("buildAudienceType") == "INTERNAL_ONLY" {
            "problem.attach-internal-only"
        } else if build.build.flag("expired") == Some(true) {
            "problem.attach-expired"
        } else if self.attempt.waited < ATTACHING {
            return Ok(Outcome::WaitUntil {
                after: Duration::from_secs(30),
                what: Sentence::new("wait.settling"),
            });
        } else {
            "problem.attach-refused"
        };
        refusal.problem.advice = Sentence::new(cause);
        Err(refusal)
    }

    /// The plan of phases, made or taken away: one that an earlier draft left would release in phases what shall go to everybody.
    pub(super) async fn phased(&self) -> Ended {
        let version = self.left("version", "version")?;
        let present = phased(self.visit, version).await?;
        match (&self.order.when, present) {
            (When::InPhases(_), Some(plan)) => done(json!({"phased": plan.id})),
            (When::InPhases(_), None) => {
                // It becomes active by itself when the version goes live [inferred; 1 client].
                let attributes = json!({"phasedReleaseState": "INACTIVE"});
                let of = [("appStoreVersion", to_one("appStoreVersions", version))];
                let body = creation("appStoreVersionPhasedReleases", attributes, &of);
                let plan =
                    api::create(self.visit, "/v1/appStoreVersionPhasedReleases", &body).await?;
                done(json!({"phased": plan.id}))
            }
            (_, Some(plan)) => {
                let path = format!("/v1/appStoreVersionPhasedReleases/{}", plan.id);
                let heard = api::send(self.visit, Method::DELETE, &path, None).await?;
                if heard.status != 404 {
                    heard.checked(self.visit.now())?;
                }
                done(json!({"phased": null}))
            }
            (_, None) => done(json!({"phased": null})),
        }
    }

    /// Reads back that everything is in the version, for a person to submit.
    pub(super) async fn draft(&self) -> Ended {
        let (id, build) = (
            self.left("version", "version")?,
            self.left("processing", "build")?,
        );
        let version = versions::one(self.visit, id).await?;
        if version.build.as_deref() == Some(build) && version.state.is_editable() {
            return done(json!({"seen": true, "term": version.state.0, "version": id}));
        }
        if self.attempt.waited < LAG {
            return wait(2, "wait.seeing");
        }
        let said = Said::new("appVersionState", version.state.0.as_bytes(), &[]);
        let problem = Problem::new(
            ProblemKind::Refused,
            Sentence::new("problem.draft-not-seen"),
        );
        Err(Failure::certain(problem.said(said)))
    }
}

#[cfg(test)]
mod tests {
    use slipway_model::{Percent, Phases, When};

    use super::{Choice, Version, choose, goes_out_as_wanted, release_type};
    use crate::{apple::versions::State, fixture::order};

    fn version(name: &str, state: &str) -> Version {
        Version {
            id: format!("v-{name}"),
            name: name.into(),
            state: State(state.into()),
            ..Version::default()
        }
    }

    fn said(versions: &[Version], name: &str, may_rename: bool) -> String {
        match choose(versions, name, may_rename) {
            Ok(Choice::Use(version)) => format!("use {}", version.id),
            Ok(Choice::Rename(version)) => format!("rename {}", version.id),
            Ok(Choice::Make) => "make".to_owned(),
            Err(problem) => problem.advice.key,
        }
    }

    #[test]
    fn what_is_open_decides() {
        let live = || version("2.3.0", "READY_FOR_DISTRIBUTION");
        for (open, name, may_rename, expected) in [
            (
                version("2.4.0", "PREPARE_FOR_SUBMISSION"),
                "2.4.0",
                false,
                "use v-2.4.0",
            ),
            (version("2.4", "REJECTED"), "2.4.0", false, "use v-2.4"),
            (
                version("2.4.0", "READY_FOR_REVIEW"),
                "2.4.0",
                false,
                "use v-2.4.0",
            ),
            (
                version("2.3.5", "PREPARE_FOR_SUBMISSION"),
                "2.4.0",
                false,
                "problem.other-version-open",
            ),
            (
                version("2.3.5", "DEVELOPER_REJECTED"),
                "2.4.0",
                true,
                "rename v-2.3.5",
            ),
            (
                version("2.4.0", "WAITING_FOR_REVIEW"),
                "2.4.0",
                true,
                "problem.in-review",
            ),
            (
                version("2.4.0", "IN_REVIEW"),
                "2.4.0",
                true,
                "problem.in-review",
            ),
            (
                version("2.3.5", "PENDING_DEVELOPER_RELEASE"),
                "2.4.0",
                true,
                "problem.version-waits",
            ),
        ] {
            assert_eq!(
                said(&[open.clone(), live()], name, may_rename),
                expected,
                "{open:?}"
            );
        }
        assert_eq!(said(&[live()], "2.4.0", false), "make");
        assert_eq!(said(&[live()], "2.3", false), "problem.version-not-higher");
        assert_eq!(
            said(&[live()], "2.2.9", false),
            "problem.version-not-higher"
        );
        assert_eq!(said(&[], "1.0", false), "make");
        assert_eq!(said(&[version("9", "SOMETHING_NEW")], "1.0", false), "make");
    }

    #[test]
    fn a_wish_becomes_a_release_type() {
        let mut order = order("apple");
        let hour = "2026-04-01T09:00:00Z".parse().unwrap();
        assert_eq!(release_type(&order), ("AFTER_APPROVAL", None));
        order.when = When::ByHand;
        assert_eq!(release_type(&order), ("MANUAL", None));
        order.when = When::InPhases(Phases {
            percent: Percent::whole(1).unwrap(),
            from: hour,
            until: hour,
            zone: String::new(),
            about: String::new(),
        });
        assert_eq!(release_type(&order), ("AFTER_APPROVAL", None));
        order.when = When::At {
            instant: hour,
            zone: "UTC".into(),
        };
        assert_eq!(
            release_type(&order),
            ("SCHEDULED", Some("2026-04-01T09:00:00+00:00".into()))
        );
        let mut scheduled = Version {
            release_type: "SCHEDULED".into(),
            earliest: Some(hour),
            ..Version::default()
        };
        assert!(goes_out_as_wanted(&order, &scheduled));
        scheduled.earliest = None;
        assert!(!goes_out_as_wanted(&order, &scheduled));
    }
}
