//! OPPO's software store for mainland China, by its publishing API ("API 传包"): updates of Android packages with the whole listing.
//! Creating an app, withdrawing, staged releases and games are left to the console.

mod auth;
mod check;
mod credentials;
mod form;
mod icon;
mod listing;
mod look;
mod objections;
mod plan;
mod problem;
mod publish;
mod record;
mod status;
mod upload;
#[cfg(test)]
mod vectors;
mod wire;

use slipway_model::{Kind, Limit};

use crate::{Ask, AskWhen, Capability, Card, folder::own_folder};

own_folder!(Oppo);

static CARD: Card = Card {
    id: "oppo",
    name_en: "OPPO App Market (China)",
    name_zh: "OPPO 软件商店",
    mark: "O",
    accepts: &[Kind::Apk],
    // No limit is documented; StoreHelper assumes 2 GiB [1 client].
    size_limit: 2 * 1024 * 1024 * 1024,
    // OPPO API 传包, `update_desc`: five characters at least [official copy]. The upper end is not documented; longer texts than this
    // were not seen [inferred].
    notes: Limit::between(5, 1000),
    default_language: wire::LANGUAGE,
    can: &[
        Capability::Schedule,
        Capability::UploadOnly,
        Capability::Listing,
        Capability::ReviewQuery,
        Capability::PackagePair,
    ],
    fields: credentials::FIELDS,
    // Never asked by the calendar, because there are no first releases here: the survey raises it where the stored icon is not
    // known to pass.
    asks: &[Ask {
        id: "replace_icon",
        when: AskWhen::FirstRelease,
        required: false,
    }],
    hosts: wire::HOSTS,
    console: "https://open.oppomobile.com",
    testers: None,
    review_pace_s: 600,
};
