//! Looking without touching: the layered check of an account, and the survey of an app with its whole listing before a release.
//! A ticket for an upload proves the right to release; it reserves nothing, and an unused one costs nothing.

use slipway_model::{AppRef, Problem, ProblemKind, Sentence};

use super::{
    auth,
    icon::{self, Icon, Verdict},
    listing::{self, Extra},
    problem::TOLERATED,
    record::Record,
    status, wire,
};
use crate::{Probe, Survey, Visit, probe::Layers};

pub(super) async fn check(visit: &Visit, app: Option<&AppRef>) -> Vec<Probe> {
    let mut layers = Layers::new(&["key", "clock", "token", "app", "right"]);
    let id = visit.account.credentials.expose("client_id").unwrap_or("–");
    layers.pass("key", Some(Sentence::new("found.key").with("id", id)));
    let signed_in = auth::sign_in(visit).await;
    let server = match &signed_in {
        Ok(date) => *date,
        Err(failure) => failure.server_time,
    };
    match (server, visit.now()) {
        (Some(server), now) if server.duration_since(now).abs() > TOLERATED => {
            let minutes = server.duration_since(now).as_mins().abs();
            let says = Sentence::new("problem.clock").with("minutes", minutes);
            let problem = Problem::new(ProblemKind::BadCredentials, says);
            return layers.fail("clock", problem, "");
        }
        (Some(_), _) => layers.pass("clock", None),
        (None, _) => {}
    }
    if let Err(failure) = signed_in {
        let step = mends(&failure.problem);
        return layers.fail("token", failure.problem, step);
    }
    layers.pass("token", None);
    if let Some(app) = app {
        let record = match status::read(visit, &app.package).await {
            Ok(record) => record,
            Err(failure) => {
                let step = mends(&failure.problem);
                return layers.fail("app", failure.problem, step);
            }
        };
        if record.is_game() {
            let says = Sentence::new("problem.game").with("console", super::CARD.console);
            return layers.fail("app", Problem::new(ProblemKind::NotAllowed, says), "");
        }
        let name = record
            .text("app_name")
            .unwrap_or_else(|| app.package.clone());
        let found = Sentence::new("found.app").with("name", slipway_model::text::clean_line(&name));
        layers.pass("app", Some(found));
    }
    match auth::get(visit, wire::UPLOAD_URL, &[]).await {
        Ok(_) => layers.pass("right", None),
        Err(failure) => {
            let step = mends(&failure.problem);
            return layers.fail("right", failure.problem, step);
        }
    }
    layers.done()
}

/// The guide's step that yields what was refused.
fn mends(problem: &Problem) -> &'static str {
    match (problem.kind, problem.advice.key.as_str()) {
        (_, "problem.client-id") => "client-id",
        (ProblemKind::BadCredentials, "problem.clock") => "",
        (ProblemKind::BadCredentials, _) => "client-secret",
        _ => "",
    }
}

pub(super) async fn survey(visit: &Visit, app: &AppRef) -> Result<Survey, Problem> {
    let record = status::read(visit, &app.package)
        .await
        .map_err(|failure| failure.problem)?;
    let icon = match record.text("icon_url") {
        Some(address) => icon::look(visit, &address).await,
        None => Icon::default(),
    };
    Ok(surveyed(&record, icon))
}

/// What the record says, and what is kept of it for the plan.
pub(super) fn surveyed(record: &Record, icon: Icon) -> Survey {
    let status = record.status().unwrap_or_default();
    let newest = record.version_code();
    let is_live = status == "111";
    let asks_for_icon = !icon.address.is_empty() && icon.verdict != Verdict::Good;
    let extra = Extra {
        is_game: record.is_game(),
        is_frozen: record.is_frozen(),
        frozen_because: status::frozen_because(record),
        icon,
        status: status.clone(),
    };
    Survey {
        store_app_id: record.text("app_id"),
        first_release: match status.as_str() {
            "" => None,
            "0" => Some(true),
            _ => Some(false),
        },
        // `app/info` knows one version only, the newest: what is live beside it is not told.
        live_version_code: newest.filter(|_| is_live),
        live_version_name: record.text("version_name").filter(|_| is_live),
        pending_version_code: newest.filter(|_| !is_live),
        busy: status::is_in_review(&status),
        store_name: record.text("app_name"),
        languages: vec![wire::LANGUAGE.to_owned()],
        state_term: Some(status::term(record)),
        asks: asks_for_icon
            .then(|| "replace_icon".to_owned())
            .into_iter()
            .collect(),
        listing: listing::fields(record),
        extra: serde_json::to_value(extra).unwrap_or_default(),
        ..Survey::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Icon, Record, Verdict, surveyed};
    use crate::Survey;

    fn read(mut data: Value, verdict: Verdict) -> Survey {
        data["icon_url"] = json!("https://x.invalid/i.png");
        let icon = Icon {
            address: "https://x.invalid/i.png".into(),
            verdict,
        };
        surveyed(&Record::of(&data).unwrap(), icon)
    }

    #[test]
    fn the_newest_version_is_live_or_pending() {
        let live = read(
            json!({"audit_status":"111","version_code":"19","version_name":"1.9","app_id":"10000000"}),
            Verdict::Good,
        );
        assert_eq!(
            (live.live_version_code, live.pending_version_code, live.busy),
            (Some(19), None, false)
        );
        assert_eq!(live.store_app_id.as_deref(), Some("10000000"));
        assert_eq!(live.first_release, Some(false));
        for (status, busy) in [
            ("1", true),
            ("4", true),
            ("00", true),
            ("7", false),
            ("444", false),
        ] {
            let survey = read(
                json!({"audit_status":status,"version_code":20}),
                Verdict::Good,
            );
            assert_eq!(
                (survey.live_version_code, survey.pending_version_code),
                (None, Some(20))
            );
            assert_eq!(survey.busy, busy, "{status}");
        }
    }

    #[test]
    fn an_app_that_was_never_released_and_an_empty_answer_are_two_things() {
        assert_eq!(
            read(json!({"audit_status":"0"}), Verdict::Good).first_release,
            Some(true)
        );
        assert_eq!(
            read(json!({"audit_status":null}), Verdict::Good).first_release,
            None
        );
    }

    #[test]
    fn an_icon_that_is_not_known_to_be_good_raises_the_question() {
        for (verdict, asks) in [
            (Verdict::Good, 0),
            (Verdict::NotPng, 1),
            (Verdict::Unread, 1),
        ] {
            let survey = read(json!({"audit_status":"111"}), verdict);
            assert_eq!(survey.asks.len(), asks);
        }
    }

    #[test]
    fn the_listing_is_read_as_it_will_be_sent() {
        let survey = read(
            json!({"audit_status":"111","summary":"一站式","business_email":" a@b.cn","pic_url":"a,,b,",
            "copyright_url":"","electronic_cert_url":"e","adaptive_equipment":"4,5","age_level":12,"ver_second_category_id":"77"}),
            Verdict::Good,
        );
        for (id, value, editable) in [
            ("summary", "一站式", true),
            ("business_email", "a@b.cn", true),
            ("pic_url", "a,b", false),
            ("copyright_url", "e", false),
            ("adaptive_equipment", "6", true),
            ("age_level", "12", true),
            ("second_category_id", "77", false),
            ("detail_desc", "", true),
        ] {
            let field = survey.field(id).unwrap();
            assert_eq!(
                (field.value.as_str(), field.editable),
                (value, editable),
                "{id}"
            );
        }
    }
}
