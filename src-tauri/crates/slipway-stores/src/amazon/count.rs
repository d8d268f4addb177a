//! What Amazon's answer to a batch of testers proves. It names the groups that are attached now and counts their different people; nothing
//! can be read back afterwards, so this comparison is all that tells whether anybody was added.

use serde::Deserialize;
use slipway_model::Sentence;

use crate::lenient;

/// DevTest: 50 testers an app [official].
pub(super) const MOST_PEOPLE: u64 = 50;

/// `{"groups": [name], "uniqueTesterCount": n}` [official].
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Reply {
    #[serde(deserialize_with = "lenient::list")]
    pub(super) groups: Vec<String>,
    #[serde(deserialize_with = "lenient::number")]
    pub(super) unique_tester_count: Option<i64>,
}

impl Reply {
    pub(super) fn count(&self) -> Option<u64> {
        u64::try_from(self.unique_tester_count?).ok()
    }
}

/// What was sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent<'a> {
    pub(super) group: &'a str,
    /// Different people in this call.
    pub(super) in_call: u64,
    /// Different people that this job has put in so far, these included.
    pub(super) in_job: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Compared {
    /// It cannot be: the rows of this call are not known to be in.
    Short(Sentence),
    /// They are in; a difference that a person should know of.
    In(Option<Sentence>),
}

pub(super) fn compare(reply: &Reply, count: u64, sent: Sent<'_>) -> Compared {
    let same = |name: &&String| name.trim().eq_ignore_ascii_case(sent.group.trim());
    if !reply.groups.iter().any(|name| same(&name)) {
        let says = Sentence::new("problem.group-not-named")
            .with("group", sent.group)
            .with("groups", reply.groups.join(", "));
        return Compared::Short(says);
    }
    let counted = |key: &str, expected: u64| {
        Sentence::new(key)
            .with("count", count)
            .with("expected", expected)
    };
    if count < sent.in_call {
        return Compared::Short(counted("problem.count-short", sent.in_call));
    }
    Compared::In(match count {
        _ if count < sent.in_job => Some(counted("found.count-fewer", sent.in_job)),
        _ if count > sent.in_job => Some(counted("found.count-more", sent.in_job)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Compared, Reply, Sent, compare};

    #[test]
    fn an_answer_is_held_against_what_was_sent() {
        let sent = Sent {
            group: "QA core",
            in_call: 3,
            in_job: 7,
        };
        for (groups, count, expected) in [
            (vec!["QA core"], 7, None),
            (vec!["Partners", "qa core "], 7, None),
            (vec!["QA core"], 12, Some("found.count-more")),
            (vec!["QA core"], 5, Some("found.count-fewer")),
            (vec!["QA core"], 2, Some("problem.count-short")),
            (vec!["Partners"], 7, Some("problem.group-not-named")),
            (vec![], 7, Some("problem.group-not-named")),
        ] {
            let reply: Reply =
                serde_json::from_value(json!({"groups": groups, "uniqueTesterCount": count}))
                    .unwrap();
            let (said, short) = match compare(&reply, reply.count().unwrap(), sent) {
                Compared::Short(says) => (Some(says.key), true),
                Compared::In(says) => (says.map(|says| says.key), false),
            };
            assert_eq!(said.as_deref(), expected, "{groups:?} {count}");
            assert_eq!(
                short,
                expected.is_some_and(|key| key.starts_with("problem."))
            );
        }
    }

    #[test]
    fn an_answer_without_a_count_has_none() {
        for body in [
            json!({}),
            json!({"uniqueTesterCount": null}),
            json!({"uniqueTesterCount": -1}),
        ] {
            let reply: Reply = serde_json::from_value(body.clone()).unwrap();
            assert_eq!(reply.count(), None, "{body}");
        }
        let text: Reply =
            serde_json::from_value(json!({"groups": null, "uniqueTesterCount": "7"})).unwrap();
        assert_eq!(text.count(), Some(7));
    }
}
