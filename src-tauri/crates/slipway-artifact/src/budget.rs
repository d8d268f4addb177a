//! How long the parsers may work, and whether the person has said stop. Asked at every step of every loop over bytes from the file.

use std::time::{Duration, Instant};

use thiserror::Error;

/// Parsing time, without the pass that hashes the file: that one takes as long as the file is big.
const PARSING: Duration = Duration::from_secs(10);

/// Why work on a file was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Halt {
    #[error("stopped")]
    Cancelled,
    #[error("the file takes too long to read")]
    TooSlow,
}

pub(crate) struct Budget<'a> {
    until: Instant,
    cancel: &'a dyn Fn() -> bool,
}

impl<'a> Budget<'a> {
    pub(crate) fn new(cancel: &'a dyn Fn() -> bool) -> Self {
        Self {
            until: Instant::now() + PARSING,
            cancel,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Halt> {
        if (self.cancel)() {
            return Err(Halt::Cancelled);
        }
        if Instant::now() > self.until {
            return Err(Halt::TooSlow);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Budget, Halt};

    #[test]
    fn ends_by_time_and_sooner_by_word() {
        assert_eq!(Budget::new(&|| false).check(), Ok(()));
        assert_eq!(Budget::new(&|| true).check(), Err(Halt::Cancelled));
        let late = Budget {
            until: Instant::now() - Duration::from_millis(1),
            cancel: &|| false,
        };
        assert_eq!(late.check(), Err(Halt::TooSlow));
    }
}
