//! The members of a phased release as a body carries them, each in its documented form. Which of them a call needs is that call's matter.

use jiff::Timestamp;
use serde_json::Value;

use super::{
    ret::{self, No},
    submission::PhasedTerms,
    time,
};

pub(super) const START: &str = "phasedReleaseStartTime";
pub(super) const END: &str = "phasedReleaseEndTime";
pub(super) const PERCENT: &str = "phasedReleasePercent";
pub(super) const DESCRIPTION: &str = "phasedReleaseDescription";
/// All four are mandatory when a phased version is submitted [official].
pub(super) const ALL: [&str; 4] = [START, END, PERCENT, DESCRIPTION];

/// AGC Publishing v2: 500 characters at most [official]. One client asks its users for ten; the store is not known to.
const LONGEST_DESCRIPTION: usize = 500;

/// All four, for a submission.
pub(super) fn read(body: &Value, now: Timestamp) -> Result<PhasedTerms, No> {
    let terms = PhasedTerms {
        start: instant(body, START)?,
        end: instant(body, END)?,
        percent: percent(body)?,
        description: description(body)?,
    };
    // As `releaseTime` is judged [inferred].
    if terms.start <= now {
        return Err(ret::invalid("phasedReleaseStartTime is in the past"));
    }
    terms.check_order()?;
    Ok(terms)
}

impl PhasedTerms {
    pub(super) fn check_order(&self) -> Result<(), No> {
        if self.end <= self.start {
            return Err(ret::invalid("phasedReleaseEndTime is not after the start"));
        }
        Ok(())
    }
}

pub(super) fn instant(body: &Value, member: &str) -> Result<Timestamp, No> {
    text(body, member)?
        .and_then(time::read)
        .ok_or_else(|| ret::invalid(member))
}

/// A string with two decimals and no `%`, above 0.00 and below 100.00 [official].
pub(super) fn percent(body: &Value) -> Result<String, No> {
    text(body, PERCENT)?
        .filter(|text| is_percent(text))
        .map(str::to_owned)
        .ok_or_else(|| ret::invalid(PERCENT))
}

pub(super) fn description(body: &Value) -> Result<String, No> {
    text(body, DESCRIPTION)?
        .filter(|text| (1..=LONGEST_DESCRIPTION).contains(&text.chars().count()))
        .map(str::to_owned)
        .ok_or_else(|| ret::invalid(DESCRIPTION))
}

/// A text that may be absent; anything but a text is refused.
pub(super) fn text<'a>(body: &'a Value, member: &str) -> Result<Option<&'a str>, No> {
    match body.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(ret::invalid(member)),
    }
}

fn is_percent(text: &str) -> bool {
    let Some((whole, decimals)) = text.split_once('.') else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    matches!(whole.len(), 1 | 2)
        && decimals.len() == 2
        && digits(whole)
        && digits(decimals)
        && text.bytes().any(|b| matches!(b, b'1'..=b'9'))
}

#[cfg(test)]
mod tests {
    use super::is_percent;

    #[test]
    fn a_percentage_has_two_decimals_and_lies_between_the_ends() {
        assert!(["5.00", "0.01", "99.99"].into_iter().all(is_percent));
        assert!(
            !["5", "5%", "5.0", "0.00", "100.00", "-1.00", ".50"]
                .into_iter()
                .any(is_percent)
        );
    }
}
