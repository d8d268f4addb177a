//! The plan as a person sees it before anything is sent.

use slipway_model::{Language, Sentence, Step};
use slipway_stores::Store;

use super::{
    Files,
    changes::{changes, listing, notes, times},
    files::name,
    store::{Occasion, Planned},
    title,
};
use crate::{
    World,
    say::{problem_view, say, store_name, view},
    view::{AskView, Draft, PlanView, StepView, StorePlan},
};

pub(super) fn plan_view(
    world: &World,
    id: &str,
    draft: &Draft,
    files: &Files,
    planned: &[Planned],
    lang: Language,
) -> PlanView {
    let ready = planned.iter().filter(|planned| planned.is_ready()).count() as u32;
    PlanView {
        id: id.to_owned(),
        title: files
            .main()
            .map_or_else(|| draft.app.clone(), |build| title(&build.label, build)),
        rehearsal: world.is_rehearsal(),
        objections: files
            .objections
            .iter()
            .map(|problem| problem_view(problem, lang))
            .collect(),
        stores: planned
            .iter()
            .map(|planned| store_plan(planned, files, lang))
            .collect(),
        ready: if files.objections.is_empty() {
            ready
        } else {
            0
        },
    }
}

fn store_plan(planned: &Planned, files: &Files, lang: Language) -> StorePlan {
    let store = planned.store;
    let order = planned.order.as_ref();
    let both = store.zip(order);
    let warnings = files
        .warnings()
        .into_iter()
        .map(|warning| Sentence {
            key: warning.code.clone(),
            args: warning.args.clone(),
        })
        .chain(planned.warnings.iter().cloned());
    StorePlan {
        store: planned.id.clone(),
        name: store.map_or_else(
            || planned.id.clone(),
            |store| store_name(store, lang).to_owned(),
        ),
        mark: store
            .map(|store| store.card().mark.to_owned())
            .unwrap_or_default(),
        account: order.map(|order| order.account.clone()).unwrap_or_default(),
        occasion: match planned.occasion {
            Occasion::FirstRelease => "first-release",
            Occasion::Update => "update",
            Occasion::Ask => "ask",
        }
        .to_owned(),
        objections: planned
            .objections
            .iter()
            .map(|problem| view(store, problem, lang))
            .collect(),
        warnings: warnings.map(|warning| say(store, &warning, lang)).collect(),
        asks: asks(planned, lang),
        listing: both
            .map(|(store, order)| {
                listing(
                    store,
                    order,
                    &planned.survey,
                    &planned.steps,
                    &planned.objections,
                    lang,
                )
            })
            .unwrap_or_default(),
        changes: both
            .map(|(store, order)| changes(store, order, &planned.survey, &planned.steps, lang))
            .unwrap_or_default(),
        notes: both
            .map(|(store, order)| notes(store, order, &planned.survey, &planned.steps))
            .unwrap_or_default(),
        when: both
            .map(|(store, order)| times(store, order))
            .unwrap_or_default(),
        steps: planned
            .steps
            .iter()
            .map(|step| to_do(store, step, lang))
            .collect(),
        file_names: order
            .map(|order| {
                order
                    .artifacts
                    .iter()
                    .map(|artifact| name(&artifact.path))
                    .collect()
            })
            .unwrap_or_default(),
        bytes: order
            .map(|order| {
                order
                    .artifacts
                    .iter()
                    .map(|artifact| artifact.build.size)
                    .sum()
            })
            .unwrap_or_default(),
    }
}

fn asks(planned: &Planned, lang: Language) -> Vec<AskView> {
    let words = |key: String| say(planned.store, &Sentence::new(key), lang);
    planned
        .asks
        .iter()
        .map(|ask| AskView {
            id: ask.id.to_owned(),
            label: words(format!("ask.{}", ask.id)),
            help: words(format!("ask.{}.help", ask.id)),
            required: ask.required,
            answer: planned.answers.get(ask.id).cloned().unwrap_or_default(),
        })
        .collect()
}

fn to_do(store: Option<&dyn Store>, step: &Step, lang: Language) -> StepView {
    StepView {
        key: step.key.clone(),
        title: say(store, &step.title, lang),
        weight: step.weight,
        state: "to-do".to_owned(),
        began: None,
        ended: None,
        attempts: 0,
        says: None,
    }
}
