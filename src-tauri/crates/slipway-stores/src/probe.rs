//! Building the layered check: one probe per layer, everything after the first failure skipped.

use slipway_model::{Problem, Sentence};

use crate::{Probe, ProbeState};

pub(crate) struct Layers(Vec<Probe>);

impl Layers {
    /// All layers in order, none tried yet.
    pub(crate) fn new(keys: &[&str]) -> Self {
        let skipped = |key: &&str| Probe {
            key: (*key).to_owned(),
            state: ProbeState::Skipped,
            found: None,
            problem: None,
            guide_step: None,
        };
        Self(keys.iter().map(skipped).collect())
    }

    pub(crate) fn pass(&mut self, key: &str, found: Option<Sentence>) {
        if let Some(probe) = self.0.iter_mut().find(|probe| probe.key == key) {
            probe.state = ProbeState::Pass;
            probe.found = found;
        }
    }

    /// Ends the check. `guide_step`: the step that mends it, `""` where the guide cannot.
    pub(crate) fn fail(mut self, key: &str, problem: Problem, guide_step: &str) -> Vec<Probe> {
        if let Some(probe) = self.0.iter_mut().find(|probe| probe.key == key) {
            probe.state = ProbeState::Fail;
            probe.problem = Some(problem);
            probe.guide_step = (!guide_step.is_empty()).then(|| guide_step.to_owned());
        }
        self.0
    }

    pub(crate) fn done(self) -> Vec<Probe> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use slipway_model::{Problem, ProblemKind, Sentence};

    use super::Layers;
    use crate::ProbeState::{Fail, Pass, Skipped};

    #[test]
    fn what_comes_after_a_failure_is_skipped() {
        let mut layers = Layers::new(&["key", "token", "app"]);
        layers.pass("key", None);
        let problem = Problem::new(ProblemKind::BadCredentials, Sentence::new("x"));
        let probes = layers.fail("token", problem, "create");
        let states: Vec<_> = probes.iter().map(|probe| probe.state).collect();
        assert_eq!(states, [Pass, Fail, Skipped]);
        assert_eq!(probes[1].guide_step.as_deref(), Some("create"));
    }
}
