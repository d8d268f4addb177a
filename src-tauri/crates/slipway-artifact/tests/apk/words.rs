//! Every sentence that this crate can say exists, and none is kept that nobody says.

use std::{collections::BTreeSet, fs, path::Path};

/// All `artifact.…` and `warn.…` keys that stand as literals in the source.
fn said(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            said(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for literal in text.split('"').skip(1).step_by(2) {
            if literal.starts_with("artifact.") || literal.starts_with("warn.") {
                found.insert(literal.to_owned());
            }
        }
    }
}

#[test]
fn sentences_and_source_name_the_same_keys() {
    let mut found = BTreeSet::new();
    said(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    let kept: BTreeSet<String> = slipway_model::words::general()
        .entries()
        .map(|(key, _, _)| key.to_owned())
        .filter(|key| key.starts_with("artifact.") || key.starts_with("warn."))
        .collect();
    assert!(kept.len() > 40);
    assert_eq!(found, kept);
}
