//! Things that only one place may say.

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

#[test]
fn only_a_stores_own_folder_knows_its_hosts() {
    let hosts = [
        ("huawei", &["cloud.huawei.com"][..]),
        ("xiaomi", &["developer.xiaomi.com"]),
        ("oppo", &["heytapmobi.com", "oppomobile.com"]),
        (
            "vivo",
            &["developer-api.vivo.com.cn", "sandbox-developer-api.vivo"],
        ),
        ("honor", &["honor.com", "hihonorcloud.com"]),
        ("tencent", &["open.qq.com", "sj.qq.com", "myqcloud.com"]),
    ];
    let known: Vec<&str> = hosts.iter().map(|(store, _)| *store).collect();
    let mut stores = slipway_tests::each::stores();
    stores.retain(|store| !known.contains(store));
    assert!(stores.is_empty(), "no hosts are held for {stores:?}");
    let rust = source::files("src-tauri", &[".rs"]);
    for (store, hosts) in hosts {
        let client = format!("src-tauri/crates/slipway-stores/src/{store}/");
        let practice = format!("src-tauri/crates/slipway-practice/src/plays/{store}/");
        for host in hosts {
            only_in(&rust, host, &[&client, &practice, WITNESSES]);
        }
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
