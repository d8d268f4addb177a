//! What Amazon tells of an app before a release. The texts, packages and languages of a version can be read only inside an open Edit, and
//! opening one would change something; so without one this is little.

use serde::{Deserialize, Serialize};
use serde_json::json;
use slipway_model::{AppRef, Problem};

use super::{
    apks::{self, Apk},
    listing,
    problem::{Heard, Place},
    site::{Edit, Site},
    wire,
};
use crate::{Survey, Visit, failure::Failure};

/// What this folder wants back in `Survey::extra`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Noted {
    /// The Edit that was open, by id: it is not known who opened it.
    pub(super) open_edit: Option<String>,
    /// Its packages, to be shown.
    pub(super) apks: Vec<Apk>,
    /// Status of an Edit that cannot be written to.
    pub(super) status: Option<String>,
}

impl Noted {
    pub(super) fn of(survey: &Survey) -> Self {
        serde_json::from_value(survey.extra.clone()).unwrap_or_default()
    }
}

pub(super) async fn survey(visit: &Visit, app: &AppRef) -> Result<Survey, Problem> {
    read(visit, app).await.map_err(|failure| failure.problem)
}

async fn read(visit: &Visit, app: &AppRef) -> Result<Survey, Failure> {
    let site = Site::new(visit, app)?;
    let (edit, _) = site.open_edit().await?;
    let mut survey = surveyed(app, edit.as_ref());
    if let Some(edit) = edit.filter(Edit::is_open) {
        let packages = apks(&site, &edit.id).await?;
        let (records, languages) = languages(&site, &edit.id).await?;
        survey.pending_version_code = packages.iter().filter_map(|apk| apk.version_code).max();
        survey.store_name = languages.first().and_then(|first| {
            let (_, record) = records.iter().find(|(language, _)| language == first)?;
            crate::lenient::as_text(record.get("title")?)
        });
        survey.listing = listing::fields(&records, &languages);
        survey.languages = languages;
        survey.extra = json!(Noted {
            open_edit: Some(edit.id),
            apks: packages,
            status: None,
        });
        survey.asks = vec!["open_edit".to_owned()];
        if Noted::of(&survey).apks.len() > 1 {
            survey.asks.push("target_apk".to_owned());
        }
    }
    Ok(survey)
}

fn surveyed(app: &AppRef, edit: Option<&Edit>) -> Survey {
    let given = app.store_app_id.as_deref().map(crate::paste::trimmed);
    // A submitted Edit keeps the app busy; one that went live does not.
    let busy = edit.filter(|edit| !edit.is_open() && !edit.is_live());
    Survey {
        store_app_id: given.filter(|id| wire::is_app_id(id)).map(str::to_owned),
        // The API knows only apps that were published once in the console [official]; whether this one was, it does not tell.
        first_release: Some(false),
        busy: busy.is_some(),
        state_term: edit.map(|edit| edit.status.clone()),
        extra: json!(Noted {
            status: busy.map(|edit| edit.status.clone()),
            ..Noted::default()
        }),
        ..Survey::default()
    }
}

/// `GET …/apks`: a list that may be empty.
pub(super) async fn apks(site: &Site<'_>, edit: &str) -> Result<Vec<Apk>, Failure> {
    let heard = site.get(Place::Edit, &["edits", edit, "apks"]).await?;
    Ok(apks::read(&heard.body))
}

type Records = Vec<(String, serde_json::Value)>;

/// The records of all languages, and the languages with the default one first.
pub(super) async fn languages(
    site: &Site<'_>,
    edit: &str,
) -> Result<(Records, Vec<String>), Failure> {
    let heard = site.get(Place::Edit, &["edits", edit, "listings"]).await?;
    let records = listing::records(&heard.body);
    // Which language is the default only orders them; where it cannot be read, nothing is lost.
    let details = site.get(Place::Edit, &["edits", edit, "details"]).await;
    let default = details
        .ok()
        .and_then(|heard: Heard| heard.text("defaultLanguage"));
    let languages = listing::languages(&records, default.as_deref());
    Ok((records, languages))
}

#[cfg(test)]
mod tests {
    use slipway_model::AppRef;

    use super::{Edit, Noted, surveyed};

    #[test]
    fn an_edit_that_cannot_be_written_to_keeps_the_app_busy() {
        let app = AppRef {
            package: "com.example.slipway".into(),
            store_app_id: Some("com.example.slipway".into()),
        };
        for (status, busy) in [
            ("IN_PROGRESS", false),
            ("REVIEW", true),
            ("SUBMITTED", true),
            ("SOMETHING_NEW", true),
            ("LIVE", false),
        ] {
            let edit = Edit {
                id: "e".into(),
                status: status.into(),
            };
            let survey = surveyed(&app, Some(&edit));
            assert_eq!(survey.busy, busy, "{status}");
            assert_eq!(survey.state_term.as_deref(), Some(status));
            assert_eq!(Noted::of(&survey).status.is_some(), busy);
            assert_eq!(survey.store_app_id, None);
        }
        assert_eq!(surveyed(&app, None).first_release, Some(false));
    }
}
