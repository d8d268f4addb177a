//! The system's keyring: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
//!
//! keyring 4.2 connects at its first use and remembers a failure for the whole process, so entries are made through
//! keyring-core, whose default store can be replaced: by [`SecretStore::retry`], and by itself when a call fails because
//! the service was restarted.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use keyring_core::{Entry, Error};
use secrecy::zeroize::Zeroizing;

use crate::{
    SecretStore, Secrets, Status, VaultError,
    items::{ItemError, Items},
    split::Split,
};

/// One name space of the keyring: real keys and practice keys have different ones and cannot see each other.
pub struct OsKeyring {
    service: String,
    split: Split<Keyring>,
    /// Held during a call: an account is several items. Remembers whether the last call found the keyring locked.
    locked: Mutex<bool>,
}

impl OsKeyring {
    /// Connects at the first call, not here.
    pub fn new(service: &str) -> Self {
        Self {
            service: service.to_owned(),
            split: Split(Keyring(service.to_owned())),
            locked: Mutex::new(false),
        }
    }

    fn call<T>(
        &self,
        act: impl FnOnce(&Split<Keyring>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let mut locked = self.turn();
        let result = act(&self.split);
        *locked = matches!(result, Err(VaultError::Locked { .. }));
        result
    }

    fn turn(&self) -> MutexGuard<'_, bool> {
        self.locked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for OsKeyring {
    fn put(&self, account: &str, secrets: &Secrets) -> Result<(), VaultError> {
        self.call(|split| split.put(account, secrets))
    }

    fn get(&self, account: &str) -> Result<Option<Secrets>, VaultError> {
        self.call(|split| split.get(account))
    }

    fn remove(&self, account: &str) -> Result<(), VaultError> {
        self.call(|split| split.remove(account))
    }

    /// Asks for an item that is never there, which shows no prompt.
    fn status(&self) -> Status {
        let locked = self.turn();
        match self.split.0.get("status") {
            Err(ItemError::NoService(why) | ItemError::Refused(why)) => Status::NoService { why },
            Err(ItemError::Locked(_)) => Status::Locked,
            Ok(_) | Err(ItemError::NotText) if *locked => Status::Locked,
            Ok(_) | Err(ItemError::NotText) => Status::Ready,
        }
    }

    fn retry(&self) -> Status {
        *self.turn() = false;
        match reconnect() {
            Ok(()) => self.status(),
            Err(why) => Status::NoService { why },
        }
    }
}

impl fmt::Debug for OsKeyring {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("OsKeyring").field(&self.service).finish()
    }
}

/// Items of one service in the keyring.
struct Keyring(String);

impl Items for Keyring {
    fn set(&self, name: &str, text: &str) -> Result<(), ItemError> {
        self.with(name, |entry| entry.set_secret(text.as_bytes()))
            .map(drop)
    }

    fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, ItemError> {
        let Some(bytes) = self.with(name, Entry::get_secret)? else {
            return Ok(None);
        };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(error) => {
                drop(Zeroizing::new(error.into_bytes()));
                Err(ItemError::NotText)
            }
        }
    }

    fn remove(&self, name: &str) -> Result<(), ItemError> {
        self.with(name, Entry::delete_credential).map(drop)
    }
}

impl Keyring {
    /// `None`: there is no such item. A call that fails for the platform's own reason is repeated once over a new connection:
    /// a restarted service does not know our session any more.
    fn with<T>(
        &self,
        name: &str,
        act: impl Fn(&Entry) -> Result<T, Error>,
    ) -> Result<Option<T>, ItemError> {
        connect().map_err(ItemError::NoService)?;
        let attempt = || Entry::new(&self.0, name).and_then(|entry| act(&entry));
        let result = match attempt() {
            Err(Error::PlatformFailure(_)) => {
                reconnect().map_err(ItemError::NoService)?;
                attempt()
            }
            result => result,
        };
        match result {
            Ok(value) => Ok(Some(value)),
            Err(Error::NoEntry) => Ok(None),
            Err(error @ Error::NoDefaultStore) => Err(ItemError::NoService(error.to_string())),
            Err(error @ Error::NoStorageAccess(_)) => Err(ItemError::Locked(error.to_string())),
            // The text of these shows no value; their debug form would.
            Err(Error::BadEncoding(_) | Error::BadDataFormat(..)) => Err(ItemError::NotText),
            Err(error) => Err(ItemError::Refused(error.to_string())),
        }
    }
}

/// The first connection of the process, or the one that replaced it.
fn connect() -> Result<(), String> {
    match keyring::Entry::store_status() {
        _ if keyring_core::get_default_store().is_some() => Ok(()),
        Ok(()) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(all(
    unix,
    not(any(target_os = "macos", target_os = "ios", target_os = "android"))
))]
fn reconnect() -> Result<(), String> {
    let store =
        zbus_secret_service_keyring_store::Store::new().map_err(|error| error.to_string())?;
    keyring_core::set_default_store(store);
    Ok(())
}

/// Keychain and Credential Manager are part of the system: there is no connection to renew.
#[cfg(not(all(
    unix,
    not(any(target_os = "macos", target_os = "ios", target_os = "android"))
)))]
fn reconnect() -> Result<(), String> {
    connect()
}
