//! Accounts, probes and hints as a person sees them.

use std::collections::BTreeMap;

use slipway_model::{Language, Sentence};
use slipway_stores::{FieldProblem, Hint, Probe, ProbeState, Store};

use super::{Keep, Row};
use crate::{
    say::{plain, say, view},
    view::{AccountView, FieldProblemView, FieldSet, HintView, ProbeView},
};

impl Row {
    pub(crate) fn view(&self, store: &dyn Store, lang: Language) -> AccountView {
        AccountView {
            store: self.store.clone(),
            name: self.name.clone(),
            fields: self
                .fields
                .iter()
                .map(|(id, set_at)| FieldSet {
                    id: id.clone(),
                    label: say(Some(store), &Sentence::new(format!("field.{id}")), lang),
                    set_at: *set_at,
                })
                .collect(),
            kept: match self.kept {
                Keep::Keyring => "keyring",
                Keep::Session => "session",
            }
            .to_owned(),
            checked_at: self.checked_at,
            check: self
                .probes
                .iter()
                .map(|probe| probe_view(store, probe, lang))
                .collect(),
        }
    }

    /// The last check ended in a failure.
    pub(crate) fn needs_attention(&self) -> bool {
        self.probes
            .iter()
            .any(|probe| probe.state == ProbeState::Fail)
    }
}

pub(crate) fn probe_view(store: &dyn Store, probe: &Probe, lang: Language) -> ProbeView {
    let problem = probe
        .problem
        .as_ref()
        .map(|problem| view(Some(store), problem, lang));
    let found = probe
        .found
        .as_ref()
        .map(|found| say(Some(store), found, lang));
    let (code, words, says) = match problem {
        Some(problem) => (problem.code, problem.words, Some(problem.says)),
        None => (None, None, None),
    };
    ProbeView {
        key: probe.key.clone(),
        label: say(
            Some(store),
            &Sentence::new(format!("probe.{}", probe.key)),
            lang,
        ),
        state: plain(&probe.state),
        says: says.or(found).unwrap_or_default(),
        code,
        words,
        guide_step: probe.guide_step.clone(),
    }
}

pub(crate) fn hint_view(store: &dyn Store, hint: &Hint, lang: Language) -> HintView {
    let (state, says) = match hint {
        Hint::Empty => ("empty", None),
        Hint::Good(says) => ("good", Some(says)),
        Hint::Remark(says) => ("remark", Some(says)),
        Hint::Wrong(says) => ("wrong", Some(says)),
    };
    HintView {
        state: state.to_owned(),
        says: says
            .map(|says| say(Some(store), says, lang))
            .unwrap_or_default(),
        told: BTreeMap::new(),
    }
}

pub(crate) fn field_problem_view(
    store: &dyn Store,
    problem: &FieldProblem,
    lang: Language,
) -> FieldProblemView {
    FieldProblemView {
        field: problem.field.clone(),
        says: say(Some(store), &problem.says, lang),
    }
}
