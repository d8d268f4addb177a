//! The stores' pages: guide, fields, accounts, check. Sentences only; keys go in here and never come out.

use std::{collections::BTreeMap, path::Path};

use secrecy::{ExposeSecret as _, SecretString};
use slipway_http::Meter;
use slipway_model::{AppRef, Language, Order, Problem, ProblemKind, Sentence, text::clean_line};
use slipway_stores::{Field, FieldShape, Guide, GuideStep, Store, Way};
use slipway_vault::Status;

use super::{Answer, Told as _, World, lock};
use crate::{
    accounts::{
        Keep,
        keep::NotSaved,
        views::{field_problem_view, hint_view, probe_view},
    },
    apps::{desk::tile, memory},
    release::{owner::is_owned, plan::Plans},
    say::{plain, say, word},
    view::{
        self, AccountView, FieldView, GuideWay, HintView, KeyringView, ProbeView, SaveAnswer,
        StorePage,
    },
};

impl World {
    /// Guide, form and accounts of one store.
    ///
    /// # Errors
    /// When there is no such store or the database does not answer.
    pub async fn store_page(&self, store: &str, lang: Language) -> Answer<StorePage> {
        let store = self.store(store).told(lang)?;
        let rows = self.accounts.rows().await.told(lang)?;
        let card = store.card();
        let console = match &self.rehearsal {
            Some(rehearsal) => format!(
                "{}/{}",
                rehearsal.invited().console.trim_end_matches('/'),
                card.id
            ),
            None => card.console.to_owned(),
        };
        Ok(StorePage {
            tile: tile(store, &rows, lang),
            before: store.guide().before.in_language(lang).to_owned(),
            ways: ways(store.guide(), lang),
            fields: card
                .fields
                .iter()
                .filter(|field| is_here(store.guide(), field.way))
                .map(|field| field_view(store, field, lang))
                .collect(),
            accounts: rows
                .iter()
                .filter(|row| row.store == card.id)
                .map(|row| row.view(store, lang))
                .collect(),
            console,
        })
    }

    /// Judges one field while it is typed. The value is not kept.
    pub fn hint(&self, store: &str, field: &str, value: &SecretString, lang: Language) -> HintView {
        match self.store(store) {
            Ok(store) => hint_view(store, &store.hint(field, value.expose_secret()), lang),
            Err(_) => HintView {
                state: "empty".to_owned(),
                says: String::new(),
                told: BTreeMap::new(),
            },
        }
    }

    /// Reads a key file into memory, to be merged into the next save of that store's form. Answers what the file looks like,
    /// and what its name tells of other fields.
    ///
    /// # Errors
    /// When the file cannot be read, or is too large or no text.
    pub async fn hold_file(
        &self,
        store: &str,
        field: &str,
        path: &Path,
        lang: Language,
    ) -> Answer<HintView> {
        let known = self.store(store).told(lang)?;
        let text = self.accounts.hold(store, field, path).told(lang)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let public = |id: &str| {
            let mut fields = known.card().fields.iter();
            fields.any(|field| field.id == id && !field.secret)
        };
        let told = known.told_by_file(field, &clean_line(&name));
        Ok(HintView {
            told: told
                .into_iter()
                .filter(|(id, _)| public(id))
                .map(|(id, value)| (id.to_owned(), value))
                .collect(),
            ..hint_view(known, &known.hint(field, text.expose_secret()), lang)
        })
    }

    /// Keeps an account. An empty name becomes the store's first (`main`); an account of the same name is replaced.
    ///
    /// # Errors
    /// When there is no such store. What is wrong with the form, and a keyring that refuses, are answers.
    pub async fn save_account(
        &self,
        store: &str,
        name: &str,
        form: BTreeMap<String, SecretString>,
        keep: Keep,
        lang: Language,
    ) -> Answer<SaveAnswer> {
        let store = self.store(store).told(lang)?;
        let name = match name.trim() {
            "" => "main",
            name => name,
        };
        let saved = self
            .accounts
            .save(store, name, form, keep, self.now())
            .await;
        self.tell_changed();
        Ok(match saved {
            Ok(row) => SaveAnswer::Saved {
                account: row.view(store, lang),
            },
            Err(NotSaved::Fields(problems)) => SaveAnswer::FieldProblems {
                problems: problems
                    .iter()
                    .map(|problem| field_problem_view(store, problem, lang))
                    .collect(),
            },
            Err(NotSaved::Problem(problem)) => SaveAnswer::NotKept {
                problem: crate::say::view(Some(store), &problem, lang),
            },
        })
    }

    /// Gives an account another name. Everything that was remembered under the old one follows.
    ///
    /// # Errors
    /// No such account, a name that is empty or taken, a release that is being sent with it, or a keyring that refuses.
    pub async fn rename_account(
        &self,
        store: &str,
        name: &str,
        to: &str,
        lang: Language,
    ) -> Answer<AccountView> {
        let store = self.store(store).told(lang)?;
        let told = |problem: Problem| crate::say::view(Some(store), &problem, lang);
        // No release begins or is taken up meanwhile: each keeps its account's name in memory.
        let _turn = self.turn.lock().await;
        self.nothing_runs_with(store, name).await.map_err(told)?;
        let renamed = self.accounts.rename(store, name, to).await;
        // A plan that was shown before names the account as it was.
        *lock(&self.plans) = Plans::default();
        self.tell_changed();
        Ok(renamed.map_err(told)?.view(store, lang))
    }

    /// # Errors
    /// No such account, or a release that is being sent with it, here or by another process.
    async fn nothing_runs_with(&self, store: &dyn Store, name: &str) -> Result<(), Problem> {
        let row = self.accounts.row(store, name).await?;
        for release in self.journal.summaries().await? {
            let runs = lock(&self.runs).contains_key(&release.id)
                || (release.ended.is_none() && is_owned(&self.locks(), &release.id));
            let brief = match runs {
                true => self.journal.brief(&release.id).await?,
                false => None,
            };
            let uses =
                |order: &Order| order.store.as_str() == row.store && order.account == row.name;
            if brief.is_some_and(|brief| brief.orders.iter().any(uses)) {
                let says = Sentence::new("account.in-use")
                    .with("account", &row.name)
                    .with("title", &release.title);
                return Err(Problem::new(ProblemKind::AlreadyThere, says));
            }
        }
        Ok(())
    }

    /// Forgets an account and its keys.
    ///
    /// # Errors
    /// When there is no such account, or the keyring does not let go of its keys.
    pub async fn remove_account(&self, store: &str, name: &str, lang: Language) -> Answer<()> {
        let store = self.store(store).told(lang)?;
        let removed = self.accounts.remove(store, name).await;
        self.tell_changed();
        removed.map_err(|problem| crate::say::view(Some(store), &problem, lang))
    }

    /// Asks the store, layer by layer, whether an account works; changes nothing there. `account` empty: the store's only one.
    ///
    /// # Errors
    /// When there is no such account or its keys cannot be had. What the store says is in the probes.
    pub async fn check(
        &self,
        store: &str,
        account: &str,
        package: Option<&str>,
        lang: Language,
    ) -> Answer<Vec<ProbeView>> {
        let store = self.store(store).told(lang)?;
        let told = |problem: Problem| crate::say::view(Some(store), &problem, lang);
        let row = self.accounts.row(store, account).await.map_err(told)?;
        let cancel = self.closing.child_token();
        let visit = self
            .visit(store, &row.name, cancel, Meter::new())
            .await
            .map_err(told)?;
        let app = match package {
            Some(package) => Some(self.app_ref(store, package).await.map_err(told)?),
            None => None,
        };
        let probes = store.check(&visit, app.as_ref()).await;
        let views = probes
            .iter()
            .map(|probe| probe_view(store, probe, lang))
            .collect();
        self.accounts
            .checked(&row, probes, self.now())
            .await
            .map_err(told)?;
        self.tell_changed();
        Ok(views)
    }

    /// The app as this store knows it.
    pub(crate) async fn app_ref(
        &self,
        store: &dyn Store,
        package: &str,
    ) -> Result<AppRef, Problem> {
        let card = store.card();
        let remembered = memory::of(&self.db, package, card.id).await?;
        Ok(AppRef {
            package: package.to_owned(),
            store_app_id: match remembered.store_app_id {
                Some(id) => Some(id),
                None => self.given_app_id(card, package, &BTreeMap::new()).await?,
            },
        })
    }

    /// Tries the keyring once more, after it was missing or locked.
    pub async fn keyring_retry(&self, lang: Language) -> KeyringView {
        let view = self.keyring_view(true, lang).await;
        self.tell_changed();
        view
    }

    pub(crate) async fn keyring_view(&self, retry: bool, lang: Language) -> KeyringView {
        match self.accounts.keyring(retry).await {
            Status::Ready => KeyringView::Ready,
            Status::Locked => KeyringView::Locked {
                says: word("account.keyring-locked", lang),
            },
            // The system's own words go with the problem of a call that failed, not into our sentence.
            Status::NoService { .. } => KeyringView::Missing {
                says: word("account.keyring-missing", lang),
            },
        }
    }
}

fn field_view(store: &dyn Store, field: &Field, lang: Language) -> FieldView {
    let (shape, choices) = match field.shape {
        FieldShape::Line => ("line", &[][..]),
        FieldShape::File => ("file", &[][..]),
        FieldShape::Choice(choices) => ("choice", choices),
    };
    FieldView {
        id: field.id.to_owned(),
        label: say(
            Some(store),
            &Sentence::new(format!("field.{}", field.id)),
            lang,
        ),
        help: say(
            Some(store),
            &Sentence::new(format!("field.{}.help", field.id)),
            lang,
        ),
        secret: field.secret,
        shape: shape.to_owned(),
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        required: field.required,
        group: field.way.to_owned(),
    }
}

/// Fields of a way that leads nowhere on this system are not shown.
fn is_here(guide: &Guide, way: &str) -> bool {
    let mut elsewhere = guide
        .ways
        .iter()
        .filter(|known| !known.leads_on(std::env::consts::OS));
    !elsewhere.any(|known| known.id == way)
}

fn ways(guide: &Guide, lang: Language) -> Vec<GuideWay> {
    let way = |way: &Way| GuideWay {
        id: way.id.clone(),
        title: way.title.in_language(lang).to_owned(),
        about: guide.before.in_language(lang).to_owned(),
        steps: way
            .steps
            .iter()
            .map(|step| guide_step(step, lang))
            .collect(),
    };
    let here = |way: &&Way| way.leads_on(std::env::consts::OS);
    guide.ways.iter().filter(here).map(way).collect()
}

fn guide_step(step: &GuideStep, lang: Language) -> view::GuideStep {
    let chips = |path: &Vec<slipway_stores::Text>| -> Vec<String> {
        path.iter()
            .map(|chip| chip.in_language(lang).to_owned())
            .collect()
    };
    view::GuideStep {
        id: step.id.clone(),
        title: step.title.in_language(lang).to_owned(),
        says: step.what.in_language(lang).to_owned(),
        menu: step.paths.first().map(chips).unwrap_or_default(),
        other_menus: step.paths.iter().skip(1).map(chips).collect(),
        link: step.link.clone(),
        note: step
            .beware
            .as_ref()
            .map(|beware| beware.in_language(lang).to_owned()),
        yields: step.yields.iter().chain(&step.answers).cloned().collect(),
        sketch: step.sketch.as_ref().map(|sketch| view::Sketch {
            kind: plain(&sketch.kind),
            labels: sketch
                .labels
                .iter()
                .map(|label| label.in_language(lang).to_owned())
                .collect(),
            point: sketch.point.in_language(lang).to_owned(),
        }),
    }
}
