//! Calls that a store counts per account and day: counted where they were made, told before they run out, refused when they have.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use slipway_engine::view::StorePlan;
use slipway_tests::rehearsal::Rehearsal;

/// The database of the one world of that home.
fn database(folder: &Path) -> Option<PathBuf> {
    let entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    let here = entries.iter().find(|path| path.ends_with("slipway.db"));
    here.cloned().or_else(|| {
        entries
            .iter()
            .filter(|path| path.is_dir())
            .find_map(|path| database(path))
    })
}

/// Calls counted for a store, by the last part of their name.
fn counted(connection: &Connection, store: &str) -> Vec<(String, u32)> {
    let mut asked = connection
        .prepare("SELECT call, sum(count) FROM calls WHERE store = ?1 GROUP BY call ORDER BY call")
        .expect("the table");
    let rows = asked
        .query_map([store], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("its rows");
    rows.map(|row| {
        let (call, count): (String, u32) = row.expect("a row");
        (
            call.rsplit('/').next().unwrap_or_default().to_owned(),
            count,
        )
    })
    .collect()
}

/// How often the plan speaks of the day's number: as something to know, and as a reason to stop.
fn spoken(plan: &StorePlan) -> (usize, usize) {
    let about = |says: &str| says.contains("submissions a day");
    let objections = plan.objections.iter().map(|problem| problem.says.as_str());
    (
        plan.warnings.iter().filter(|says| about(says)).count(),
        objections.filter(|says| about(says)).count(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_store_counts_a_day_is_counted_and_in_the_end_refused() {
    for (store, calls, submission, at_the_end) in [
        (
            "tencent",
            ["get_file_upload_info", "update_app"],
            "%update_app",
            (0, 1),
        ),
        // About fifty: nothing is refused for that.
        (
            "vivo",
            ["app.sync.update.app", "app.upload.apk.app"],
            "app.sync.update.app",
            (1, 0),
        ),
    ] {
        let rehearsal = Rehearsal::quick(200.0).await;
        let (release, _) = rehearsal.publish(rehearsal.draft(&[store])).await;
        assert_eq!(release.stores[0].state, "submitted", "{store}");
        let file = database(rehearsal.folder.path()).expect("a database");
        let connection = Connection::open(file).expect("the database opens");
        let once = calls.map(|call| (call.to_owned(), 1));
        assert_eq!(counted(&connection, store), once, "{store}");

        for (used, expected) in [(1, (0, 0)), (39, (1, 0)), (50, at_the_end)] {
            connection
                .execute(
                    "UPDATE calls SET count = ?1 WHERE call LIKE ?2",
                    (used, submission),
                )
                .expect("the count is set");
            let plan = rehearsal.plan(rehearsal.draft(&[store])).await;
            assert_eq!(
                spoken(&plan.stores[0]),
                expected,
                "{store} {used}: {:#?}",
                plan.stores[0].warnings
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_without_a_number_is_not_counted() {
    let rehearsal = Rehearsal::quick(200.0).await;
    rehearsal.publish(rehearsal.draft(&["huawei"])).await;
    let file = database(rehearsal.folder.path()).expect("a database");
    let connection = Connection::open(file).expect("the database opens");
    assert_eq!(counted(&connection, "huawei"), []);
}
