//! The matrix: each cell is a release of its own, in a world of its own, with one trouble at one of its requests.

use futures_util::{StreamExt as _, stream};
use slipway_engine::view::{ReleaseEvent, ReleaseView, StoreRun};
use slipway_model::Language;
use slipway_practice::{Fault, Knob};
use slipway_stores::Capability;
use slipway_tests::{
    each, every_store,
    learned::{Learned, Request},
    rehearsal::{Rehearsal, words},
};

use crate::{
    columns::{Column, LIE, columns},
    verdict::{Claim, Verdict},
};

/// Practice's clock runs this much faster: ten minutes of waiting for an answer pass in three seconds.
const RATE: f64 = 200.0;

/// How many rehearsals run side by side; they mostly wait.
const SIDE_BY_SIDE: usize = 8;

/// More than a person ever needs: try again, look again, send again.
const DEEDS: usize = 4;

/// Where a cell came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    /// Through the trouble by itself.
    Through,
    /// To its end by what a person was offered.
    Mended,
    /// To the store, and nobody can tell.
    Untold,
}

struct Cell {
    store: &'static str,
    row: Request,
    column: Column,
    rehearsal: Rehearsal,
}

impl Cell {
    async fn new(store: &'static str, row: Request, column: Column) -> Self {
        Self {
            store,
            row,
            column,
            rehearsal: Rehearsal::quick(RATE).await,
        }
    }

    /// # Errors
    /// What was dishonest or led nowhere.
    async fn run(self) -> Result<Came, String> {
        let (release, events) = self.publish().await?;
        let complain = |wrong: String| format!("{}\n{}", self.place(), trail(&wrong, &events));
        self.met().map_err(complain)?;
        let share = self.share(&release);
        if self.claim(share).judge().map_err(complain)? == Verdict::Settled {
            return Ok(Came::Through);
        }
        let said = share
            .problem
            .as_ref()
            .map(|problem| problem.says.trim())
            .unwrap_or_default();
        if said.is_empty() {
            return Err(complain(format!(
                "ended as {} without a sentence",
                share.state
            )));
        }
        self.rehearsal.practice.clear_knobs();
        let (release, deeds) = self.go_on(release).await.map_err(complain)?;
        let share = self.share(&release);
        self.claim(share)
            .judge_in_the_end()
            .map_err(|wrong| complain(format!("{wrong}, after {deeds}")))?;
        Ok(match share.state.as_str() {
            "submitted" => Came::Mended,
            _ => Came::Untold,
        })
    }

    fn place(&self) -> String {
        let Self {
            store, row, column, ..
        } = self;
        format!("{store}, {}, {}", row.name(), column.name)
    }

    /// The plan is made on a good line; trouble begins when the release is started.
    async fn publish(&self) -> Result<(ReleaseView, Vec<ReleaseEvent>), String> {
        let rehearsal = &self.rehearsal;
        let plan = rehearsal.plan(rehearsal.draft(&[self.store])).await;
        let Column { times, fault, .. } = self.column.clone();
        rehearsal.turn(self.row.trouble(fault, times));
        if self.row.fetches_token {
            // The plan has fetched one already; it is refused once, so that the release needs another.
            rehearsal.turn(Knob {
                store: Some(self.store.into()),
                times: Some(1),
                ..Knob::new(Fault::Store {
                    name: "expired-token".into(),
                })
            });
        }
        let started = rehearsal.world.start(&plan.id, Language::En).await;
        let id = started.map_err(|problem| format!("{}: {}", self.place(), problem.says))?;
        let events = rehearsal.follow(&id, 0).await;
        Ok((rehearsal.release(&id).await, events))
    }

    /// A cell whose trouble never came proves nothing.
    fn met(&self) -> Result<(), String> {
        let ledger = self.rehearsal.practice.ledger(0).expect("the ledger");
        let met = ledger
            .iter()
            .any(|entry| entry.fault.is_some() && self.row.is_like(entry));
        met.then_some(())
            .ok_or_else(|| "the trouble never came".to_owned())
    }

    fn share<'a>(&self, release: &'a ReleaseView) -> &'a StoreRun {
        &release.stores[0]
    }

    fn claim<'a>(&self, share: &'a StoreRun) -> Claim<'a> {
        Claim {
            state: &share.state,
            evidence: share
                .receipt
                .as_ref()
                .map(|receipt| receipt.evidence.as_str()),
            submissions: self.rehearsal.submissions(self.store),
            can_be_asked: each::can(self.store, Capability::ReviewQuery),
            lied: self.column.name == LIE,
        }
    }

    /// The trouble is over: a person does what is offered, until there is nothing more to do.
    async fn go_on(&self, mut release: ReleaseView) -> Result<(ReleaseView, String), String> {
        let mut deeds = Vec::new();
        for _ in 0..DEEDS {
            let looked = deeds.iter().any(|deed| deed == "look-again");
            let Some(action) = self.claim(self.share(&release)).person_does(looked) else {
                break;
            };
            let name = serde_json::to_value(action).expect("an action's name");
            let name = name.as_str().unwrap_or_default().to_owned();
            let offered = &self.share(&release).actions;
            if !offered.contains(&name) {
                return Err(format!("{name} is not offered, only {offered:?}"));
            }
            deeds.push(name);
            let world = &self.rehearsal.world;
            let done = world
                .act(&release.id, Some(self.store), action, Language::En)
                .await;
            done.map_err(|problem| format!("{deeds:?}: {}", problem.says))?;
            self.rehearsal.follow(&release.id, release.seq).await;
            release = self.rehearsal.release(&release.id).await;
        }
        Ok((release, deeds.join(", ")))
    }
}

fn trail(wrong: &str, events: &[ReleaseEvent]) -> String {
    format!("{wrong}\n{:#?}", words(events))
}

async fn honest_in_every_trouble(store: &'static str) {
    let learned = Learned::of(store).await;
    let rows = &learned.requests;
    assert!(rows.len() >= 2, "{store}: {rows:?}");
    let cells: Vec<(Request, Column)> = rows
        .iter()
        .flat_map(|row| {
            columns(&learned, row)
                .into_iter()
                .map(|it| (row.clone(), it))
        })
        .collect();
    let outcomes: Vec<Result<Came, String>> = stream::iter(cells)
        .map(|(row, column)| async move { Cell::new(store, row, column).await.run().await })
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    let wrong: Vec<&str> = outcomes
        .iter()
        .filter_map(|outcome| outcome.as_ref().err().map(String::as_str))
        .collect();
    let count = outcomes.len();
    assert!(
        wrong.is_empty(),
        "{} of {count} cells of {store}:\n\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    let with = |came| {
        outcomes
            .iter()
            .filter(|it| it.as_ref() == Ok(&came))
            .count()
    };
    let (through, mended) = (with(Came::Through), with(Came::Mended));
    println!(
        "{store}: {count} cells of {} requests; {through} came through, {mended} were mended, {} stayed untold",
        rows.len(),
        with(Came::Untold)
    );
    assert!(
        through > 0 && mended > 0,
        "a matrix of one colour tests nothing"
    );
}

every_store!(honest_in_every_trouble);
