//! What a row of testers must be before it is sent. Amazon answers for a whole call at once and does not say which row it means, so a row
//! that is certainly wrong must not be among the others.

use slipway_model::{Problem, ProblemKind, Sentence, Tester};

/// RFC 5321.
const LONGEST_ADDRESS: usize = 254;
/// Characters of a name; Amazon's own bound is not documented.
const LONGEST_NAME: usize = 100;

/// Why this row is not sent.
pub(super) fn refused(tester: &Tester) -> Option<Problem> {
    let key = address(&tester.email).or_else(|| {
        [&tester.first_name, &tester.last_name]
            .iter()
            .any(|name| name.chars().count() > LONGEST_NAME)
            .then_some("problem.name-too-long")
    })?;
    Some(Problem::new(ProblemKind::BadInput, Sentence::new(key)))
}

fn address(email: &str) -> Option<&'static str> {
    if email.is_empty() {
        return Some("problem.address-missing");
    }
    if email.len() > LONGEST_ADDRESS {
        return Some("problem.address-too-long");
    }
    if email.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Some("problem.address-has-space");
    }
    let Some((user, domain)) = email.split_once('@') else {
        return Some("problem.address-without-at");
    };
    if user.is_empty() || domain.contains('@') {
        return Some("problem.address-without-at");
    }
    if !domain.is_ascii() {
        return Some("problem.address-domain-not-ascii");
    }
    let mut labels = domain.split('.');
    let whole = domain.contains('.')
        && labels.all(|label| {
            let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
            !label.is_empty()
                && label.bytes().all(fits)
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
    (!whole).then_some("problem.address-domain")
}

#[cfg(test)]
mod tests {
    use slipway_model::Tester;

    use super::refused;

    fn row(email: &str, first: &str) -> Tester {
        Tester {
            email: email.into(),
            first_name: first.into(),
            last_name: String::new(),
        }
    }

    #[test]
    fn rows_that_are_certainly_wrong() {
        for (email, expected) in [
            ("", "problem.address-missing"),
            ("someone", "problem.address-without-at"),
            ("@example.com", "problem.address-without-at"),
            ("a@b@example.com", "problem.address-without-at"),
            ("a b@example.com", "problem.address-has-space"),
            ("a@example", "problem.address-domain"),
            ("a@example..com", "problem.address-domain"),
            ("a@-example.com", "problem.address-domain"),
            ("a@例子.com", "problem.address-domain-not-ascii"),
            (
                &format!("{}@example.com", "a".repeat(250)),
                "problem.address-too-long",
            ),
        ] {
            assert_eq!(
                refused(&row(email, "")).unwrap().advice.key,
                expected,
                "{email}"
            );
        }
        let long = "名".repeat(101);
        assert_eq!(
            refused(&row("a@example.com", &long)).unwrap().advice.key,
            "problem.name-too-long"
        );
    }

    #[test]
    fn rows_that_may_go() {
        for (email, first) in [
            ("A.b+c@Example.co.uk", ""),
            ("用户@xn--fsqu00a.com", "小明"),
            ("o'neil@example.com", &"名".repeat(100)),
        ] {
            assert_eq!(refused(&row(email, first)), None, "{email}");
        }
    }
}
