//! The keys of this world's imaginary team. The two P-256 keys are fixed, public and worthless, for rehearsal only.

use p256::{
    SecretKey,
    ecdsa::{SigningKey, VerifyingKey},
    pkcs8::{EncodePrivateKey as _, LineEnding},
};
use serde::{Deserialize, Serialize};

pub(super) use crate::plays::keys::{load, save};
use crate::{error::WorldError, plays::draw};

/// Worthless, for rehearsal: the scalar of the reference's test vectors.
const REHEARSAL: &str = "ca84e0748b43a69072b46cf9e8990fb818184ab0decf5bf64f002a225b71b691";
/// Worthless, for rehearsal: a key that is made for another service and looks the same.
const ELSEWHERE: &str = "2f1c0a5b9e7d4c3388aa01c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f506";

pub(super) const ISSUER: &str = "57246542-96fe-1a63-e053-0824d011072a";
pub(super) const TEAM_KEY: &str = "2X9R4HXF34";
pub(super) const INDIVIDUAL_KEY: &str = "7YH2Q8ZK3M";

/// What a key may do [official for uploads, the rest from 1 client].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Role {
    AppManager,
    /// Uploads and looks; makes no version and submits none.
    Developer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Family {
    Team,
    Individual,
}

/// A key as the store knows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ApiKey {
    pub(super) id: String,
    pub(super) family: Family,
    pub(super) role: Role,
    pub(super) revoked: bool,
}

/// Everything of this team.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Keys {
    pub(super) issuer: String,
    pub(super) keys: Vec<ApiKey>,
    /// The developer account's own id, which is pasted as an issuer.
    pub(super) team_id: String,
    /// Id of a push notification key.
    pub(super) push_key_id: String,
    /// An app-specific password, which opens no API.
    pub(super) app_password: String,
}

impl Keys {
    pub(super) fn draw() -> Self {
        let key = |id: &str, family, role, revoked| ApiKey {
            id: id.to_owned(),
            family,
            role,
            revoked,
        };
        let capital = |count| draw::letters_and_digits(count).to_uppercase();
        Self {
            issuer: ISSUER.to_owned(),
            keys: vec![
                key(TEAM_KEY, Family::Team, Role::AppManager, false),
                key(INDIVIDUAL_KEY, Family::Individual, Role::AppManager, false),
                key("DEV5K3Y0ND", Family::Team, Role::Developer, false),
                key("REV0KED001", Family::Team, Role::AppManager, true),
            ],
            team_id: capital(10),
            push_key_id: capital(10),
            app_password: "abcd-efgh-ijkl-mnop".to_owned(),
        }
    }

    pub(super) fn key(&self, id: &str) -> Option<&ApiKey> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// The first key of that kind that works.
    pub(super) fn working(&self, family: Family, role: Role) -> Option<&ApiKey> {
        let mut keys = self.keys.iter();
        keys.find(|key| key.family == family && key.role == role && !key.revoked)
    }

    pub(super) fn revoked(&self) -> Option<&ApiKey> {
        self.keys.iter().find(|key| key.revoked)
    }
}

fn secret(scalar: &str) -> Result<SecretKey, WorldError> {
    let bytes = hex::decode(scalar).map_err(|error| WorldError::Broken(error.to_string()))?;
    SecretKey::from_slice(&bytes).map_err(|error| WorldError::Broken(error.to_string()))
}

/// What every key of this team is verified with.
pub(super) fn public() -> Result<VerifyingKey, WorldError> {
    Ok(*SigningKey::from(secret(REHEARSAL)?).verifying_key())
}

/// The downloaded file: PEM, PKCS#8 [official].
pub(super) fn pem() -> Result<String, WorldError> {
    write(REHEARSAL)
}

/// The file of a key for another service.
pub(super) fn pem_from_elsewhere() -> Result<String, WorldError> {
    write(ELSEWHERE)
}

fn write(scalar: &str) -> Result<String, WorldError> {
    let pem = secret(scalar)?.to_pkcs8_pem(LineEnding::LF);
    let pem = pem.map_err(|error| WorldError::Broken(error.to_string()))?;
    Ok(pem.to_string())
}
