//! How the process ends. Scripts act on the number, so it is decided in one place.

use slipway_engine::view::{ReleaseView, ReviewRow, TesterCounts};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    AllSubmitted = 0,
    SomeFailed = 1,
    AllFailed = 2,
    BadInput = 3,
    /// At least one unclear or waiting for a person; wins over failures.
    NeedsPerson = 4,
    Stopped = 5,
}

impl Exit {
    pub(crate) fn code(self) -> std::process::ExitCode {
        std::process::ExitCode::from(self as u8)
    }

    /// The end of a release, from how each store ended.
    pub(crate) fn of(release: &ReleaseView) -> Self {
        let exit = Self::from_states(release.stores.iter().map(|store| store.state.as_str()));
        let rows = release
            .stores
            .iter()
            .filter_map(|store| store.testers.as_ref());
        match exit {
            Self::AllSubmitted => Self::of_rows(rows),
            exit => exit,
        }
    }

    /// Where every store came to its end, the rows of testers decide; without any, all is well.
    fn of_rows<'a>(rows: impl Iterator<Item = &'a TesterCounts>) -> Self {
        let (mut good, mut bad, mut unclear) = (0, 0, 0);
        for counts in rows {
            good += counts.good;
            bad += counts.refused + counts.open;
            unclear += counts.unclear;
        }
        match (unclear, bad, good) {
            (1.., ..) => Self::NeedsPerson,
            (0, 0, _) => Self::AllSubmitted,
            (0, 1.., 1..) => Self::SomeFailed,
            (0, 1.., 0) => Self::AllFailed,
        }
    }

    /// The same for somebody who waited for the shelf: what was submitted counts by what became of it there.
    pub(crate) fn of_the_shelf(release: &ReleaseView, reviews: &[ReviewRow]) -> Self {
        let on_the_shelf = |store: &str| {
            let review = reviews.iter().find(|row| row.store == store);
            review.map_or("unclear", |row| row.state.as_str())
        };
        Self::from_states(
            release
                .stores
                .iter()
                .map(|store| match store.state.as_str() {
                    "submitted" => on_the_shelf(&store.store),
                    state => state,
                }),
        )
    }

    fn from_states<'a>(states: impl Iterator<Item = &'a str>) -> Self {
        let (mut good, mut bad, mut stopped, mut open) = (0_u32, 0_u32, 0_u32, 0_u32);
        for state in states {
            match state {
                "submitted" | "parked" | "in-review" | "scheduled" | "live" => good += 1,
                "failed" | "rejected" | "withdrawn" | "removed" => bad += 1,
                "stopped" => stopped += 1,
                // Left out by a person's wish.
                "skipped" => {}
                // Unclear, interrupted, waiting, needs a look: somebody has to see to it.
                _ => open += 1,
            }
        }
        match (open, stopped, bad, good) {
            (1.., ..) => Self::NeedsPerson,
            (0, 1.., ..) => Self::Stopped,
            (0, 0, 0, 1..) => Self::AllSubmitted,
            (0, 0, 1.., 1..) => Self::SomeFailed,
            (0, 0, 0.., 0) => Self::AllFailed,
        }
    }
}

#[cfg(test)]
mod tests {
    use slipway_engine::view::TesterCounts;

    use super::Exit;

    #[test]
    fn rows_of_testers_decide_where_every_store_ended_well() {
        for (good, refused, unclear, open, expected) in [
            (10, 0, 0, 0, Exit::AllSubmitted),
            (7, 3, 0, 0, Exit::SomeFailed),
            (7, 0, 0, 1, Exit::SomeFailed),
            (0, 3, 0, 0, Exit::AllFailed),
            (7, 2, 1, 0, Exit::NeedsPerson),
        ] {
            let counts = TesterCounts {
                rows: good + refused + unclear + open,
                good,
                refused,
                unclear,
                open,
                ..TesterCounts::default()
            };
            assert_eq!(Exit::of_rows([&counts].into_iter()), expected);
        }
        assert_eq!(Exit::of_rows([].into_iter()), Exit::AllSubmitted);
    }

    #[test]
    fn a_person_wins_over_a_stop_and_a_stop_over_failures() {
        for (states, expected) in [
            ("submitted submitted", Exit::AllSubmitted),
            ("submitted skipped", Exit::AllSubmitted),
            ("parked parked", Exit::AllSubmitted),
            ("submitted failed", Exit::SomeFailed),
            ("failed failed", Exit::AllFailed),
            ("failed skipped", Exit::AllFailed),
            ("submitted failed stopped", Exit::Stopped),
            ("failed unclear", Exit::NeedsPerson),
            ("submitted unclear failed stopped", Exit::NeedsPerson),
            ("interrupted", Exit::NeedsPerson),
            ("waiting submitted", Exit::NeedsPerson),
            ("live live", Exit::AllSubmitted),
            ("live rejected", Exit::SomeFailed),
            ("live needs-look", Exit::NeedsPerson),
        ] {
            let found = Exit::from_states(states.split(' '));
            assert_eq!(found, expected, "{states}");
        }
    }
}
