//! Steering what was submitted: one lever, one request, then a look at what the store shows. The answer to the request proves
//! nothing; only what is read back does, and that is asked for also when the answer was lost.

use std::time::Duration;

use slipway_http::Meter;
use slipway_model::{
    Language, Lever, Percent, Problem, ProblemKind, Review, Sentence, Steering, StoreId,
};

use super::Standing;
use crate::{
    World,
    release::{What, journal::Line},
    say::{plain, say, view, word},
    view::Steered,
    world::{Answer, Told as _},
};

/// When the store is asked what it shows, on the world's clock. Its processing may take a moment.
const LOOKS: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];

/// What came of a pull.
enum Pulled {
    Seen,
    Refused(Problem),
    Unclear(Problem),
}

impl World {
    /// Pulls a lever of the version that was last submitted for `package` in `store`; `percent` (`20`, `12.5 %`) goes with *widen*.
    /// One pull at a time.
    ///
    /// # Errors
    /// No such app or store, the lever is not there now, or the database does not answer: nothing was sent then.
    pub async fn steer(
        &self,
        package: &str,
        store: &str,
        lever: Lever,
        percent: Option<&str>,
        lang: Language,
    ) -> Answer<Steered> {
        let steering = wished(lever, percent).told(lang)?;
        let _turn = self.steering.lock().await;
        let standing = self.standing(package, store).await.told(lang)?;
        let client = self.store(store).told(lang)?;
        // What was read last may be old: the levers are those that the store shows now.
        let in_its_words = |problem: Problem| view(Some(client), &problem, lang);
        let review = self.review_now(&standing).await.map_err(in_its_words)?;
        if !review.levers.contains(&steering.lever) {
            self.keep_review(standing, Ok(review)).await.told(lang)?;
            let says = Sentence::new("steer.not-now");
            return Err(view(
                Some(client),
                &Problem::new(ProblemKind::BadInput, says),
                lang,
            ));
        }
        self.note(&standing, What::Steering { steering })
            .await
            .told(lang)?;
        let pulled = self.pull(&standing, &steering, &review).await.told(lang)?;
        let (seen, problem) = match &pulled {
            Pulled::Seen => (true, None),
            Pulled::Refused(problem) | Pulled::Unclear(problem) => (false, Some(problem.clone())),
        };
        self.note(
            &standing,
            What::Steered {
                steering,
                seen,
                problem,
            },
        )
        .await
        .told(lang)?;
        Ok(match pulled {
            Pulled::Seen => {
                let lever = word(&format!("lever.{}", plain(&steering.lever)), lang);
                let says = Sentence::new("steer.seen").with("lever", lever);
                Steered::Seen {
                    says: say(Some(client), &says, lang),
                }
            }
            Pulled::Refused(problem) => Steered::Refused {
                problem: view(Some(client), &problem, lang),
            },
            Pulled::Unclear(problem) => Steered::Unclear {
                problem: view(Some(client), &problem, lang),
            },
        })
    }

    async fn standing(&self, package: &str, store: &str) -> Result<Standing, Problem> {
        self.standings()
            .await?
            .into_iter()
            .find(|standing| standing.package == package && standing.store == store)
            .ok_or_else(|| {
                Problem::new(ProblemKind::NotFound, Sentence::new("steer.nothing-there"))
            })
    }

    /// `before`: what the store showed just before.
    async fn pull(
        &self,
        standing: &Standing,
        steering: &Steering,
        before: &Review,
    ) -> Result<Pulled, Problem> {
        let store = self.store(&standing.store)?;
        let app = self.app_ref(store, &standing.package).await?;
        let submitted = standing.submitted.as_ref().map(super::Sent::for_store);
        let cancel = self.closing.child_token();
        let meter = Meter::new();
        let visit = self
            .visit(store, &standing.account, cancel, meter.clone())
            .await?;
        let answered = store
            .steer(&visit, &app, submitted.as_ref(), steering)
            .await;
        self.note_calls(&standing.store, &standing.account, &meter)
            .await?;
        // A definite no needs no look; silence does.
        if let Err(problem) = &answered
            && !may_have_happened(problem)
        {
            return Ok(Pulled::Refused(problem.clone()));
        }
        let seen = self.look_for(standing, steering, before).await?;
        Ok(match (seen, answered) {
            (true, _) => Pulled::Seen,
            (false, Err(problem)) => Pulled::Unclear(problem),
            (false, Ok(())) => Pulled::Unclear(Problem::new(
                ProblemKind::Unclear,
                Sentence::new("steer.not-seen"),
            )),
        })
    }

    /// Whether the store comes to show it. What it says is kept either way.
    async fn look_for(
        &self,
        standing: &Standing,
        steering: &Steering,
        before: &Review,
    ) -> Result<bool, Problem> {
        for wait in LOOKS {
            self.clock.sleep(wait).await;
            let asked: Result<Review, Problem> = self.review_now(standing).await;
            let seen = asked
                .as_ref()
                .is_ok_and(|now| steering.is_seen_in(before, now));
            self.keep_review(standing.clone(), asked).await?;
            if seen {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A line in the journal of the release that submitted. What nobody submitted here has no journal.
    async fn note(&self, standing: &Standing, what: What) -> Result<(), Problem> {
        if let Some(release) = &standing.release {
            let line = Line::store(&StoreId::new(&standing.store), what);
            self.journal.append(release, self.now(), line).await?;
        }
        self.tell_changed();
        Ok(())
    }
}

/// *Widen* needs a share and no other lever takes one.
fn wished(lever: Lever, percent: Option<&str>) -> Result<Steering, Problem> {
    let typed = percent.unwrap_or_default();
    if lever != Lever::Widen {
        return Ok(Steering::new(lever));
    }
    let percent: Option<Percent> = typed.parse().ok();
    percent
        .filter(|percent| percent.hundredths() > 0)
        .map(Steering::widen)
        .ok_or_else(|| {
            let says = Sentence::new("plan.when.percent").with("percent", typed);
            Problem::new(ProblemKind::BadInput, says)
        })
}

fn may_have_happened(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ProblemKind::Network
            | ProblemKind::TimedOut
            | ProblemKind::StoreDown
            | ProblemKind::Cancelled
            | ProblemKind::Unclear
    )
}
