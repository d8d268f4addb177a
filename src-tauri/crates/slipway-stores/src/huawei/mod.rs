//! Huawei AppGallery, by AppGallery Connect's Publishing API v2: Android packages and bundles, first release and update, at once, at a
//! time or in phases. HarmonyOS and testers are other calls and not here; nor is withdrawing, which has no documented call for Android.

mod auth;
mod calls;
mod check;
mod credentials;
mod find;
mod listing;
mod look;
mod objections;
mod package;
mod phase;
mod plan;
mod problem;
mod publish;
mod record;
mod standing;
mod status;
mod steer;
mod submit;
mod survey;
mod texts;
#[cfg(test)]
mod vectors;
mod wire;

use slipway_model::Kind;

use crate::{Ask, AskWhen, Capability, Card, folder::own_folder};

own_folder!(
    Huawei, trace = phase::trace, steer = steer::steer;
    fn notes_field(&self, language: &str) -> Option<String> {
        Some(listing::notes_field(language))
    }
);

static CARD: Card = Card {
    id: "huawei",
    name_en: "HUAWEI AppGallery",
    name_zh: "华为应用市场",
    mark: "华",
    // AGC Publishing v2: both are of file type 5; a bundle needs App Signing, switched on in AGC [1 client].
    accepts: &[Kind::Apk, Kind::Aab],
    // AGC Publishing v2: an APK may have 4 GB [official]; a bundle less, see `objections.rs`.
    size_limit: 4 * 1024 * 1024 * 1024,
    notes: listing::NOTES_LIMIT,
    default_language: "zh-CN",
    can: &[
        Capability::Schedule,
        Capability::Phased,
        Capability::Draft,
        Capability::UploadOnly,
        // By `app-submit-with-file`, which fetches and submits in one request; see `submit.rs`.
        Capability::PullFromUrl,
        Capability::Listing,
        Capability::ReviewQuery,
        Capability::FirstRelease,
        Capability::ManyLanguages,
    ],
    fields: credentials::FIELDS,
    asks: &[
        Ask {
            id: "app_id",
            when: AskWhen::FirstRelease,
            required: true,
        },
        Ask {
            id: "add_languages",
            when: AskWhen::Always,
            required: false,
        },
    ],
    hosts: wire::HOSTS,
    console: "https://developer.huawei.com/consumer/cn/service/josp/agc/index.html",
    testers: None,
    review_pace_s: 300,
};
