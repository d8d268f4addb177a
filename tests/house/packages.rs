//! What may come into the build: the rules of `.config/deny.toml`, held here because cargo-deny is on no bare machine. Its search for
//! new advisories needs a list from the network and is left to it.

use std::{collections::BTreeSet, fs, process::Command};

use slipway_tests::source;
use toml::{Table, Value};

/// Which package each exception is about; cargo-deny knows it from the advisory.
const EXCEPTIONS: &[(&str, &str)] = &[("RUSTSEC-2023-0071", "rsa")];

fn read(path: &str) -> Table {
    let text = fs::read_to_string(source::root().join(path)).expect(path);
    text.parse().expect(path)
}

fn text<'a>(table: &'a Value, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(table: &'a Table, section: &str, key: &str) -> &'a [Value] {
    table[section][key].as_array().expect(key)
}

/// Names of what is built for this system, tests included. The lock also names what no feature of ours turns on.
fn built() -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tree = Command::new(cargo)
        .current_dir(source::root())
        .args([
            "tree",
            "--workspace",
            "--offline",
            "--locked",
            "--prefix=none",
            "--format={p}",
        ])
        .output()
        .expect("cargo tree");
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    String::from_utf8_lossy(&tree.stdout)
        .lines()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn one_tls_provider_is_in_the_whole_program() {
    let built = built();
    for known in ["aws-lc-rs", "rustls", "slipway"] {
        assert!(built.contains(known), "{known} was not found: {built:?}");
    }
    let settings = read(".config/deny.toml");
    let banned = list(&settings, "bans", "deny");
    assert!(banned.len() >= 3, "{banned:?}");
    for name in banned.iter().map(|ban| text(ban, "crate")) {
        assert!(!built.contains(name), "{name} is built");
    }
}

#[test]
fn every_package_is_ours_or_comes_from_the_registry() {
    let settings = read(".config/deny.toml");
    for unknown in ["unknown-registry", "unknown-git"] {
        assert_eq!(text(&settings["sources"], unknown), "deny");
    }
    let lock = read("Cargo.lock");
    let packages = lock["package"].as_array().expect("packages");
    assert!(packages.len() > 300, "the lock was not read");
    let mut sources = BTreeSet::new();
    for package in packages {
        let name = text(package, "name");
        if name.starts_with("slipway") && package.get("source").is_none() {
            continue;
        }
        let source = text(package, "source");
        assert!(source.starts_with("registry+"), "{name}: {source}");
        sources.insert(source);
        assert_eq!(text(package, "checksum").len(), 64, "{name}");
    }
    assert_eq!(sources.len(), 1, "one registry for all: {sources:?}");
}

#[test]
fn every_exception_has_its_reason_and_is_still_needed() {
    let settings = read(".config/deny.toml");
    let ignored = list(&settings, "advisories", "ignore");
    let ids: Vec<&str> = ignored.iter().map(|one| text(one, "id")).collect();
    let known: Vec<&str> = EXCEPTIONS.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, known);
    let built = built();
    for (exception, (id, package)) in ignored.iter().zip(EXCEPTIONS) {
        assert!(text(exception, "reason").len() > 20, "{id} has no reason");
        assert!(
            built.contains(*package),
            "{package} is gone, and {id} with it"
        );
    }
}

/// The reason of the exception for `rsa`: its private keys are practice's, and those of known answers, which are worthless.
#[test]
fn only_practice_works_with_rsa_private_keys() {
    let mut seen = 0;
    for file in source::files("src-tauri", &[".rs"]) {
        if ["/vectors.rs", "/tests"]
            .iter()
            .any(|part| file.path.contains(part))
        {
            continue;
        }
        for (number, line) in file.code() {
            if line.contains("RsaPrivateKey") {
                seen += 1;
                assert!(
                    file.path.contains("/slipway-practice/"),
                    "{}:{number}: {line}",
                    file.path
                );
            }
        }
    }
    assert!(seen > 0, "this test looks for the wrong word");
}
