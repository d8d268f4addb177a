//! What a store's share may look like when the process says that the release has ended. Pure, so that it can be shown to be
//! sharp: a suite that lets a second submission through proves nothing.

use slipway_stores::Capability;
use slipway_tests::each;

/// What a person still has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    Nothing,
    /// Nobody can tell, and the ledger says that nothing arrived: a person who looked there sends again.
    SendAgain,
}

/// This store's status names no version and may lag: that it has not moved proves nothing, and an update that is sent twice is
/// submitted twice.
const PROVES_NO_NO: &str = "tencent";

/// `submissions`: what practice's ledger counted. Only a store that cannot be asked may stay unclear.
///
/// # Errors
/// What was claimed and what was true.
pub(crate) fn judge(store: &str, state: &str, submissions: usize) -> Result<Rest, String> {
    let can_be_asked = each::can(store, Capability::ReviewQuery);
    let may_say_no = can_be_asked && store != PROVES_NO_NO;
    match (state, submissions) {
        ("submitted", 1) => Ok(Rest::Nothing),
        ("unclear", 1) if !can_be_asked => Ok(Rest::Nothing),
        ("unclear", 0) if !may_say_no => Ok(Rest::SendAgain),
        _ => Err(format!(
            "{store} ended as {state}, the ledger saw {submissions} submissions"
        )),
    }
}

#[test]
fn a_false_claim_and_a_second_submission_are_seen() {
    for (store, state, submissions, passes) in [
        ("huawei", "submitted", 1, true),
        ("huawei", "submitted", 0, false),
        ("huawei", "submitted", 2, false),
        ("huawei", "unclear", 1, false),
        ("huawei", "failed", 0, false),
        ("huawei", "failed", 1, false),
        ("huawei", "interrupted", 0, false),
        ("tencent", "submitted", 1, true),
        ("tencent", "unclear", 0, true),
        ("tencent", "unclear", 1, false),
        ("tencent", "failed", 0, false),
        ("xiaomi", "submitted", 1, true),
        ("xiaomi", "submitted", 0, false),
        ("xiaomi", "submitted", 2, false),
        ("xiaomi", "unclear", 0, true),
        ("xiaomi", "unclear", 1, true),
        ("xiaomi", "unclear", 2, false),
        ("xiaomi", "stopped", 1, false),
    ] {
        assert_eq!(
            judge(store, state, submissions).is_ok(),
            passes,
            "{store} {state} {submissions}"
        );
    }
}
