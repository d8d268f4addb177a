//! Version texts and build numbers: numbers with dots, compared number by number, so that 1.10 is higher than 1.9 and `2.4` is the same
//! as `2.4.0` [fastlane].

use std::cmp::Ordering;

/// Up to three numbers with dots, no more than 18 characters [inferred, general rule of Apple's].
pub(super) fn is_number(text: &str) -> bool {
    let parts = text.split('.');
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= 18 && text.split('.').count() <= 3 && parts.into_iter().all(plain)
}

pub(super) fn compare(one: &str, other: &str) -> Ordering {
    parts(one).cmp(&parts(other))
}

pub(super) fn is_same(one: &str, other: &str) -> bool {
    compare(one, other) == Ordering::Equal
}

fn parts(text: &str) -> [u64; 3] {
    let mut numbers = [0; 3];
    for (place, part) in numbers.iter_mut().zip(text.split('.')) {
        *place = part.parse().unwrap_or_default();
    }
    numbers
}

/// What the frame keeps of a build number, which knows whole numbers only: the first of its numbers.
pub(super) fn first(text: &str) -> Option<u64> {
    text.split('.').next()?.parse().ok()
}

/// A build number for a whole number of the frame's. The reader of builds packs three numbers into one, 32, 16 and 16 bits, so that
/// they sort; a smaller number is what it says.
pub(super) fn of(code: u64) -> String {
    match code >> 32 {
        0 => code.to_string(),
        first => format!("{first}.{}.{}", (code >> 16) & 0xFFFF, code & 0xFFFF),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_one_by_one() {
        let check = |one: &str, other: &str, expected| {
            assert_eq!(compare(one, other), expected, "{one} {other}");
        };
        check("1.10", "1.9", Ordering::Greater);
        check("2.4", "2.4.0", Ordering::Equal);
        check("02.4", "2.04", Ordering::Equal);
        check("19", "20", Ordering::Less);
    }

    #[test]
    fn a_packed_number_comes_apart() {
        assert_eq!(of(19), "19");
        assert_eq!(of((20 << 32) - 1), "19.65535.65535");
        assert_eq!(of((2 << 32) | (4 << 16) | 1), "2.4.1");
        assert!(is_number(&of((20 << 32) - 1)));
    }

    #[test]
    fn a_number_is_digits_and_dots() {
        for good in ["1", "1.2", "1.2.3", "20260301120000"] {
            assert!(is_number(good), "{good}");
        }
        for bad in ["", "1.", "1.2.3.4", "1-beta", "v1", "1234567890123456789"] {
            assert!(!is_number(bad), "{bad}");
        }
    }
}
