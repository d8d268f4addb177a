//! The known answers of `vectors.toml`, for tests.

use std::sync::LazyLock;

use super::auth::Parameters;

static VECTORS: LazyLock<toml::Table> =
    LazyLock::new(|| include_str!("vectors.toml").parse().unwrap());

fn value(path: &str) -> &'static toml::Value {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    rest.split('.')
        .filter(|name| !name.is_empty())
        .fold(&VECTORS[first], |place, name| &place[name])
}

/// A text by its path, `update.body`.
pub(super) fn text(path: &str) -> String {
    value(path).as_str().unwrap().to_owned()
}

pub(super) fn number(path: &str) -> i64 {
    value(path).as_integer().unwrap()
}

/// What one vector signs, with the token and the time that all of them share.
pub(super) fn parameters(vector: &str) -> Parameters {
    let own = value(&format!("{vector}.parameters")).as_table().unwrap();
    own.iter()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .chain(["access_token", "timestamp"].map(|name| (name.to_owned(), text(name))))
        .collect()
}

/// A record of `app/info` from which the documented form comes: what `update` echoes, as the store gives it.
pub(super) fn record() -> serde_json::Value {
    const ECHOED: [&str; 18] = [
        "adaptive_equipment",
        "age_level",
        "app_name",
        "business_email",
        "business_mobile",
        "business_username",
        "copyright_url",
        "detail_desc",
        "electronic_cert_url",
        "icon_url",
        "icp_url",
        "pic_url",
        "pkg_name",
        "privacy_source_url",
        "second_category_id",
        "summary",
        "test_desc",
        "third_category_id",
    ];
    let update = parameters("update");
    ECHOED
        .iter()
        .map(|name| ((*name).to_owned(), update[*name].clone().into()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
