//! One account as several small items, because Windows takes at most 2560 bytes per item and a service account key is larger.
//!
//! An *index* names a generation and its number of parts. Writing goes: new parts, then the index, then away with the old
//! parts. So at every moment the index points at a whole generation, and with the index at generation g, leftovers of a process
//! that ended half-way can only be of g−1 and g+1; the next write clears both before it begins.

use secrecy::{ExposeSecret as _, SecretString, zeroize::Zeroizing};
use serde::{Deserialize, Serialize};

use crate::{
    Secrets, VaultError,
    items::{ItemError, Items},
};

/// Bytes of text per part.
const PART: usize = 2000;

/// How often a read starts over because another process replaced the account meanwhile.
const READS: usize = 3;

pub(crate) struct Split<I>(pub(crate) I);

#[derive(Debug, Serialize, Deserialize)]
struct Index {
    generation: u64,
    parts: usize,
}

impl<I: Items> Split<I> {
    pub(crate) fn put(&self, account: &str, secrets: &Secrets) -> Result<(), VaultError> {
        let text = written(secrets);
        self.replace(account, &text)
            .map_err(|error| error.of(account))
    }

    fn replace(&self, account: &str, text: &str) -> Result<(), ItemError> {
        let old = self.generation(account)?;
        self.clear(account, old.saturating_sub(1))?;
        self.clear(account, old + 1)?;

        let parts = parts(text);
        for (number, part) in parts.iter().enumerate() {
            self.0.set(&part_name(account, old + 1, number), part)?;
        }
        let index = Index {
            generation: old + 1,
            parts: parts.len(),
        };
        let index = serde_json::to_string(&index).map_err(|_| ItemError::NotText)?;
        self.0.set(&index_name(account), &index)?;
        self.clear(account, old)
    }

    pub(crate) fn get(&self, account: &str) -> Result<Option<Secrets>, VaultError> {
        for _ in 0..READS {
            let Some(index) = self.index(account).map_err(|error| error.of(account))? else {
                return Ok(None);
            };
            let text = self
                .read(account, &index)
                .map_err(|error| error.of(account))?;
            if let Some(secrets) = text.as_deref().and_then(|text| read(text)) {
                return Ok(Some(secrets));
            }
        }
        Err(VaultError::Damaged {
            account: account.to_owned(),
        })
    }

    /// The parts put together; `None` when one is missing.
    fn read(&self, account: &str, index: &Index) -> Result<Option<Zeroizing<String>>, ItemError> {
        let mut text = Zeroizing::new(String::with_capacity(index.parts.min(100) * PART));
        for number in 0..index.parts {
            match self.0.get(&part_name(account, index.generation, number))? {
                Some(part) => text.push_str(&part),
                None => return Ok(None),
            }
        }
        Ok(Some(text))
    }

    /// The index goes last: while it is there, a removal that was cut short can be repeated.
    pub(crate) fn remove(&self, account: &str) -> Result<(), VaultError> {
        let all = || {
            let generation = self.generation(account)?;
            self.clear(account, generation.saturating_sub(1))?;
            self.clear(account, generation + 1)?;
            self.clear(account, generation)?;
            self.0.remove(&index_name(account))
        };
        all().map_err(|error: ItemError| error.of(account))
    }

    /// Removes a generation from its last part to its first, so that what is left of an interrupted removal still begins at 0.
    fn clear(&self, account: &str, generation: u64) -> Result<(), ItemError> {
        let mut count = 0;
        while self
            .0
            .get(&part_name(account, generation, count))?
            .is_some()
        {
            count += 1;
        }
        for number in (0..count).rev() {
            self.0.remove(&part_name(account, generation, number))?;
        }
        Ok(())
    }

    /// 0 when there is no index, or none that can be read.
    fn generation(&self, account: &str) -> Result<u64, ItemError> {
        match self.index(account) {
            Ok(index) => Ok(index.map_or(0, |index| index.generation)),
            Err(ItemError::NotText) => Ok(0),
            Err(error) => Err(error),
        }
    }

    fn index(&self, account: &str) -> Result<Option<Index>, ItemError> {
        let Some(text) = self.0.get(&index_name(account))? else {
            return Ok(None);
        };
        serde_json::from_str(&text)
            .map(Some)
            .map_err(|_| ItemError::NotText)
    }
}

fn index_name(account: &str) -> String {
    format!("account:{account}")
}

fn part_name(account: &str, generation: u64, number: usize) -> String {
    format!("part:{generation}.{number}:{account}")
}

/// JSON, so that any field name and value survives.
fn written(secrets: &Secrets) -> Zeroizing<String> {
    let plain = secrets
        .iter()
        .map(|(field, secret)| (field, secret.expose_secret()));
    let plain: std::collections::BTreeMap<_, _> = plain.collect();
    Zeroizing::new(serde_json::to_string(&plain).unwrap_or_default())
}

fn read(text: &str) -> Option<Secrets> {
    let plain: std::collections::BTreeMap<String, String> = serde_json::from_str(text).ok()?;
    let secret = |(field, value)| (field, SecretString::from(value));
    Some(plain.into_iter().map(secret).collect())
}

/// Cut between characters: KDE Wallet takes text only.
fn parts(mut text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    while !text.is_empty() {
        let (part, rest) = text.split_at(text.floor_char_boundary(PART));
        parts.push(part);
        text = rest;
    }
    parts
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, collections::BTreeMap};

    use secrecy::{ExposeSecret as _, SecretString};

    use super::{ItemError, Items, PART, Secrets, Split, VaultError, Zeroizing};

    /// A keyring that is cut off after so many operations, as when the process ends.
    #[derive(Default)]
    struct Cut {
        items: RefCell<BTreeMap<String, String>>,
        left: RefCell<usize>,
    }

    impl Cut {
        fn operate(&self) -> Result<(), ItemError> {
            let mut left = self.left.borrow_mut();
            if *left == 0 {
                return Err(ItemError::Refused("cut off".into()));
            }
            *left -= 1;
            Ok(())
        }
    }

    impl Items for Cut {
        fn set(&self, name: &str, text: &str) -> Result<(), ItemError> {
            self.operate()?;
            assert!(text.len() <= PART, "{name} holds {} bytes", text.len());
            self.items.borrow_mut().insert(name.into(), text.into());
            Ok(())
        }

        fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, ItemError> {
            self.operate()?;
            Ok(self.items.borrow().get(name).cloned().map(Zeroizing::new))
        }

        fn remove(&self, name: &str) -> Result<(), ItemError> {
            self.operate()?;
            self.items.borrow_mut().remove(name);
            Ok(())
        }
    }

    const ENDLESS: usize = usize::MAX;

    fn vault() -> Split<Cut> {
        let vault = Split(Cut::default());
        vault.0.left.replace(ENDLESS);
        vault
    }

    /// Secrets that fill about so many parts, with characters of several bytes at the cuts.
    fn secrets(mark: &str, parts: usize) -> Secrets {
        let long = format!("{mark}\"滑道\n").repeat(1 + (parts - 1) * PART / (mark.len() + 9));
        [("key", mark), ("service_account", &long)]
            .map(|(field, value)| (field.to_owned(), SecretString::from(value)))
            .into()
    }

    fn plain(secrets: Option<Secrets>) -> Option<BTreeMap<String, String>> {
        let plain =
            |(field, secret): (String, SecretString)| (field, secret.expose_secret().into());
        secrets.map(|secrets| secrets.into_iter().map(plain).collect())
    }

    #[test]
    fn keeps_any_text_of_any_length() {
        let vault = vault();
        for parts in [1, 2, 5] {
            let secrets = secrets("clé", parts);
            vault.put("huawei/main", &secrets).unwrap();
            assert_eq!(
                plain(vault.get("huawei/main").unwrap()),
                plain(Some(secrets))
            );
            assert!(vault.0.items.borrow().len() > parts);
        }
        vault.put("huawei/main", &Secrets::new()).unwrap();
        assert_eq!(
            plain(vault.get("huawei/main").unwrap()),
            Some(BTreeMap::new())
        );
        assert!(vault.get("huawei/other").unwrap().is_none());
    }

    #[test]
    fn accounts_do_not_touch_each_other() {
        let vault = vault();
        let names = ["a", "a:b", "1.0:a", "part:1.0:a", "account:a", "货/主"];
        for (number, name) in names.iter().enumerate() {
            vault
                .put(name, &secrets(&format!("key{number}"), 2))
                .unwrap();
        }
        for (number, name) in names.iter().enumerate() {
            let expected = plain(Some(secrets(&format!("key{number}"), 2)));
            assert_eq!(plain(vault.get(name).unwrap()), expected, "{name}");
            vault.remove(name).unwrap();
            assert!(vault.get(name).unwrap().is_none());
        }
        assert!(vault.0.items.borrow().is_empty());
    }

    /// Runs `act` cut off after 0, 1, 2… operations until it succeeds, and `check` on what each attempt leaves.
    fn cut_anywhere(
        before: Option<&Secrets>,
        act: impl Fn(&Split<Cut>) -> Result<(), VaultError>,
        check: impl Fn(&Split<Cut>),
    ) {
        for allowed in 0.. {
            let vault = vault();
            if let Some(before) = before {
                vault.put("a", before).unwrap();
            }
            vault.0.left.replace(allowed);
            let done = act(&vault).is_ok();
            vault.0.left.replace(ENDLESS);
            check(&vault);
            if done {
                assert!(allowed > 3, "nothing was cut off");
                return;
            }
        }
    }

    #[test]
    fn a_write_that_is_cut_off_leaves_the_old_or_the_new() {
        let (old, new, next) = (secrets("old", 3), secrets("new", 4), secrets("next", 1));
        for before in [None, Some(&old)] {
            cut_anywhere(
                before,
                |vault| vault.put("a", &new),
                |vault| {
                    let found = plain(vault.get("a").unwrap());
                    let expected = [plain(before.cloned()), plain(Some(new.clone()))];
                    assert!(expected.contains(&found), "{found:?}");

                    vault.put("a", &next).unwrap();
                    assert_eq!(plain(vault.get("a").unwrap()), plain(Some(next.clone())));
                    let left: Vec<String> = vault.0.items.borrow().keys().cloned().collect();
                    assert_eq!(left.len(), 2, "{left:?}");
                },
            );
        }
    }

    #[test]
    fn writes_that_are_cut_off_again_and_again_leave_nothing_behind() {
        for cuts in 0..60 {
            let vault = vault();
            vault.put("a", &secrets("old", 3)).unwrap();
            for parts in [4, 2, 5] {
                vault.0.left.replace(cuts);
                let _ = vault.put("a", &secrets("new", parts));
                vault.0.left.replace(ENDLESS);
                assert!(vault.get("a").unwrap().is_some());
            }
            vault.remove("a").unwrap();
            assert!(vault.0.items.borrow().is_empty(), "after {cuts}");
        }
    }

    #[test]
    fn a_removal_that_is_cut_off_can_be_repeated() {
        let old = secrets("old", 3);
        cut_anywhere(
            Some(&old),
            |vault| vault.remove("a"),
            |vault| {
                match vault.get("a") {
                    Ok(found) => {
                        assert!(found.is_none() || plain(found) == plain(Some(old.clone())))
                    }
                    Err(error) => assert_eq!(
                        error,
                        VaultError::Damaged {
                            account: "a".into()
                        }
                    ),
                }
                vault.remove("a").unwrap();
                assert!(vault.0.items.borrow().is_empty());
            },
        );
    }

    #[test]
    fn what_cannot_be_read_is_said_and_can_be_replaced() {
        let vault = vault();
        vault.put("a", &secrets("old", 2)).unwrap();
        vault
            .0
            .items
            .borrow_mut()
            .insert("part:1.0:a".into(), "x".into());
        let damaged = VaultError::Damaged {
            account: "a".into(),
        };
        assert_eq!(vault.get("a").unwrap_err(), damaged);
        vault.put("a", &secrets("new", 1)).unwrap();
        assert!(vault.get("a").unwrap().is_some());

        vault
            .0
            .items
            .borrow_mut()
            .insert("account:a".into(), "x".into());
        assert_eq!(vault.get("a").unwrap_err(), damaged);
        vault.put("a", &secrets("new", 1)).unwrap();
        assert!(vault.get("a").unwrap().is_some());
    }
}
