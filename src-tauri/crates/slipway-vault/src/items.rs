//! What a keyring is to us: small named texts. Two implementations: the system's, and in tests one that stops at any point.

use secrecy::zeroize::Zeroizing;

use crate::VaultError;

/// Each operation on one item either happens or does not.
pub(crate) trait Items {
    fn set(&self, name: &str, text: &str) -> Result<(), ItemError>;
    fn get(&self, name: &str) -> Result<Option<Zeroizing<String>>, ItemError>;
    /// An item that is not there is no error.
    fn remove(&self, name: &str) -> Result<(), ItemError>;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ItemError {
    NoService(String),
    Locked(String),
    Refused(String),
    NotText,
}

impl ItemError {
    pub(crate) fn of(self, account: &str) -> VaultError {
        let account = account.to_owned();
        match self {
            Self::NoService(why) => VaultError::NoService { why },
            Self::Locked(why) => VaultError::Locked { account, why },
            Self::Refused(why) => VaultError::Refused { account, why },
            Self::NotText => VaultError::Damaged { account },
        }
    }
}
