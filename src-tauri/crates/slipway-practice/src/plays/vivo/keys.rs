//! The credentials of this world's imaginary vivo account, drawn when the world is made: the pair of each site, and the pairs that
//! people paste by mistake.

use serde::{Deserialize, Serialize};

use crate::plays::draw;
pub(super) use crate::plays::keys::{load, save};

/// The two sites of the open platform. Apps and keys of one are unknown to the other [official, 2 clients].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Site {
    Production,
    Sandbox,
}

/// Production [official, 9 clients].
pub(super) const PRODUCTION_HOST: &str = "developer-api.vivo.com.cn";
/// Sandbox [official, 6 clients].
pub(super) const SANDBOX_HOST: &str = "sandbox-developer-api.vivo.com.cn";

impl Site {
    pub(super) const ALL: [Self; 2] = [Self::Production, Self::Sandbox];

    pub(super) fn of_host(host: &str) -> Self {
        match host {
            SANDBOX_HOST => Self::Sandbox,
            _ => Self::Production,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
        }
    }

    /// The key of a document that belongs to this site.
    pub(super) fn key(self, key: &str) -> String {
        format!("{}/{key}", self.name())
    }
}

/// One `access_key` and its `access_secret`. Their real length and alphabet are not documented; these are ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pair {
    pub(super) key: String,
    pub(super) secret: String,
}

impl Pair {
    fn draw() -> Self {
        Self {
            key: draw::letters_and_digits(32),
            secret: draw::letters_and_digits(32),
        }
    }
}

/// Everything that was drawn for this world.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Keys {
    pub(super) production: Pair,
    pub(super) sandbox: Pair,
    /// Made by a sub-account: known, and allowed nothing.
    pub(super) sub_account: Pair,
    /// Of the overseas platform: another gateway, unknown here.
    pub(super) overseas: Pair,
    pub(super) email: String,
}

/// What an `access_key` stands for at one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Caller {
    pub(super) secret: String,
    /// False: a sub-account's pair, which may call nothing.
    pub(super) permitted: bool,
}

impl Keys {
    pub(super) fn draw() -> Self {
        Self {
            production: Pair::draw(),
            sandbox: Pair::draw(),
            sub_account: Pair::draw(),
            overseas: Pair::draw(),
            email: format!("release-{}@example.com", draw::digits(4)),
        }
    }

    pub(super) fn caller(&self, site: Site, access_key: &str) -> Option<Caller> {
        let known: &[(&Pair, bool)] = match site {
            Site::Production => &[(&self.production, true), (&self.sub_account, false)],
            Site::Sandbox => &[(&self.sandbox, true)],
        };
        known
            .iter()
            .find(|(pair, _)| pair.key == access_key)
            .map(|(pair, permitted)| Caller {
                secret: pair.secret.clone(),
                permitted: *permitted,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::{Keys, Site};

    #[test]
    fn each_site_knows_its_own_keys_only() {
        let keys = Keys::draw();
        let knows = |site, key: &str| keys.caller(site, key).is_some();
        assert!(knows(Site::Production, &keys.production.key));
        assert!(knows(Site::Sandbox, &keys.sandbox.key));
        assert!(!knows(Site::Production, &keys.sandbox.key));
        assert!(!knows(Site::Sandbox, &keys.production.key));
        assert!(!knows(Site::Production, &keys.overseas.key));
        assert!(!knows(Site::Production, &keys.production.secret));
        let sub = keys.caller(Site::Production, &keys.sub_account.key);
        assert!(!sub.unwrap().permitted);
    }
}
