//! Own groups on their way to a store: a draft of a release with the goal *testers*. Who is in the groups is read when the plan is made,
//! and where they went is written down together with the release's beginning.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Transaction, params};
use slipway_model::{Language, Order, Problem, StoreId, TesterAct, text::clean_line};

use super::{
    groups::{self, no_such_group, refuse},
    people,
    person::key,
};
use crate::{
    World,
    db::Stamp,
    view::{Draft, DraftGoal, DraftGroup, DraftStore, DraftTester, TesterSend},
    world::{Answer, Told as _},
};
use slipway_model::Sentence;

/// That an own group goes into a group of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    store: String,
    store_group: String,
    own_group: String,
}

/// Writes down where own groups go, for the orders that are begun.
pub(crate) fn link(
    tx: &Transaction<'_>,
    orders: &[Order],
    links: &[Link],
    now: Timestamp,
) -> rusqlite::Result<()> {
    for link in links {
        let store = StoreId::from(link.store.as_str());
        let order = orders.iter().find(|order| order.store == store);
        let Some(order) = order.filter(|order| order.testing.act == TesterAct::Add) else {
            continue;
        };
        tx.prepare_cached(
            "INSERT OR REPLACE INTO tester_links (package, store, store_group, own_group, release, sent) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            order.app.package,
            link.store,
            link.store_group,
            link.own_group,
            order.release,
            Stamp(now)
        ])?;
    }
    Ok(())
}

impl World {
    /// The draft that sends own groups to a store, or takes people out there again; to be planned and started like any other.
    ///
    /// # Errors
    /// No group was chosen, one of them is not known, or nobody is left to be taken out.
    pub async fn tester_draft(&self, send: TesterSend, lang: Language) -> Answer<Draft> {
        self.send_draft(send).await.told(lang)
    }

    async fn send_draft(&self, send: TesterSend) -> Result<Draft, Problem> {
        let groups = match send.removes {
            true => self.leaving(&send).await?,
            false => self.going(&send).await?,
        };
        Ok(Draft {
            app: send.app,
            builds: Some(send.build)
                .filter(|build| !build.is_empty())
                .into_iter()
                .collect(),
            stores: vec![DraftStore {
                store: send.store,
                account: send.account,
                groups,
                certificate: send.certificate,
                ..DraftStore::default()
            }],
            goal: DraftGoal::Testers,
            removes: send.removes,
            ..Draft::default()
        })
    }

    /// Each group of the store with the own groups that go into it.
    async fn going(&self, send: &TesterSend) -> Result<Vec<DraftGroup>, Problem> {
        let known = self.db.read(groups::all).await?;
        let mut into: BTreeMap<String, DraftGroup> = BTreeMap::new();
        for id in &send.groups {
            let group = known.iter().find(|group| group.id == *id);
            let group = group.ok_or_else(no_such_group)?;
            let name = clean_line(match send.store_group.trim() {
                "" => &group.name,
                name => name,
            });
            let place = into.entry(name.clone()).or_insert_with(|| DraftGroup {
                name,
                id: send.store_group_id.clone(),
                internal: send.internal,
                ..DraftGroup::default()
            });
            if !place.from.contains(id) {
                place.from.push(id.clone());
            }
        }
        if into.is_empty() {
            return Err(refuse(Sentence::new("testers.no-group-chosen")));
        }
        Ok(into.into_values().collect())
    }

    /// The store's group with those who are to leave it.
    async fn leaving(&self, send: &TesterSend) -> Result<Vec<DraftGroup>, Problem> {
        let name = clean_line(send.store_group.trim());
        let mut people: Vec<DraftTester> = Vec::new();
        let asked: Vec<String> = send.people.iter().map(|person| key(person)).collect();
        let place = (send.app.clone(), send.store.clone(), name.clone());
        let sent = self.sent_to(place.clone()).await?;
        if asked.is_empty() {
            let left = self.left_at(place).await?;
            people.extend(left.into_iter().map(|(_, email)| DraftTester {
                email,
                ..DraftTester::default()
            }));
        }
        for person in asked {
            // As it was sent; somebody whom we never sent is named as typed.
            let email = sent.get(&person).cloned().unwrap_or(person);
            people.push(DraftTester {
                email,
                ..DraftTester::default()
            });
        }
        if people.is_empty() {
            return Err(refuse(Sentence::new("testers.nobody-left")));
        }
        Ok(vec![DraftGroup {
            name,
            id: send.store_group_id.clone(),
            internal: send.internal,
            people,
            ..DraftGroup::default()
        }])
    }

    async fn sent_to(
        &self,
        (package, store, group): (String, String, String),
    ) -> Result<BTreeMap<String, String>, Problem> {
        let sent = self.db.read(move |connection| {
            super::sendings::of_place(connection, &package, &store, &group)
        });
        Ok(sent
            .await?
            .into_iter()
            .map(|sending| (sending.person, sending.email))
            .collect())
    }

    /// Puts the people of own groups into a draft, as they are now. What stands against it is an objection of the plan.
    pub(crate) async fn fill_groups(
        &self,
        draft: &mut Draft,
    ) -> Result<(Vec<Link>, Vec<Problem>), Problem> {
        let (mut links, mut against) = (Vec::new(), Vec::new());
        for store in &mut draft.stores {
            for group in &mut store.groups {
                for id in std::mem::take(&mut group.from) {
                    let asked = id.clone();
                    let read = self.db.read(move |connection| {
                        let people = people::all(connection, Some(&asked))?;
                        Ok((groups::find(connection, &asked)?, people))
                    });
                    let (Some(own), people) = read.await? else {
                        against.push(no_such_group());
                        continue;
                    };
                    if people.is_empty() {
                        let says = Sentence::new("testers.group-empty").with("group", &own.name);
                        against.push(refuse(says));
                    }
                    if group.name.trim().is_empty() && group.id.is_none() {
                        group.name = own.name;
                    }
                    group
                        .people
                        .extend(people.into_iter().map(|person| DraftTester {
                            email: person.email,
                            first_name: person.first_name,
                            last_name: person.last_name,
                        }));
                    links.push(Link {
                        store: store.store.clone(),
                        store_group: clean_line(group.name.trim()),
                        own_group: id,
                    });
                }
            }
        }
        Ok((links, against))
    }
}
