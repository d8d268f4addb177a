//! The packages that an update names: which places they go to (32-bit or compatible, 64-bit only), whether they are what was uploaded,
//! and whether the app may become them.

use serde_json::{Map, Value, json};

use super::{
    answer::{Refusal, Stop},
    call::warning,
    codes::{self, Code},
    content::{Content, Package, Stored},
    form::Form,
    record::{App, Version},
    slot,
};
use crate::{plays::decimal, stage::Stage};

/// One of the two places for a package, with its parameters and refusals [official].
struct Place {
    name: &'static str,
    flag: &'static str,
    serial: &'static str,
    md5: &'static str,
    format: Code,
    invalid: Code,
    no_md5: Code,
    no_package: Code,
    unparsed: Code,
    /// Whether it takes packages that are 64-bit only, or all others.
    only_64: bool,
}

const PLACES: [Place; 2] = [
    Place {
        name: "apk32",
        flag: "apk32_flag",
        serial: "apk32_file_serial_number",
        md5: "apk32_file_md5",
        format: codes::FORMAT_FLAG_32,
        invalid: codes::FLAG_32,
        no_md5: codes::NO_MD5_32,
        no_package: codes::NO_APK_32,
        unparsed: codes::PARSE_32,
        only_64: false,
    },
    Place {
        name: "apk64",
        flag: "apk64_flag",
        serial: "apk64_file_serial_number",
        md5: "apk64_file_md5",
        format: codes::FORMAT_FLAG_64,
        invalid: codes::FLAG_64,
        no_md5: codes::NO_MD5_64,
        no_package: codes::NO_APK_64,
        unparsed: codes::PARSE_64,
        only_64: true,
    },
];

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    PLACES
        .iter()
        .flat_map(|place| [place.flag, place.serial, place.md5])
}

/// A package in its place.
struct Placed {
    place: &'static Place,
    serial: String,
    bytes: u64,
    md5: String,
    package: Package,
}

/// What an update brings; empty when only the listing changes.
pub(super) struct Packages {
    placed: Vec<Placed>,
    /// As sent.
    pub(super) flags: Map<String, Value>,
    pub(super) warnings: Vec<Value>,
}

impl Packages {
    /// Reads flags, serial numbers and digests, and holds them against what was uploaded.
    pub(super) fn read(stage: &Stage<'_>, form: &Form, app: &App) -> Result<Self, Stop> {
        let mut packages = Self {
            placed: Vec::new(),
            flags: Map::new(),
            warnings: Vec::new(),
        };
        let mut wanted = Vec::new();
        for place in &PLACES {
            let flag = place.flag(form)?;
            packages.flags.insert(place.flag.to_owned(), json!(flag));
            let named = form.filled(place.serial).is_some() || form.filled(place.md5).is_some();
            match (flag, named) {
                (Some(1), _) => wanted.push(place),
                // Two clients send a package without any flag; what the store makes of it is inferred.
                (None, true) => {
                    packages.warn(format!("{} is missing, taken as 1", place.flag));
                    wanted.push(place);
                }
                (Some(_), true) => {
                    packages.warn(format!("{} is 2, its package is ignored", place.flag));
                }
                (_, false) => {}
            }
        }
        for place in wanted {
            packages.placed.push(place.fill(stage, form, app)?);
        }
        Ok(packages)
    }

    /// The version that goes live: the higher of a pair. `None` without a package.
    pub(super) fn version(&self) -> Option<Version> {
        let packages = self.placed.iter().map(|placed| &placed.package);
        packages
            .max_by_key(|package| package.version_code)
            .map(|package| Version {
                code: package.version_code,
                name: package.version_name.clone(),
            })
    }

    pub(super) fn signer(&self) -> Option<String> {
        self.placed.first()?.package.signer.clone()
    }

    /// Same package, same signer. The documents name no numbers for these, only that a submission may fail for a reason.
    pub(super) fn check_identity(&self, app: &App) -> Result<(), Refusal> {
        for Placed { place, package, .. } in &self.placed {
            if package.package != app.package {
                let why = format!("{} is a build of {}", place.name, package.package);
                return Err(Refusal::not_submitted("安装包包名与应用包名不一致", why));
            }
            if app.signer.is_some() && package.signer != app.signer {
                let why = format!("{} is signed with another certificate", place.name);
                return Err(Refusal::not_submitted("安装包签名与线上版本不一致", why));
            }
        }
        match &self.placed[..] {
            [one, other] if one.package.signer != other.package.signer => {
                let why = "the pair is signed with two certificates";
                Err(Refusal::not_submitted("两个安装包签名不一致", why))
            }
            _ => Ok(()),
        }
    }

    /// Every package is newer than what is live.
    pub(super) fn check_version(&self, app: &App) -> Result<(), Refusal> {
        let live = app.live.as_ref().map_or(0, |version| version.code);
        for Placed { place, package, .. } in &self.placed {
            if package.version_code <= live {
                let code = package.version_code;
                let why = format!("{} has version code {code}, live is {live}", place.name);
                return Err(Refusal::not_submitted("版本号不高于线上版本", why));
            }
        }
        Ok(())
    }

    /// For the ledger, one per file.
    pub(super) fn facts(&self) -> Vec<Value> {
        self.placed
            .iter()
            .map(|placed| {
                json!({
                    "place": placed.place.name,
                    "serial_number": placed.serial,
                    "bytes": placed.bytes,
                    "md5": placed.md5,
                    "sha256": placed.package.sha256,
                    "version_code": placed.package.version_code,
                    "abis": placed.package.abis,
                })
            })
            .collect()
    }

    fn warn(&mut self, what: String) {
        self.warnings.push(warning(what));
    }
}

impl Place {
    /// 1 yes, 2 no; 0 was tried and refused [issue].
    fn flag(&self, form: &Form) -> Result<Option<i64>, Refusal> {
        let Some(text) = form.get(self.flag) else {
            return Ok(None);
        };
        match decimal(text) {
            Some(1) => Ok(Some(1)),
            Some(2) => Ok(Some(2)),
            Some(flag) => Err(self.invalid.because(format!("{} is {flag}", self.flag))),
            None => Err(self.format.because(format!("{} is {text:?}", self.flag))),
        }
    }

    fn fill(&'static self, stage: &Stage<'_>, form: &Form, app: &App) -> Result<Placed, Stop> {
        let serial = form.filled(self.serial).ok_or_else(|| {
            self.no_package
                .because(format!("{} is missing", self.serial))
        })?;
        let md5 = form
            .filled(self.md5)
            .ok_or_else(|| self.no_md5.because(format!("{} is missing", self.md5)))?;
        let (file_type, stored) = slot::uploaded(stage, &app.id, serial)?;
        let package = self.parse(&file_type, &stored, md5)?;
        Ok(Placed {
            place: self,
            serial: serial.to_owned(),
            bytes: stored.bytes,
            md5: md5.to_owned(),
            package,
        })
    }

    /// 4000045 and 4000046: wrong place or wrong digest [official].
    fn parse(&self, file_type: &str, stored: &Stored, md5: &str) -> Result<Package, Refusal> {
        let no = |why: String| Err(self.unparsed.because(format!("{}: {why}", self.name)));
        if stored.md5 != md5 {
            return no(format!("uploaded was {}, announced {md5}", stored.md5));
        }
        match &stored.content {
            Content::Package(package) if package.is_64_only() == self.only_64 => {
                Ok(package.clone())
            }
            Content::Package(package) => no(format!("native code for {:?}", package.abis)),
            Content::Unreadable(why) => no(why.clone()),
            _ => no(format!("it was uploaded as {file_type}")),
        }
    }
}
