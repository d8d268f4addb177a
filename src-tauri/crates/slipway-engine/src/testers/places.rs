//! Where our groups were sent, and how each place stands against our records: which people of ours the store took, which it refused,
//! and who is still active there though no longer in our groups.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use rusqlite::Connection;
use slipway_model::{Language, Problem, Sentence};

use super::{
    edit::no_such_person,
    groups,
    people::{self, PAGE, Person},
    person::key,
    sendings::{self, Sending},
    standing::Standing,
};
use crate::{
    World, apps,
    db::Stamp,
    say::{say, store_name, view, word},
    view::{PersonStanding, PlacePage, PlaceQuery, PlacedPerson, TesterPlace},
    world::{Answer, Told as _},
};

/// App, store, and group of the store.
pub(super) type PlaceKey = (String, String, String);

/// One place with everything that is recorded about it.
#[derive(Clone, Debug, Default)]
struct Place {
    /// Ids of our groups that went there.
    groups: Vec<String>,
    last: Option<(Timestamp, String)>,
    sendings: Vec<Sending>,
    count: Option<(u32, u32)>,
}

/// The ledger, read at one moment.
struct Records {
    places: BTreeMap<PlaceKey, Place>,
    people: HashMap<String, Person>,
    members: HashMap<String, Vec<String>>,
}

/// One person at one place.
struct Found<'a> {
    standing: Standing,
    key: &'a str,
    person: Option<&'a Person>,
    sending: Option<&'a Sending>,
}

impl Records {
    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut places: BTreeMap<PlaceKey, Place> = BTreeMap::new();
        let mut statement = connection.prepare_cached(
            "SELECT package, store, store_group, own_group, sent, release FROM tester_links ORDER BY sent",
        )?;
        let links = statement.query_map([], |row| {
            let place: PlaceKey = (row.get(0)?, row.get(1)?, row.get(2)?);
            let Stamp(sent) = row.get(4)?;
            Ok((place, row.get::<_, String>(3)?, (sent, row.get(5)?)))
        })?;
        for link in links {
            let (place, group, last) = link?;
            let place = places.entry(place).or_default();
            place.groups.push(group);
            place.last = Some(last);
        }
        for sending in sendings::all(connection)? {
            let place = (
                sending.package.clone(),
                sending.store.clone(),
                sending.store_group.clone(),
            );
            let place = places.entry(place).or_default();
            if let Some(at) = sending.last_sent
                && place.last.as_ref().is_none_or(|(last, _)| *last < at)
            {
                place.last = Some((at, sending.release.clone()));
            }
            place.sendings.push(sending);
        }
        for ((package, store, _), place) in &mut places {
            place.count = sendings::last_count(connection, package, store)?;
        }
        Ok(Self {
            places,
            people: people::all(connection, None)?
                .into_iter()
                .map(|person| (person.key.clone(), person))
                .collect(),
            members: groups::members(connection)?,
        })
    }

    /// Everybody of a place, by address.
    fn found<'a>(&'a self, place: &'a Place) -> Vec<Found<'a>> {
        let is_member = |person: &str| {
            let of = self.members.get(person);
            let is = of.is_some_and(|of| of.iter().any(|group| place.groups.contains(group)));
            (!place.groups.is_empty()).then_some(is)
        };
        let mut sent: HashMap<&str, &Sending> = place
            .sendings
            .iter()
            .map(|sending| (sending.person.as_str(), sending))
            .collect();
        let recorded: Vec<&str> = self
            .members
            .keys()
            .filter(|person| is_member(person) == Some(true))
            .map(String::as_str)
            .collect();
        let mut keys: Vec<&str> = sent.keys().copied().chain(recorded).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter()
            .filter_map(|key| {
                let (sending, person) = (sent.remove(key), self.people.get(key));
                let standing = Standing::of(sending, person, is_member(key))?;
                Some(Found {
                    standing,
                    key,
                    person,
                    sending,
                })
            })
            .collect()
    }
}

impl World {
    /// Every group of a store into which people were sent.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tester_places(&self, lang: Language) -> Answer<Vec<TesterPlace>> {
        self.places(lang).await.told(lang)
    }

    pub(super) async fn places(&self, lang: Language) -> Result<Vec<TesterPlace>, Problem> {
        let records = self.db.read(Records::read).await?;
        let labels = self.labels().await?;
        let mut of_app: HashMap<(&str, &str), HashSet<&str>> = HashMap::new();
        for ((package, store, _), place) in &records.places {
            let people = of_app.entry((package, store)).or_default();
            let there = place.sendings.iter().filter(|sending| sending.is_in);
            people.extend(there.map(|sending| sending.person.as_str()));
        }
        let views = records.places.iter().map(|(key, place)| {
            let found = records.found(place);
            let app = of_app.get(&(key.0.as_str(), key.1.as_str()));
            self.place_view(
                key,
                place,
                &found,
                app.map_or(0, HashSet::len),
                &labels,
                lang,
            )
        });
        Ok(views.collect())
    }

    fn place_view(
        &self,
        (package, store, store_group): &PlaceKey,
        place: &Place,
        found: &[Found<'_>],
        people_of_app: usize,
        labels: &HashMap<String, String>,
        lang: Language,
    ) -> TesterPlace {
        let count = |standing: Standing| {
            let people = found.iter().filter(|found| found.standing == standing);
            people.count() as u32
        };
        let known = self.store(store).ok();
        let left = count(Standing::Left);
        TesterPlace {
            app: package.clone(),
            app_label: labels.get(package).unwrap_or(package).clone(),
            store: store.clone(),
            store_name: known
                .map_or_else(|| store.clone(), |known| store_name(known, lang).to_owned()),
            mark: known
                .map(|known| known.card().mark.to_owned())
                .unwrap_or_default(),
            store_group: store_group.clone(),
            groups: place.groups.clone(),
            last_sent: place.last.as_ref().map(|(at, _)| *at),
            release: place
                .last
                .as_ref()
                .map(|(_, release)| release.clone())
                .unwrap_or_default(),
            recorded: count(Standing::Recorded),
            there: count(Standing::There),
            changed: count(Standing::Changed),
            left,
            refused: count(Standing::Refused),
            unclear: count(Standing::Unclear),
            people_of_app: people_of_app as u32,
            most_people: known.and_then(|known| known.card().testers?.most_people),
            count_says: place
                .count
                .filter(|(there, expected)| there != expected)
                .map(|count| say(known, &count_differs(count), lang)),
            left_says: (left > 0).then(|| self.left_says(store, lang)),
        }
    }

    /// What a person does about those who are still active at the store.
    fn left_says(&self, store: &str, lang: Language) -> String {
        let known = self.store(store).ok();
        let removes = known
            .and_then(|known| known.card().testers)
            .is_some_and(|rules| rules.removes);
        let says = match removes {
            true => Sentence::new("testers.left-remove"),
            false => Sentence::new("testers.no-remove")
                .with("console", known.map_or("", |known| known.card().console)),
        };
        say(known, &says, lang)
    }

    /// A stretch of one place's people.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn place_people(&self, query: PlaceQuery, lang: Language) -> Answer<PlacePage> {
        let records = self.db.read(Records::read).await.told(lang)?;
        let key = (query.app, query.store, query.store_group);
        let place = records.places.get(&key).cloned().unwrap_or_default();
        let found: Vec<Found<'_>> = records
            .found(&place)
            .into_iter()
            .filter(|found| query.only.is_empty() || found.standing.word() == query.only)
            .collect();
        Ok(PlacePage {
            total: found.len() as u32,
            from: query.from,
            people: found
                .iter()
                .skip(query.from as usize)
                .take(query.count.min(PAGE) as usize)
                .map(|found| self.placed(&key, found, lang))
                .collect(),
        })
    }

    /// One person, and where they are, since when, with what result.
    ///
    /// # Errors
    /// Nobody of that key is recorded.
    pub async fn tester_standing(&self, person: &str, lang: Language) -> Answer<PersonStanding> {
        let key = key(person);
        let asked = key.clone();
        let read = self.db.read(move |connection| {
            Ok((Records::read(connection)?, people::one(connection, &asked)?))
        });
        let (records, person) = read.await.told(lang)?;
        let person = person.ok_or_else(no_such_person).told(lang)?;
        let places = records.places.iter().filter_map(|(at, place)| {
            let found = records.found(place);
            let found = found.iter().find(|found| found.key == key)?;
            Some(self.placed(at, found, lang))
        });
        Ok(PersonStanding {
            person,
            places: places.collect(),
        })
    }

    fn placed(
        &self,
        (package, store, group): &PlaceKey,
        found: &Found<'_>,
        lang: Language,
    ) -> PlacedPerson {
        let known = self.store(store).ok();
        let standing = found.standing.word();
        let (sending, person) = (found.sending, found.person);
        let text = |sent: fn(&Sending) -> &str, here: fn(&Person) -> &str| {
            sending
                .map(sent)
                .filter(|text| !text.is_empty())
                .or_else(|| person.map(here))
                .unwrap_or_default()
                .to_owned()
        };
        let state = sending
            .map(|sending| sending.state.clone())
            .unwrap_or_default();
        PlacedPerson {
            key: found.key.to_owned(),
            email: text(|sent| &sent.email, |here| &here.email),
            first_name: text(|sent| &sent.first_name, |here| &here.first_name),
            last_name: text(|sent| &sent.last_name, |here| &here.last_name),
            app: package.clone(),
            store: store.clone(),
            store_name: known
                .map_or_else(|| store.clone(), |known| store_name(known, lang).to_owned()),
            store_group: group.clone(),
            standing: standing.to_owned(),
            standing_label: say(
                known,
                &Sentence::new(format!("testers.standing-{standing}")),
                lang,
            ),
            advice: (found.standing == Standing::Left).then(|| self.left_says(store, lang)),
            first_sent: sending.and_then(|sending| sending.first_sent),
            last_sent: sending.and_then(|sending| sending.last_sent),
            state_label: match state.is_empty() {
                true => String::new(),
                false => word(&format!("tester.{state}"), lang),
            },
            state,
            problem: sending
                .and_then(|sending| sending.problem.as_ref())
                .map(|problem| view(known, problem, lang)),
            release: sending.map(|sending| sending.release.clone()),
        }
    }

    /// Addresses, as they were sent, of those who are still active in a group of a store and in none of our groups.
    pub(super) async fn left_at(&self, place: PlaceKey) -> Result<Vec<(String, String)>, Problem> {
        let records = self.db.read(Records::read).await?;
        let Some(place) = records.places.get(&place) else {
            return Ok(Vec::new());
        };
        let left = records.found(place).into_iter().filter_map(|found| {
            let sending = found.sending.filter(|_| found.standing == Standing::Left)?;
            Some((sending.person.clone(), sending.email.clone()))
        });
        Ok(left.collect())
    }

    /// Labels of the apps, by package.
    async fn labels(&self) -> Result<HashMap<String, String>, Problem> {
        let apps = apps::all(&self.db).await?;
        Ok(apps
            .into_iter()
            .map(|app| (app.package, app.label))
            .collect())
    }
}

/// That a store counts other people than we do.
pub(crate) fn count_differs((there, expected): (u32, u32)) -> Sentence {
    Sentence::new("testers.count-differs")
        .with("there", there)
        .with("expected", expected)
}
