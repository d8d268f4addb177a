//! Why secrets could not be kept, read or removed. Holds the system's words, never a value: the keyring's own errors may carry
//! raw bytes and go no further than [`crate::items`].

use slipway_model::{Problem, ProblemKind, Sentence};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    #[error("there is no keyring: {why}")]
    NoService { why: String },
    #[error("the keyring did not open for {account}: {why}")]
    Locked { account: String, why: String },
    #[error("the keyring refused for {account}: {why}")]
    Refused { account: String, why: String },
    #[error("what the keyring holds for {account} cannot be read")]
    Damaged { account: String },
}

impl VaultError {
    /// The same, said to a person.
    pub fn problem(&self) -> Problem {
        let (kind, advice) = match self {
            Self::NoService { .. } => (ProblemKind::NotAllowed, Sentence::new("vault.no-service")),
            Self::Locked { account, .. } => (
                ProblemKind::NotAllowed,
                Sentence::new("vault.locked").with("account", account),
            ),
            Self::Refused { account, .. } => (
                ProblemKind::NotAllowed,
                Sentence::new("vault.refused").with("account", account),
            ),
            Self::Damaged { account } => (
                ProblemKind::BadCredentials,
                Sentence::new("vault.damaged").with("account", account),
            ),
        };
        Problem::new(kind, advice).because(self)
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        error.problem()
    }
}

#[cfg(test)]
mod tests {
    use slipway_model::{Language, words::general};

    use super::VaultError;

    #[test]
    fn every_error_has_its_sentence_in_both_languages() {
        let (account, why) = ("huawei/main".to_owned(), "prompt dismissed".to_owned());
        for (error, names_account) in [
            (VaultError::NoService { why: why.clone() }, false),
            (
                VaultError::Locked {
                    account: account.clone(),
                    why: why.clone(),
                },
                true,
            ),
            (
                VaultError::Refused {
                    account: account.clone(),
                    why,
                },
                true,
            ),
            (VaultError::Damaged { account }, true),
        ] {
            let problem = error.problem();
            for language in [Language::En, Language::Zh] {
                let said = general().say(&problem.advice, language).unwrap();
                assert_eq!(said.contains("huawei/main"), names_account, "{said}");
                assert!(!said.contains('…'), "{said}");
            }
            assert!(!problem.source.is_empty());
        }
    }
}
