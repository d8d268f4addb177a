//! One store = one folder, all of the same shape.

use std::{collections::BTreeSet, fs};

use slipway_tests::source;

const SHAPE: &[&str] = &[
    "SOURCES.md",
    "auth.rs",
    "credentials.rs",
    "guide.toml",
    "mod.rs",
    "problem.rs",
    "publish.rs",
    "status.rs",
    "vectors.toml",
    "wire.rs",
    "words.toml",
];

fn folders() -> BTreeSet<String> {
    fs::read_dir(source::root().join("src-tauri/crates/slipway-stores/src"))
        .expect("slipway-stores")
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn folders_have_the_same_shape() {
    let folders = folders();
    assert!(folders.contains("huawei"), "{folders:?}");
    for folder in folders {
        for file in SHAPE {
            let path = source::root()
                .join("src-tauri/crates/slipway-stores/src")
                .join(&folder)
                .join(file);
            assert!(path.is_file(), "{folder} has no {file}");
        }
    }
}

#[test]
fn every_folder_is_in_the_one_list_and_has_its_practice() {
    let listed: BTreeSet<String> = slipway_stores::stores::all()
        .iter()
        .map(|store| store.card().id.to_owned())
        .collect();
    assert_eq!(listed, folders());
    for id in listed {
        let plays = source::root().join("src-tauri/crates/slipway-practice/src/plays");
        assert!(
            plays.join(&id).is_dir() || plays.join(format!("{id}.rs")).is_file(),
            "{id} cannot be practised"
        );
    }
}
