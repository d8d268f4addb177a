//! Xiaomi's app store for mainland China, by its automatic publishing: updates of Android packages.
//! First releases, listing changes and channel packages are left to the console, and there is no review status to read.

mod auth;
mod check;
mod credentials;
mod look;
mod objections;
mod plan;
mod problem;
mod publish;
mod status;
#[cfg(test)]
mod vectors;
mod wire;

use slipway_model::{Kind, Limit};

use crate::{Ask, AskWhen, Capability, Card, folder::own_folder};

own_folder!(Xiaomi);

static CARD: Card = Card {
    id: "xiaomi",
    name_en: "Xiaomi GetApps (China)",
    name_zh: "小米应用商店",
    mark: "米",
    accepts: &[Kind::Apk],
    // Xiaomi devupload: 2 GiB [1 official copy, quoted by 2 clients].
    size_limit: 2 * 1024 * 1024 * 1024,
    // Xiaomi devupload, `updateDesc` [1 client's limit].
    notes: Limit::characters(500),
    default_language: wire::LANGUAGE,
    can: &[Capability::Schedule, Capability::PackagePair],
    fields: credentials::FIELDS,
    asks: &[Ask {
        id: "privacy_url",
        when: AskWhen::Update,
        required: false,
    }],
    hosts: wire::HOSTS,
    console: "https://dev.mi.com/xiaomihyperos",
    testers: None,
    // Review takes one to three working days; the page asks for patience [1 client].
    review_pace_s: 1200,
};
