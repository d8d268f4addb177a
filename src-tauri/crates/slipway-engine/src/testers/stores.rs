//! Stores that take testers: what each can do, what it cannot and what a person does instead, and the groups that it has.

use std::time::Duration;

use slipway_http::Meter;
use slipway_model::{GroupKind, Language, Problem, ProblemKind, Sentence};
use slipway_stores::{Capability, GroupThere, Store, TesterRules};
use tokio::time::timeout;

use crate::{
    World,
    apps::memory,
    say::{say, store_name, view},
    view::{StoreGroup, TesterStore},
    world::{Answer, Told as _},
};

/// How long a store may take to list its groups.
const PATIENCE: Duration = Duration::from_secs(60);

impl World {
    /// Every store that takes testers.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tester_stores(&self, lang: Language) -> Answer<Vec<TesterStore>> {
        let rows = self.accounts.rows().await.told(lang)?;
        let views = self.stores.iter().filter_map(|store| {
            let card = store.card();
            let rules = card.testers?;
            Some(TesterStore {
                store: card.id.to_owned(),
                name: store_name(*store, lang).to_owned(),
                mark: card.mark.to_owned(),
                program: rules.name.to_owned(),
                accounts: rows
                    .iter()
                    .filter(|row| row.store == card.id)
                    .map(|row| row.name.clone())
                    .collect(),
                lists: rules.lists,
                removes: rules.removes,
                sends_mail: rules.sends_mail,
                internal_groups: rules.internal_groups,
                public_links: rules.public_links,
                wants_certificate: rules.wants_certificate,
                most_people: rules.most_people,
                group_name_limit: rules.group_name_limit,
                takes_builds: card.can.contains(&Capability::TestBuild),
                cannot: cannot(*store, rules, lang),
            })
        });
        Ok(views.collect())
    }

    /// The tester groups that a store has for an app. `account` empty: the one that was used last, or the only one.
    ///
    /// # Errors
    /// A store that cannot list them, an account that is not set up, or what the store said against it.
    pub async fn groups_at_store(
        &self,
        store: &str,
        account: &str,
        app: &str,
        lang: Language,
    ) -> Answer<Vec<StoreGroup>> {
        let store = self.store(store).told(lang)?;
        let groups = self.ask_groups(store, account, app).await;
        let groups = groups.map_err(|problem| view(Some(store), &problem, lang))?;
        Ok(groups
            .into_iter()
            .map(|group| StoreGroup {
                id: group.id,
                name: group.name,
                internal: group.kind == GroupKind::Internal,
                people: group.people,
                public_link: group.public_link,
                takes_every_build: group.takes_every_build,
            })
            .collect())
    }

    async fn ask_groups(
        &self,
        store: &'static dyn Store,
        account: &str,
        app: &str,
    ) -> Result<Vec<GroupThere>, Problem> {
        let card = store.card();
        if !card.testers.is_some_and(|rules| rules.lists) {
            let says = Sentence::new("testers.no-list").with("console", card.console);
            return Err(Problem::new(ProblemKind::BadInput, says));
        }
        let remembered = memory::of(&self.db, app, card.id).await?;
        let account = match account.is_empty() {
            true => remembered.account.as_str(),
            false => account,
        };
        let row = match self.accounts.row(store, account).await {
            // What was used last may have gone since.
            Err(_) if account == remembered.account => self.accounts.row(store, "").await?,
            row => row?,
        };
        let cancel = self.closing.child_token();
        let visit = self
            .visit(store, &row.name, cancel.clone(), Meter::new())
            .await?;
        let app = self.app_ref(store, app).await?;
        let asked = timeout(PATIENCE, store.tester_groups(&visit, &app)).await;
        asked.unwrap_or_else(|_| {
            cancel.cancel();
            Err(Problem::new(
                ProblemKind::TimedOut,
                Sentence::new("plan.survey-too-slow"),
            ))
        })
    }
}

fn cannot(store: &dyn Store, rules: TesterRules, lang: Language) -> Vec<String> {
    let console = store.card().console;
    [
        (rules.lists, Sentence::new("testers.no-list")),
        (rules.removes, Sentence::new("testers.no-remove")),
        (rules.sends_mail, Sentence::new("testers.no-mail")),
    ]
    .into_iter()
    .filter(|(can, _)| !can)
    .map(|(_, says)| say(Some(store), &says.with("console", console), lang))
    .collect()
}
