//! Secrets for one session only: gone with the process. A person chooses it where there is no keyring; practice needs no more.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{SecretStore, Secrets, Status, VaultError};

#[derive(Default)]
pub struct Memory(Mutex<BTreeMap<String, Secrets>>);

impl Memory {
    pub fn new() -> Self {
        Self::default()
    }

    fn accounts(&self) -> MutexGuard<'_, BTreeMap<String, Secrets>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for Memory {
    fn put(&self, account: &str, secrets: &Secrets) -> Result<(), VaultError> {
        self.accounts().insert(account.to_owned(), secrets.clone());
        Ok(())
    }

    fn get(&self, account: &str) -> Result<Option<Secrets>, VaultError> {
        Ok(self.accounts().get(account).cloned())
    }

    fn remove(&self, account: &str) -> Result<(), VaultError> {
        self.accounts().remove(account);
        Ok(())
    }

    fn status(&self) -> Status {
        Status::Ready
    }

    fn retry(&self) -> Status {
        Status::Ready
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self.accounts().keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use secrecy::{ExposeSecret as _, SecretString};

    use super::{Memory, SecretStore as _, Secrets};

    #[test]
    fn keeps_replaces_removes_and_shows_no_value() {
        let memory = Memory::new();
        for value in ["first-value", "second-value"] {
            let secrets = Secrets::from([("key".to_owned(), SecretString::from(value))]);
            memory.put("xiaomi/main", &secrets).unwrap();
            let kept = memory.get("xiaomi/main").unwrap().unwrap();
            assert_eq!(kept["key"].expose_secret(), value);
        }
        assert_eq!(format!("{memory:?}"), "{\"xiaomi/main\"}");
        memory.remove("xiaomi/main").unwrap();
        memory.remove("xiaomi/main").unwrap();
        assert!(memory.get("xiaomi/main").unwrap().is_none());
    }
}
