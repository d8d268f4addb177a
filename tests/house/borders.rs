//! Things that only one place may say.

use std::collections::{BTreeMap, BTreeSet};

use slipway_tests::source::{self, Source};

/// Fails with every line that contains `needle` outside the allowed places.
fn only_in(files: &[Source], needle: &str, allowed: &[&str]) {
    let mut hits = 0;
    for file in files {
        for (number, line) in file.code() {
            if line.contains(needle) {
                hits += 1;
                assert!(
                    allowed.iter().any(|place| file.path.starts_with(place)),
                    "{needle:?} stands in {}:{number}",
                    file.path
                );
            }
        }
    }
    assert!(
        allowed.is_empty() || hits > 0,
        "{needle:?} is nowhere: this test looks for the wrong word"
    );
}

/// The window's own source, without the tests that look for the same words.
fn window() -> Vec<Source> {
    let mut files = source::files("ui/src", &[".ts", ".svelte"]);
    files.retain(|file| !file.path.starts_with("ui/src/testing/"));
    files
}

#[test]
fn only_http_builds_a_client() {
    let rust = source::files("src-tauri", &[".rs"]);
    only_in(
        &rust,
        "Client::builder()",
        &["src-tauri/crates/slipway-http/"],
    );
    only_in(&rust, "reqwest::Client::new(", &[]);
}

#[test]
fn nobody_writes_keyring_passwords() {
    let rust = source::files("src-tauri", &[".rs"]);
    only_in(&rust, "set_password", &[]);
    only_in(&rust, "get_password", &[]);
}

#[test]
fn only_the_backend_folder_speaks_to_tauri() {
    let window = window();
    assert!(window.len() > 10, "the window's source was not found");
    only_in(&window, "@tauri-apps/", &["ui/src/backend/"]);
}

#[test]
fn store_and_build_texts_are_never_markup() {
    let window = window();
    only_in(&window, "{@html", &[]);
    only_in(&window, "innerHTML", &[]);
}

#[test]
fn no_store_code_asks_whether_this_is_practice() {
    let stores = source::files("src-tauri/crates/slipway-stores/src", &[".rs"]);
    for file in &stores {
        for (number, line) in file.code() {
            assert!(
                !line.to_lowercase().contains("practice"),
                "{}:{number}: {line}",
                file.path
            );
        }
    }
}

/// Where guides' links and whole conversations are held against what the stores' documents say.
const WITNESSES: &str = "src-tauri/crates/slipway-stores/tests/";

/// What no other code may say of that host: the zone that it lies in, `cloud.example.com` of `api.cloud.example.com`, where that is
/// more than a name and its ending.
fn zone(host: &str) -> &str {
    let host = host.trim_start_matches("*.");
    match host.split_once('.') {
        Some((_, zone)) if zone.matches('.').count() >= 2 => zone,
        _ => host,
    }
}

/// Every zone of a store's card and console, with the stores that know it.
fn zones() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut zones: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for store in slipway_stores::stores::all() {
        let card = store.card();
        let console = card.console.split('/').nth(2).unwrap_or_default();
        let hosts = card.hosts.0.iter().map(|rule| rule.host);
        let own: BTreeSet<&str> = hosts.chain([console]).map(zone).collect();
        assert!(
            !own.is_empty() && own.iter().all(|zone| zone.contains('.')),
            "{}: {own:?}",
            card.id
        );
        for zone in own {
            zones.entry(zone).or_default().push(card.id);
        }
    }
    zones
}

#[test]
fn only_a_stores_own_folder_knows_its_hosts() {
    let rust = source::files("src-tauri", &[".rs"]);
    for (zone, stores) in zones() {
        let mut allowed = vec![WITNESSES.to_owned()];
        for store in stores {
            allowed.push(format!("src-tauri/crates/slipway-stores/src/{store}/"));
            allowed.push(format!(
                "src-tauri/crates/slipway-practice/src/plays/{store}/"
            ));
        }
        let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
        only_in(&rust, zone, &allowed);
    }
}

#[test]
fn the_window_has_no_static_style_attribute() {
    for file in source::files("ui/src", &[".svelte"]) {
        for (number, line) in file.code() {
            assert!(
                !line.contains(" style=\""),
                "{}:{number}: the content policy blocks it",
                file.path
            );
        }
    }
    let page =
        std::fs::read_to_string(source::root().join("ui/index.html")).expect("ui/index.html");
    assert!(!page.contains("style="), "ui/index.html");
}

/// Everything that people or tools read, this file with its own needles left out.
fn everything() -> Vec<Source> {
    let endings = [
        ".rs", ".ts", ".svelte", ".sh", ".py", ".toml", ".md", ".json", ".yml", ".html",
        "Makefile", "run",
    ];
    let mut files = source::files(".", &endings);
    files.retain(|file| {
        file.path != "tests/house/borders.rs" && !file.path.ends_with("package-lock.json")
    });
    files
}

#[test]
fn no_path_of_one_machine_stands_in_the_tree() {
    let files = everything();
    assert!(
        files.iter().any(|file| file.path == "Makefile"),
        "the tree was not read"
    );
    // Put together here, so that no path stands in this file either.
    let homes = ["home", "root", "Users", "work"].map(|folder| format!("/{folder}/"));
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            for home in &homes {
                let path = line.match_indices(home.as_str()).any(|(place, _)| {
                    let before = line[..place].chars().next_back().unwrap_or(' ');
                    let after = line[place + home.len()..].chars().next().unwrap_or(' ');
                    // A folder further down, or a part of an address, is no path of one machine.
                    " \"'`(=:".contains(before) && after.is_ascii_alphanumeric()
                });
                assert!(
                    !path,
                    "{}:{}: a path of one machine: {line}",
                    file.path,
                    number + 1
                );
            }
        }
    }
}

#[test]
fn no_test_is_ignored_and_nothing_is_left_for_later() {
    for file in everything() {
        for (number, line) in file.text.lines().enumerate() {
            for mark in [
                "#[ignore",
                "todo!(",
                "unimplemented!(",
                "it.skip(",
                "test.skip(",
                "describe.skip(",
            ] {
                assert!(!line.contains(mark), "{}:{}: {mark}", file.path, number + 1);
            }
        }
    }
}
