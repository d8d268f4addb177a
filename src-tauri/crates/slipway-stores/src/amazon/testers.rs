//! DevTest: people are added group by group. One answer comes for a whole call, so a call that is refused is halved until each refused row
//! stands alone with Amazon's words; every row's end is written down as soon as it is known.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{Problem, ProblemKind, RowState, Said, Sentence, Tester, TesterRow};

use super::{
    batches::{Batch, batches},
    count::{Compared, MOST_PEOPLE, Reply, Sent, compare},
    problem::{self, Heard, Place},
    publish::{Ended, Release, done, ours},
    rows,
};
use crate::failure::{Acted, Failure};

/// `trackId` of DevTest [official]; what the answer says is what is used.
const TRACK: &str = "devtest";
/// Rows that are refused one after the other before a row that is known to be good is sent again, to see whether it is the limit.
const SUSPICIOUS: u32 = 2;

/// One batch of people into one group.
pub(super) async fn add(release: &Release<'_>, key: &str) -> Ended {
    let all = batches(release.order);
    let place = all
        .iter()
        .position(|batch| batch.key == key)
        .ok_or_else(ours)?;
    let (before, batch) = (&all[..place], &all[place]);
    let mut job = Job {
        release,
        batch,
        track: release
            .text("register", "track")
            .unwrap_or(TRACK)
            .to_owned(),
        ends: settled(release, batch),
        earlier: earlier(release, before),
        last: None,
        note: None,
    };
    job.check().await?;
    let worked = job.work().await;
    if let Err(failure) = &worked {
        job.leave_the_rest(failure).await?;
    }
    worked?;
    done(job.output())
}

/// Rows whose end is known from an earlier attempt. One that was not sent, or that nobody knows of, is open again.
fn settled(release: &Release<'_>, batch: &Batch<'_>) -> HashMap<String, RowState> {
    let rows = release.visit.marks.left::<TesterRow>();
    rows.into_iter()
        .filter(|row| row.group == batch.group.name)
        .map(|row| (row.email.to_lowercase(), row.state))
        .collect()
}

/// Different people that earlier batches of this job put in.
fn earlier(release: &Release<'_>, before: &[Batch<'_>]) -> HashSet<String> {
    let mut people = HashSet::new();
    for batch in before {
        let out: Vec<String> = release
            .output(&batch.key, "left_out")
            .and_then(|out| serde_json::from_value(out.clone()).ok())
            .unwrap_or_default();
        let added = batch.people.iter().map(Tester::key);
        people.extend(added.filter(|email| !out.contains(email)));
    }
    people
}

struct Job<'a> {
    release: &'a Release<'a>,
    batch: &'a Batch<'a>,
    track: String,
    ends: HashMap<String, RowState>,
    earlier: HashSet<String>,
    /// The last answer that was a yes.
    last: Option<Reply>,
    /// A difference between count and list that a person should know of.
    note: Option<Sentence>,
}

type Rows<'a> = &'a [&'a Tester];

impl<'a> Job<'a> {
    /// Rows that are certainly wrong are told at once and never sent.
    async fn check(&mut self) -> Result<(), Failure> {
        for tester in self.batch.people {
            if self.is_open(tester)
                && let Some(problem) = rows::refused(tester)
            {
                self.end(tester, RowState::RefusedHere, Some(problem))
                    .await?;
            }
        }
        Ok(())
    }

    fn is_open(&self, tester: &Tester) -> bool {
        !matches!(
            self.ends.get(&tester.key()),
            Some(
                RowState::Sent
                    | RowState::AlreadyThere
                    | RowState::Refused
                    | RowState::RefusedHere
                    | RowState::Removed
            )
        )
    }

    fn open(&self) -> Vec<&'a Tester> {
        let people = self.batch.people.iter();
        people.filter(|tester| self.is_open(tester)).collect()
    }

    fn good(&self) -> impl Iterator<Item = &'a Tester> {
        let people = self.batch.people.iter();
        people.filter(|tester| self.ends.get(&tester.key()) == Some(&RowState::Sent))
    }

    async fn work(&mut self) -> Result<(), Failure> {
        let open = self.open();
        let mut parts: VecDeque<Rows<'_>> = VecDeque::new();
        if !open.is_empty() {
            parts.push_back(&open);
        }
        let mut refused_in_a_row = 0;
        while let Some(part) = parts.pop_front() {
            let heard = self.send(part).await?;
            if heard.succeeded() {
                self.accepted(part, &heard).await?;
                refused_in_a_row = 0;
                continue;
            }
            // Only a 400 is about the rows; everything else concerns them all.
            if heard.status != 400 {
                return Err(problem::failure(&heard, Place::Testing));
            }
            if self.is_full() {
                return Err(limit(&heard));
            }
            match part {
                [one] => {
                    let says = Sentence::new("problem.tester-refused");
                    let problem = Problem::new(ProblemKind::Refused, says).said(heard.said());
                    self.end(one, RowState::Refused, Some(problem)).await?;
                    refused_in_a_row += 1;
                    if refused_in_a_row >= SUSPICIOUS && !parts.is_empty() {
                        self.doubt().await?;
                        refused_in_a_row = 0;
                    }
                }
                several => {
                    let (first, second) = several.split_at(several.len() / 2);
                    parts.push_front(second);
                    parts.push_front(first);
                }
            }
        }
        Ok(())
    }

    /// Sends a row again that is in already: if even that is refused, or the count is at its end, it is the limit and not the rows.
    async fn doubt(&mut self) -> Result<(), Failure> {
        let Some(known) = self.good().next() else {
            return Ok(());
        };
        let heard = self.send(&[known]).await?;
        if heard.succeeded() {
            if let Some(reply) = heard
                .read::<Reply>()
                .filter(|reply| reply.count().is_some())
            {
                self.last = Some(reply);
            }
            return if self.is_full() {
                Err(limit(&heard))
            } else {
                Ok(())
            };
        }
        if heard.status == 400 {
            Err(limit(&heard))
        } else {
            Err(problem::failure(&heard, Place::Testing))
        }
    }

    fn is_full(&self) -> bool {
        let count = self.last.as_ref().and_then(Reply::count);
        count.is_some_and(|count| count >= MOST_PEOPLE)
    }

    /// `POST /tracks/{trackId}/testers`: one group, these people [official]. A lost answer leaves its rows unclear; the same rows are sent
    /// again by the next attempt, because adding somebody twice adds nobody [inferred].
    async fn send(&mut self, part: Rows<'_>) -> Result<Heard, Failure> {
        let testers: Vec<Value> = part.iter().map(|tester| person(tester)).collect();
        let body = json!({ "groups": [{ "name": self.batch.group.name, "testers": testers }] });
        let parts = ["tracks", self.track.as_str(), "testers"];
        let sent = self
            .release
            .site
            .send(Method::POST, &parts, |request| request.json(&body))
            .await;
        let lost = match &sent {
            Ok(heard) if heard.succeeded() => None,
            Ok(heard) => {
                let failure = problem::failure(heard, Place::Testing);
                (failure.acted == Acted::Perhaps).then_some(failure.problem)
            }
            Err(failure) => (failure.acted == Acted::Perhaps).then(|| failure.problem.clone()),
        };
        if let Some(problem) = lost {
            self.unclear(part, &problem).await?;
        }
        sent
    }

    async fn unclear(&mut self, part: Rows<'_>, problem: &Problem) -> Result<(), Failure> {
        for tester in part {
            let known = self.ends.get(&tester.key());
            // What is known to be in stays so; what was unclear before need not be said again.
            if !matches!(known, Some(RowState::Sent | RowState::Unclear)) {
                self.end(tester, RowState::Unclear, Some(problem.clone()))
                    .await?;
            }
        }
        Ok(())
    }

    async fn accepted(&mut self, part: Rows<'_>, heard: &Heard) -> Result<(), Failure> {
        let reply = heard.read::<Reply>();
        let Some((reply, count)) = reply.and_then(|reply| Some((reply.clone(), reply.count()?)))
        else {
            let failure = problem::unreadable(heard);
            self.unclear(part, &failure.problem).await?;
            return Err(failure);
        };
        let people: HashSet<String> = part.iter().map(|tester| tester.key()).collect();
        let so_far = self
            .good()
            .map(Tester::key)
            .chain(self.earlier.iter().cloned());
        let in_job: HashSet<String> = so_far.chain(people.iter().cloned()).collect();
        let sent = Sent {
            group: &self.batch.group.name,
            in_call: people.len() as u64,
            in_job: in_job.len() as u64,
        };
        match compare(&reply, count, sent) {
            Compared::Short(says) => {
                let problem = Problem::new(ProblemKind::Unclear, says).said(heard.said());
                self.unclear(part, &problem).await?;
                return Err(Failure::certain(problem));
            }
            Compared::In(note) => {
                self.note = note;
                self.last = Some(reply);
            }
        }
        for tester in part {
            self.end(tester, RowState::Sent, None).await?;
        }
        Ok(())
    }

    /// Rows that were not reached, where no further attempt will reach them by itself.
    async fn leave_the_rest(&mut self, failure: &Failure) -> Result<(), Failure> {
        if failure.problem.retry != slipway_model::Retry::No
            || failure.problem.kind == ProblemKind::Cancelled
        {
            return Ok(());
        }
        for tester in self.open() {
            let known = self.ends.get(&tester.key());
            if !matches!(known, Some(RowState::NotSent | RowState::Unclear)) {
                let problem = Some(failure.problem.clone());
                self.end(tester, RowState::NotSent, problem).await?;
            }
        }
        Ok(())
    }

    async fn end(
        &mut self,
        tester: &Tester,
        state: RowState,
        problem: Option<Problem>,
    ) -> Result<(), Failure> {
        let row = TesterRow {
            group: self.batch.group.name.clone(),
            email: tester.email.clone(),
            state,
            problem,
        };
        self.release
            .visit
            .marks
            .leave(row)
            .await
            .map_err(Failure::certain)?;
        self.ends.insert(tester.key(), state);
        Ok(())
    }

    fn output(&self) -> Value {
        let left_out: Vec<String> = self
            .batch
            .people
            .iter()
            .map(Tester::key)
            .filter(|email| self.ends.get(email) != Some(&RowState::Sent))
            .collect();
        let in_job: HashSet<String> = self
            .good()
            .map(Tester::key)
            .chain(self.earlier.iter().cloned())
            .collect();
        let last = self.last.as_ref();
        let said = last.map(|reply| {
            let count = reply.count().unwrap_or_default();
            format!(
                "groups: {}; uniqueTesterCount: {count}",
                reply.groups.join(", ")
            )
        });
        json!({
            "group": self.batch.group.name,
            "sent": self.batch.people.len() - left_out.len(),
            "left_out": left_out,
            "groups": last.map(|reply| &reply.groups),
            // What the ledger compares: the app's different testers by Amazon, and by this job. More is somebody else's work.
            "store_count": last.and_then(Reply::count),
            "expected_count": in_job.len(),
            "note": self.note,
            "said": said,
        })
    }
}

/// Names are optional [official]; an empty one is left out, and none is made up.
fn person(tester: &Tester) -> Value {
    let mut person = json!({ "email": tester.email });
    for (name, value) in [
        ("firstName", &tester.first_name),
        ("lastName", &tester.last_name),
    ] {
        if !value.is_empty() {
            person[name] = json!(value);
        }
    }
    person
}

/// Nobody else is taken, whoever it is.
fn limit(heard: &Heard) -> Failure {
    let says = Sentence::new("problem.tester-limit").with("limit", MOST_PEOPLE);
    let said = if heard.succeeded() {
        Said::default()
    } else {
        heard.said()
    };
    Failure::certain(Problem::new(ProblemKind::Refused, says).said(said))
}
