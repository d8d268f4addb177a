//! Honor App Market, by its Publish API: updates of Android packages, at once, at a time or in phases.
//! First releases, pictures and the app's basic data stay in the console and are not here.

mod auth;
mod check;
mod credentials;
mod look;
mod objections;
mod plan;
mod problem;
mod publish;
mod record;
mod status;
mod steer;
mod trace;
mod transfer;
#[cfg(test)]
mod vectors;
mod wire;

use slipway_model::{Kind, Limit};

use crate::{Capability, Card, folder::own_folder};

own_folder!(
    Honor, trace = trace::of, steer = steer::steer;
    // After half an hour, then every three hours [official for the second].
    fn first_look_s(&self) -> u64 {
        30 * 60
    }
);

static CARD: Card = Card {
    id: "honor",
    name_en: "HONOR App Market",
    name_zh: "荣耀应用市场",
    mark: "荣",
    accepts: &[Kind::Apk],
    // File type 100: up to 4 GB [official].
    size_limit: 4 * 1024 * 1024 * 1024,
    // `newFeature`: 500 [official]; what is shorter than three is filled up by one client [1 client].
    notes: Limit::between(3, 500),
    default_language: "zh-CN",
    // No withdrawal is known, and an app that was never listed is refused with 20023 [official].
    can: &[
        Capability::Schedule,
        Capability::Phased,
        Capability::Draft,
        Capability::UploadOnly,
        Capability::PullFromUrl,
        Capability::Listing,
        Capability::ReviewQuery,
        Capability::ManyLanguages,
    ],
    fields: credentials::FIELDS,
    asks: &[],
    hosts: wire::HOSTS,
    console: "https://developer.honor.com/cn",
    testers: None,
    // Verdicts are to be asked for every three hours [official].
    review_pace_s: 3 * 60 * 60,
};
