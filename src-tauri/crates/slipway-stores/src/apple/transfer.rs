//! The bytes: ranges of the package, several at once, each to the address that Apple signed for it and each tried again on its own. What
//! arrived is marked, so that a crash costs the ranges that were on their way and no more.

use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use slipway_http::{FileBody, Meter, Method, Sent, Sum};
use slipway_model::{Artifact, Problem, ProblemKind, Retry, Sentence};

use super::{
    api,
    document::Resource,
    publish::{Ended, Release, done},
    wire,
};
use crate::{Visit, failure::Failure, lenient};

/// Ranges on their way at once: Apple's own tool sends up to six [recorded].
const AT_ONCE: usize = 4;
/// Times that one range is sent before the whole step is tried again.
const TRIES: u32 = 4;

/// One range as Apple wants it sent. The address is a secret for a week: it is kept nowhere, and this type shows nothing of itself.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Operation {
    #[serde(default = "put")]
    method: String,
    url: String,
    offset: u64,
    length: u64,
    #[serde(default, deserialize_with = "lenient::text")]
    expiration: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    request_headers: Vec<GivenHeader>,
}

fn put() -> String {
    "PUT".to_owned()
}

#[derive(Deserialize)]
struct GivenHeader {
    name: String,
    value: String,
}

/// A range that arrived. Left as a mark of the step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Arrived {
    file: String,
    offset: u64,
    length: u64,
}

/// `assetDeliveryState.state` of a file.
pub(super) fn delivery(file: &Resource) -> &str {
    file.inner("assetDeliveryState")
        .get("state")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Apple has all of it. A state that is missing or new proves nothing.
pub(super) fn is_delivered(file: &Resource) -> bool {
    matches!(delivery(file), "UPLOAD_COMPLETE" | "COMPLETE" | "FAILED")
}

pub(super) async fn file(visit: &Visit, id: &str) -> Result<Resource, Failure> {
    api::one(visit, &format!("/v1/buildUploadFiles/{id}"), &[]).await
}

impl Release<'_> {
    pub(super) async fn upload(&self) -> Ended {
        let artifact = self.artifact()?;
        if self.is_adopted() {
            self.visit.line.meter().skip(artifact.build.size);
            return done(json!({"sent": 0}));
        }
        let id = self.left("reserve-file", "file")?;
        let file = file(self.visit, id).await?;
        if is_delivered(&file) {
            self.visit.line.meter().skip(artifact.build.size);
            return done(json!({"sent": 0}));
        }
        let operations = operations(&file, artifact.build.size).map_err(Failure::certain)?;
        let arrived: Vec<Arrived> = self.visit.marks.left();
        let is_missing = |operation: &Operation| {
            !arrived.iter().any(|range| {
                range.file == id
                    && range.offset == operation.offset
                    && range.length == operation.length
            })
        };
        let (missing, there): (Vec<_>, Vec<_>) = operations.into_iter().partition(is_missing);
        let meter = self.visit.line.meter();
        meter.skip(there.iter().map(|operation| operation.length).sum());
        let count = missing.len();
        let mut new_host = None;
        let sending = missing.into_iter();
        let sending: Vec<_> = sending
            .map(|operation| self.range(artifact, id, operation))
            .collect();
        // Dropped together when one of them fails for good or the person stops it.
        let mut ended = stream::iter(sending).buffer_unordered(AT_ONCE);
        while let Some(host) = ended.try_next().await? {
            new_host = new_host.or(host);
        }
        done(json!({"sent": count, "new_host": new_host}))
    }

    /// One range until it has arrived, or has failed too often. Gives the host's name where it is one that nobody knows as Apple's.
    async fn range(
        &self,
        artifact: &Artifact,
        file: &str,
        operation: Operation,
    ) -> Result<Option<String>, Failure> {
        let meter = self.visit.line.meter().part();
        let mut tried = 0;
        loop {
            tried += 1;
            match self.send_range(artifact, &operation, &meter).await {
                Ok(host) => {
                    let mark = Arrived {
                        file: file.to_owned(),
                        offset: operation.offset,
                        length: operation.length,
                    };
                    self.visit
                        .marks
                        .leave(mark)
                        .await
                        .map_err(Failure::certain)?;
                    return Ok(host);
                }
                Err(failure) if tried < TRIES && may_pass(&failure.problem) => {
                    meter.take_back();
                    self.visit
                        .line
                        .sleep(Duration::from_secs(1 << (tried - 1)))
                        .await?;
                }
                Err(failure) => {
                    meter.take_back();
                    return Err(failure);
                }
            }
        }
    }

    async fn send_range(
        &self,
        artifact: &Artifact,
        operation: &Operation,
        meter: &Meter,
    ) -> Result<Option<String>, Failure> {
        if is_over(operation, self.visit) {
            // The step begins anew with fresh addresses.
            return Err(again("problem.address-over", Retry::Now));
        }
        let method = Method::from_bytes(operation.method.as_bytes()).unwrap_or(Method::PUT);
        let line = self.visit.line.with_meter(meter.clone());
        let mut request = line.request_given(method, &operation.url)?;
        // Exactly these and no more: above all no token, the address is signed already [recorded, 3 clients].
        for header in &operation.request_headers {
            request = request.header(&header.name, &header.value);
        }
        let sum = Sum::default();
        let slice = FileBody::new(&artifact.path, artifact.build.size)
            .slice(operation.offset, operation.length)
            .summed(&sum);
        let answer = match request.file(slice).send().await {
            Ok(answer) => answer,
            // A range that is sent twice is stored once; nothing about it stays open.
            Err(trouble) => {
                let mut problem = trouble.problem();
                if trouble.sent == Sent::Perhaps && problem.retry == Retry::AfterLooking {
                    problem.retry = Retry::Now;
                }
                return Err(Failure::certain(problem));
            }
        };
        match answer.status {
            200..=299 if is_same(answer.header("etag"), &sum) => {
                let host = answer
                    .new_host()
                    .filter(|host| !wire::is_known_storage(host));
                Ok(host.map(str::to_owned))
            }
            200..=299 => Err(again("problem.range-damaged", Retry::Now)),
            // The address has ended, whatever its date says.
            403 => Err(again("problem.address-over", Retry::Now)),
            429 | 500.. => Err(again(
                "problem.storage-down",
                Retry::After {
                    wait: Duration::from_secs(15),
                },
            )),
            status => {
                let said = answer.quote(format!("HTTP {status}"), &answer.first_line());
                let says = Sentence::new("problem.storage-refused");
                Err(Failure::certain(
                    Problem::new(ProblemKind::Refused, says).said(said),
                ))
            }
        }
    }
}

fn again(key: &str, retry: Retry) -> Failure {
    Failure::certain(Problem::new(ProblemKind::StoreDown, Sentence::new(key)).retry(retry))
}

/// Trouble of the line or of storage; an address that has ended needs a new one instead.
fn may_pass(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ProblemKind::Network | ProblemKind::TimedOut | ProblemKind::StoreDown
    ) && problem.retry != Retry::No
        && problem.advice.key != "problem.address-over"
}

fn is_over(operation: &Operation, visit: &Visit) -> bool {
    let end = operation.expiration.as_deref().and_then(wire::instant);
    end.is_some_and(|end| end <= visit.now())
}

/// Storage answers with the MD5 of what it got, in quotes and in either case [recorded]. Where it does not, there is nothing to compare.
fn is_same(etag: Option<&str>, sum: &Sum) -> bool {
    let Some(tag) = etag.map(|tag| {
        tag.trim()
            .trim_start_matches("W/")
            .trim_matches('"')
            .to_lowercase()
    }) else {
        return true;
    };
    if tag.len() != 32 || !tag.bytes().all(|b| b.is_ascii_hexdigit()) {
        return true;
    }
    sum.md5().is_some_and(|md5| hex::encode(md5) == tag)
}

/// The operations of a file, which come in any order [recorded] and must cover it: each byte once.
fn operations(file: &Resource, size: u64) -> Result<Vec<Operation>, Problem> {
    let unusable = || Problem::new(ProblemKind::StoreDown, Sentence::new("problem.no-ranges"));
    let list = file
        .inner("uploadOperations")
        .as_array()
        .ok_or_else(unusable)?;
    let mut all: Vec<Operation> = Vec::with_capacity(list.len());
    for entry in list {
        all.push(serde_json::from_value(entry.clone()).map_err(|_| unusable())?);
    }
    all.sort_by_key(|operation| operation.offset);
    let mut reached = 0;
    for operation in &all {
        if operation.offset != reached {
            return Err(unusable());
        }
        reached = reached.checked_add(operation.length).ok_or_else(unusable)?;
    }
    if reached == size {
        Ok(all)
    } else {
        Err(unusable())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use slipway_http::Sum;

    use super::{is_same, operations};
    use crate::apple::document::Resource;

    fn file(ranges: &[(u64, u64)]) -> Resource {
        let all: Vec<Value> = ranges
            .iter()
            .map(|(offset, length)| json!({"method": "PUT", "url": "https://s.example.com/x", "offset": offset, "length": length, "entityTag": null, "partNumber": 1,
                "expiration": "2026-03-08T10:00:00-08:00", "requestHeaders": [{"name": "Content-Type", "value": "application/octet-stream"}]}))
            .collect();
        serde_json::from_value(
            json!({"type": "buildUploadFiles", "id": "f", "attributes": {"uploadOperations": all}}),
        )
        .unwrap()
    }

    #[test]
    fn ranges_come_in_any_order_and_cover_the_file() {
        let read = |ranges: &[(u64, u64)]| {
            operations(&file(ranges), 12)
                .map(|all| all.iter().map(|one| one.offset).collect::<Vec<_>>())
        };
        assert_eq!(read(&[(10, 2), (0, 5), (5, 5)]).unwrap(), [0, 5, 10]);
        for bad in [
            &[(0, 5), (5, 5)][..],
            &[(0, 5), (6, 6)],
            &[(0, 8), (5, 7)],
            &[(0, 13)],
            &[],
        ] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
        let none =
            serde_json::from_value(json!({"attributes": {"uploadOperations": null}})).unwrap();
        assert!(operations(&none, 12).is_err());
    }

    #[test]
    fn an_answer_without_a_sum_proves_nothing_against_it() {
        for tag in [
            None,
            Some("\"abc\""),
            Some("\"9328883C63E64D35B8F2D0C86C44680F-2\""),
        ] {
            assert!(is_same(tag, &Sum::default()), "{tag:?}");
        }
        // A sum that is told is held against ours.
        assert!(!is_same(
            Some("\"9328883C63E64D35B8F2D0C86C44680F\""),
            &Sum::default()
        ));
    }
}
