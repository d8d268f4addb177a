//! What people paste instead of a key: every value that a store's practice console shows beside the right ones, put into every field
//! in place of the right one. It is named while it is typed or by the check, in both languages, and no mistake goes green.

use std::collections::BTreeMap;

use secrecy::SecretString;
use slipway_engine::{
    Keep, PracticeAccounts,
    view::{ProbeView, SaveAnswer},
};
use slipway_model::Language;
use slipway_tests::{every_store, rehearsal::Rehearsal};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

const PACKAGE: &str = "com.example.slipway";

async fn what_is_pasted_by_mistake_is_named(store: &'static str) {
    let rehearsal = Rehearsal::with(200.0, |home| {
        home.practice_accounts = PracticeAccounts::ByHand;
    })
    .await;
    let right = &rehearsal.practice.invitation().stores[store].keys;
    let wrong = wrong_values(&rehearsal, store).await;
    assert!(wrong.len() >= 2, "{store} shows {wrong:?}");
    for field in right.keys() {
        for value in &wrong {
            // A key of another service has the same form: only beside its own id is it the wrong one.
            if right.get(field).is_some_and(|it| it.trim() == value.trim()) {
                continue;
            }
            let mut form = right.clone();
            form.insert(field.clone(), value.clone());
            let pasted = Pasted {
                rehearsal: &rehearsal,
                store,
                field,
                value,
            };
            pasted.is_named(form).await;
        }
    }
}

every_store!(what_is_pasted_by_mistake_is_named);

/// One wrong value in one field of an otherwise right form.
struct Pasted<'a> {
    rehearsal: &'a Rehearsal,
    store: &'static str,
    field: &'a str,
    value: &'a str,
}

impl Pasted<'_> {
    async fn is_named(&self, form: BTreeMap<String, String>) {
        let place = format!("{} in {} of {}", self.value, self.field, self.store);
        let mut said = Vec::new();
        for lang in [Language::En, Language::Zh] {
            match self.saved(&form, lang).await {
                SaveAnswer::FieldProblems { problems } => {
                    let named = problems.iter().find(|problem| problem.field == self.field);
                    said.push(
                        named
                            .unwrap_or_else(|| panic!("{place}: {problems:?}"))
                            .says
                            .clone(),
                    );
                }
                SaveAnswer::Saved { .. } => {
                    let probes = self.checked(lang).await;
                    match probes.iter().find(|probe| probe.state == "fail") {
                        Some(failed) => {
                            assert!(failed.guide_step.is_some(), "{place}: {failed:?}");
                            said.push(failed.says.clone());
                        }
                        // What is right but for its wrapping is taken, and that is said.
                        None => {
                            let typed = SecretString::from(self.value);
                            let world = &self.rehearsal.world;
                            let hint = world.hint(self.store, self.field, &typed, lang);
                            assert_eq!(hint.state, "remark", "{place} went green");
                            said.push(hint.says);
                        }
                    }
                }
                SaveAnswer::NotKept { problem } => panic!("{place}: {problem:?}"),
            }
        }
        let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(
            said[0].len() > 8 && is_chinese(&said[1]),
            "{place}: {said:?}"
        );
        assert_ne!(said[0], said[1], "{place}");
    }

    async fn saved(&self, form: &BTreeMap<String, String>, lang: Language) -> SaveAnswer {
        let form = form
            .iter()
            .map(|(field, value)| (field.clone(), SecretString::from(value.as_str())))
            .collect();
        self.rehearsal
            .world
            .save_account(self.store, "", form, Keep::Session, lang)
            .await
            .expect("an answer")
    }

    async fn checked(&self, lang: Language) -> Vec<ProbeView> {
        self.rehearsal
            .world
            .check(self.store, "", Some(PACKAGE), lang)
            .await
            .expect("checked")
    }
}

/// The console page's values that belong into no field, as a person would copy them.
async fn wrong_values(rehearsal: &Rehearsal, store: &str) -> Vec<String> {
    let address = format!("{}/{store}", rehearsal.practice.invitation().console);
    let page = get(&address).await;
    let pieces = page.split("data-wrong=\"\"").skip(1);
    let value = |piece: &str| {
        let (open, close) = match piece.starts_with('>') {
            true => (">\n", "</textarea>"),
            false => (" value=\"", "\">"),
        };
        let inside = piece.strip_prefix(open).expect("a value");
        plain(inside.split(close).next().unwrap_or_default())
    };
    pieces.map(value).collect()
}

fn plain(html: &str) -> String {
    let named = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    named.iter().fold(html.to_owned(), |text, (name, sign)| {
        text.replace(name, sign)
    })
}

/// The body behind an address of this machine.
async fn get(address: &str) -> String {
    let rest = address.strip_prefix("http://").expect("an address");
    let (host, path) = rest.split_once('/').expect("a path");
    let mut socket = TcpStream::connect(host).await.expect("the console");
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).await.expect("asked");
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    body.to_owned()
}
