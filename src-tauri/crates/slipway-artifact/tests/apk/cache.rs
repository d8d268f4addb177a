//! A build is read once per state of its file.

use std::{cell::Cell, fs};

use slipway_artifact::Cache;

use crate::bytes;

#[test]
fn an_unchanged_file_is_read_once_and_a_changed_one_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.apk");
    fs::write(&path, bytes::app().finish()).unwrap();
    let cache = Cache::default();
    let asked = Cell::new(0);
    // Whoever really reads asks whether to stop.
    let cancel = || {
        asked.set(asked.get() + 1);
        false
    };
    let mut last = 0;
    let first = cache.inspect(&path, &mut |at| last = at, &cancel).unwrap();
    assert!(asked.replace(0) > 0);
    let again = cache.inspect(&path, &mut |at| last = at, &cancel).unwrap();
    assert_eq!((asked.get(), &again, last), (0, &first, first.size));
    fs::write(&path, bytes::app().with("assets/more", b"more").finish()).unwrap();
    let changed = cache.inspect(&path, &mut |_| {}, &cancel).unwrap();
    assert!(asked.get() > 0);
    assert_ne!(changed.digests, first.digests);
}

#[test]
fn failures_are_not_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.apk");
    let cache = Cache::default();
    assert!(cache.inspect(&path, &mut |_| {}, &|| false).is_err());
    fs::write(&path, bytes::app().finish()).unwrap();
    assert!(cache.inspect(&path, &mut |_| {}, &|| false).is_ok());
}
