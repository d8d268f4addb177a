//! What App Store Connect knows of an app before a release: its versions, the texts of the one that is worked on, and the groups of
//! testers. Changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use slipway_model::{AppRef, ListingField, Problem, ProblemKind, build_number};

use super::{
    api,
    auth::Signer,
    document::Resource,
    find, groups, listing, texts,
    versions::{self, Version},
};
use crate::{Survey, Visit, failure::Failure};

/// What `objections` and `plan` want back in `Survey::extra`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Noted {
    /// Versions that are open or live.
    pub(super) versions: Vec<Standing>,
    /// Platforms on which users have had a version: what follows there is an update.
    pub(super) updates: Vec<String>,
    /// Languages of the version whose texts were read, with what each says of news.
    pub(super) news: BTreeMap<String, String>,
    /// Of which version that is.
    pub(super) texts_of: Option<String>,
    pub(super) groups: Vec<Known>,
    /// The account has a password and no API key: all it can do is send a file from a Mac.
    pub(super) by_password: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Standing {
    pub(super) id: String,
    pub(super) platform: String,
    pub(super) name: String,
    pub(super) state: String,
}

impl Standing {
    pub(super) fn state(&self) -> versions::State {
        versions::State(self.state.clone())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) internal: bool,
}

impl Noted {
    pub(super) fn of(survey: &Survey) -> Self {
        serde_json::from_value(survey.extra.clone()).unwrap_or_default()
    }

    /// The version of that platform that is worked on, in review, or waits.
    pub(super) fn open(&self, platform: &str) -> Option<&Standing> {
        self.on(platform).find(|version| version.state().is_open())
    }

    pub(super) fn live(&self, platform: &str) -> Option<&Standing> {
        self.on(platform).find(|version| version.state().is_live())
    }

    pub(super) fn is_update(&self, platform: &str) -> bool {
        self.updates.iter().any(|known| known == platform)
    }

    fn on(&self, platform: &str) -> impl Iterator<Item = &Standing> {
        self.versions
            .iter()
            .filter(move |version| version.platform == platform)
    }
}

pub(super) async fn survey(visit: &Visit, app: &AppRef) -> Result<Survey, Problem> {
    if Signer::of(&visit.account.credentials).is_none() {
        return Ok(by_password(app));
    }
    let read = async {
        let found = find::known_app(visit, app).await?;
        let versions = versions::all(visit, &found.id, None).await?;
        let shown = shown(&versions);
        let texts = match shown {
            Some(version) => listing::texts(visit, &version.id).await?,
            None => Vec::new(),
        };
        let groups = match groups::all(visit, &found.id).await {
            Ok(groups) => groups,
            // Testers are another right; without it a release to users is still possible.
            Err(failure) if failure.problem.kind == ProblemKind::NotAllowed => Vec::new(),
            Err(failure) => return Err(failure),
        };
        let survey = surveyed(&found, &versions, shown, &texts, &groups);
        Ok(Survey {
            asks: asks(visit, &found.id, shown, &survey).await?,
            ..survey
        })
    };
    read.await.map_err(|failure: Failure| failure.problem)
}

/// The questions that may matter for this app now.
async fn asks(
    visit: &Visit,
    app: &str,
    shown: Option<&Version>,
    survey: &Survey,
) -> Result<Vec<String>, Failure> {
    let mut asks = vec!["add_languages".to_owned()];
    if shown.is_some_and(|version| version.state.is_editable()) {
        asks.push("rename_version".to_owned());
    }
    if survey.languages.len() > 1 {
        asks.push("notes_everywhere".to_owned());
    }
    let query = [("filter[app]", app), ("limit", "1")];
    let declared = api::maybe(visit, "/v1/appEncryptionDeclarations", &query).await;
    if readable(declared)?.is_some() {
        asks.push("declaration".to_owned());
    }
    let contact = match shown {
        Some(version) => {
            let path = format!("/v1/appStoreVersions/{}/appStoreReviewDetail", version.id);
            readable(api::maybe(visit, &path, &[]).await)?
        }
        None => None,
    };
    let fills = |name: &str| {
        contact
            .as_ref()
            .is_some_and(|contact| contact.text(name).is_some())
    };
    if !texts::CONTACT.iter().all(|(name, _)| fills(name)) {
        asks.extend(texts::CONTACT.iter().map(|(_, ask)| (*ask).to_owned()));
    }
    let query = [
        ("filter[app]", app),
        ("filter[state]", "READY_FOR_REVIEW"),
        ("include", "items"),
        ("limit", "200"),
    ];
    let drafts = api::all(visit, "/v1/reviewSubmissions", &query).await;
    let holds =
        |draft: &Resource| draft.word("state") == "READY_FOR_REVIEW" && draft.has_any("items");
    if readable(drafts.map(Some))?.is_some_and(|drafts| drafts.iter().any(holds)) {
        asks.push("other_items".to_owned());
    }
    Ok(asks)
}

/// What this key may not read is no reason to stop: it may not be needed.
fn readable<T>(read: Result<Option<T>, Failure>) -> Result<Option<T>, Failure> {
    match read {
        Err(failure) if failure.problem.kind == ProblemKind::NotAllowed => Ok(None),
        read => read,
    }
}

/// Nothing can be asked; the number of the app must be given, because the tool wants it.
fn by_password(app: &AppRef) -> Survey {
    let asks = match app.store_app_id {
        Some(_) => Vec::new(),
        None => vec!["app_id".to_owned()],
    };
    Survey {
        asks,
        extra: json!(Noted {
            by_password: true,
            ..Noted::default()
        }),
        ..Survey::default()
    }
}

/// The version whose texts a person works on: the newest open one, else the newest.
fn shown(versions: &[Version]) -> Option<&Version> {
    let mut open = versions.iter().filter(|version| version.state.is_open());
    open.next().or_else(|| versions.first())
}

fn surveyed(
    app: &Resource,
    versions: &[Version],
    shown: Option<&Version>,
    texts: &[Resource],
    groups: &[Resource],
) -> Survey {
    let live = versions.iter().find(|version| version.state.is_live());
    let open = versions.iter().find(|version| version.state.is_open());
    let code = |version: &Version| version.build_number.as_deref().map(build_number::packed);
    let mut languages: Vec<String> = texts
        .iter()
        .filter_map(|text| text.text("locale").map(str::to_owned))
        .collect();
    if let Some(primary) = app.text("primaryLocale") {
        languages.retain(|language| language != primary);
        languages.insert(0, primary.to_owned());
    }
    let editable =
        shown.is_some_and(|version| version.state.is_editable() || version.state.is_live());
    let fields: Vec<ListingField> = texts
        .iter()
        .flat_map(|text| listing::fields(text, editable))
        .collect();
    let mut updates: Vec<String> = versions
        .iter()
        .filter(|version| version.state.was_live())
        .map(|version| version.platform.clone())
        .collect();
    updates.sort();
    updates.dedup();
    let standing = |version: &Version| Standing {
        id: version.id.clone(),
        platform: version.platform.clone(),
        name: version.name.clone(),
        state: version.state.0.clone(),
    };
    let news = |text: &Resource| {
        let locale = text.text("locale")?.to_owned();
        Some((locale, text.word("whatsNew").to_owned()))
    };
    Survey {
        store_app_id: Some(app.id.clone()),
        first_release: Some(updates.is_empty()),
        live_version_code: live.and_then(code),
        live_version_name: live.map(|version| version.name.clone()),
        pending_version_code: open.and_then(code),
        store_name: app.text("name").map(str::to_owned),
        state_term: shown.map(|version| version.state.0.clone()),
        listing: fields,
        extra: json!(Noted {
            versions: versions
                .iter()
                .filter(|version| version.state.is_open() || version.state.is_live())
                .map(standing)
                .collect(),
            updates,
            news: texts.iter().filter_map(news).collect(),
            texts_of: shown.map(|version| version.id.clone()),
            groups: groups
                .iter()
                .map(|group| Known {
                    id: group.id.clone(),
                    name: group.word("name").to_owned(),
                    internal: group.flag("isInternalGroup").unwrap_or_default(),
                })
                .collect(),
            by_password: false,
        }),
        languages,
        ..Survey::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Noted, shown, surveyed};
    use crate::{
        Survey,
        apple::{
            document::{Document, Resource},
            versions::Version,
        },
    };

    fn list(data: Value) -> Document {
        Document::read(&json!({ "data": data })).unwrap()
    }

    fn survey(versions: Value, texts: Value) -> Survey {
        let app = list(
            json!({"type": "apps", "id": "1234567890", "attributes": {"name": "Slipway", "primaryLocale": "zh-Hans"}}),
        );
        let document = list(versions);
        let versions: Vec<Version> = document
            .data
            .iter()
            .map(|version| Version::of(version, &document))
            .collect();
        let texts: Vec<Resource> = list(texts).data;
        surveyed(
            app.first().unwrap(),
            &versions,
            shown(&versions),
            &texts,
            &[],
        )
    }

    fn version(id: &str, platform: &str, name: &str, state: &str) -> Value {
        json!({"type": "appStoreVersions", "id": id, "attributes": {"platform": platform, "versionString": name, "appVersionState": state}})
    }

    #[test]
    fn what_is_open_and_what_is_live_are_told_apart_by_platform() {
        let survey = survey(
            json!([
                version("v3", "IOS", "2.4.0", "PREPARE_FOR_SUBMISSION"),
                version("v2", "IOS", "2.3.0", "READY_FOR_DISTRIBUTION"),
                version("v1", "IOS", "2.2.0", "REPLACED_WITH_NEW_VERSION"),
                version("m1", "MAC_OS", "1.0.0", "IN_REVIEW")
            ]),
            json!([{"type": "appStoreVersionLocalizations", "id": "l1", "attributes": {"locale": "en-US", "whatsNew": "News"}},
                {"type": "appStoreVersionLocalizations", "id": "l2", "attributes": {"locale": "zh-Hans", "whatsNew": null}}]),
        );
        assert_eq!((survey.first_release, survey.busy), (Some(false), false));
        assert_eq!(survey.live_version_name.as_deref(), Some("2.3.0"));
        assert_eq!(survey.languages, ["zh-Hans", "en-US"]);
        let noted = Noted::of(&survey);
        assert_eq!(noted.open("IOS").unwrap().id, "v3");
        assert_eq!(noted.live("IOS").unwrap().name, "2.3.0");
        assert!(noted.open("MAC_OS").unwrap().state().is_in_review());
        assert!(
            noted.is_update("IOS") && !noted.is_update("MAC_OS") && noted.open("TV_OS").is_none()
        );
        assert_eq!(
            (noted.news["en-US"].as_str(), noted.news["zh-Hans"].as_str()),
            ("News", "")
        );
    }

    #[test]
    fn an_app_without_versions_is_a_first_release() {
        let survey = survey(json!([]), json!([]));
        assert_eq!(
            (survey.first_release, survey.store_app_id.as_deref()),
            (Some(true), Some("1234567890"))
        );
        assert_eq!(survey.languages, ["zh-Hans"]);
    }
}
