//! Calls that a store counts per account and day: what was sent is noted after each attempt, and an order is judged by it before it runs.
//! What other programs sent with the same account is not known here, nor what an attempt had sent when its process was killed.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date, tz::Offset};
use rusqlite::{Connection, params};
use slipway_http::Meter;
use slipway_model::{Problem, ProblemKind, Sentence};
use slipway_stores::{Quota, QuotaOf};

use crate::{World, db::Stamp};

/// No day of any clock is longer ago than this.
const KEPT: SignedDuration = SignedDuration::from_hours(72);

/// What a quota has against an order.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict {
    Fine,
    /// Worth a look: four fifths of the number will be used, or all of one that the store states roughly.
    Near(Sentence),
    Spent(Problem),
}

impl World {
    /// Keeps what `meter` counted for that account.
    pub(crate) async fn note_calls(
        &self,
        store: &str,
        account: &str,
        meter: &Meter,
    ) -> Result<(), Problem> {
        let calls = meter.take_calls();
        if calls.is_empty() {
            return Ok(());
        }
        let (store, account, now) = (store.to_owned(), account.to_owned(), self.now());
        let kept = self
            .db
            .write(move |tx| note(tx, &store, &account, &calls, now));
        Ok(kept.await?)
    }
}

fn note(
    connection: &Connection,
    store: &str,
    account: &str,
    calls: &BTreeMap<&'static str, u32>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let old = now.checked_sub(KEPT).unwrap_or(Timestamp::MIN);
    connection.execute("DELETE FROM calls WHERE at < ?1", [Stamp(old)])?;
    for (call, count) in calls {
        connection.execute(
            "INSERT INTO calls VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET count = count + excluded.count",
            params![store, account, call, Stamp(now), count],
        )?;
    }
    Ok(())
}

/// What each of these quotas has against an order of that account now.
pub(super) fn judge(
    connection: &Connection,
    store: &str,
    account: &str,
    quotas: &[Quota],
    now: Timestamp,
) -> rusqlite::Result<Vec<Verdict>> {
    let judged = quotas.iter().map(|quota| {
        let used: u32 = connection.query_row(
            "SELECT coalesce(sum(count), 0) FROM calls
             WHERE store = ?1 AND account = ?2 AND call = ?3 AND at >= ?4 AND at <= ?5",
            params![
                store,
                account,
                quota.call,
                Stamp(began(today(quota.clock, now), quota.clock)),
                Stamp(now)
            ],
            |row| row.get(0),
        )?;
        Ok(verdict(quota, used, now))
    });
    judged.collect()
}

fn verdict(quota: &Quota, used: u32, now: Timestamp) -> Verdict {
    let after = used.saturating_add(quota.needs);
    if u64::from(after) * 5 < u64::from(quota.a_day) * 4 {
        return Verdict::Fine;
    }
    let is_spent = quota.exact && after > quota.a_day;
    let key = match (quota.of, is_spent) {
        (QuotaOf::Uploads, true) => "plan.uploads-spent",
        (QuotaOf::Uploads, false) => "plan.uploads-near",
        (QuotaOf::Submissions, true) => "plan.submissions-spent",
        (QuotaOf::Submissions, false) => "plan.submissions-near",
    };
    let midnight = today(quota.clock, now).tomorrow().map_or_else(
        |_| "–".to_owned(),
        |day| format!("{day} 00:00 (UTC{})", quota.clock),
    );
    let says = Sentence::new(key)
        .with("used", used)
        .with("most", quota.a_day)
        .with("needs", quota.needs)
        .with("until", midnight);
    if is_spent {
        Verdict::Spent(Problem::new(ProblemKind::TooMany, says))
    } else {
        Verdict::Near(says)
    }
}

fn today(clock: Offset, now: Timestamp) -> Date {
    clock.to_datetime(now).date()
}

fn began(day: Date, clock: Offset) -> Timestamp {
    clock
        .to_timestamp(day.at(0, 0, 0, 0))
        .unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::Offset};
    use slipway_model::ProblemKind;
    use slipway_stores::{Quota, QuotaOf};

    use super::{Verdict, judge, note};
    use crate::db::Db;

    fn quota(needs: u32) -> Quota {
        Quota {
            call: "update",
            of: QuotaOf::Submissions,
            a_day: 50,
            clock: Offset::constant(8),
            exact: true,
            needs,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// A world in which so many calls were made at these times, judged for `main`.
    async fn after(calls: &[(&str, u32)], quota: Quota, now: &str) -> Verdict {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("slipway.db")).unwrap();
        for (time, count) in calls {
            let (time, count) = (at(time), *count);
            db.write(move |tx| {
                note(tx, "tencent", "main", &[("update", count)].into(), time)?;
                // Somebody else's, and another call.
                note(tx, "tencent", "other", &[("update", 50)].into(), time)?;
                note(tx, "tencent", "main", &[("slot", 50)].into(), time)
            })
            .await
            .unwrap();
        }
        let now = at(now);
        let judged = db.read(move |connection| judge(connection, "tencent", "main", &[quota], now));
        judged.await.unwrap().remove(0)
    }

    fn says(verdict: Verdict) -> String {
        match verdict {
            Verdict::Fine => "fine".to_owned(),
            Verdict::Near(says) => format!("{} {}", says.key, says.args["used"]),
            Verdict::Spent(problem) => {
                assert_eq!(problem.kind, ProblemKind::TooMany);
                format!("{} {}", problem.advice.key, problem.advice.args["until"])
            }
        }
    }

    const NOON: &str = "2026-01-15T04:00:00Z";

    #[tokio::test]
    async fn a_number_is_told_at_four_fifths_and_refused_beyond_it() {
        for (used, expected) in [
            (38, "fine"),
            (39, "plan.submissions-near 39"),
            (49, "plan.submissions-near 49"),
            (50, "plan.submissions-spent 2026-01-16 00:00 (UTC+08)"),
        ] {
            let verdict = after(&[(NOON, used)], quota(1), NOON).await;
            assert_eq!(says(verdict), expected, "{used}");
        }
        let two = after(&[(NOON, 49)], quota(2), NOON).await;
        assert!(matches!(two, Verdict::Spent(_)), "{two:?}");
        let roughly = Quota {
            exact: false,
            ..quota(1)
        };
        let verdict = after(&[(NOON, 60)], roughly, NOON).await;
        assert_eq!(says(verdict), "plan.submissions-near 60");
    }

    #[tokio::test]
    async fn a_day_begins_by_the_stores_clock() {
        // 23:59 and 00:00 in Beijing.
        let calls = [("2026-01-14T15:59:59Z", 40), ("2026-01-14T16:00:00Z", 10)];
        assert_eq!(says(after(&calls, quota(1), NOON).await), "fine");
        let still = after(&calls[..1], quota(1), "2026-01-14T15:59:59Z").await;
        assert_eq!(says(still), "plan.submissions-near 40");
    }

    #[tokio::test]
    async fn old_days_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("slipway.db")).unwrap();
        let rows = db.write(|tx| {
            for day in ["2026-01-10T00:00:00Z", "2026-01-12T00:00:00Z", NOON] {
                note(tx, "tencent", "main", &[("update", 1)].into(), at(day))?;
            }
            tx.query_row("SELECT count(*) FROM calls", [], |row| row.get::<_, i64>(0))
        });
        assert_eq!(rows.await.unwrap(), 1);
    }
}
