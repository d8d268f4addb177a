//! Asking a store where an app stands, and writing down what it says. A change goes into the journal of the release that submitted.

use futures_util::future::join_all;
use slipway_http::Meter;
use slipway_model::{Language, Problem, Review, StoreId};

use super::{Standing, all, keep};
use crate::{
    World, apps,
    release::{What, journal::Line},
    view::ReviewRow,
    world::{Answer, Told as _},
};

impl World {
    /// Asks now, for one app or all, in one store or all that have an account.
    ///
    /// # Errors
    /// When the database does not answer. A store that does not is named in its row.
    pub async fn refresh_reviews(
        &self,
        package: Option<&str>,
        store: Option<&str>,
        lang: Language,
    ) -> Answer<Vec<ReviewRow>> {
        let wanted = self.standings().await.told(lang)?;
        let wanted = wanted.into_iter().filter(|standing| {
            package.is_none_or(|package| standing.package == package)
                && store.is_none_or(|store| standing.store == store)
        });
        for asked in join_all(wanted.map(|standing| self.ask_review(standing))).await {
            asked.told(lang)?;
        }
        self.reviews(lang).await
    }

    /// Every app in every store that has an account, with what is known so far.
    pub(super) async fn standings(&self) -> Result<Vec<Standing>, Problem> {
        let known = all(&self.db).await?;
        let accounts = self.accounts.rows().await?;
        let mut standings = Vec::new();
        for app in apps::all(&self.db).await? {
            for store in self.stores.iter().map(|store| store.card().id) {
                let standing = known.get(&(app.package.clone(), store.to_owned()));
                let Some(account) = accounts.iter().find(|row| row.store == store) else {
                    continue;
                };
                standings.push(standing.cloned().unwrap_or_else(|| Standing {
                    package: app.package.clone(),
                    store: store.to_owned(),
                    account: account.name.clone(),
                    release: None,
                    submitted: None,
                    review: None,
                    problem: None,
                    as_of: None,
                }));
            }
        }
        Ok(standings)
    }

    /// One question to one store. What the store fails to answer is kept with the row; only the database can fail here.
    pub(super) async fn ask_review(&self, standing: Standing) -> Result<(), Problem> {
        let asked = self.review_now(&standing).await;
        self.keep_review(standing, asked).await
    }

    /// Keeps an answer, and tells the journal of the release what moved.
    pub(super) async fn keep_review(
        &self,
        standing: Standing,
        asked: Result<Review, Problem>,
    ) -> Result<(), Problem> {
        let mark = |review: &Review| (review.state, review.phase.clone());
        let before = standing.review.as_ref().map(mark);
        let (review, problem, as_of) = match asked {
            Ok(review) => (Some(review), None, Some(self.now())),
            Err(problem) => (standing.review.clone(), Some(problem), standing.as_of),
        };
        let moved = review
            .as_ref()
            .filter(|review| Some(mark(review)) != before)
            .cloned();
        let (release, store) = (standing.release.clone(), standing.store.clone());
        let kept = keep(
            &self.db,
            Standing {
                review,
                problem,
                as_of,
                ..standing
            },
        )
        .await?;
        if let (true, Some(release), Some(review)) = (kept, release, moved) {
            let line = Line::store(&StoreId::new(store), What::State { review });
            self.journal.append(&release, self.now(), line).await?;
        }
        self.tell_changed();
        Ok(())
    }

    pub(super) async fn review_now(&self, standing: &Standing) -> Result<Review, Problem> {
        let store = self.store(&standing.store)?;
        let cancel = self.closing.child_token();
        let visit = self
            .visit(store, &standing.account, cancel, Meter::new())
            .await?;
        let app = self.app_ref(store, &standing.package).await?;
        let submitted = standing.submitted.as_ref().map(super::Sent::for_store);
        store.review(&visit, &app, submitted.as_ref()).await
    }
}
