//! Apple: the App Store and TestFlight, by App Store Connect's API from any system, with Apple's own upload tool as another way on a Mac.
//! The app's record must exist; pictures, age rating, privacy answers and price are set up once in the web site and not here.

mod altool;
mod altool_words;
mod api;
mod auth;
mod beta;
mod check;
mod codes;
mod credentials;
mod document;
mod errors;
mod find;
mod groups;
mod key;
mod listing;
mod locales;
mod look;
mod objections;
mod plan;
mod problem;
mod processing;
mod publish;
mod rate;
mod reserve;
mod status;
mod steer;
mod submitting;
mod survey;
mod testers;
mod testing;
mod texts;
mod transfer;
#[cfg(test)]
mod vectors;
mod version;
mod versions;
mod wire;

use slipway_model::Kind;

use crate::{Ask, AskWhen, Capability, Card, TesterRules, folder::own_folder};

own_folder!(
    Apple,
    trace = status::trace,
    steer = steer::steer,
    tester_groups = groups::listed;
    fn told_by_file(&self, field: &str, file_name: &str) -> Vec<(&'static str, String)> {
        credentials::told_by_file(field, file_name)
    }
);

static CARD: Card = Card {
    id: "apple",
    name_en: "App Store",
    name_zh: "App Store",
    mark: "A",
    accepts: &[Kind::Ipa, Kind::Pkg],
    // What is inside may have 4 GB unpacked [official]; a package of more cannot.
    size_limit: 4 * 1024 * 1024 * 1024,
    notes: listing::NOTES_LIMIT,
    default_language: "en-US",
    can: &[
        Capability::Schedule,
        Capability::ReleaseByHand,
        Capability::Phased,
        Capability::FixedPhases,
        Capability::Draft,
        Capability::UploadOnly,
        Capability::Withdraw,
        Capability::Listing,
        Capability::ReviewQuery,
        // Of an app whose record exists: the API makes none [spec].
        Capability::FirstRelease,
        Capability::ManyLanguages,
        Capability::TestBuild,
        Capability::Testers,
    ],
    fields: credentials::FIELDS,
    asks: ASKS,
    hosts: wire::HOSTS,
    console: wire::CONSOLE,
    testers: Some(TesterRules {
        name: "TestFlight",
        lists: true,
        removes: true,
        sends_mail: true,
        internal_groups: true,
        public_links: true,
        wants_certificate: false,
        // Outsiders per app [official]; the own team has at most a hundred, see `objections.rs`.
        most_people: Some(10_000),
        group_name_limit: None,
    }),
    review_pace_s: 600,
};

const fn raised(id: &'static str) -> Ask {
    ask(id, AskWhen::Raised)
}

const fn ask(id: &'static str, when: AskWhen) -> Ask {
    Ask {
        id,
        when,
        required: false,
    }
}

static ASKS: &[Ask] = &[
    // Only where the package leaves it open; which it does, nobody knows before it is read.
    ask("encryption", AskWhen::Always),
    raised("declaration"),
    raised("rename_version"),
    raised("notes_everywhere"),
    raised("add_languages"),
    raised("contact_first_name"),
    raised("contact_last_name"),
    raised("contact_phone"),
    raised("contact_email"),
    raised("other_items"),
    raised("app_id"),
];
