//! The credentials of this world's imaginary developer account, and the numbers and texts that people paste instead of them. All are
//! drawn when the world is made; their lengths are not documented, so nobody may rely on them.

use serde::{Deserialize, Serialize};

use crate::plays::draw;
pub(super) use crate::plays::keys::{load, save};

/// Everything that was drawn for this world.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Keys {
    pub(super) user_id: String,
    pub(super) access_secret: String,
    /// A sub-account of the same company: the interface is for the main account only [official].
    pub(super) sub_user_id: String,
    /// Another main account, which never pressed 申请开通.
    pub(super) silent_user_id: String,
    /// The QQ number that signs in; often taken for the UserID.
    pub(super) qq: String,
    pub(super) email: String,
    /// An app of the account that is a game, with its package: 1000010.
    pub(super) game: Other,
    /// Another developer's app: 1000012.
    pub(super) foreign: Other,
}

/// An app that cannot be updated with these keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Other {
    pub(super) app_id: String,
    pub(super) package: String,
}

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    Main,
    Sub,
    /// Known, without an `access_secret`.
    Silent,
}

impl Keys {
    pub(super) fn draw() -> Self {
        let other = |package: &str| Other {
            app_id: app_id(),
            package: package.to_owned(),
        };
        let user_id = draw::digits(8);
        Self {
            // Not the main account's by accident.
            sub_user_id: format!("{user_id}1"),
            silent_user_id: format!("{user_id}2"),
            user_id,
            access_secret: draw::letters_and_digits(32),
            qq: draw::digits(10),
            email: format!("release-{}@example.com", draw::digits(4)),
            game: other("com.example.game"),
            foreign: other("com.example.claimed"),
        }
    }

    pub(super) fn caller(&self, user_id: &str) -> Option<Caller> {
        match user_id {
            id if id == self.user_id => Some(Caller::Main),
            id if id == self.sub_user_id => Some(Caller::Sub),
            id if id == self.silent_user_id => Some(Caller::Silent),
            _ => None,
        }
    }
}

/// Ten digits that begin with 11, as in public examples.
pub(super) fn app_id() -> String {
    format!("11{}", draw::digits(8))
}
