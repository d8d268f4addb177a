//! What would be sent to whom, and why not: files are read, stores are asked what they know, nothing is sent and nothing at a
//! store changes. The plan that comes out is kept until it is started, once.

mod changes;
mod files;
pub(crate) mod objections;
mod store;
pub(crate) mod testers;
mod views;

use std::{collections::VecDeque, sync::Arc, time::Duration};

use futures_util::future::join_all;
use slipway_model::{Goal, Language, Problem, ProblemKind, Sentence, Step, StoreId};
use uuid::Uuid;

#[cfg(test)]
pub(crate) use files::tests as files_tests;
pub(crate) use files::{Files, name as file_name};
pub(crate) use store::Planned;

use super::Brief;
use crate::{
    World,
    apps::{self, App},
    testers::Link,
    view::{Draft, DraftStore, PlanView},
    world::{Answer, Told as _, lock},
};

/// How long one store may take to say what it knows. Its silence is its own objection and holds up nobody else.
const PATIENCE: Duration = Duration::from_secs(60);
/// Plans that are kept for starting. A person looks at one at a time.
const PLACES: usize = 16;

/// A plan that can be started.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) id: String,
    /// With the orders of the stores that are ready, and nothing else.
    pub(crate) brief: Brief,
    pub(crate) steps: Vec<(StoreId, Vec<Step>)>,
    pub(crate) app: App,
    /// Own groups of testers and where they go.
    pub(crate) links: Vec<Link>,
}

#[derive(Debug, Default)]
pub(crate) struct Plans(VecDeque<Arc<Plan>>);

impl Plans {
    pub(crate) fn keep(&mut self, plan: Plan) {
        if self.0.len() == PLACES {
            self.0.pop_front();
        }
        self.0.push_back(Arc::new(plan));
    }

    pub(crate) fn find(&self, id: &str) -> Option<Arc<Plan>> {
        self.0.iter().find(|plan| plan.id == id).cloned()
    }
}

impl World {
    /// Surveys the stores side by side and says what would be sent to each. Sends nothing.
    ///
    /// # Errors
    /// When the database does not answer. Everything that stands against the release is in the plan.
    pub async fn plan(&self, mut draft: Draft, lang: Language) -> Answer<PlanView> {
        let (links, against) = self.fill_groups(&mut draft).await.told(lang)?;
        let mut files = self.read_files(&draft).await.told(lang)?;
        files.objections.extend(against);
        let stores = once_each(&draft.stores);
        if stores.is_empty() {
            let says = Sentence::new("plan.no-stores");
            files
                .objections
                .push(Problem::new(ProblemKind::BadInput, says));
        }
        let id = Uuid::new_v4().to_string();
        let release = self.release_id();
        let planned = stores
            .iter()
            .map(|store| self.plan_store(&draft, store, &files, &release));
        let planned: Vec<Planned> = join_all(planned).await;
        let view = views::plan_view(self, &id, &draft, &files, &planned, lang);
        if let Some(plan) = self
            .startable(id, release, &draft, files, planned)
            .await
            .told(lang)?
        {
            lock(&self.plans).keep(Plan { links, ..plan });
        }
        Ok(view)
    }

    /// `20261120-1a2b3c4d`: sorts by day, short enough to type.
    fn release_id(&self) -> String {
        let random = Uuid::new_v4().simple().to_string();
        format!(
            "{}-{}",
            self.now().strftime("%Y%m%d"),
            random.get(..8).unwrap_or(&random)
        )
    }

    async fn startable(
        &self,
        id: String,
        release: String,
        draft: &Draft,
        files: Files,
        planned: Vec<Planned>,
    ) -> Result<Option<Plan>, Problem> {
        let build = files.main();
        let may_lack = Goal::from(draft.goal).is_without_package();
        if !files.objections.is_empty() || (build.is_none() && !may_lack) {
            return Ok(None);
        }
        let known = apps::find(&self.db, &draft.app).await?;
        let label = known
            .map(|app| app.label)
            .or_else(|| build.map(|build| build.label.clone()))
            .unwrap_or_else(|| draft.app.clone());
        let app = App {
            package: draft.app.clone(),
            label,
            icon: build
                .and_then(|build| build.icon.as_ref())
                .map(|icon| icon.png.clone()),
            picked_icon: files.picked_icon.clone(),
            // A build that only lends its certificate says nothing about the app's signer.
            signer: build
                .filter(|_| !may_lack)
                .and_then(|build| build.signer_sha256())
                .map(str::to_owned),
        };
        let (orders, steps): (Vec<_>, Vec<_>) = planned
            .into_iter()
            .filter(Planned::is_ready)
            .filter_map(|planned| {
                let order = planned.order?;
                let store = order.store.clone();
                Some((order, (store, planned.steps)))
            })
            .unzip();
        let brief = Brief {
            id: release,
            title: build.map_or_else(|| app.label.clone(), |build| title(&app.label, build)),
            package: draft.app.clone(),
            label: app.label.clone(),
            version_name: build
                .map(|build| build.version_name.clone())
                .unwrap_or_default(),
            version_code: build.map(|build| build.version_code).unwrap_or_default(),
            began: self.now(),
            notes: draft.notes.clone(),
            orders,
            files: files.identities(),
        };
        Ok((!brief.orders.is_empty()).then_some(Plan {
            id,
            brief,
            steps,
            app,
            links: Vec::new(),
        }))
    }
}

fn title(label: &str, build: &slipway_model::Build) -> String {
    format!("{label} {} ({})", build.version_name, build.code_text())
}

/// Each store at most once, whatever the draft says: twice would be two submissions.
fn once_each(stores: &[DraftStore]) -> Vec<&DraftStore> {
    let mut once: Vec<&DraftStore> = Vec::new();
    for store in stores {
        if !once.iter().any(|other| other.store == store.store) {
            once.push(store);
        }
    }
    once
}
