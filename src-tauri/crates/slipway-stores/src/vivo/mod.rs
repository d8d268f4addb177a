//! vivo's app store for mainland China, by its open platform: updates of Android packages, scheduled, in phases, or fetched by vivo.
//! First releases, pictures of the store page and vivo's overseas platform, whose calls look alike, are not here.

mod auth;
mod call;
mod check;
mod credentials;
mod listing;
mod look;
mod objections;
mod packages;
mod phases;
mod plan;
mod problem;
mod publish;
mod quotas;
mod standing;
mod status;
mod submission;
#[cfg(test)]
mod vectors;
mod wire;

use slipway_model::{Kind, Limit};

use crate::{Capability, Card, folder::own_folder};

own_folder!(Vivo, steer = phases::steer, quotas = quotas::quotas);

static CARD: Card = Card {
    id: "vivo",
    name_en: "vivo App Store (China)",
    name_zh: "vivo 应用商店",
    mark: "v",
    // No app bundles [2 clients].
    accepts: &[Kind::Apk],
    // app.upload.apk.app: up to 3 GB [official].
    size_limit: 3 * 1024 * 1024 * 1024,
    // app.sync.update.app, `updateDesc`: 5 to 200 characters, else 20016 [official].
    notes: Limit::between(5, 200),
    default_language: wire::LANGUAGE,
    can: &[
        Capability::Schedule,
        Capability::Phased,
        Capability::UploadOnly,
        Capability::PullFromUrl,
        Capability::Listing,
        Capability::ReviewQuery,
        Capability::PackagePair,
    ],
    fields: credentials::FIELDS,
    asks: &[],
    hosts: wire::HOSTS,
    console: "https://dev.vivo.com.cn",
    testers: None,
    // app.query.details may count toward a daily quota: every ten to fifteen minutes is enough [inferred].
    review_pace_s: 900,
};
