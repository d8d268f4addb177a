//! Where an account's secrets are kept: the OS keyring, or memory for one session. Nothing here writes a file, and nothing falls
//! back to plain text: without a keyring the answer is [`Status::NoService`], and what to do then is the person's choice.
//! What the secrets mean is the stores' matter.

mod error;
mod items;
mod memory;
mod os;
mod split;

use std::{collections::BTreeMap, fmt::Debug};

use secrecy::SecretString;

pub use error::VaultError;
pub use memory::Memory;
pub use os::OsKeyring;

/// An account's secrets by credential field.
pub type Secrets = BTreeMap<String, SecretString>;

/// Keeps secrets per account. Calls block, may show the system's unlock prompt, and wait for each other.
pub trait SecretStore: Send + Sync + Debug {
    /// Keeps these secrets in place of those kept before. A process that ends in the middle leaves the old ones or the new ones.
    ///
    /// # Errors
    /// When the keyring is not there, locked, or refuses.
    fn put(&self, account: &str, secrets: &Secrets) -> Result<(), VaultError>;

    /// The secrets of an account; `None` when none are kept.
    ///
    /// # Errors
    /// As [`SecretStore::put`], or when what is kept cannot be read.
    fn get(&self, account: &str) -> Result<Option<Secrets>, VaultError>;

    /// Removes every trace of an account; one that is not kept is no error.
    ///
    /// # Errors
    /// As [`SecretStore::put`].
    fn remove(&self, account: &str) -> Result<(), VaultError>;

    /// Whether secrets can be kept here now.
    fn status(&self) -> Status;

    /// Looks for the keyring again, for a person who has started or unlocked it meanwhile.
    fn retry(&self) -> Status;
}

/// What a person is told about the keyring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    Ready,
    /// It is there, and the last attempt to open it was refused or dismissed.
    Locked,
    NoService {
        /// The system's own words.
        why: String,
    },
}
