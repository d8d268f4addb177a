//! Guides and words are whole: nothing is said that has no sentence, no sentence is never said, every field has its step.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read its source has failed"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use slipway_model::{Words, words};
use slipway_stores::{Capability, Guide, Store, Text, stores};

fn folder(store: &dyn Store) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src")
        .join(store.card().id)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The code of a store's folder, its tests left out.
fn code(store: &dyn Store) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder(store)).unwrap().flatten() {
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "rs")
        {
            text.push_str(
                read(&entry.path())
                    .split("#[cfg(test)]\nmod tests")
                    .next()
                    .unwrap_or_default(),
            );
        }
    }
    text
}

/// Texts in quotes that have the form of a key.
fn keys_in(code: &str) -> BTreeSet<String> {
    const KINDS: [&str; 7] = [
        "title.", "wait.", "hint.", "problem.", "found.", "ask.", "listing.",
    ];
    code.split('"')
        .filter(|text| {
            KINDS
                .iter()
                .any(|kind| text.starts_with(kind) && text.len() > kind.len())
        })
        .filter(|text| {
            text.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b))
        })
        .map(str::to_owned)
        .collect()
}

fn keys_of(words: &Words) -> BTreeSet<String> {
    words.entries().map(|(key, _, _)| key.to_owned()).collect()
}

/// Keys that are put together from the card.
fn keys_of_card(store: &dyn Store) -> BTreeSet<String> {
    let card = store.card();
    let fields = card
        .fields
        .iter()
        .map(|field| format!("field.{}", field.id));
    let asks = card.asks.iter().map(|ask| format!("ask.{}", ask.id));
    // What the tester side cannot do is said, each with what a person does instead.
    let cannot = card.testers.iter().flat_map(|rules| {
        [
            (rules.lists, "testers.no-list"),
            (rules.removes, "testers.no-remove"),
            (rules.sends_mail, "testers.no-mail"),
        ]
    });
    let cannot = cannot
        .filter(|(can, _)| !can)
        .map(|(_, key)| key.to_owned());
    let plan = card.can.contains(&Capability::FixedPhases);
    fields
        .chain(asks)
        .flat_map(|key| [format!("{key}.help"), key])
        .chain(cannot)
        .chain(plan.then(|| "phases.plan".to_owned()))
        .collect()
}

#[test]
fn every_sentence_that_is_said_exists_and_every_one_is_said() {
    let general = keys_of(words::general());
    for store in stores::all() {
        let id = store.card().id;
        let own = keys_of(store.words());
        let code = code(*store);
        let mut said = keys_in(&code);
        said.extend(keys_of_card(*store));
        // Layers, plain titles and fields of the record are named by their short keys.
        let by_short_key = own.iter().filter(|key| {
            key.split_once('.').is_some_and(|(kind, name)| {
                ["probe", "title", "listing"].contains(&kind)
                    && code.contains(&format!("\"{name}\""))
            })
        });
        let said: BTreeSet<String> = said.into_iter().chain(by_short_key.cloned()).collect();
        let missing: Vec<_> = said
            .iter()
            .filter(|key| !own.contains(*key) && !general.contains(*key))
            .collect();
        assert!(
            missing.is_empty(),
            "{id} says what has no words: {missing:?}"
        );
        // A general sentence in a store's own words is said wherever the general one would be.
        let unused: Vec<_> = own
            .difference(&said)
            .filter(|key| !general.contains(*key))
            .collect();
        assert!(
            unused.is_empty(),
            "{id} has words that nobody says: {unused:?}"
        );
        assert!(own.len() > 50, "{id}");
    }
}

#[test]
fn both_languages_have_the_same_places() {
    for store in stores::all() {
        for (key, en, zh) in store.words().entries() {
            let places = |text| words::places(text).into_iter().collect::<BTreeSet<_>>();
            assert_eq!(places(en), places(zh), "{key}");
            assert!(
                !en.is_empty() && !zh.is_empty() && !en.contains('!'),
                "{key}"
            );
        }
    }
}

/// One sentence alone has no full stop; two have.
#[test]
fn full_stops_stand_where_there_are_two_sentences() {
    for store in stores::all() {
        for (key, en, zh) in store.words().entries() {
            let id = store.card().id;
            let two = en
                .split(". ")
                .skip(1)
                .any(|next| next.starts_with(|c: char| c.is_uppercase()));
            assert_eq!(en.ends_with('.'), two, "{id}: {key}: {en}");
            assert_eq!(zh.ends_with('。'), zh.contains('。'), "{id}: {key}: {zh}");
        }
    }
}

#[test]
fn guides_parse() {
    for store in stores::all() {
        let text = read(&folder(*store).join("guide.toml"));
        let parsed =
            Guide::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", store.card().id));
        assert_eq!(&parsed, store.guide());
        Words::parse(&read(&folder(*store).join("words.toml")))
            .unwrap_or_else(|error| panic!("{}: {error}", store.card().id));
    }
}

#[test]
fn each_field_is_yielded_by_exactly_one_step_of_its_way() {
    for store in stores::all() {
        let card = store.card();
        let ways: BTreeSet<&str> = store
            .guide()
            .ways
            .iter()
            .map(|way| way.id.as_str())
            .collect();
        for field in card.fields {
            assert!(
                field.way.is_empty() || ways.contains(field.way),
                "{}: no way {}",
                card.id,
                field.way
            );
        }
        for way in &store.guide().ways {
            let mut yielded: BTreeMap<&str, usize> = BTreeMap::new();
            for field in way.steps.iter().flat_map(|step| &step.yields) {
                *yielded.entry(field).or_default() += 1;
            }
            // What may be left empty need not be yielded.
            let wanted: BTreeMap<&str, usize> = card
                .fields
                .iter()
                .filter(|field| field.way == way.id)
                .filter(|field| field.required || yielded.contains_key(field.id))
                .map(|field| (field.id, 1))
                .collect();
            assert_eq!(yielded, wanted, "{} {}", card.id, way.id);
            let asks: BTreeSet<&str> = card.asks.iter().map(|ask| ask.id).collect();
            assert!(
                way.steps
                    .iter()
                    .flat_map(|step| &step.answers)
                    .all(|ask| asks.contains(ask.as_str()))
            );
        }
    }
}

fn host(link: &str) -> &str {
    link.strip_prefix("https://")
        .and_then(|rest| rest.split('/').next())
        .unwrap_or_default()
}

#[test]
fn links_are_https_on_the_stores_own_hosts() {
    for store in stores::all() {
        let card = store.card();
        let links = store
            .guide()
            .ways
            .iter()
            .flat_map(|way| &way.steps)
            .filter_map(|step| step.link.as_deref());
        let opened: BTreeSet<&str> = links.map(host).collect();
        assert!(!opened.is_empty(), "{} opens no page", card.id);
        let further: BTreeSet<&str> = store.guide().hosts.iter().map(String::as_str).collect();
        let own = host(card.console);
        assert!(!own.is_empty() && !further.contains(own), "{}", card.id);
        for host in &opened {
            assert!(
                *host == own || further.contains(host),
                "{}: the guide opens a page of {host:?}",
                card.id
            );
        }
        assert!(
            further.is_subset(&opened),
            "{}: of {further:?} only {opened:?} are opened",
            card.id
        );
    }
}

#[test]
fn every_text_of_a_guide_is_in_both_languages() {
    let hanzi = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for store in stores::all() {
        let guide = store.guide();
        let mut sentences: Vec<&Text> = vec![&guide.before];
        let mut labels: Vec<&Text> = Vec::new();
        for way in &guide.ways {
            labels.push(&way.title);
            for step in &way.steps {
                sentences.extend([&step.title, &step.what]);
                sentences.extend(&step.beware);
                labels.extend(step.paths.iter().flatten());
                if let Some(sketch) = &step.sketch {
                    assert!(
                        sketch.labels.contains(&sketch.point),
                        "{}: the sketch points nowhere",
                        step.id
                    );
                    labels.extend(&sketch.labels);
                }
            }
        }
        for text in sentences {
            assert!(!text.en.trim().is_empty() && hanzi(&text.zh), "{text:?}");
        }
        for text in labels {
            assert!(
                !text.en.trim().is_empty() && !text.zh.trim().is_empty(),
                "{text:?}"
            );
        }
    }
}

#[test]
fn step_names_are_unique_within_a_way() {
    for store in stores::all() {
        for way in &store.guide().ways {
            let names: BTreeSet<&str> = way.steps.iter().map(|step| step.id.as_str()).collect();
            assert_eq!(
                names.len(),
                way.steps.len(),
                "{} {}",
                store.card().id,
                way.id
            );
        }
    }
}

/// The steps that a check sends people to: what `mends` chooses from, and the last argument of `fail`.
fn steps_of_the_check(check: &str) -> BTreeSet<&str> {
    let literal = |text: &'static str, end: &'static str| {
        check
            .split(text)
            .skip(1)
            .filter_map(move |rest| rest.split(end).next())
    };
    let chosen = literal("fn mends(", "\n}\n")
        .flat_map(|body| body.split("=> \"").skip(1))
        .filter_map(|rest| rest.split('"').next());
    let named = literal(".fail(", ";")
        .flat_map(|call| call.split(", \"").skip(1).last())
        .filter_map(|last| last.split_once("\")"))
        .map(|(step, _)| step);
    chosen
        .chain(named)
        .filter(|step| !step.is_empty() && !step.contains('"'))
        .collect()
}

/// The check names a step of the guide that mends what it found. That it is one of the way that the person took is held wherever a
/// check is talked through, in `talk/main.rs`.
#[test]
fn the_check_points_at_steps_that_exist() {
    for store in stores::all() {
        let id = store.card().id;
        let check = read(&folder(*store).join("check.rs"));
        let ways = &store.guide().ways;
        let known: BTreeSet<&str> = ways
            .iter()
            .flat_map(|way| &way.steps)
            .map(|step| step.id.as_str())
            .collect();
        let named = steps_of_the_check(&check);
        assert!(named.len() > 1, "{id}: the check was not read: {named:?}");
        let missing: Vec<_> = named.difference(&known).collect();
        assert!(missing.is_empty(), "{id}: no steps {missing:?}");
    }
}

#[test]
fn cards_agree_with_themselves() {
    let ids: BTreeSet<&str> = stores::all().iter().map(|store| store.card().id).collect();
    assert_eq!(ids.len(), stores::all().len());
    for store in stores::all() {
        let card = store.card();
        assert!(std::ptr::eq(stores::find(card.id).unwrap().card(), card));
        assert!(!card.accepts.is_empty() && card.size_limit > 0 && card.notes.most > 0);
        let fields: BTreeSet<&str> = card.fields.iter().map(|field| field.id).collect();
        assert_eq!(fields.len(), card.fields.len(), "{}", card.id);
    }
    assert!(stores::find("nowhere").is_none());
}
