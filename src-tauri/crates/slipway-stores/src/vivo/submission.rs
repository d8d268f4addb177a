//! The one request that puts a version before vivo's reviewers, in its five forms: whole or in phases, one package or a pair, sent
//! or fetched. vivo has no draft behind its API: a submission that is accepted is in the review queue.

use serde_json::{Value, json};
use slipway_model::{Order, Outputs, Phases, Problem, ProblemKind, Sentence, When};

use super::{
    auth::Params,
    listing,
    packages::{self, HIGH, LOW, ONE, Packages, by_address, version_code},
    wire,
};
use crate::{failure::Failure, notes};

/// A method and what goes with it.
#[derive(Debug)]
pub(super) struct Submission {
    pub(super) method: &'static str,
    pub(super) params: Params,
}

/// Puts the request together from the order and from what the uploads left behind.
///
/// # Errors
/// When the packages are no set that vivo takes, or one was not uploaded.
pub(super) fn submission(order: &Order, outputs: &Outputs) -> Result<Submission, Failure> {
    let packages = Packages::of(order).ok_or_else(|| bad("problem.not-a-pair"))?;
    let mut params = listing::changes(order);
    params.extend([
        ("packageName", order.app.package.clone()),
        ("updateDesc", update_note(order).to_owned()),
    ]);
    match &order.when {
        When::InPhases(phases) => {
            params.extend(phase(phases));
            params.extend(staged_packages(packages, outputs)?);
        }
        when => {
            params.extend(time(when));
            let recorded = output(outputs, "find-app", "device");
            params.insert(listing::DEVICE, listing::device(order, recorded));
            // The code that vivo read from the package: another one is refused with 15012 [official].
            let code = packages
                .uploads()
                .first()
                .and_then(|upload| outputs.get(upload.key)?.get("version_code")?.as_u64());
            let code = code.unwrap_or_else(|| version_code(order));
            params.insert("versionCode", code.to_string());
            if by_address(order) {
                params.extend(addresses(packages));
            } else {
                params.extend(sent_packages(packages, outputs)?);
            }
        }
    }
    Ok(Submission {
        method: method(order, packages),
        params,
    })
}

/// Which of the five requests it is.
pub(super) fn method(order: &Order, packages: Packages<'_>) -> &'static str {
    match (&order.when, packages, by_address(order)) {
        (When::InPhases(_), _, _) => wire::PHASE,
        (_, Packages::One(_), true) => wire::UPDATE_BY_ADDRESS,
        (_, Packages::Pair { .. }, true) => wire::UPDATE_PAIR_BY_ADDRESS,
        (_, Packages::One(_), false) => wire::UPDATE,
        (_, Packages::Pair { .. }, false) => wire::UPDATE_PAIR,
    }
}

/// `onlineType` 1: as soon as it is approved; 2: at `scheOnlineTime` [official].
fn time(when: &When) -> Params {
    match when {
        When::At { instant, .. } => Params::from([
            ("onlineType", "2".to_owned()),
            ("scheOnlineTime", wire::time(*instant)),
        ]),
        When::AfterApproval | When::ByHand | When::InPhases(_) => {
            Params::from([("onlineType", "1".to_owned())])
        }
    }
}

/// app.sync.create.update.stage.app: whole percent from 1 to 99, Beijing's times [official].
pub(super) fn phase(phases: &Phases) -> Params {
    Params::from([
        ("stagedStartTime", wire::time(phases.from)),
        ("stagedEndTime", wire::time(phases.until)),
        (
            "stagedProportion",
            phases.percent.as_whole().unwrap_or_default().to_string(),
        ),
    ])
}

fn sent_packages(packages: Packages<'_>, outputs: &Outputs) -> Result<Params, Failure> {
    Ok(match packages {
        Packages::One(artifact) => Params::from([
            ("apk", serial(outputs, ONE)?),
            ("fileMd5", artifact.build.digests.md5.clone()),
        ]),
        Packages::Pair { .. } => Params::from([
            ("apk32", serial(outputs, LOW)?),
            ("apk64", serial(outputs, HIGH)?),
        ]),
    })
}

/// `apkUuid64` is also the place of a package that comes alone [official].
fn staged_packages(packages: Packages<'_>, outputs: &Outputs) -> Result<Params, Failure> {
    Ok(match packages {
        Packages::One(_) => Params::from([
            ("subPackage", "0".to_owned()),
            ("apkUuid64", serial(outputs, ONE)?),
        ]),
        Packages::Pair { .. } => Params::from([
            ("subPackage", "1".to_owned()),
            ("apkUuid64", serial(outputs, HIGH)?),
            ("apkUuid32", serial(outputs, LOW)?),
        ]),
    })
}

/// The names are not of one pattern: the 64-bit digest is `apkMd5`, the 32-bit one `apk32Md5` [official].
fn addresses(packages: Packages<'_>) -> Params {
    let address = |artifact: &slipway_model::Artifact| artifact.url.clone().unwrap_or_default();
    let md5 = |artifact: &slipway_model::Artifact| artifact.build.digests.md5.clone();
    match packages {
        Packages::One(one) => Params::from([("apkUrl", address(one)), ("apkMd5", md5(one))]),
        Packages::Pair { low, high } => Params::from([
            ("apkUrl32", address(low)),
            ("apk32Md5", md5(low)),
            ("apkUrl64", address(high)),
            ("apkMd5", md5(high)),
        ]),
    }
}

/// What must be known of a submission afterwards: to change the share of a phase, vivo wants its packages and times again.
pub(super) fn trace(order: &Order, outputs: &Outputs) -> Value {
    let When::InPhases(phases) = &order.when else {
        return json!({});
    };
    let packages = Packages::of(order).map(|packages| staged_packages(packages, outputs));
    let Some(Ok(mut params)) = packages else {
        return json!({});
    };
    params.extend(phase(phases));
    json!({ "phase": params })
}

fn serial(outputs: &Outputs, step: &str) -> Result<String, Failure> {
    output(outputs, step, "serialnumber")
        .map(str::to_owned)
        .ok_or_else(|| {
            let problem = Problem::new(
                ProblemKind::BadArtifact,
                Sentence::new("problem.upload-again"),
            );
            Failure::certain(problem.redo(step))
        })
}

fn output<'a>(outputs: &'a Outputs, step: &str, name: &str) -> Option<&'a str> {
    outputs.get(step)?.get(name)?.as_str()
}

/// The text of the store page's only language.
pub(super) fn update_note(order: &Order) -> &str {
    notes::for_listing(&order.notes, &[wire::LANGUAGE.to_owned()])
        .first()
        .map(|(_, text)| text.trim())
        .unwrap_or_default()
}

fn bad(key: &str) -> Failure {
    Failure::certain(Problem::new(ProblemKind::BadInput, Sentence::new(key)))
}

/// The step from which a package is sent again.
pub(super) fn first_upload(order: &Order) -> &'static str {
    Packages::of(order)
        .and_then(|packages| packages.uploads().first().map(|upload| upload.key))
        .unwrap_or(packages::ONE)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::{Order, Outputs, Percent, Phases, When};

    use super::{submission, trace};
    use crate::{
        fixture::{artifact, build, notes, order},
        vivo::vectors::{text, vector},
    };

    const SERIAL: &str = "210c5cbc67fdded24245eec7ff5d605c";

    /// The order that the vectors were made for.
    fn documented(note: &str) -> Order {
        let mut order = order("vivo");
        let build = &mut order.artifacts[0].build;
        build.version_code = 1020;
        build.digests.md5 = text("sample.md5");
        order.notes = notes(&[("", note)]);
        order
    }

    fn pair(order: &mut Order) {
        let with = |abi: &str| {
            let mut build = build();
            build.version_code = 1020;
            build.abis = vec![abi.to_owned()];
            build.digests.md5 = text("sample.md5");
            artifact(build)
        };
        order.artifacts = vec![with("armeabi-v7a"), with("arm64-v8a")];
    }

    fn uploaded(steps: &[&str]) -> Outputs {
        steps
            .iter()
            .map(|step| {
                let serial = format!("{SERIAL}{}", step.trim_start_matches("upload"));
                (
                    (*step).to_owned(),
                    json!({"serialnumber": serial, "version_code": 1020}),
                )
            })
            .collect()
    }

    fn check(order: &Order, outputs: &Outputs, documented: &str) {
        let vector = vector(documented);
        let made = submission(order, outputs).unwrap();
        assert_eq!(made.method, vector.method);
        let made: Vec<_> = made
            .params
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let expected: Vec<_> = vector
            .params
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        assert_eq!(made, expected);
    }

    fn beijing(day: &str) -> jiff::Timestamp {
        format!("2026-01-{day}T02:00:00Z").parse().unwrap()
    }

    fn phases() -> When {
        When::InPhases(Phases {
            percent: Percent::whole(10).unwrap(),
            from: beijing("15"),
            until: beijing("20"),
            zone: "UTC".into(),
            about: String::new(),
        })
    }

    #[test]
    fn each_form_is_the_documented_one() {
        let plain = documented("修复 A&B=C 的问题 + 100%");
        check(&plain, &uploaded(&["upload"]), "update");

        let mut scheduled = documented("line one\r\nline two ok");
        scheduled.when = When::At {
            instant: beijing("15"),
            zone: "America/New_York".into(),
        };
        check(&scheduled, &uploaded(&["upload"]), "scheduled");

        let mut phased = documented("灰度测试版本");
        phased.when = phases();
        check(&phased, &uploaded(&["upload"]), "phased");

        let mut fetched = documented("修复若干问题");
        pair(&mut fetched);
        fetched.artifacts[0].url = Some("https://cdn.example.com/app-32.apk?x=1&y=2".into());
        fetched.artifacts[1].url = Some("https://cdn.example.com/app-64.apk".into());
        check(&fetched, &Outputs::new(), "pair_by_address");
    }

    #[test]
    fn a_pair_names_both_serials_and_one_address_its_digest() {
        let mut order = documented("修复若干问题");
        pair(&mut order);
        let outputs = uploaded(&["upload:32", "upload:64"]);
        let made = submission(&order, &outputs).unwrap();
        assert_eq!(made.method, "app.sync.update.subpackage.app");
        assert_eq!(
            (made.params["apk32"].as_str(), made.params["apk64"].as_str()),
            (
                "210c5cbc67fdded24245eec7ff5d605c:32",
                "210c5cbc67fdded24245eec7ff5d605c:64"
            )
        );
        assert_eq!(made.params["versionCode"], "1020");
        assert!(!made.params.contains_key("fileMd5"));

        order.when = phases();
        let made = submission(&order, &outputs).unwrap();
        assert_eq!(made.params["subPackage"], "1");
        assert!(
            made.params["apkUuid32"].ends_with(":32") && made.params["apkUuid64"].ends_with(":64")
        );

        let mut one = documented("修复若干问题");
        one.artifacts[0].url = Some("https://cdn.example.com/app.apk".into());
        let made = submission(&one, &Outputs::new()).unwrap();
        assert_eq!(made.method, "app.update.app");
        assert_eq!(
            (made.params["apkUrl"].as_str(), &made.params["apkMd5"]),
            ("https://cdn.example.com/app.apk", &text("sample.md5"))
        );
    }

    #[test]
    fn what_vivo_read_from_the_package_is_what_is_named() {
        let mut outputs = uploaded(&["upload"]);
        outputs.get_mut("upload").unwrap()["version_code"] = json!(1021);
        let made = submission(&documented("修复若干问题"), &outputs).unwrap();
        assert_eq!(made.params["versionCode"], "1021");
    }

    #[test]
    fn without_the_upload_there_is_no_submission() {
        let failure = submission(&documented("修复若干问题"), &Outputs::new()).unwrap_err();
        assert_eq!(failure.problem.redo.as_deref(), Some("upload"));
    }

    #[test]
    fn a_phase_leaves_behind_what_changing_it_takes() {
        let mut order = documented("灰度测试版本");
        assert_eq!(trace(&order, &uploaded(&["upload"])), json!({}));
        order.when = phases();
        assert_eq!(
            trace(&order, &uploaded(&["upload"])),
            json!({"phase": {"subPackage": "0", "apkUuid64": SERIAL, "stagedStartTime": "2026-01-15 10:00:00",
                "stagedEndTime": "2026-01-20 10:00:00", "stagedProportion": "10"}})
        );
    }
}
