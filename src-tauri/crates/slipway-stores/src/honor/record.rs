//! What Honor knows of an app: reading it, and turning it into a survey. The texts of a release are made from it too, because every
//! language is written back whole. Judges nothing; see `objections.rs` and `status.rs`.

use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{AppRef, Counting, Limit, ListingField, Order, Problem, ProblemKind, Sentence};

use super::{
    auth,
    problem::{Heard, unreadable},
    status::{audit_term, phase_term},
    wire::{self, Audit, AuditOf, AuditRequest, Detail, KnownApp, LanguageInfo, PhaseReply, Texts},
};
use crate::{
    Survey, Visit,
    failure::{Acted, Failure},
    notes,
};

/// `appName`: 15 hanzi or 30 other characters [official].
const NAME: Limit = Limit {
    least: 1,
    most: 30,
    counted: Counting::HalfWidths,
};
/// `intro` and `briefIntro` [official]. An empty introduction is refused with 20076 [measured].
const INTRO: Limit = Limit::between(1, 8000);
const BRIEF: Limit = Limit::characters(80);

/// What one reading of an app brings.
pub(super) struct Present {
    pub(super) app_id: String,
    pub(super) detail: Detail,
    pub(super) current: Option<Audit>,
    pub(super) phase: Option<PhaseReply>,
}

impl Present {
    /// # Errors
    /// The app is not there, or Honor could not be asked.
    pub(super) async fn read(visit: &Visit, app: &AppRef) -> Result<Self, Failure> {
        let app_id = find_app(visit, &app.package)
            .await?
            .ok_or_else(|| Failure::certain(not_found(app)))?;
        Ok(Self {
            detail: detail(visit, &app_id).await?,
            current: current_release(visit, &app_id).await?,
            phase: unless_refused(phase(visit, &app_id).await)?.flatten(),
            app_id,
        })
    }

    pub(super) fn survey(&self) -> Survey {
        let live = self.detail.release_info.as_ref();
        let live_code = live.and_then(|live| live.version_code);
        let current = self.current.as_ref();
        let result = current.and_then(|current| current.audit_result);
        let newest = current.and_then(|current| current.version_code);
        let languages = languages(&self.detail);
        let default = languages.first().cloned().unwrap_or_default();
        let phase = self
            .phase
            .as_ref()
            .and_then(|phase| phase.release_status)
            .filter(|status| (1..=3).contains(status));
        Survey {
            store_app_id: Some(self.app_id.clone()),
            // Both fields are null until a first version was approved [issue]; without the object nothing is known.
            first_release: live.map(|live| live.version_code.is_none()),
            live_version_code: live_code,
            live_version_name: live.and_then(|live| live.version_name.clone()),
            pending_version_code: newest
                .filter(|newest| live_code.is_none_or(|live| *newest > live)),
            busy: result == Some(0),
            // Being edited, not submitted [official].
            drafted: result == Some(4),
            store_name: language(&self.detail, &default).and_then(|info| info.app_name.clone()),
            languages,
            state_term: match (phase, result) {
                (Some(_), _) => self.phase.as_ref().map(phase_term),
                (None, Some(result)) => Some(audit_term(Some(result))),
                (None, None) => None,
            },
            listing: listing(&self.detail),
            extra: json!({
                "phase": phase,
                // Approved and not out yet: a new submission is refused like one during the review [official].
                "waiting": result == Some(1) && newest > live_code,
                "release_id": current.and_then(|current| current.release_id.clone()),
                "audit_result": result,
            }),
            ..Survey::default()
        }
    }
}

pub(super) fn not_found(app: &AppRef) -> Problem {
    Problem::new(
        ProblemKind::NotFound,
        Sentence::new("problem.app-not-found").with("package", &app.package),
    )
}

/// A call that only reads, with its query.
pub(super) async fn get(
    visit: &Visit,
    call: &str,
    query: &[(&str, &str)],
) -> Result<Heard, Failure> {
    let address = wire::address(call);
    auth::call(visit, |line| {
        line.request(Method::GET, &address)
            .query(query.iter().copied())
    })
    .await
}

/// The id of a package, `None` when Honor leaves it out: not there, or somebody else's. Only the exact name counts, whatever else is in
/// the list.
pub(super) async fn find_app(visit: &Visit, package: &str) -> Result<Option<String>, Failure> {
    let heard = get(visit, wire::APP_ID, &[("pkgName", package)]).await?;
    let known: Vec<KnownApp> = heard.list();
    Ok(known
        .into_iter()
        .find(|app| app.package_name.as_deref() == Some(package))
        .and_then(|app| app.app_id)
        .map(|id| id.to_string()))
}

pub(super) async fn detail(visit: &Visit, app_id: &str) -> Result<Detail, Failure> {
    let heard = get(visit, wire::APP_DETAIL, &[("appId", app_id)]).await?;
    heard.data().ok_or_else(|| Failure::open(unreadable()))
}

/// What was submitted or drafted last. It follows the app, not a submission: another task's verdict may stand here [1 client].
pub(super) async fn current_release(visit: &Visit, app_id: &str) -> Result<Option<Audit>, Failure> {
    let heard = get(visit, wire::CURRENT_RELEASE, &[("appId", app_id)]).await;
    Ok(unless_refused(heard)?.and_then(|heard| heard.data()))
}

/// The phased release of the app, if there is one.
pub(super) async fn phase(visit: &Visit, app_id: &str) -> Result<Option<PhaseReply>, Failure> {
    read_phase(&get(visit, wire::PHASE, &[("appId", app_id)]).await?)
}

/// "Empty when none" [official].
fn read_phase(heard: &Heard) -> Result<Option<PhaseReply>, Failure> {
    let phase: PhaseReply = match heard.data::<Value>() {
        None | Some(Value::Null) => return Ok(None),
        Some(data) => serde_json::from_value(data).map_err(|_| Failure::open(unreadable()))?,
    };
    match phase.release_status {
        _ if phase == PhaseReply::default() => Ok(None),
        None => Err(Failure::open(unreadable())),
        Some(_) => Ok(Some(phase)),
    }
}

/// What Honor answers here for an app that never had a version is not documented; a refusal of the question itself is taken for
/// *there is none* [inferred].
fn unless_refused<T>(asked: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match asked {
        Ok(told) => Ok(Some(told)),
        Err(failure) if is_refusal(&failure) => Ok(None),
        Err(failure) => Err(failure),
    }
}

pub(super) fn is_refusal(failure: &Failure) -> bool {
    matches!(
        failure.problem.kind,
        ProblemKind::Refused | ProblemKind::NotFound
    ) && failure.acted == Acted::No
}

/// The verdict on one submission.
pub(super) async fn audit_result(
    visit: &Visit,
    app_id: &str,
    release_id: &str,
) -> Result<Option<Audit>, Failure> {
    let body = AuditRequest {
        app_id: [AuditOf {
            app_id: number(app_id)?,
            release_id,
        }],
    };
    let address = wire::address(wire::AUDIT_RESULT);
    let heard = auth::call(visit, |line| {
        line.request(Method::POST, &address).json(&body)
    })
    .await?;
    Ok(heard
        .list::<Audit>()
        .into_iter()
        .find(|audit| audit.release_id.as_deref() == Some(release_id)))
}

/// Ids are kept as text and sent as numbers.
///
/// # Errors
/// One that is no number can only be our mistake.
pub(super) fn number(id: &str) -> Result<i64, Failure> {
    id.parse().map_err(|_| {
        Failure::certain(Problem::new(
            ProblemKind::Ours,
            Sentence::new("problem.our-request"),
        ))
    })
}

/// The record's languages, the default first: `defaultLanguage`, else `zh-CN`, else the first [4 clients].
pub(super) fn languages(detail: &Detail) -> Vec<String> {
    let mut tags: Vec<String> = detail
        .language_info
        .iter()
        .filter_map(|info| info.language_id.clone())
        .collect();
    let default = detail
        .basic_info
        .as_ref()
        .and_then(|basic| basic.default_language.as_deref());
    let place = |tag: &str| tags.iter().position(|known| notes::same(known, tag));
    if let Some(place) = default
        .and_then(place)
        .or_else(|| place(super::CARD.default_language))
    {
        let tag = tags.remove(place);
        tags.insert(0, tag);
    }
    tags
}

fn language<'a>(detail: &'a Detail, tag: &str) -> Option<&'a LanguageInfo> {
    detail
        .language_info
        .iter()
        .find(|info| info.language_id.as_deref() == Some(tag))
}

fn listing(detail: &Detail) -> Vec<ListingField> {
    let mut fields = Vec::new();
    for tag in languages(detail) {
        let Some(info) = language(detail, &tag) else {
            continue;
        };
        let mut text = |name: &str, value: &Option<String>, limit: Limit| {
            fields.push(ListingField {
                id: format!("{name}:{tag}"),
                value: value.clone().unwrap_or_default(),
                // A name never changes as a side effect of a release.
                editable: name != "appName",
                limit: Some(limit),
                long: name == "intro",
                choices: Vec::new(),
            });
        };
        text("appName", &info.app_name, NAME);
        text("briefIntro", &info.brief_intro, BRIEF);
        text("intro", &info.intro, INTRO);
    }
    // Written only by the call that replaces the whole record, which no release makes: the console mends them.
    if let Some(basic) = &detail.basic_info {
        for (name, value) in [
            ("appClassification", &basic.app_classification),
            ("ratingId", &basic.rating_id),
        ] {
            fields.push(ListingField {
                id: name.to_owned(),
                value: value.clone().unwrap_or_default(),
                ..ListingField::default()
            });
        }
    }
    fields
}

/// What each language will hold after this order, for the one call that writes them. A language whose record lacks what the call wants
/// is left out, and so left alone, unless the order has something to say in it.
pub(super) fn texts(detail: &Detail, order: &Order) -> Vec<Texts> {
    let tags = languages(detail);
    let written = notes::for_listing(&order.notes, &tags);
    tags.iter()
        .filter_map(|tag| {
            let info = language(detail, tag)?;
            let note = written.iter().find(|(language, _)| language == tag);
            let edit = |name: &str| order.listing.get(&format!("{name}:{tag}")).cloned();
            let (intro, brief) = (edit("intro"), edit("briefIntro"));
            let touched = note.is_some() || intro.is_some() || brief.is_some();
            let texts = Texts {
                language_id: tag.clone(),
                app_name: info.app_name.clone().unwrap_or_default(),
                intro: intro.or_else(|| info.intro.clone()).unwrap_or_default(),
                brief_intro: brief.or_else(|| info.brief_intro.clone()),
                new_feature: note
                    .map(|(_, text)| (*text).to_owned())
                    .or_else(|| info.new_feature.clone()),
            };
            let whole = !texts.app_name.is_empty() && !texts.intro.trim().is_empty();
            (touched || whole).then_some(texts)
        })
        .collect()
}

/// Languages in which the order says something.
pub(super) fn touched(order: &Order, tags: &[String]) -> Vec<String> {
    let written = notes::for_listing(&order.notes, tags);
    let edited = |tag: &str| {
        order.listing.keys().any(|id| {
            id.split_once(':')
                .is_some_and(|(_, language)| language == tag)
        })
    };
    tags.iter()
        .filter(|tag| written.iter().any(|(language, _)| language == *tag) || edited(tag))
        .cloned()
        .collect()
}

/// A member of [`Survey::extra`].
pub(super) fn extra<'a>(survey: &'a Survey, name: &str) -> &'a Value {
    static NOTHING: Value = Value::Null;
    survey.extra.get(name).unwrap_or(&NOTHING)
}

#[cfg(test)]
mod tests;
