//! `apk_url`: a JSON text that names the packages of a version, and what the publishing task finds when it opens them.

use serde::Deserialize;
use serde_json::Value;

use super::{
    answer::Refusal,
    files::{self, Facts, Purpose},
    record::{App, Package, Sort},
};
use crate::{error::WorldError, plays::decimal, stage::Stage};

/// One entry as sent.
#[derive(Deserialize)]
struct Named {
    url: String,
    md5: String,
    /// A number in five clients, a text in one, absent in one.
    #[serde(default)]
    cpu_code: Value,
}

/// The packages of an order, with what the store knows of each.
pub(super) struct Packages(pub(super) Vec<(Package, Option<Facts>)>);

impl Packages {
    pub(super) fn read(
        stage: &Stage<'_>,
        app: &App,
        text: &str,
    ) -> Result<Result<Self, Refusal>, WorldError> {
        let named = serde_json::from_str::<Vec<Named>>(text)
            .ok()
            .filter(|named| !named.is_empty());
        let Some(named) = named else {
            return Ok(Err(Refusal::parameter("apk_url 格式不正确")));
        };
        let codes: Option<Vec<u8>> = named.iter().map(|one| cpu_code(&one.cpu_code)).collect();
        match codes.as_deref() {
            Some([_, _]) if app.sort == Sort::Game => return Ok(Err(Refusal::game_packages())),
            Some([0] | [32, 64] | [64, 32]) => {}
            _ => return Ok(Err(Refusal::parameter("apk_url cpu_code 不正确"))),
        }
        let mut packages = Vec::new();
        for (one, cpu_code) in named.into_iter().zip(codes.unwrap_or_default()) {
            let stored = files::find(stage, &one.url)?.filter(|file| file.purpose == Purpose::Apk);
            let Some(stored) = stored else {
                return Ok(Err(Refusal::parameter("apk_url 文件不存在")));
            };
            if stored.md5 != one.md5 {
                return Ok(Err(Refusal::parameter("apk_url md5 不一致")));
            }
            let package = Package {
                url: one.url,
                md5: one.md5,
                bytes: stored.bytes,
                cpu_code,
            };
            packages.push((package, stored.facts));
        }
        Ok(Ok(Self(packages)))
    }

    /// The package with the highest version code, of those that could be read.
    pub(super) fn newest(&self) -> Option<&Facts> {
        self.facts().max_by_key(|facts| facts.version_code)
    }

    /// `err_msg` of the task that opens these, if it is going to fail. A difference of the package's name was heard of; words ours.
    pub(super) fn flaw(&self, app: &App, version_code: u64) -> Option<&'static str> {
        let signer = app.live().and_then(|live| live.signer.as_ref());
        let newest = self.newest();
        if self.0.iter().any(|(_, facts)| facts.is_none()) {
            Some("安装包解析失败")
        } else if self.facts().any(|facts| facts.package != app.package) {
            Some("安装包包名与应用包名不一致")
        } else if newest.is_none_or(|newest| newest.version_code != version_code) {
            Some("安装包版本号与提交的版本号不一致")
        } else if self.facts().any(|facts| facts.signer.is_none()) {
            Some("安装包未签名")
        } else if signer.is_some() && self.facts().any(|facts| facts.signer.as_ref() != signer) {
            Some("安装包签名与线上版本不一致")
        } else {
            None
        }
    }

    /// What the store takes without a word and a person should know.
    pub(super) fn remarks(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter_map(|(package, facts)| {
            let facts = facts.as_ref()?;
            match package.cpu_code {
                32 if facts.only_64 => Some("the package sent as 32-bit has 64-bit code only"),
                64 if facts.only_32 => Some("the package sent as 64-bit has 32-bit code only"),
                _ => None,
            }
        })
    }

    fn facts(&self) -> impl Iterator<Item = &Facts> {
        self.0.iter().filter_map(|(_, facts)| facts.as_ref())
    }
}

fn cpu_code(value: &Value) -> Option<u8> {
    let number = match value {
        Value::Null => Some(0),
        Value::Number(number) => number.as_u64(),
        Value::String(text) => decimal(text),
        _ => None,
    };
    number.and_then(|number| u8::try_from(number).ok())
}
