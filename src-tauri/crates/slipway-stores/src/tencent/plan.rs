//! The steps of an update at Tencent, which package goes into which of its two places, and everything that the update says.

use serde_json::{Value, json};
use slipway_model::{Artifact, Goal, Order, Outputs, Repeat, Sentence, Step, When};

use super::{
    listing,
    objections::{app_id, feature},
    wire::{self, Params},
};
use crate::beijing;

/// One of the two places that Tencent keeps per app. A package for every device, and one without native code, goes into the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Bits32,
    Bits64,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::Bits32 => "apk32",
            Self::Bits64 => "apk64",
        }
    }
}

/// A package, its place, and the step that uploads it.
pub(super) struct Placed<'a> {
    pub(super) place: Place,
    pub(super) artifact: &'a Artifact,
    pub(super) step: &'static str,
    /// What is added to its file's name.
    pub(super) suffix: &'static str,
}

/// YYB update API: a 64-bit-only package in the 32-bit place is refused with 4000045 [official, issue].
pub(super) fn placed(order: &Order) -> Vec<Placed<'_>> {
    let place = |artifact: &Artifact| {
        if artifact.build.is_64_only() {
            Place::Bits64
        } else {
            Place::Bits32
        }
    };
    let mut placed: Vec<Placed> = match order.artifacts.as_slice() {
        [one] => vec![Placed {
            place: place(one),
            artifact: one,
            step: "upload",
            suffix: "",
        }],
        several => several
            .iter()
            .map(|artifact| match place(artifact) {
                Place::Bits32 => Placed {
                    place: Place::Bits32,
                    artifact,
                    step: "upload:32",
                    suffix: "-32",
                },
                Place::Bits64 => Placed {
                    place: Place::Bits64,
                    artifact,
                    step: "upload:64",
                    suffix: "-64",
                },
            })
            .collect(),
    };
    placed.sort_by_key(|package| package.place == Place::Bits64);
    placed
}

pub(super) fn plan(order: &Order) -> Vec<Step> {
    let step = |key: &str, title: &str, weight: u32, repeat: Repeat| Step {
        key: key.to_owned(),
        title: Sentence::new(title),
        weight,
        repeat,
        bulk: key.starts_with("upload"),
        after: Vec::new(),
    };
    let packages = placed(order);
    let mut steps = vec![step("find-app", "title.find-app", 2, Repeat::Freely)];
    steps.extend(packages.iter().map(|package| {
        let title = match package.step {
            "upload:32" => "title.upload-32",
            "upload:64" => "title.upload-64",
            _ => "title.upload",
        };
        step(package.step, title, 86, Repeat::Freely)
    }));
    if order.goal == Goal::Upload {
        return steps;
    }
    let mut submit = step("submit", "title.submit", 9, Repeat::AfterLooking);
    if let When::At { instant, .. } = &order.when {
        submit.title =
            Sentence::new("title.submit-at").with("time", beijing::to_the_minute(*instant));
    }
    steps.push(submit);
    // What becomes of a 32-bit package that is live, when only a 64-bit one is sent, is written nowhere.
    let only_64 = packages
        .iter()
        .all(|package| package.place == Place::Bits64);
    let confirm = if only_64 {
        "title.confirm-only-64"
    } else {
        "title.confirm"
    };
    steps.push(step("confirm", confirm, 3, Repeat::Freely));
    steps
}

/// The status that stood before anything was sent, as *find-app* kept it.
pub(super) fn status_before(outputs: &Outputs) -> Option<i64> {
    outputs.get("find-app")?.get("status")?.as_i64()
}

/// What is left behind by a submission, whether it was answered or seen afterwards: what a later look needs.
pub(super) fn sent(order: &Order, outputs: &Outputs) -> Value {
    json!({
        "status_before": status_before(outputs),
        "version_name": order.build().map(|build| &build.version_name),
    })
}

/// The submission for the review watch: [`sent`], and whether the store was seen to move.
pub(super) fn trace(outputs: &Outputs) -> Value {
    let mut trace = outputs.get("submit").cloned().unwrap_or_default();
    let seen = outputs.get("confirm").and_then(|found| found.get("seen"));
    if let (Value::Object(trace), Some(seen)) = (&mut trace, seen) {
        trace.insert("seen".to_owned(), seen.clone());
    }
    trace
}

/// What `look` compares with afterwards.
pub(super) fn intent(order: &Order, step: &Step, outputs: &Outputs) -> Value {
    match step.key.as_str() {
        "submit" => json!({
            "package": order.app.package,
            "app_id": app_id(order),
            "status_before": status_before(outputs),
        }),
        _ => Value::Null,
    }
}

/// Everything that `update_app` is told, besides who asks. `None` while a package has no serial number yet.
pub(super) fn update(order: &Order, outputs: &Outputs) -> Option<Params> {
    let mut params = wire::about_app(&order.app.package, app_id(order)?);
    let mut say = |name: &str, value: String| params.insert(name.to_owned(), value);
    match &order.when {
        When::At { instant, .. } => {
            say("deploy_type", "2".to_owned());
            say("deploy_time", wire::deploy_time(*instant));
        }
        // As soon as it passes, and then without a time [official].
        When::AfterApproval | When::ByHand | When::InPhases(_) => {
            say("deploy_type", "1".to_owned());
        }
    }
    say("feature", feature(order));
    for (id, value) in listing::edits(order) {
        say(id, value);
    }
    let packages = placed(order);
    for package in &packages {
        let serial = outputs.get(package.step)?.get("serial_number")?.as_str()?;
        let name = package.place.name();
        say(&format!("{name}_flag"), "1".to_owned());
        say(&format!("{name}_file_serial_number"), serial.to_owned());
        let md5 = package.artifact.build.digests.md5.to_lowercase();
        say(&format!("{name}_file_md5"), md5);
    }
    // A flag is 1 or 2, never 0 [official]. Said for the 32-bit place only: a package for every device stands alone [official table,
    // apkgo and a Java client; others leave the flag out and work too].
    if packages
        .iter()
        .all(|package| package.place == Place::Bits64)
    {
        say("apk32_flag", "2".to_owned());
    }
    Some(params)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;
    use slipway_model::{Goal, Order, Outputs, Repeat, When};

    use super::{plan, trace, update};
    use crate::{
        fixture::{self, artifact, build, notes},
        tencent::{auth::signed, vectors},
    };

    /// The order of the known answers: per package its ABIs and its file, and a serial number for each place.
    fn order(packages: &[(&[&str], &str)]) -> (Order, Outputs) {
        let mut order = fixture::order("tencent");
        order.app.package = "com.example.demo".into();
        order.app.store_app_id = Some("1100000001".into());
        order.notes = notes(&[]);
        order.artifacts = packages
            .iter()
            .map(|(abis, file)| {
                let mut build = build();
                build.abis = abis.iter().map(|abi| (*abi).to_owned()).collect();
                build.digests.md5 = vectors::text(&format!("files.{file}.md5"));
                artifact(build)
            })
            .collect();
        let serial = |number: u8| json!({"serial_number": format!("apk-20260101-000{number}")});
        let outputs = Outputs::from([
            ("upload".to_owned(), serial(1)),
            ("upload:32".to_owned(), serial(1)),
            ("upload:64".to_owned(), serial(2)),
        ]);
        (order, outputs)
    }

    const ANY: (&[&str], &str) = (&[], "one");
    const ONLY_32: (&[&str], &str) = (&["armeabi-v7a"], "one");
    const ONLY_64: (&[&str], &str) = (&["arm64-v8a"], "other");

    #[test]
    fn the_documented_updates_byte_for_byte() {
        let (mut only_64, outputs) = order(&[(&["arm64-v8a", "x86_64"], "one")]);
        only_64.notes = notes(&[("zh-CN", "修复 & 优化: 50%+ 更快\r\n第二行=a")]);
        let (mut universal, _) = order(&[ANY]);
        universal.when = When::At {
            instant: Timestamp::from_second(1_767_312_000).unwrap(),
            zone: "America/New_York".into(),
        };
        let (pair, _) = order(&[ONLY_32, ONLY_64]);
        let (turned, _) = order(&[ONLY_64, ONLY_32]);
        for (name, order) in [
            ("t3", only_64),
            ("t4", universal),
            ("t7", pair),
            ("t7", turned),
        ] {
            let params = update(&order, &outputs).unwrap();
            let ours = signed(&vectors::credentials(), params, vectors::now());
            assert_eq!(ours["sign"], vectors::vector(name).sign, "{name}");
        }
    }

    #[test]
    fn which_package_stands_where() {
        for (abis, flags) in [
            (&[][..], &[("apk32_flag", "1")][..]),
            (&["armeabi-v7a"], &[("apk32_flag", "1")]),
            (&["arm64-v8a", "armeabi-v7a"], &[("apk32_flag", "1")]),
            (&["arm64-v8a"], &[("apk32_flag", "2"), ("apk64_flag", "1")]),
            (&["x86_64"], &[("apk32_flag", "2"), ("apk64_flag", "1")]),
        ] {
            let (order, outputs) = order(&[(abis, "one")]);
            let params = update(&order, &outputs).unwrap();
            let found: Vec<_> = params
                .iter()
                .filter(|(name, _)| name.ends_with("_flag"))
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            assert_eq!(found, flags, "{abis:?}");
        }
    }

    #[test]
    fn nothing_is_said_that_nobody_asked_for() {
        let (mut order, outputs) = order(&[ANY]);
        let names = |order: &Order| {
            let params = update(order, &outputs).unwrap();
            let ours = signed(&vectors::credentials(), params, vectors::now());
            ours.into_keys().collect::<Vec<_>>()
        };
        let least = [
            "apk32_file_md5",
            "apk32_file_serial_number",
            "apk32_flag",
            "app_id",
            "deploy_type",
            "pkg_name",
            "sign",
            "timestamp",
            "user_id",
        ];
        assert_eq!(names(&order), least);
        order
            .listing
            .insert("one_word_summary".into(), "一站式发布工具".into());
        let more = names(&order);
        assert!(more.contains(&"one_word_summary".to_owned()) && more.len() == least.len() + 1);
    }

    #[test]
    fn without_a_serial_number_there_is_no_update() {
        let (mut order, outputs) = order(&[ONLY_64, ONLY_32]);
        let mut half = outputs.clone();
        half.remove("upload:64");
        assert!(update(&order, &half).is_none());
        assert!(update(&order, &outputs).is_some());
        order.app.store_app_id = None;
        assert!(update(&order, &outputs).is_none());
    }

    #[test]
    fn the_steps_of_each_order() {
        let shape = |order: &Order| {
            let steps = plan(order);
            let keys: Vec<String> = steps.iter().map(|step| step.key.clone()).collect();
            for step in &steps {
                let expected = if step.key == "submit" {
                    Repeat::AfterLooking
                } else {
                    Repeat::Freely
                };
                assert_eq!(step.repeat, expected);
                assert_eq!(step.bulk, step.key.starts_with("upload"));
            }
            (keys.join(" "), steps.last().unwrap().title.key.clone())
        };
        let (mut one, _) = order(&[ANY]);
        assert_eq!(
            shape(&one),
            (
                "find-app upload submit confirm".into(),
                "title.confirm".into()
            )
        );
        one.goal = Goal::Upload;
        assert_eq!(shape(&one).0, "find-app upload");
        let (pair, _) = order(&[ONLY_64, ONLY_32]);
        assert_eq!(
            shape(&pair).0,
            "find-app upload:32 upload:64 submit confirm"
        );
        let (only_64, _) = order(&[ONLY_64]);
        assert_eq!(shape(&only_64).1, "title.confirm-only-64");
    }

    #[test]
    fn a_schedule_is_named_in_beijing_time() {
        let (mut order, _) = order(&[ANY]);
        order.when = When::At {
            instant: Timestamp::from_second(1_767_312_000).unwrap(),
            zone: "UTC".into(),
        };
        let steps = plan(&order);
        let submit = steps.iter().find(|step| step.key == "submit").unwrap();
        assert_eq!(submit.title.args["time"], "2026-01-02 08:00");
    }

    #[test]
    fn the_trace_says_whether_it_was_seen() {
        let mut outputs = Outputs::from([(
            "submit".to_owned(),
            json!({"status_before": 3, "version_name": "2.0.0"}),
        )]);
        assert_eq!(trace(&outputs)["status_before"], json!(3));
        outputs.insert("confirm".into(), json!({"seen": true, "term": "x"}));
        assert_eq!(
            trace(&outputs),
            json!({"status_before": 3, "version_name": "2.0.0", "seen": true})
        );
    }
}
