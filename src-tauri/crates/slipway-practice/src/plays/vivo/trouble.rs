//! The troubles of this store that a knob may name: refusals that a gateway or a console brings, and the odd forms in which real
//! answers were seen. Each meets one request; those that need a submission leave other calls alone.

use super::refusal::Refusal;
use crate::{plays::lie, stage::Ask};

pub(super) const REJECT: &str = "reject-next-review";
pub(super) const REJECT_SILENTLY: &str = "reject-without-reason";
pub(super) const WITHDRAW: &str = "withdraw-next-review";
/// The submission is kept, and the connection breaks within its answer. Unlike the frame's own knob it waits for a submission:
/// all calls of this store have one address.
pub(super) const ANSWER_LOST: &str = "submit-answer-lost";
/// Queries may follow each other at once.
pub(super) const UNSPACED: &str = "unspaced-queries";
/// What a task pulls cannot be fetched.
pub(super) const TASK_FAILS: &str = "task-fails";
/// Details show the app as taken down.
pub(super) const TAKEN_DOWN: &str = "taken-down";

pub(super) const CODE_AS_TEXT: &str = "code-as-text";
pub(super) const SUB_CODE_ABSENT: &str = "sub-code-absent";
pub(super) const SUB_CODE_EMPTY: &str = "sub-code-empty";
pub(super) const SUB_CODE_NULL: &str = "sub-code-null";
pub(super) const SUB_CODE_NUMBER: &str = "sub-code-number";
pub(super) const SAID_IN_MESSAGE: &str = "said-in-message";
pub(super) const NULL_FIELDS: &str = "null-fields";
pub(super) const MISSING_FIELDS: &str = "missing-fields";
pub(super) const NO_ENVELOPE: &str = "no-envelope";
pub(super) const GBK: &str = "gbk-answer";

/// Names that are a refusal: after the signature was found right, before the call is looked at. `true`: the gateway's own.
const REFUSALS: [(&str, bool, u32); 13] = [
    ("error-inside", true, 500),
    ("query-error", true, 10003),
    ("no-permission", true, 10004),
    ("too-frequent", true, 10006),
    ("account-check-failed", true, 10007),
    ("account-not-normal", true, 10008),
    ("contact-incomplete", true, 10009),
    ("quota-spent", true, 10011),
    ("key-refused", true, 10017),
    ("busy", false, 11010),
    ("upload-service-down", false, 13004),
    ("listing-in-review", false, 21003),
    ("contract-expired", false, 21004),
];

/// Every name.
pub(super) const FAULTS: [&str; 31] = [
    lie::LIE,
    REJECT,
    REJECT_SILENTLY,
    WITHDRAW,
    ANSWER_LOST,
    UNSPACED,
    TASK_FAILS,
    TAKEN_DOWN,
    CODE_AS_TEXT,
    SUB_CODE_ABSENT,
    SUB_CODE_EMPTY,
    SUB_CODE_NULL,
    SUB_CODE_NUMBER,
    SAID_IN_MESSAGE,
    NULL_FIELDS,
    MISSING_FIELDS,
    NO_ENVELOPE,
    GBK,
    REFUSALS[0].0,
    REFUSALS[1].0,
    REFUSALS[2].0,
    REFUSALS[3].0,
    REFUSALS[4].0,
    REFUSALS[5].0,
    REFUSALS[6].0,
    REFUSALS[7].0,
    REFUSALS[8].0,
    REFUSALS[9].0,
    REFUSALS[10].0,
    REFUSALS[11].0,
    REFUSALS[12].0,
];

/// The refusal that a knob put on this call.
pub(super) fn refusal(ask: &Ask) -> Option<Refusal> {
    let (_, gateway, code) = REFUSALS.iter().find(|(name, ..)| ask.fault_is(name))?;
    let why = "a knob asked for it";
    Some(match gateway {
        true => Refusal::gateway(*code, why),
        false => Refusal::business(*code, why),
    })
}
