//! People into groups and out of them, a batch at a time and a mark per person. There is no bulk call for API keys: the one that is known
//! belongs to the private web API [1 client]. So those who are there are passed over, those whom the app knows are linked together, and
//! the rest are made one by one.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use futures_util::{StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{
    Order, Outcome, Problem, ProblemKind, Retry, RowState, Sentence, Tester, TesterAct,
    TesterGroup, TesterRow,
};

use super::{
    api,
    document::{creation, identifier, to_many},
    problem::Heard,
    publish::{Ended, LAG, Release, done, refused},
    rate::Rate,
};
use crate::{Visit, failure::Failure, paste};

/// People per step, and ids per request; Apple documents no bound [inferred].
pub(super) const BATCH: usize = 100;
/// Addresses per question: they stand in its address.
const ASKED: usize = 50;
/// Testers that are made at once: a hidden short-term limit exists [issue].
const AT_ONCE: usize = 2;

/// One step's share: a group, and which of its people.
pub(super) struct Batch<'a> {
    /// Counted from one, as in the keys of steps.
    pub(super) group: usize,
    pub(super) people: &'a [Tester],
}

/// The shares of all groups, in order.
pub(super) fn batches(order: &Order) -> Vec<Batch<'_>> {
    let groups = order.testing.groups.iter().enumerate();
    groups
        .flat_map(|(at, group)| {
            group.people.chunks(BATCH).map(move |people| Batch {
                group: at + 1,
                people,
            })
        })
        .collect()
}

/// Left once the group was read for the first time: whoever is found there later was put there by this step.
#[derive(Serialize, Deserialize)]
struct FirstRead {
    members_read: bool,
}

impl Release<'_> {
    pub(super) async fn testers(&self, number: usize) -> Ended {
        let batches = batches(self.order);
        let batch = batches.get(number.saturating_sub(1)).ok_or_else(|| {
            refused(
                ProblemKind::Ours,
                Sentence::new("problem.step-left-nothing"),
            )
        })?;
        let group = self.wanted_group(batch.group)?;
        let rows = Rows {
            release: self,
            group,
            id: self.group_id(batch.group)?,
            known: newest(&self.visit.marks.left()),
        };
        let open: Vec<&Tester> = batch
            .people
            .iter()
            .filter(|tester| rows.is_open(tester))
            .collect();
        let ended = match self.order.testing.act {
            TesterAct::Add => rows.add(&open).await,
            TesterAct::Remove => rows.remove(&open).await,
        };
        match ended {
            Ok(Round::Done) => done(json!({"rows": batch.people.len()})),
            Ok(Round::Again(outcome)) => Ok(outcome),
            Err(failure) => {
                if !passes(&failure.problem) {
                    rows.not_reached(&open).await?;
                }
                Err(failure)
            }
        }
    }
}

/// A quota and a bad line pass by themselves; a row keeps waiting then.
fn passes(problem: &Problem) -> bool {
    problem.kind == ProblemKind::TooMany || problem.kind == ProblemKind::Cancelled
}

enum Round {
    Done,
    /// The step runs again: to rest, or to look once more.
    Again(Outcome),
}

fn later(seconds: u64, what: &str) -> Round {
    Round::Again(Outcome::WaitUntil {
        after: Duration::from_secs(seconds),
        what: Sentence::new(what),
    })
}

/// The newest word per person.
fn newest(marks: &[TesterRow]) -> BTreeMap<String, RowState> {
    marks
        .iter()
        .map(|row| (row.email.to_lowercase(), row.state))
        .collect()
}

struct Rows<'a> {
    release: &'a Release<'a>,
    group: &'a TesterGroup,
    /// The group's id at Apple.
    id: &'a str,
    known: BTreeMap<String, RowState>,
}

impl Rows<'_> {
    fn visit(&self) -> &Visit {
        self.release.visit
    }

    fn is_open(&self, tester: &Tester) -> bool {
        let state = self.known.get(&tester.key());
        state.is_none_or(|state| matches!(state, RowState::NotSent | RowState::Unclear))
    }

    async fn mark(
        &self,
        tester: &Tester,
        state: RowState,
        problem: Option<Problem>,
    ) -> Result<(), Failure> {
        let row = TesterRow {
            group: self.group.name.clone(),
            email: tester.email.clone(),
            state,
            problem,
        };
        self.visit()
            .marks
            .leave(row)
            .await
            .map_err(Failure::certain)
    }

    async fn mark_all(&self, testers: &[&Tester], state: RowState) -> Result<(), Failure> {
        for tester in testers {
            self.mark(tester, state, None).await?;
        }
        Ok(())
    }

    /// Whom another row's trouble kept from being sent; said once.
    async fn not_reached(&self, testers: &[&Tester]) -> Result<(), Failure> {
        let now = newest(&self.visit().marks.left());
        for tester in testers {
            if !now.contains_key(&tester.key()) {
                self.mark(tester, RowState::NotSent, None).await?;
            }
        }
        Ok(())
    }

    async fn add(&self, open: &[&Tester]) -> Result<Round, Failure> {
        let mut fit = Vec::new();
        for tester in open {
            if is_address(&tester.email) {
                fit.push(*tester);
            } else {
                let says = Sentence::new("problem.not-an-address").with("email", &tester.email);
                let problem = Problem::new(ProblemKind::BadInput, says);
                self.mark(tester, RowState::RefusedHere, Some(problem))
                    .await?;
            }
        }
        let was_read = !self.visit().marks.left::<FirstRead>().is_empty();
        let members = self.find("filter[betaGroups]", self.id, &fit).await?;
        let present = if was_read {
            RowState::Sent
        } else {
            RowState::AlreadyThere
        };
        let (there, absent): (Vec<_>, Vec<_>) = fit
            .into_iter()
            .partition(|tester| members.testers.contains_key(&tester.key()));
        self.mark_all(&there, present).await?;
        if !was_read {
            let mark = FirstRead { members_read: true };
            self.visit()
                .marks
                .leave(mark)
                .await
                .map_err(Failure::certain)?;
        }
        let app = self.release.app()?;
        let known = self.find("filter[apps]", app, &absent).await?;
        let (known_ones, strangers): (Vec<_>, Vec<_>) = absent
            .into_iter()
            .partition(|tester| known.testers.contains_key(&tester.key()));
        self.link(&known_ones, &known.testers).await?;
        if let Some(rest) = known.rate.rest().filter(|_| !strangers.is_empty()) {
            return Ok(later(rest.as_secs(), "wait.quota"));
        }
        self.make(&strangers).await
    }

    /// Testers of a group or an app among these addresses. The same person may be in several records [issue], so the app is always named.
    async fn find(&self, filter: &str, of: &str, testers: &[&Tester]) -> Result<Found, Failure> {
        let mut found = Found::default();
        for some in testers.chunks(ASKED) {
            let addresses: Vec<&str> = some.iter().map(|tester| tester.email.as_str()).collect();
            let addresses = addresses.join(",");
            let query = [
                (filter, of),
                ("filter[email]", &addresses),
                ("limit", "200"),
            ];
            let list = api::list(self.visit(), "/v1/betaTesters", &query).await?;
            found.rate = list.rate;
            for tester in list.document.data {
                // People who joined by link may have no address.
                if let Some(email) = tester.text("email") {
                    found.testers.insert(email.to_lowercase(), tester.id);
                }
            }
        }
        Ok(found)
    }

    /// Known people, together; one by one where the whole is refused, so that one does not cost the others.
    async fn link(
        &self,
        testers: &[&Tester],
        ids: &BTreeMap<String, String>,
    ) -> Result<(), Failure> {
        let id = |tester: &Tester| {
            ids.get(&tester.key())
                .map(String::as_str)
                .unwrap_or_default()
        };
        if testers.is_empty() {
            return Ok(());
        }
        let all: BTreeSet<&str> = testers.iter().map(|tester| id(tester)).collect();
        let heard = self.members(Method::POST, &all).await?;
        if heard.succeeded() {
            return self.mark_all(testers, RowState::Sent).await;
        }
        if !is_about_rows(&heard) {
            return Err(heard.failure(self.visit().now()));
        }
        if let [only] = testers {
            let problem = heard.failure(self.visit().now()).problem;
            return self.mark(only, RowState::Refused, Some(problem)).await;
        }
        for tester in testers {
            let heard = self
                .members(Method::POST, &BTreeSet::from([id(tester)]))
                .await?;
            if heard.succeeded() {
                self.mark(tester, RowState::Sent, None).await?;
            } else if is_about_rows(&heard) {
                let problem = heard.failure(self.visit().now()).problem;
                self.mark(tester, RowState::Refused, Some(problem)).await?;
            } else {
                return Err(heard.failure(self.visit().now()));
            }
        }
        Ok(())
    }

    async fn members(&self, method: Method, ids: &BTreeSet<&str>) -> Result<Heard, Failure> {
        let path = format!("/v1/betaGroups/{}/relationships/betaTesters", self.id);
        let body = to_many("betaTesters", ids.iter().copied());
        api::send(self.visit(), method, &path, Some(&body)).await
    }

    /// People whom the app does not know. Each is a request; Apple writes to them.
    async fn make(&self, testers: &[&Tester]) -> Result<Round, Failure> {
        let making: Vec<_> = testers.iter().map(|tester| self.make_one(tester)).collect();
        let mut ended = stream::iter(making).buffer_unordered(AT_ONCE);
        let mut again = None;
        while let Some(made) = ended.next().await {
            match made? {
                Made::Settled(rate) => {
                    if let Some(rest) = rate.rest() {
                        return Ok(later(rest.as_secs(), "wait.quota"));
                    }
                }
                Made::NotSeenYet => again = Some(later(3, "wait.seeing")),
            }
        }
        Ok(again.unwrap_or(Round::Done))
    }

    async fn make_one(&self, tester: &Tester) -> Result<Made, Failure> {
        let name = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let attributes = json!({
            "email": tester.email,
            "firstName": name(&tester.first_name),
            "lastName": name(&tester.last_name),
        });
        let groups: Value = json!({"data": [identifier("betaGroups", self.id)]});
        let body = creation("betaTesters", attributes, &[("betaGroups", groups)]);
        let heard =
            match api::send(self.visit(), Method::POST, "/v1/betaTesters", Some(&body)).await {
                Ok(heard) => heard,
                Err(failure) => {
                    // It may have arrived: the next round finds the person in the group, or not.
                    if failure.problem.retry == Retry::AfterLooking {
                        self.mark(tester, RowState::Unclear, Some(failure.problem.clone()))
                            .await?;
                    }
                    return Err(failure);
                }
            };
        if heard.succeeded() {
            self.mark(tester, RowState::Sent, None).await?;
            return Ok(Made::Settled(heard.rate));
        }
        if heard.status == 409 {
            return self.read_back(tester, &heard).await;
        }
        if is_about_rows(&heard) {
            let problem = heard.failure(self.visit().now()).problem;
            self.mark(tester, RowState::Refused, Some(problem)).await?;
            return Ok(Made::Settled(heard.rate));
        }
        Err(heard.failure(self.visit().now()))
    }

    /// Which 409 says "is there already" was never captured, so every one is read back: in the group, with the app, or nowhere.
    async fn read_back(&self, tester: &Tester, heard: &Heard) -> Result<Made, Failure> {
        let one = [tester];
        let members = self.find("filter[betaGroups]", self.id, &one).await?;
        if members.testers.contains_key(&tester.key()) {
            self.mark(tester, RowState::AlreadyThere, None).await?;
            return Ok(Made::Settled(members.rate));
        }
        let known = self.find("filter[apps]", self.release.app()?, &one).await?;
        if known.testers.contains_key(&tester.key()) {
            self.link(&one, &known.testers).await?;
            return Ok(Made::Settled(known.rate));
        }
        let is_state = heard.says("state of another resource");
        if !is_state && self.release.attempt.waited < LAG {
            return Ok(Made::NotSeenYet);
        }
        let problem = heard.failure(self.visit().now()).problem;
        self.mark(tester, RowState::Refused, Some(problem)).await?;
        Ok(Made::Settled(known.rate))
    }

    /// Out of the group, and out of nothing else.
    async fn remove(&self, open: &[&Tester]) -> Result<Round, Failure> {
        let members = self.find("filter[betaGroups]", self.id, open).await?;
        let (there, absent): (Vec<_>, Vec<_>) = open
            .iter()
            .copied()
            .partition(|tester| members.testers.contains_key(&tester.key()));
        self.mark_all(&absent, RowState::Removed).await?;
        if there.is_empty() {
            return Ok(Round::Done);
        }
        let id = |tester: &Tester| {
            members
                .testers
                .get(&tester.key())
                .map(String::as_str)
                .unwrap_or_default()
        };
        let ids: BTreeSet<&str> = there.iter().map(|tester| id(tester)).collect();
        // 202 says that it happens later, and is a yes [spec]; 404 that it happened before.
        let heard = self.members(Method::DELETE, &ids).await?;
        if heard.succeeded() || heard.status == 404 {
            self.mark_all(&there, RowState::Removed).await?;
            return Ok(Round::Done);
        }
        if !is_about_rows(&heard) {
            return Err(heard.failure(self.visit().now()));
        }
        for tester in there {
            let heard = self
                .members(Method::DELETE, &BTreeSet::from([id(tester)]))
                .await?;
            if heard.succeeded() || heard.status == 404 {
                self.mark(tester, RowState::Removed, None).await?;
            } else if is_about_rows(&heard) {
                let problem = heard.failure(self.visit().now()).problem;
                self.mark(tester, RowState::Refused, Some(problem)).await?;
            } else {
                return Err(heard.failure(self.visit().now()));
            }
        }
        Ok(Round::Done)
    }
}

#[derive(Default)]
struct Found {
    /// Ids by address in lower case.
    testers: BTreeMap<String, String>,
    rate: Rate,
}

enum Made {
    Settled(Rate),
    /// Refused as a duplicate that no list shows yet.
    NotSeenYet,
}

/// A no to what was said of these people; everything else concerns every row.
fn is_about_rows(heard: &Heard) -> bool {
    matches!(heard.status, 409 | 422)
        || (heard.status == 400 && !heard.has("PARAMETER_ERROR"))
        || (heard.status == 404 && heard.says("betatesters"))
}

/// What can be an address at all; a comma would be two in a question.
fn is_address(email: &str) -> bool {
    paste::is_email(email) && !email.contains(',') && email.len() <= 254
}

#[cfg(test)]
mod tests {
    use slipway_model::{RowState, Tester, TesterGroup, TesterRow, Testing};

    use super::{batches, is_address, newest};
    use crate::fixture::order;

    fn tester(email: &str) -> Tester {
        Tester {
            email: email.into(),
            first_name: String::new(),
            last_name: String::new(),
        }
    }

    #[test]
    fn ten_thousand_people_are_a_hundred_batches() {
        let mut order = order("apple");
        let people = |count: usize| {
            (0..count)
                .map(|at| tester(&format!("t{at}@example.com")))
                .collect()
        };
        order.testing = Testing {
            groups: vec![
                TesterGroup {
                    name: "A".into(),
                    people: people(9_950),
                    ..TesterGroup::default()
                },
                TesterGroup {
                    name: "B".into(),
                    people: people(0),
                    ..TesterGroup::default()
                },
                TesterGroup {
                    name: "C".into(),
                    people: people(50),
                    ..TesterGroup::default()
                },
            ],
            ..Testing::default()
        };
        let all = batches(&order);
        assert_eq!(all.len(), 101);
        assert_eq!(
            (all[99].group, all[99].people.len(), all[100].group),
            (1, 50, 3)
        );
    }

    #[test]
    fn the_newest_word_about_a_person_counts() {
        let row = |email: &str, state| TesterRow {
            group: "A".into(),
            email: email.into(),
            state,
            problem: None,
        };
        let known = newest(&[
            row("Lin@example.com", RowState::NotSent),
            row("lin@EXAMPLE.com", RowState::Sent),
        ]);
        assert_eq!(known.len(), 1);
        assert_eq!(known["lin@example.com"], RowState::Sent);
    }

    #[test]
    fn what_can_be_no_address_is_not_sent() {
        for (email, fits) in [
            ("lin@example.com", true),
            ("lin+a@example.com", true),
            ("lin", false),
            ("a@b.c,d@e.f", false),
            ("lin @example.com", false),
        ] {
            assert_eq!(is_address(email), fits, "{email}");
        }
    }
}
