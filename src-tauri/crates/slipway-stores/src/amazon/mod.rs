//! Amazon Appstore, by the App Submission API v1: new versions of Android apps that were published there once, and the testers of
//! DevTest for in-app purchases. First versions, bundles, prices, countries, the DRM switch and Live App Testing are the console's.

mod answers;
mod apks;
mod auth;
mod availability;
mod batches;
mod certificate;
mod check;
mod conflict;
mod count;
mod credentials;
mod edit;
mod forbidden;
mod listing;
mod look;
mod objections;
mod package;
mod plan;
mod problem;
mod publish;
mod register;
mod rows;
mod site;
mod standing;
mod status;
mod submit;
mod survey;
mod targeting;
mod testers;
mod texts;
#[cfg(test)]
mod vectors;
mod wire;

use slipway_model::Kind;

use crate::{Ask, AskWhen, Capability, Card, TesterRules, folder::own_folder};

own_folder!(Amazon, trace = submit::trace);

/// A question that is always there to be answered and never has to be: what must be answered is an objection, because work on testers
/// asks for less than a release.
const fn ask(id: &'static str) -> Ask {
    Ask {
        id,
        when: AskWhen::Always,
        required: false,
    }
}

/// A question that is asked only when the store raises it, by the survey.
const fn raised(id: &'static str) -> Ask {
    Ask {
        id,
        when: AskWhen::FirstRelease,
        required: false,
    }
}

static CARD: Card = Card {
    id: "amazon",
    name_en: "Amazon Appstore",
    name_zh: "亚马逊应用商店",
    mark: "a",
    // APK only through the API; bundles in the console alone [4 clients].
    accepts: &[Kind::Apk],
    // Amazon's own bound is not established; this is what an APK's archive format bears.
    size_limit: 4 * 1024 * 1024 * 1024,
    notes: listing::NOTES_LIMIT,
    default_language: "en-US",
    can: &[
        Capability::Schedule,
        Capability::Draft,
        Capability::UploadOnly,
        Capability::Listing,
        Capability::ReviewQuery,
        Capability::ManyLanguages,
        Capability::Testers,
    ],
    fields: credentials::FIELDS,
    asks: &[
        ask("app_id"),
        ask("one_text"),
        ask("package_way"),
        ask("certificate_encoding"),
        raised("open_edit"),
        raised("target_apk"),
    ],
    hosts: wire::HOSTS,
    console: "https://developer.amazon.com/apps-and-games/console",
    testers: Some(TesterRules {
        name: "DevTest",
        // Nothing can be read back, nobody taken out, and no mail is sent [official].
        lists: false,
        removes: false,
        sends_mail: false,
        internal_groups: false,
        public_links: false,
        wants_certificate: true,
        // 50 testers an app [official].
        most_people: Some(50),
        // Not documented.
        group_name_limit: None,
    }),
    // A review takes hours to days; every 15 to 30 minutes is enough.
    review_pace_s: 1200,
};
