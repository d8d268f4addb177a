//! HTTP 412 has two meanings here: a tag that went stale, and an app that is in review. This is the one place that tells them apart.

/// What a 412 means, after the Edit and the thing itself were read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Conflict {
    /// The Edit can no longer be written to.
    InReview,
    /// Somebody changed it since: read again and apply the change once more.
    Changed,
    /// The tag is the present one, and was refused all the same.
    Unexplained,
}

/// `status`: of the Edit now; `sent` and `present`: the tag that was refused and the one that is there now.
pub(super) fn decide(status: &str, sent: &str, present: Option<&str>) -> Conflict {
    if status != "IN_PROGRESS" {
        Conflict::InReview
    } else if present == Some(sent) {
        Conflict::Unexplained
    } else {
        Conflict::Changed
    }
}

#[cfg(test)]
mod tests {
    use super::{Conflict, decide};

    #[test]
    fn a_412_is_judged_by_the_edit_then_by_the_tag() {
        for (status, sent, present, expected) in [
            ("REVIEW", "\"1\"", Some("\"1\""), Conflict::InReview),
            ("REVIEW", "\"1\"", Some("\"2\""), Conflict::InReview),
            ("SUBMITTED", "\"1\"", None, Conflict::InReview),
            ("", "\"1\"", Some("\"2\""), Conflict::InReview),
            ("IN_PROGRESS", "\"1\"", Some("\"2\""), Conflict::Changed),
            ("IN_PROGRESS", "\"1\"", Some("W/\"1\""), Conflict::Changed),
            ("IN_PROGRESS", "\"1\"", None, Conflict::Changed),
            ("IN_PROGRESS", "\"1\"", Some("\"1\""), Conflict::Unexplained),
        ] {
            assert_eq!(
                decide(status, sent, present),
                expected,
                "{status} {present:?}"
            );
        }
    }
}
