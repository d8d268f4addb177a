//! Which room may know which.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{CargoOpt, DependencyKind, MetadataCommand};
use slipway_tests::source;

/// The whole truth about arrows between our own rooms (normal dependencies).
const ARROWS: &[(&str, &[&str])] = &[
    ("slipway-model", &[]),
    ("slipway-artifact", &["slipway-model"]),
    ("slipway-vault", &["slipway-model"]),
    ("slipway-http", &["slipway-model"]),
    ("slipway-stores", &["slipway-http", "slipway-model"]),
    // A build's layout is no store protocol; everything else practice writes from the store facts alone.
    ("slipway-practice", &["slipway-artifact"]),
    (
        "slipway-engine",
        &[
            "slipway-artifact",
            "slipway-http",
            "slipway-model",
            "slipway-practice",
            "slipway-stores",
            "slipway-vault",
        ],
    ),
    ("slipway", &["slipway-engine", "slipway-model"]),
    ("slipway-cli", &["slipway-engine", "slipway-model"]),
    // A tool of tests: it knows nobody, and no room knows it outside its tests.
    ("slipway-scripted", &[]),
];

/// Packages that only the shell may depend on.
const SHELL_ONLY: &[&str] = &["tauri", "specta", "rfd"];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(source::root().join("Cargo.toml"))
        .features(CargoOpt::AllFeatures)
        .no_deps()
        .exec()
        .expect("cargo metadata");
    metadata
        .packages
        .iter()
        .map(|package| {
            let names = package
                .dependencies
                .iter()
                .filter(|dependency| {
                    matches!(
                        dependency.kind,
                        DependencyKind::Normal | DependencyKind::Build
                    )
                })
                .map(|dependency| dependency.name.clone())
                .collect();
            (package.name.to_string(), names)
        })
        .collect()
}

#[test]
fn arrows_between_rooms_are_the_table() {
    let found = dependencies();
    let known: BTreeSet<&str> = ARROWS
        .iter()
        .map(|(room, _)| *room)
        .chain(["slipway-tests"])
        .collect();
    for room in found.keys() {
        assert!(
            known.contains(room.as_str()),
            "{room} is not in the table of rooms"
        );
    }
    for (room, allowed) in ARROWS {
        let own: BTreeSet<&str> = found[*room]
            .iter()
            .map(String::as_str)
            .filter(|name| name.starts_with("slipway"))
            .collect();
        let allowed: BTreeSet<&str> = allowed.iter().copied().collect();
        assert_eq!(own, allowed, "arrows of {room}");
    }
}

#[test]
fn only_the_shell_depends_on_tauri_and_specta() {
    for (room, names) in dependencies() {
        if room == "slipway" {
            continue;
        }
        for name in names {
            assert!(
                !SHELL_ONLY.iter().any(|only| name.starts_with(only)),
                "{room} depends on {name}"
            );
        }
    }
}

#[test]
fn only_http_depends_on_reqwest() {
    for (room, names) in dependencies() {
        assert!(
            room == "slipway-http" || !names.contains("reqwest"),
            "{room} depends on reqwest"
        );
    }
}

#[test]
fn practice_shares_no_protocol_package_with_the_client() {
    let found = dependencies();
    for name in [
        "reqwest",
        "jsonwebtoken",
        "slipway-http",
        "slipway-stores",
        "slipway-model",
    ] {
        assert!(
            !found["slipway-practice"].contains(name),
            "practice depends on {name}"
        );
    }
}
