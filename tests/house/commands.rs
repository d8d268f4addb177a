//! A window command is registered in three places; without the manifest Tauri would let any local page call it unchecked.

use std::collections::BTreeSet;

use slipway_tests::source;

fn read(path: &str) -> String {
    std::fs::read_to_string(source::root().join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Command functions as they stand in the shell's source.
fn commands() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in source::files("src-tauri/src/commands", &[".rs"]) {
        let mut marked = false;
        for (_, line) in file.code() {
            let line = line.trim();
            if line.starts_with("#[tauri::command") {
                marked = true;
            } else if marked && let Some(rest) = line.split("fn ").nth(1) {
                let name: String = rest
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                names.insert(name);
                marked = false;
            }
        }
    }
    names
}

#[test]
fn specta_manifest_and_capability_name_the_same_commands() {
    let commands = commands();
    assert!(commands.len() > 20, "commands were not found: {commands:?}");
    let build = read("src-tauri/build.rs");
    let capability: serde_json::Value =
        serde_json::from_str(&read("src-tauri/capabilities/main.json"))
            .expect("capabilities/main.json");
    let allowed: BTreeSet<String> = capability["permissions"]
        .as_array()
        .expect("permissions")
        .iter()
        .filter_map(|permission| permission.as_str())
        .filter_map(|permission| permission.strip_prefix("allow-"))
        .map(|name| name.replace('-', "_"))
        .collect();
    assert_eq!(commands, allowed, "capabilities/main.json");
    let bindings = read("ui/src/backend/bindings.ts");
    for name in &commands {
        assert!(
            build.contains(&format!("\"{name}\"")),
            "build.rs does not name {name}"
        );
        assert!(
            bindings.contains(&format!("\"{name}\"")),
            "bindings.ts does not name {name}"
        );
    }
}
