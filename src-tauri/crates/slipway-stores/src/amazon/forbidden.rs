//! HTTP 403 has two meanings here: a token that is not taken, and an Edit that lacks something. This is the one place that tells them apart.

use jiff::{SignedDuration, Timestamp};

use super::problem::Heard;

/// What a 403 means, and so what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Forbidden {
    /// The Edit or the request lacks something: the items are shown, nothing is repeated.
    Validation,
    /// The token has come to its end: a new one, and the call once more.
    Expired,
    /// A token that should still be good: once more with a new one, in case a clock is wrong.
    Doubted,
    /// A new token was refused too: the profile is not attached, or the app is another account's.
    Refused,
}

/// A token is taken for ended from 55 minutes on; it lives for 60 [official]. Ours are given up a minute before their end.
const NEAR_THE_END: SignedDuration = SignedDuration::from_mins(4);

/// `renew_at`: of the token that was refused; `renewed`: the call was already repeated with a new one.
pub(super) fn decide(
    heard: &Heard,
    renew_at: Timestamp,
    now: Timestamp,
    renewed: bool,
) -> Forbidden {
    if !heard.says_not_authorised() && heard.objects_to_something() {
        Forbidden::Validation
    } else if renewed {
        Forbidden::Refused
    } else if now.duration_since(renew_at) >= -NEAR_THE_END {
        Forbidden::Expired
    } else {
        Forbidden::Doubted
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{Forbidden, decide};
    use crate::amazon::problem::tests::heard;

    #[rustfmt::skip]
    #[test]
    fn a_403_is_judged_by_its_body_then_by_the_tokens_age() {
        const NOT: &str = r#"{"Message":"Request is not authorized."}"#;
        const LIST: &str = r#"{"errors":[{"errorCode":"error_release_notes_incomplete","errorMessage":"x"}]}"#;
        const BARE: &str = r#"[{"errorCode":"error_release_notes_incomplete"}]"#;
        const ONE: &str = r#"{"errorCode":"error_apk_drm_value_missing","errorMessage":"x"}"#;
        const CODED: &str = r#"{"errorCode":"unauthorized","errorMessage":"Request is not authorized."}"#;
        for (body, age_min, renewed, expected) in [
            (NOT, 1, false, Forbidden::Doubted),
            (NOT, 54, false, Forbidden::Doubted),
            (NOT, 55, false, Forbidden::Expired),
            (NOT, 61, false, Forbidden::Expired),
            (NOT, 0, true, Forbidden::Refused),
            (CODED, 1, false, Forbidden::Doubted),
            ("", 1, false, Forbidden::Doubted),
            ("<html>", 1, true, Forbidden::Refused),
            (LIST, 61, false, Forbidden::Validation),
            (LIST, 1, true, Forbidden::Validation),
            (BARE, 1, false, Forbidden::Validation),
            (ONE, 1, false, Forbidden::Validation),
        ] {
            let issued = Timestamp::UNIX_EPOCH;
            let renew_at = issued + SignedDuration::from_mins(59);
            let now = issued + SignedDuration::from_mins(age_min);
            assert_eq!(decide(&heard(403, body), renew_at, now, renewed), expected, "{body} {age_min} {renewed}");
        }
    }
}
