//! The credentials of this world's imaginary Huawei team: the right ones, and the ones that people paste by mistake.
//! Ids and secrets are drawn when the world is made. The RSA key is fixed, public and worthless, for rehearsal only.

use std::sync::LazyLock;

use rsa::{
    RsaPrivateKey,
    pkcs8::{EncodePrivateKey as _, LineEnding},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(super) use crate::plays::keys::{load, save};
use crate::plays::{draw, hexkey::HexKey};

/// Worthless: the key of the reference's PS256 vectors. Real keys have 4096 bits.
pub(super) const REHEARSAL_KEY: HexKey = HexKey {
    n: "cc7df8a8113ad961a745c4730bcee340189be5eaf5a97551e32bfa9590d620817684e1ec5b05ecd7395e54739ca927ccaf091029af7bc3f24d78588c475bc68f629b75159134ad2720d7f444f10ce23996a6d1c2617f52ccbe8daafd026dde82dda55dedac3868be01dcfd911dbbbcae162213578f575c16f0f892ba7a4ddc695605b556503fa762d73dc36f36892845d4908480a984faba6478eef36d789b2c40201aad6cb3cbec79b2730ba605237b84c2c45638b659d65f41f38ae24abda304ce39aa956895f40e9b4f8fe7ff644c4fb4df3a5ffa41f6b51ce529fa3ea07f25f9c17368ca173fa41e8c84881816e43f60b8c1e2fb6d549f946483b47bda41",
    e: "10001",
    d: "3562adb2882254f354380d3bfbae875009c754142db8e512a666aa2f61cb2fb1476a6990cadd41224457dc09a8072bdcc3d56f381d6d5ce50fa9db74192d072967bf83519e16f7c814a04c4fb34929c63463ae09e66a2c5e47610a18035fab8cd3fb2d5fb46bb041ea8ff1a2c64b1221b5fada11d72f775b308db46b4fd803dd0452fbd7482e3159c6d80d7cb68ef11dd813cd64419d53a03aff27414790907ef7d46c550cc843df8580b55520137f195ef86a6605cd3dae893d074568f18464fbcadceee6a2e2fc0ec1e9716ef379d133083441d0562e6e2ed06836df53b3aa4099788c338975091ae6b4bea7389f27f2131c069d76531b087864546de0881",
    p: "f5be68642c56fe3c168bac9bc71337e2d7c96bafc53f3c6288cfc6660a07dce4d6f6d08b94c1a366a2768e03bf5c0a8c8ad570711fe9dffe11a6974db664963ae280b52aa6b7b390ec3a1b4dff13105e799bc6eefe2423cb19e7a46a99e7444a231ab84a43a8e208f5479e48230a85eaa187be732ecca309a07a0ea88b74c80d",
    q: "d506d1bd6969b713b7a69ce635310940b1fae2aba3c51b447cb518443aa27f7ba2a58e7593d623756bd1ad7b73758f015bf9a2ebb7a1f84fe67dbf27b3b21583952355082da07608b1bb55f6884a8555dd0f400b79192b313bc9a80f6219269c9bb69983c6f5d3e6016f98217b87163bc0b6ee6e66fb4f75ad18b51b0c253a05",
};

/// The built key. An error here would mean that the numbers above are wrong, which a test rules out.
pub(super) fn private_key() -> Result<&'static RsaPrivateKey, &'static rsa::Error> {
    static KEY: LazyLock<Result<RsaPrivateKey, rsa::Error>> =
        LazyLock::new(|| REHEARSAL_KEY.build());
    KEY.as_ref()
}

/// Where a credential stands: only the developer level may publish [official].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    /// The whole team; in the console, Project = `N/A`.
    Developer,
    /// Bound to one project: gets a token, and then 403 on every publishing call.
    Project,
}

/// A Connect API client.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ApiClient {
    /// Digits.
    pub(super) id: String,
    /// 64 hex characters.
    pub(super) secret: String,
    pub(super) level: Level,
}

/// What the store keeps of a service account; the private key is the caller's alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ServiceAccount {
    pub(super) key_id: String,
    pub(super) sub_account: String,
    /// Empty for a developer-level account.
    pub(super) project_id: String,
    pub(super) level: Level,
}

impl ServiceAccount {
    /// The downloaded `…private.json` [official members].
    pub(super) fn file(&self) -> Result<String, KeyFileError> {
        let private_key = private_key()?.to_pkcs8_pem(LineEnding::LF)?;
        let file = json!({
            "project_id": self.project_id,
            "key_id": self.key_id,
            "private_key": private_key.as_str(),
            "sub_account": self.sub_account,
            "auth_uri": "https://oauth-login.cloud.huawei.com/oauth2/v3/authorize",
            "token_uri": "https://oauth-login.cloud.huawei.com/oauth2/v3/token",
            "auth_provider_cert_uri": "https://oauth-login.cloud.huawei.com/oauth2/v3/certs",
            "client_cert_uri": "https://oauth-login.cloud.huawei.com/oauth2/v3/x509?client_id=",
        });
        Ok(format!("{file:#}"))
    }
}

/// The fixed key could not be written as PKCS#8.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeyFileError {
    #[error("the rehearsal key is no RSA key")]
    Key(#[from] &'static rsa::Error),
    #[error("the rehearsal key cannot be written as PKCS#8")]
    Pem(#[from] rsa::pkcs8::Error),
}

/// Everything that was drawn for this world.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Keys {
    pub(super) clients: Vec<ApiClient>,
    pub(super) accounts: Vec<ServiceAccount>,
    /// The app's own OAuth 2.0 client (HUAWEI ID): another family, refused by the token call.
    pub(super) oauth_id: String,
    pub(super) oauth_secret: String,
    /// The pair inside `agconnect-services.json`: another family too.
    pub(super) agconnect_id: String,
    pub(super) agconnect_secret: String,
    pub(super) project_id: String,
}

impl Keys {
    pub(super) fn draw() -> Self {
        let client = |level| ApiClient {
            id: draw::digits(19),
            secret: draw::hex(64),
            level,
        };
        let project_id = draw::digits(18);
        let account = |level, project_id: &str| ServiceAccount {
            key_id: draw::hex(32),
            sub_account: draw::digits(9),
            project_id: project_id.to_owned(),
            level,
        };
        Self {
            clients: vec![client(Level::Developer), client(Level::Project)],
            accounts: vec![
                account(Level::Developer, ""),
                account(Level::Project, &project_id),
            ],
            oauth_id: draw::digits(9),
            oauth_secret: draw::hex(64),
            agconnect_id: draw::digits(18),
            agconnect_secret: draw::hex(64).to_uppercase(),
            project_id,
        }
    }

    pub(super) fn client(&self, level: Level) -> Option<&ApiClient> {
        self.clients.iter().find(|client| client.level == level)
    }

    pub(super) fn account(&self, level: Level) -> Option<&ServiceAccount> {
        self.accounts.iter().find(|account| account.level == level)
    }

    /// Whether this id belongs to another credential family of the same team.
    pub(super) fn is_other_family(&self, id: &str) -> bool {
        [&self.oauth_id, &self.agconnect_id, &self.project_id]
            .into_iter()
            .any(|other| other == id)
    }

    /// The JSON file that the console offers beside a Connect API client. The `type` tells the levels apart [1 client].
    pub(super) fn client_file(&self, level: Level) -> Option<Value> {
        let client = self.client(level)?;
        Some(match level {
            Level::Developer => json!({
                "type": "team_client_id",
                "client_id": client.id,
                "client_secret": client.secret,
            }),
            Level::Project => json!({
                "type": "project_client_id",
                "project_id": self.project_id,
                "client_id": client.id,
                "client_secret": client.secret,
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Keys, Level};
    use rsa::{pkcs8::DecodePrivateKey as _, traits::PublicKeyParts as _};

    #[test]
    fn the_key_file_holds_a_readable_key() {
        let keys = Keys::draw();
        let file = keys.account(Level::Developer).unwrap().file().unwrap();
        let file: serde_json::Value = serde_json::from_str(&file).unwrap();
        let key =
            rsa::RsaPrivateKey::from_pkcs8_pem(file["private_key"].as_str().unwrap()).unwrap();
        assert_eq!(key.size(), 256);
        assert_eq!(file["project_id"], "");
    }

    #[test]
    fn two_worlds_share_no_secret() {
        let (one, two) = (Keys::draw(), Keys::draw());
        assert_ne!(one.clients[0].id, two.clients[0].id);
        assert_ne!(one.clients[0].secret, two.clients[0].secret);
    }
}
