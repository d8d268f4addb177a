//! Builds that must not go out, and which file goes to which store.

use std::collections::BTreeMap;

use slipway_artifact::FileIdentity;
use slipway_model::{Artifact, Build, Digests, Kind, Signer, Tristate};
use slipway_stores::stores;

use super::{Files, judge};
use crate::view::DraftStore;

pub(crate) fn build(abis: &[&str]) -> Build {
    Build {
        kind: Kind::Apk,
        package: "com.example.slipway".into(),
        version_code: 20,
        version_name: "2.0.0".into(),
        label: "Slipway".into(),
        labels: BTreeMap::new(),
        icon: None,
        min_sdk: Some(24),
        target_sdk: Some(35),
        abis: abis.iter().map(|abi| (*abi).to_owned()).collect(),
        debuggable: Tristate::No,
        test_only: false,
        split: None,
        signers: vec![Signer {
            scheme: "v2".into(),
            sdk_range: None,
            der: Vec::new(),
            subject: "CN=Example".into(),
            not_after: "2050-01-01T00:00:00Z".into(),
            key_type: "RSA".into(),
            key_bits: 2048,
            sha256: "aa".repeat(32),
            sha1: String::new(),
            md5: String::new(),
            is_debug: false,
            verified: Tristate::Yes,
        }],
        schemes: vec!["v2".into()],
        intact: Tristate::Yes,
        channel: None,
        bundle: None,
        apple: None,
        size: 1000,
        digests: Digests::default(),
        warnings: Vec::new(),
    }
}

fn file(name: &str, abis: &[&str]) -> (Artifact, FileIdentity) {
    let path = std::env::temp_dir().join(name);
    let identity = FileIdentity {
        size: 1000,
        mtime_ns: 0,
        inode: 0,
    };
    (
        Artifact {
            path,
            build: build(abis),
            url: None,
        },
        identity,
    )
}

fn objections(change: impl FnOnce(&mut Build), app: &str) -> Vec<String> {
    let mut artifact = file("a.apk", &[]).0;
    change(&mut artifact.build);
    judge(&artifact, app, slipway_model::Goal::Submit)
        .into_iter()
        .map(|problem| problem.advice.key)
        .collect()
}

#[test]
fn a_wrong_build_is_named_for_what_it_is() {
    let app = "com.example.slipway";
    assert!(objections(|_| {}, app).is_empty());
    assert_eq!(objections(|_| {}, "com.example.other"), ["plan.other-app"]);
    assert_eq!(
        objections(|build| build.debuggable = Tristate::Yes, app),
        ["plan.debug-build"]
    );
    assert_eq!(
        objections(|build| build.signers[0].is_debug = true, app),
        ["plan.debug-build"]
    );
    assert_eq!(
        objections(|build| build.test_only = true, app),
        ["plan.test-only"]
    );
    assert_eq!(
        objections(|build| build.split = Some("config.de".into()), app),
        ["plan.split"]
    );
    assert_eq!(
        objections(|build| build.signers.clear(), app),
        ["plan.unsigned"]
    );
    assert_eq!(
        objections(|build| build.intact = Tristate::No, app),
        ["plan.not-intact"]
    );
    assert_eq!(
        objections(|build| build.signers[0].verified = Tristate::No, app),
        ["plan.not-intact"]
    );
    assert!(objections(|build| build.debuggable = Tristate::Unknown, app).is_empty());
}

fn shared(files: Vec<(Artifact, FileIdentity)>, store: &str) -> Result<Vec<String>, String> {
    told(files, store, None)
}

fn told(
    files: Vec<(Artifact, FileIdentity)>,
    store: &str,
    word: Option<&str>,
) -> Result<Vec<String>, String> {
    let files = Files {
        builds: files,
        ..Files::default()
    };
    let card = stores::find(store).unwrap().card();
    files
        .for_store(&DraftStore::default(), card, word)
        .map(|artifacts| {
            artifacts
                .iter()
                .map(|artifact| super::name(&artifact.path))
                .collect()
        })
        .map_err(|says| says.key)
}

#[test]
fn each_store_gets_the_file_of_a_kind_that_it_takes() {
    let ipa = |name| {
        let (mut artifact, identity) = file(name, &[]);
        artifact.build.kind = Kind::Ipa;
        (artifact, identity)
    };
    let both = || vec![file("a.apk", &[]), ipa("a.ipa")];
    assert_eq!(shared(both(), "huawei").unwrap(), ["a.apk"]);
    assert_eq!(shared(both(), "apple").unwrap(), ["a.ipa"]);
    // Where none is of such a kind the plan objects to the kind of the first, not to the number of files.
    let neither = vec![ipa("a.ipa"), ipa("b.ipa")];
    assert_eq!(shared(neither, "huawei").unwrap(), ["a.ipa"]);
}

#[test]
fn a_pair_goes_where_pairs_are_taken() {
    let pair = || {
        vec![
            file("32.apk", &["armeabi-v7a"]),
            file("64.apk", &["arm64-v8a"]),
        ]
    };
    assert_eq!(
        shared(pair(), "xiaomi"),
        Ok(vec!["32.apk".into(), "64.apk".into()])
    );
    assert_eq!(shared(pair(), "huawei"), Err("plan.pair-not-taken".into()));
    let twice = vec![file("a.apk", &["arm64-v8a"]), file("b.apk", &["arm64-v8a"])];
    assert_eq!(shared(twice, "xiaomi"), Err("plan.wrong-pair".into()));
    let mut other = pair();
    other[1].0.build.version_code = 21;
    assert_eq!(shared(other, "xiaomi"), Err("plan.wrong-pair".into()));
    let mut bundle = pair();
    bundle[1].0.build.kind = Kind::Aab;
    // A bundle is nobody's other half; where it is not taken at all, the package goes alone.
    assert_eq!(
        shared(bundle.clone(), "huawei"),
        Err("plan.wrong-pair".into())
    );
    assert_eq!(shared(bundle, "xiaomi"), Ok(vec!["32.apk".into()]));
}

#[test]
fn the_word_of_the_last_time_tells_the_file_again() {
    let files = || vec![file("app-hw-3.apk", &[]), file("app-mi-3.apk", &[])];
    assert_eq!(
        told(files(), "huawei", Some("hw")),
        Ok(vec!["app-hw-3.apk".into()])
    );
    assert_eq!(
        told(files(), "huawei", Some("vivo")),
        Err("plan.wrong-pair".into())
    );
    assert_eq!(shared(files(), "huawei"), Err("plan.wrong-pair".into()));
}

#[test]
fn one_package_per_store_is_matched_by_name() {
    let files = || {
        vec![
            file("app-huawei.apk", &[]),
            file("app-Xiaomi.apk", &[]),
            file("app-oppo.apk", &[]),
        ]
    };
    assert_eq!(shared(files(), "huawei"), Ok(vec!["app-huawei.apk".into()]));
    assert_eq!(shared(files(), "xiaomi"), Ok(vec!["app-Xiaomi.apk".into()]));
    let unnamed = vec![file("a.apk", &[]), file("b.apk", &[]), file("c.apk", &[])];
    assert_eq!(shared(unnamed, "huawei"), Err("plan.which-file".into()));
}
