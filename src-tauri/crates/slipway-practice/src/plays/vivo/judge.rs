//! Whether an app may be changed now, and whether a package may become its next version. Both sides of vivo's submission, upload and
//! submit call, ask the same questions; the answers are codes of the business layer.

use jiff::Timestamp;

use super::{
    record::{App, Facts, Status},
    refusal::Refusal,
    review,
};

impl App {
    /// The app of this account, or the refusal that says whose it is. `unknown` is the code for a package that nobody has: it
    /// differs from call to call.
    pub(super) fn of_account(app: Option<Self>, unknown: u32) -> Result<Self, Refusal> {
        let app = app
            .ok_or_else(|| Refusal::business(unknown, "the account has no app of this package"))?;
        if app.ours {
            Ok(app)
        } else {
            Err(Refusal::business(
                13002,
                "the package belongs to another developer",
            ))
        }
    }

    /// No submission is on its way. `busy` is the code for one in review: 12010, or 12004 where packages are pulled.
    pub(super) fn may_change(&self, busy: u32, now: Timestamp) -> Result<(), Refusal> {
        let newest = &self.newest;
        if newest.status == Status::InReview {
            return Err(Refusal::business(busy, "a submission is in review"));
        }
        if newest.status == Status::Approved && !newest.on_shelf {
            let why = "a submission is approved and waits for its hour";
            return Err(Refusal::business(12022, why));
        }
        // Whether a task or a staged release in review holds everything else up is not documented; here they do [inferred].
        if self.task.as_ref().is_some_and(|task| task.ends_at > now) {
            return Err(Refusal::business(busy, "a task still pulls the packages"));
        }
        if let Some(staged) = &self.staged
            && staged.status == Status::InReview
        {
            return Err(Refusal::business(busy, "a staged release is in review"));
        }
        Ok(())
    }

    /// The package may become the next version.
    pub(super) fn judge(&self, facts: &Facts, now: Timestamp) -> Result<(), Refusal> {
        if facts.package != self.package {
            return Err(Refusal::business(
                15001,
                format!("the APK says {}, the call {}", facts.package, self.package),
            ));
        }
        self.judge_version(facts, now)?;
        if let (Some(before), Some(now)) = (self.target_sdk, facts.target_sdk)
            && now < before
        {
            let why = format!("targetSdkVersion {now} is lower than {before} before");
            return Err(Refusal::business(15002, why));
        }
        match &self.signer {
            Some(signer) if facts.signer.as_ref() != Some(signer) => Err(Refusal::business(
                15042,
                "the APK is signed with another certificate than the listed app",
            )),
            _ => Ok(()),
        }
    }

    /// Higher than the live version, and not lower than what was submitted or is staged. Repeating the code of a rejected or a
    /// staged version is allowed [inferred: the codes say "lower than a previous upload"].
    fn judge_version(&self, facts: &Facts, now: Timestamp) -> Result<(), Refusal> {
        let code = facts.version.code;
        if let Some(live) = &self.live
            && code <= live.code
        {
            let why = format!(
                "version code {code} is not higher than the live {}",
                live.code
            );
            return Err(Refusal::business(15003, why));
        }
        let staged = self
            .staged
            .as_ref()
            .filter(|staged| review::effect_of(staged, now) <= review::effect::ACTIVE)
            .map(|staged| &staged.version);
        let before = self.newest.version.iter().chain(staged);
        match before.map(|version| version.code).max() {
            Some(before) if code < before => {
                let why = format!("version code {code} is lower than {before}, submitted before");
                Err(Refusal::business(15010, why))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use crate::{
        play::SeedApp,
        plays::vivo::record::{App, Facts, Version},
    };

    fn facts() -> Facts {
        Facts {
            package: "com.example.slipway".to_owned(),
            version: Version {
                code: 20,
                name: "2.0.0".to_owned(),
            },
            signer: Some("ab".to_owned()),
            target_sdk: Some(34),
            bytes: 1,
            md5: String::new(),
            sha256: String::new(),
            has: (false, false),
        }
    }

    fn code(change: impl FnOnce(&mut App, &mut Facts)) -> u32 {
        let now = Timestamp::UNIX_EPOCH;
        let seed = SeedApp {
            package: "com.example.slipway".to_owned(),
            label: "Demo".to_owned(),
            label_zh: None,
            version_code: 19,
            version_name: "1.9.0".to_owned(),
            signer_sha256: Some("ab".to_owned()),
        };
        let mut app = App::adopted(&seed, now);
        let mut facts = facts();
        change(&mut app, &mut facts);
        app.judge(&facts, now)
            .map_or_else(|refusal| refusal.code, |()| 0)
    }

    #[test]
    fn each_flaw_of_a_package_has_its_code() {
        assert_eq!(code(|_, _| {}), 0);
        assert_eq!(code(|_, facts| facts.package.push('x')), 15001);
        assert_eq!(code(|_, facts| facts.version.code = 19), 15003);
        assert_eq!(code(|_, facts| facts.version.code = 18), 15003);
        assert_eq!(code(|_, facts| facts.signer = None), 15042);
        assert_eq!(code(|app, _| app.target_sdk = Some(35)), 15002);
        assert_eq!(code(|app, _| app.target_sdk = Some(34)), 0);
        let rejected = |code: u64| {
            move |app: &mut App, _: &mut Facts| {
                app.newest.version = Some(Version {
                    code,
                    name: String::new(),
                });
            }
        };
        assert_eq!(code(rejected(20)), 0);
        assert_eq!(code(rejected(21)), 15010);
    }
}
