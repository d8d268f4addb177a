//! Where one app stands, for practice's page: the live version, the one on its way, and the phased release beside it.

use jiff::Timestamp;

use super::{
    record::App,
    served, state,
    submission::{PhasedTerms, Rollout},
    time,
};
use crate::page::{ConsoleApp, Text};

/// Facts in the order in which a reader asks for them.
pub(super) fn app(app: &App, now: Timestamp) -> ConsoleApp {
    let live = app.live.as_ref().map(|version| version.code);
    let waiting = app.pending.as_ref().map(|pending| pending.version.code);
    ConsoleApp::new(&app.package)
        .fact(Text::same("App ID"), &app.id)
        .versions(live, waiting)
        .fact(
            Text::same("releaseState"),
            &state(app, now).number().to_string(),
        )
        .fact(Text::new("Phased release", "分阶段发布"), &phased(app))
        .fact(
            Text::new(
                "Address of a build for submission by URL",
                "供按链接提交的安装包地址",
            ),
            &served::address(),
        )
}

/// The phased version that is out, else the one that is on its way, else what became of the last.
fn phased(app: &App) -> String {
    let words_of = |rollout: &Rollout| {
        let code = rollout.version.code;
        words(code, rollout.phase.word(), &rollout.terms)
    };
    let waiting = || {
        let pending = app.pending.as_ref()?;
        let terms = pending.phased.as_ref()?;
        Some(words(pending.version.code, "DRAFT", terms))
    };
    app.running()
        .map(words_of)
        .or_else(waiting)
        .or_else(|| app.rollout.as_ref().map(words_of))
        .unwrap_or_else(|| "–".to_owned())
}

/// In the members' own words, which are the same in both languages.
fn words(code: u64, word: &str, terms: &PhasedTerms) -> String {
    format!(
        "{code} · {word} · {} % · {} – {}",
        terms.percent,
        time::write(terms.start),
        time::write(terms.end)
    )
}
