//! A line of the journal as window and NDJSON see it: the same for a line that was just written and for one from last year.

use std::collections::BTreeMap;

use slipway_model::{Goal, Language, Looked, Sentence, Steering, StoreId};

use super::{Event, What, signal::Signal, testers};
use crate::{
    World,
    say::{plain, say, view, word},
    view::ReleaseEvent,
};

/// Version of the line's form.
const FORM: u32 = 1;

/// Puts lines into words. Remembers the titles of the steps, which the first lines of a journal name.
#[derive(Debug, Default)]
pub(super) struct Teller {
    titles: BTreeMap<(StoreId, String), Sentence>,
}

impl Teller {
    pub(super) fn learn(&mut self, event: &Event) {
        if let (What::Planned { steps, .. }, Some(store)) = (&event.what, &event.store) {
            for step in steps {
                self.titles
                    .insert((store.clone(), step.key.clone()), step.title.clone());
            }
        }
    }

    pub(super) fn line(&self, world: &World, event: &Event, lang: Language) -> ReleaseEvent {
        let store = event
            .store
            .as_ref()
            .and_then(|store| world.store(store.as_str()).ok());
        let title = event
            .store
            .clone()
            .zip(event.step.clone())
            .and_then(|place| self.titles.get(&place))
            .map(|title| say(store, title, lang));
        let problem = match &event.what {
            What::Failed { problem } | What::Unclear { problem } => Some(problem),
            What::Waiting { problem, .. } | What::Steered { problem, .. } => problem.as_ref(),
            What::Looked {
                found: Looked::CannotTell { problem },
            } => Some(problem),
            _ => None,
        };
        let tester = match &event.what {
            What::Marked { mark } => testers::marked(store, mark, lang),
            _ => None,
        };
        let says = match &event.what {
            What::Waiting { what, .. } => what.clone(),
            What::Looked { found } => Sentence::new(match found {
                Looked::Happened { .. } => "event.looked-happened",
                Looked::DidNot => "event.looked-did-not",
                Looked::AskAgain { .. } => "event.looked-ask-again",
                Looked::CannotTell { .. } => "event.looked-cannot-tell",
            }),
            What::State { review } => Sentence::new("event.state")
                .with(
                    "state",
                    word(&format!("state.{}", plain(&review.state)), lang),
                )
                .with("term", &review.store_term),
            What::Steering { steering } => lever(Sentence::new("event.steering"), steering, lang),
            What::Steered { steering, seen, .. } => lever(
                Sentence::new(if *seen {
                    "event.steered"
                } else {
                    "event.steered-not"
                }),
                steering,
                lang,
            ),
            What::Parked { goal, .. } => Sentence::new(match goal {
                Goal::Test => "event.parked-test",
                Goal::Testers => "event.parked-testers",
                Goal::Upload | Goal::Draft | Goal::Submit => "event.parked",
            }),
            What::Marked { .. } if tester.is_some() => {
                let row = tester.clone().unwrap_or_default();
                Sentence::new("event.tester")
                    .with("email", row.email)
                    .with("group", row.group)
                    .with("state", row.state_label)
            }
            What::NewHost { host } => Sentence::new("event.new-host").with("host", host),
            What::Decided { action } => Sentence::new("event.decided").with(
                "action",
                word(&format!("release.action-{}", plain(action)), lang),
            ),
            what => Sentence::new(format!("event.{}", what.word())),
        };
        ReleaseEvent {
            v: FORM,
            release: event.release.clone(),
            seq: Some(event.seq),
            time: event.time,
            store: event.store.as_ref().map(ToString::to_string),
            step: event.step.clone(),
            event: event.what.word().to_owned(),
            says: Some(say(
                store,
                &says.with("step", title.unwrap_or_default()),
                lang,
            )),
            problem: problem.map(|problem| view(store, problem, lang)),
            progress: None,
            tester,
            receipt: match (&event.what, &event.store) {
                (What::Submitted { receipt } | What::Parked { receipt, .. }, Some(store)) => {
                    Some(world.receipt(store.as_str(), receipt))
                }
                _ => None,
            },
        }
    }
}

fn lever(says: Sentence, steering: &Steering, lang: Language) -> Sentence {
    let percent = steering
        .percent
        .map(|percent| format!(" {percent} %"))
        .unwrap_or_default();
    let lever = word(&format!("lever.{}", plain(&steering.lever)), lang);
    says.with("lever", format!("{lever}{percent}"))
}

/// A line that is not kept: bytes and speed.
pub(super) fn progress(world: &World, signal: &Signal) -> Option<ReleaseEvent> {
    let Signal::Progress {
        release,
        store,
        step,
        progress,
    } = signal
    else {
        return None;
    };
    Some(ReleaseEvent {
        v: FORM,
        release: release.clone(),
        seq: None,
        time: world.now(),
        store: Some(store.to_string()),
        step: Some(step.clone()),
        event: "progress".to_owned(),
        says: None,
        problem: None,
        progress: Some(progress.clone()),
        receipt: None,
        tester: None,
    })
}
