//! From journal to state: a pure function over the lines. Window, resume and exit codes all rest on it, so nothing here reads a
//! clock, a file or the memory of a running task.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use slipway_model::{
    Goal, Looked, Outputs, Problem, Repeat, Review, Sentence, Step, StoreId, TesterRow,
};

use super::{Action, Event, Facts, What};

/// Where a release stands by its journal.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Folded {
    pub(crate) stores: Vec<StoreFold>,
    pub(crate) began: Option<Timestamp>,
    /// Set while every store has come to an end.
    pub(crate) ended: Option<Timestamp>,
    pub(crate) seq: u64,
}

/// Where one store stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StoreFold {
    pub(crate) store: StoreId,
    /// How far it was to go.
    pub(crate) goal: Goal,
    pub(crate) state: StoreState,
    pub(crate) steps: Vec<StepFold>,
    /// What went wrong last, while it still matters.
    pub(crate) problem: Option<Problem>,
    pub(crate) says: Option<Sentence>,
    pub(crate) receipt: Option<Facts>,
    pub(crate) review: Option<Review>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StoreState {
    ToDo,
    Running,
    Waiting,
    Submitted,
    /// The release was to end before the submission, and it did.
    Parked,
    Failed,
    /// Nobody can tell whether it happened; a person decides.
    Unclear,
    Stopped,
    Skipped,
}

impl StoreState {
    /// Nothing goes on by itself.
    pub(crate) fn is_end(self) -> bool {
        !matches!(self, Self::ToDo | Self::Running | Self::Waiting)
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::ToDo => "to-do",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Submitted => "submitted",
            Self::Parked => "parked",
            Self::Failed => "failed",
            Self::Unclear => "unclear",
            Self::Stopped => "stopped",
            Self::Skipped => "skipped",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StepFold {
    pub(crate) step: Step,
    pub(crate) state: StepState,
    pub(crate) began: Option<Timestamp>,
    pub(crate) ended: Option<Timestamp>,
    pub(crate) attempts: u32,
    pub(crate) says: Option<Sentence>,
    pub(crate) output: Option<Value>,
    /// What its attempts wrote down on the way.
    pub(crate) marks: Vec<Value>,
    /// An intent without an answer: the step may have happened.
    pub(crate) open: Option<Open>,
}

/// What was committed before a request whose answer is not known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Open {
    pub(crate) needs: Value,
    pub(crate) since: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepState {
    ToDo,
    Running,
    Waiting,
    Done,
    Failed,
    Unclear,
    Stopped,
    Skipped,
}

impl StepState {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::ToDo => "to-do",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Unclear => "unclear",
            Self::Stopped => "stopped",
            Self::Skipped => "skipped",
        }
    }
}

/// Folds lines, which must be in order and complete from the first.
pub(crate) fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Folded {
    let mut folded = Folded::default();
    for event in events {
        folded.take(event);
    }
    folded
}

impl Folded {
    pub(crate) fn store(&self, store: &StoreId) -> Option<&StoreFold> {
        self.stores.iter().find(|fold| fold.store == *store)
    }

    pub(crate) fn take(&mut self, event: &Event) {
        self.seq = event.seq;
        match &event.what {
            What::Planned { steps, goal } => self.planned(event, steps, *goal),
            What::Began => self.began = Some(event.time),
            What::Resumed => self.ended = None,
            What::Ended => self.ended = Some(event.time),
            _ => {
                let store = event.store.as_ref();
                if let Some(fold) = self
                    .stores
                    .iter_mut()
                    .find(|fold| Some(&fold.store) == store)
                {
                    fold.take(event);
                }
            }
        }
    }

    fn planned(&mut self, event: &Event, steps: &[Step], goal: Goal) {
        let Some(store) = &event.store else { return };
        self.stores.push(StoreFold {
            store: store.clone(),
            goal,
            state: StoreState::ToDo,
            steps: steps.iter().cloned().map(StepFold::new).collect(),
            problem: None,
            says: None,
            receipt: None,
            review: None,
        });
    }
}

impl StoreFold {
    pub(crate) fn step(&self, key: &str) -> Option<&StepFold> {
        self.steps.iter().find(|step| step.step.key == key)
    }

    /// What the steps that are done have left behind.
    pub(crate) fn outputs(&self) -> Outputs {
        self.steps
            .iter()
            .filter_map(|step| Some((step.step.key.clone(), step.output.clone()?)))
            .collect()
    }

    /// What became of each row of testers, the newest word on each, in the order in which they were first told.
    pub(crate) fn tester_rows(&self) -> Vec<TesterRow> {
        let mut rows: Vec<TesterRow> = Vec::new();
        let mut places: HashMap<(String, String), usize> = HashMap::new();
        for mark in self.steps.iter().flat_map(|step| &step.marks) {
            let Ok(row) = serde_json::from_value::<TesterRow>(mark.clone()) else {
                continue;
            };
            let person = (row.group.clone(), row.email.to_lowercase());
            match places.get(&person).copied() {
                Some(place) => rows[place] = row,
                None => {
                    places.insert(person, rows.len());
                    rows.push(row);
                }
            }
        }
        rows
    }

    /// A request whose answer nobody knows.
    pub(crate) fn open_step(&self) -> Option<&StepFold> {
        self.steps.iter().find(|step| step.open.is_some())
    }

    /// The step that submits: `submit`, else the last one that may not be repeated freely. None where nothing is to be submitted.
    pub(crate) fn submitting_step(&self) -> Option<&StepFold> {
        if self.goal != Goal::Submit {
            return None;
        }
        self.step("submit").or_else(|| {
            self.steps
                .iter()
                .rfind(|step| step.step.repeat != Repeat::Freely)
        })
    }

    /// The store has answered the submitting request with yes.
    pub(crate) fn was_sent(&self) -> bool {
        self.submitting_step()
            .is_some_and(|step| step.state == StepState::Done)
    }

    /// The earlier step from which a retry begins, where the failure names one. Never behind a submission.
    pub(crate) fn redo(&self) -> Option<&str> {
        let key = self.problem.as_ref()?.redo.as_deref()?;
        let failed = self.state == StoreState::Failed && !self.was_sent();
        (failed && self.step(key).is_some()).then_some(key)
    }

    fn take(&mut self, event: &Event) {
        match &event.what {
            What::Submitted { receipt } => {
                self.state = StoreState::Submitted;
                self.receipt = Some(receipt.clone());
                self.problem = None;
                self.says = None;
            }
            What::Parked { receipt, .. } => {
                self.state = StoreState::Parked;
                self.receipt = Some(receipt.clone());
                self.problem = None;
                self.says = None;
            }
            What::State { review } => self.review = Some(review.clone()),
            What::Stopped { certain } => self.stop(event.time, *certain),
            What::Skipped => {
                self.state = StoreState::Skipped;
                for step in self
                    .steps
                    .iter_mut()
                    .filter(|step| step.state != StepState::Done)
                {
                    step.state = StepState::Skipped;
                }
            }
            What::Decided { action } => self.decided(*action, event.step.as_deref()),
            // Ends of a store that no single step is to blame for (a crash of its task).
            What::Failed { problem } if event.step.is_none() => {
                self.state = StoreState::Failed;
                self.problem = Some(problem.clone());
            }
            _ => self.take_step(event),
        }
    }

    fn stop(&mut self, time: Timestamp, certain: bool) {
        for step in &mut self.steps {
            if certain {
                step.open = None;
            }
            if matches!(step.state, StepState::Running | StepState::Waiting) {
                step.state = StepState::Stopped;
                step.ended = Some(time);
            }
        }
        // Stopped with an answer outstanding is not a quiet stop: it may have gone out.
        self.state = if self.open_step().is_some() {
            StoreState::Unclear
        } else {
            StoreState::Stopped
        };
    }

    fn decided(&mut self, action: Action, step: Option<&str>) {
        self.problem = None;
        self.says = None;
        self.state = StoreState::ToDo;
        // With a step named, everything from there on is done anew; without one, only the wish was written down.
        let from = step.and_then(|key| self.steps.iter().position(|step| step.step.key == key));
        for (place, step) in self.steps.iter_mut().enumerate() {
            let repeated = matches!(action, Action::SendAgain | Action::Retry)
                && from.is_some_and(|from| place >= from);
            // What is merely taken up again goes on from its marks; what is done anew begins from nothing.
            if repeated {
                step.reset();
            } else if step.state != StepState::Done && step.open.is_none() {
                let marks = std::mem::take(&mut step.marks);
                step.reset();
                step.marks = marks;
            }
        }
    }

    fn take_step(&mut self, event: &Event) {
        let Some(step) = self
            .steps
            .iter_mut()
            .find(|step| Some(step.step.key.as_str()) == event.step.as_deref())
        else {
            return;
        };
        match &event.what {
            What::StepBegan { attempt } => {
                step.state = StepState::Running;
                step.began.get_or_insert(event.time);
                step.ended = None;
                step.attempts = *attempt;
                step.says = None;
                self.state = StoreState::Running;
                self.says = None;
            }
            What::Intent { attempt, needs } => {
                step.state = StepState::Running;
                step.attempts = *attempt;
                step.open = Some(Open {
                    needs: needs.clone(),
                    since: event.time,
                });
                self.state = StoreState::Running;
            }
            What::Waiting { what, problem, .. } => {
                step.state = StepState::Waiting;
                step.open = None;
                step.says = Some(what.clone());
                self.state = StoreState::Waiting;
                self.says = Some(what.clone());
                self.problem.clone_from(problem);
            }
            What::Marked { mark } => step.marks.push(mark.clone()),
            What::StepDone { output } => {
                step.finish(event.time, output.clone());
                self.state = StoreState::Running;
                self.problem = None;
                self.says = None;
            }
            What::Failed { problem } => {
                step.state = StepState::Failed;
                step.ended = Some(event.time);
                step.open = None;
                self.state = StoreState::Failed;
                self.problem = Some(problem.clone());
                self.says = None;
            }
            What::Unclear { problem } => {
                step.state = StepState::Unclear;
                // Without an intent there is nothing to look at: the store contradicted an answer of its own.
                self.state = if step.open.is_some() {
                    StoreState::Running
                } else {
                    step.ended = Some(event.time);
                    StoreState::Unclear
                };
                self.problem = Some(problem.clone());
            }
            What::Looked { found } => match found {
                Looked::Happened { output } => {
                    step.finish(event.time, output.clone());
                    self.state = StoreState::Running;
                    self.problem = None;
                }
                Looked::DidNot => {
                    step.open = None;
                    step.state = StepState::ToDo;
                    self.state = StoreState::Running;
                    self.problem = None;
                }
                Looked::AskAgain { .. } => {
                    step.state = StepState::Waiting;
                    self.state = StoreState::Waiting;
                }
                Looked::CannotTell { problem } => {
                    step.state = StepState::Unclear;
                    step.ended = Some(event.time);
                    self.state = StoreState::Unclear;
                    self.problem = Some(problem.clone());
                }
            },
            _ => {}
        }
    }
}

impl StepFold {
    fn new(step: Step) -> Self {
        Self {
            step,
            state: StepState::ToDo,
            began: None,
            ended: None,
            attempts: 0,
            says: None,
            output: None,
            marks: Vec::new(),
            open: None,
        }
    }

    fn finish(&mut self, time: Timestamp, output: Value) {
        self.state = StepState::Done;
        self.ended = Some(time);
        self.open = None;
        self.says = None;
        self.output = Some(output);
    }

    fn reset(&mut self) {
        let step = self.step.clone();
        let attempts = self.attempts;
        *self = Self {
            attempts,
            ..Self::new(step)
        };
    }
}

#[cfg(test)]
mod tests;
