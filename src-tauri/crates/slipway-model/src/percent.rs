//! A share of the users of an app, exact to a hundredth of a percent, because some stores write two decimals and none writes more.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// From 0.00 % to 100.00 %. Written and read as text (`"12.5"`), so that no float is ever in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(u16);

impl Percent {
    pub const FULL: Self = Self(10_000);

    /// `None` above 100 %.
    pub fn from_hundredths(hundredths: u16) -> Option<Self> {
        (hundredths <= 10_000).then_some(Self(hundredths))
    }

    /// `None` above 100 %.
    pub fn whole(percent: u8) -> Option<Self> {
        Self::from_hundredths(u16::from(percent).checked_mul(100)?)
    }

    pub fn hundredths(self) -> u16 {
        self.0
    }

    /// The whole number, where it is one.
    pub fn as_whole(self) -> Option<u8> {
        self.0.is_multiple_of(100).then_some((self.0 / 100) as u8)
    }

    /// `5.00`.
    pub fn two_decimals(self) -> String {
        format!("{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// `5`, `12.5`, `0.01`: as short as it can be said.
impl fmt::Display for Percent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.two_decimals();
        out.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// What was typed is no percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a percentage from 0 to 100 with at most two decimals")]
pub struct NotAPercentage;

/// `5`, `5.0`, `5.00`, `5 %`.
impl FromStr for Percent {
    type Err = NotAPercentage;

    fn from_str(text: &str) -> Result<Self, NotAPercentage> {
        let text = text.trim().trim_end_matches(['%', '％']).trim_end();
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || !digits(whole) || !digits(rest) {
            return Err(NotAPercentage);
        }
        let rest = rest.trim_end_matches('0');
        if rest.len() > 2 {
            return Err(NotAPercentage);
        }
        let number = |text: &str| text.parse::<u16>().map_err(|_| NotAPercentage);
        let hundredths = number(whole)? * 100 + number(&format!("{rest:0<2}"))?;
        Self::from_hundredths(hundredths).ok_or(NotAPercentage)
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Percent;

    #[test]
    fn reads_what_people_and_stores_write() {
        for (text, hundredths) in [
            ("5", 500),
            ("5.00", 500),
            (" 12.5 % ", 1250),
            ("0.01", 1),
            ("100", 10_000),
            ("100.000", 10_000),
        ] {
            assert_eq!(text.parse(), Ok(Percent(hundredths)), "{text}");
        }
        for text in ["", ".5", "100.01", "1e1", "-1", "5,5", "0.001", "12345"] {
            assert!(text.parse::<Percent>().is_err(), "{text}");
        }
    }

    #[test]
    fn is_said_as_short_as_it_can_be() {
        let said = |hundredths| Percent(hundredths).to_string();
        assert_eq!(
            [said(500), said(1250), said(1), said(10_000), said(0)],
            ["5", "12.5", "0.01", "100", "0"]
        );
        assert_eq!(Percent(1250).two_decimals(), "12.50");
        assert_eq!(
            (Percent(1250).as_whole(), Percent(500).as_whole()),
            (None, Some(5))
        );
    }
}
