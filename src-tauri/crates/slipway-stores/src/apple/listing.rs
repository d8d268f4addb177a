//! The texts of an App Store version: what stands there, what a release may change of it, and where news go.

use slipway_model::{Limit, ListingField};

use super::{api, document::Resource};
use crate::{Visit, failure::Failure};

/// ASC: `whatsNew` has at most 4000 characters.
pub(super) const NOTES_LIMIT: Limit = Limit::characters(4000);

/// ASC, `appStoreVersionLocalizations` [spec]; limits as the console counts them.
const FIELDS: &[(&str, Option<u32>, bool)] = &[
    ("promotionalText", Some(170), true),
    ("description", Some(4000), true),
    ("keywords", Some(100), false),
    ("supportUrl", None, false),
    ("marketingUrl", None, false),
];

/// The localisations of a version, fetched by their own path: what is included in another answer is cut at fifty [1 client].
pub(super) async fn texts(visit: &Visit, version: &str) -> Result<Vec<Resource>, Failure> {
    let path = format!("/v1/appStoreVersions/{version}/appStoreVersionLocalizations");
    api::all(visit, &path, &[("limit", "200")]).await
}

/// The fields of one language.
pub(super) fn fields(text: &Resource, editable: bool) -> Vec<ListingField> {
    let Some(locale) = text.text("locale") else {
        return Vec::new();
    };
    FIELDS
        .iter()
        .map(|(name, most, long)| ListingField {
            id: format!("{name}:{locale}"),
            value: text.word(name).to_owned(),
            editable,
            limit: most.map(Limit::characters),
            long: *long,
            choices: Vec::new(),
        })
        .collect()
}

/// Whether such a field may be written.
pub(super) fn is_field(name: &str) -> bool {
    FIELDS.iter().any(|(known, _, _)| *known == name)
}
