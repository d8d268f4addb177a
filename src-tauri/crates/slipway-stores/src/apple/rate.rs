//! What Apple says of how many requests are left: `X-Rate-Limit: user-hour-lim:3500;user-hour-rem:500;` on every answer [official].

use std::time::Duration;

use slipway_http::Answer;

/// Polls become slow below this many requests in the hour.
const FEW: u64 = 100;
/// Long work stops for a while below this many.
const NEARLY_NONE: u64 = 10;

/// Requests that are left to this key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rate {
    /// In the rolling hour.
    pub(super) hour: Option<u64>,
    /// In the minute: undocumented, in one published sample.
    pub(super) minute: Option<u64>,
}

impl Rate {
    pub(super) fn of(answer: &Answer) -> Self {
        let values = answer.headers.get_all("x-rate-limit").iter();
        values
            .filter_map(|value| value.to_str().ok())
            .fold(Self::default(), Self::read)
    }

    fn read(mut self, value: &str) -> Self {
        for part in value.split([';', ',']) {
            let Some((name, number)) = part.split_once(':') else {
                continue;
            };
            let number = number.trim().parse().ok();
            match name.trim().to_lowercase().as_str() {
                "user-hour-rem" => self.hour = number.or(self.hour),
                "user-minute-rem" => self.minute = number.or(self.minute),
                _ => {}
            }
        }
        self
    }

    /// The pause before the next look, where `usual` is the pace while there is plenty.
    pub(super) fn pace(self, usual: Duration) -> Duration {
        if self.hour.is_some_and(|left| left < FEW) {
            usual.max(Duration::from_secs(120))
        } else {
            usual
        }
    }

    /// How long work of many requests had better wait, if it had.
    pub(super) fn rest(self) -> Option<Duration> {
        if self.hour.is_some_and(|left| left < NEARLY_NONE) {
            Some(Duration::from_secs(120))
        } else if self.minute == Some(0) {
            Some(Duration::from_secs(20))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Rate;

    #[test]
    fn reads_what_is_known_and_passes_over_the_rest() {
        for (value, hour, minute) in [
            ("user-hour-lim:3500;user-hour-rem:500;", Some(500), None),
            ("user-hour-lim:3600; user-hour-rem:99", Some(99), None),
            (
                "USER-HOUR-REM:5,user-minute-lim:150;user-minute-rem:0",
                Some(5),
                Some(0),
            ),
            ("something:1;user-hour-rem:many", None, None),
            ("", None, None),
        ] {
            assert_eq!(
                Rate::default().read(value),
                Rate { hour, minute },
                "{value}"
            );
        }
    }

    #[test]
    fn little_left_means_slow_and_nothing_left_means_rest() {
        let (usual, slow) = (Duration::from_secs(10), Duration::from_secs(120));
        let left = |hour| Rate { hour, minute: None };
        assert_eq!(left(None).pace(usual), usual);
        assert_eq!(left(Some(100)).pace(usual), usual);
        assert_eq!(left(Some(99)).pace(usual), slow);
        assert_eq!(
            (left(Some(99)).rest(), left(Some(9)).rest()),
            (None, Some(slow))
        );
    }
}
