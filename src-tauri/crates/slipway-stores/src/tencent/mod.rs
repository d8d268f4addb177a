//! Tencent YYB (应用宝), by its update interface: new versions of Android apps that are already live there.
//! First releases, games that the interface refuses, and everything that needs papers or pictures are left to the console.

mod auth;
mod check;
mod credentials;
mod listing;
mod look;
mod objections;
mod plan;
mod problem;
mod publish;
mod quotas;
mod shelf;
mod status;
#[cfg(test)]
mod vectors;
mod wire;

use slipway_model::{Kind, Limit};

use crate::{Ask, AskWhen, Capability, Card, folder::own_folder};

own_folder!(Tencent, trace = plan::trace, quotas = quotas::quotas);

static CARD: Card = Card {
    id: "tencent",
    name_en: "Tencent YYB (MyApp)",
    name_zh: "应用宝",
    mark: "宝",
    // YYB update API: of the file types, only `apk` is a package [official].
    accepts: &[Kind::Apk],
    // No limit is documented; Tencent COS takes 5 GiB in one PUT [inferred, general COS].
    size_limit: 5 * 1024 * 1024 * 1024,
    // `feature` has no documented length. 500 is what `introduce` may have and is shown, not enforced [inferred].
    notes: Limit::characters(500),
    default_language: wire::LANGUAGE,
    can: &[
        Capability::Schedule,
        Capability::UploadOnly,
        Capability::Listing,
        Capability::ReviewQuery,
        Capability::PackagePair,
    ],
    fields: credentials::FIELDS,
    asks: &[Ask {
        // No call lists apps or finds an App ID [official].
        id: "app_id",
        when: AskWhen::Always,
        required: true,
    }],
    hosts: wire::HOSTS,
    console: "https://app.open.qq.com/p/home",
    testers: None,
    // A review takes hours [1 client].
    review_pace_s: 1200,
};
