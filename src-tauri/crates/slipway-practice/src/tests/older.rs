//! A world that an older version wrote: everything in it can still be used. Made from a fresh one by giving its records the shape of
//! then.

use rusqlite::Connection;

use crate::{
    plays::bench::curl,
    practice::{Options, Practice},
    world::WorldAt,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_an_older_world_is_given_out() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let world = WorldAt::Dir(folder.path().to_owned());
        Practice::start(Options {
            world,
            ..Options::default()
        })
    };
    open().await.unwrap().stop().await;
    let icon = age(&folder.path().join("practice.sqlite"));

    let practice = open().await.unwrap();
    let arguments = ["-o", "/dev/null", &icon].map(str::to_owned);
    assert_eq!(curl(&practice, &arguments).await.0, 200);
    practice.stop().await;
}

/// As of schema 1; answers the address of a picture.
fn age(database: &std::path::Path) -> String {
    let connection = Connection::open(database).unwrap();
    let changed = connection
        .execute(
            "UPDATE document SET body = replace(body, '\"format\":', '\"form\":') WHERE store = 'oppo' AND kind = 'file'",
            [],
        )
        .unwrap();
    assert!(changed > 0, "there is no picture");
    connection.pragma_update(None, "user_version", 1).unwrap();
    connection
        .query_row(
            "SELECT key FROM document WHERE store = 'oppo' AND kind = 'file' AND key LIKE '%icon.png'",
            [],
            |row| row.get(0),
        )
        .unwrap()
}
