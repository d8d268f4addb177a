//! Build numbers in Apple's way: up to three whole numbers with dots between, compared number by number, so that `1.10` is higher than
//! `1.9` and `1` is `1.0`.

use std::cmp::Ordering;

/// Bits for the first, the second and the third number. Together they are positive in a signed 64-bit column too.
const BITS: [u32; 3] = [31, 16, 16];

/// Which of two build numbers Apple takes for the higher one. What is no number counts as zero.
pub fn compare(one: &str, other: &str) -> Ordering {
    let count = one.split('.').count().max(other.split('.').count());
    (0..count)
        .map(|at| digits(one, at).cmp(&digits(other, at)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// A number that sorts as [`compare`] does: `first << 32 | second << 16 | third`. Where a number is too big for its place, this place
/// and those behind it are filled up: a lower build number never gets the higher code, but two that are too big may get the same.
pub fn packed(text: &str) -> u64 {
    let mut full = false;
    BITS.iter().enumerate().fold(0, |code, (at, bits)| {
        let most = (1_u64 << bits) - 1;
        let (_, digits) = digits(text, at);
        let number = if digits.is_empty() {
            0
        } else {
            digits.parse().unwrap_or(u64::MAX)
        };
        full |= number > most;
        code << bits | if full { most } else { number }
    })
}

/// The number at that place, without leading zeros, and behind its length: so texts of digits sort as numbers, however long.
fn digits(text: &str, at: usize) -> (usize, &str) {
    let part = text.split('.').nth(at).unwrap_or_default().trim();
    let digits = if part.bytes().all(|byte| byte.is_ascii_digit()) {
        part.trim_start_matches('0')
    } else {
        ""
    };
    (digits.len(), digits)
}

#[cfg(test)]
mod tests {
    use super::{compare, packed};

    #[test]
    fn numbers_are_compared_one_by_one() {
        let rising = [
            "",
            "0.0.1",
            "1",
            "1.0.1",
            "1.9",
            "1.10",
            "2",
            "42",
            "202611241633",
            "202611241634.1",
        ];
        for (at, low) in rising.iter().enumerate() {
            assert!(compare(low, low).is_eq());
            for high in &rising[at + 1..] {
                assert!(compare(low, high).is_lt(), "{low} < {high}");
                assert!(compare(high, low).is_gt(), "{high} > {low}");
                assert!(packed(low) <= packed(high), "{low} <= {high}");
            }
        }
        assert!(compare("1", "1.0.0").is_eq() && compare("007", "7").is_eq());
        assert!(compare("x", "0").is_eq() && compare("", "0").is_eq());
    }

    #[test]
    fn codes_are_exact_as_far_as_they_reach() {
        assert_eq!(packed("42"), 42 << 32);
        assert_eq!(packed("2026112416.0.7"), 2_026_112_416 << 32 | 7);
        assert_eq!(packed("1.65535.1"), 1 << 32 | 65_535 << 16 | 1);
        assert_eq!(packed("1.65536.1"), 1 << 32 | u64::from(u32::MAX));
        assert_eq!(packed("99999999999999999999999"), i64::MAX as u64);
    }
}
