//! An order to try things on: version 20 of `com.example.slipway`, for a store where 19 is live.

use std::{collections::BTreeMap, path::PathBuf};

use serde_json::json;
use slipway_model::{
    AppRef, Artifact, Build, Digests, Goal, Kind, Notes, Order, StoreId, Tristate, When,
};

pub(crate) fn build() -> Build {
    Build {
        kind: Kind::Apk,
        package: "com.example.slipway".into(),
        version_code: 20,
        version_name: "2.0.0".into(),
        label: "Slipway".into(),
        labels: BTreeMap::new(),
        icon: None,
        min_sdk: Some(24),
        target_sdk: Some(34),
        abis: Vec::new(),
        debuggable: Tristate::No,
        test_only: false,
        split: None,
        signers: Vec::new(),
        schemes: Vec::new(),
        intact: Tristate::Yes,
        channel: None,
        bundle: None,
        apple: None,
        size: 25,
        digests: Digests {
            md5: "a614c6fb7e558280651dce5b7cb4d4ab".into(),
            ..Digests::default()
        },
        warnings: Vec::new(),
    }
}

pub(crate) fn order(store: &str) -> Order {
    Order {
        release: "r".into(),
        store: StoreId::new(store),
        account: "a".into(),
        app: AppRef {
            package: "com.example.slipway".into(),
            store_app_id: None,
        },
        artifacts: vec![artifact(build())],
        notes: notes(&[("", "修复问题")]),
        when: When::AfterApproval,
        goal: Goal::Submit,
        first_release: false,
        icon: Some(PathBuf::from("icon.png")),
        answers: BTreeMap::new(),
        listing: BTreeMap::new(),
        testing: slipway_model::Testing::default(),
        survey: json!({"first_release": false, "live_version_code": 19, "languages": ["zh-CN", "en-US"], "store_name": "滑道"}),
    }
}

pub(crate) fn artifact(build: Build) -> Artifact {
    Artifact {
        path: PathBuf::from("app.apk"),
        build,
        url: None,
    }
}

pub(crate) fn notes(texts: &[(&str, &str)]) -> Notes {
    Notes(
        texts
            .iter()
            .map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned()))
            .collect(),
    )
}

/// Keys of the advice of what is objected to.
pub(crate) fn keys(problems: &[slipway_model::Problem]) -> Vec<&str> {
    problems
        .iter()
        .map(|problem| problem.advice.key.as_str())
        .collect()
}
