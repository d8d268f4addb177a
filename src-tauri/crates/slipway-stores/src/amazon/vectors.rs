//! The certificates of `vectors.toml`.

/// `text("ec", "pem")`.
pub(super) fn text(table: &str, name: &str) -> String {
    let vectors: toml::Table = include_str!("vectors.toml").parse().unwrap();
    vectors[table][name].as_str().unwrap().to_owned()
}
