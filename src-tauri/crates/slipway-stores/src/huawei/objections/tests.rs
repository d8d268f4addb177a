//! One order that may go out, and every single thing that stops it.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use slipway_model::{Goal, Kind, Order, Percent, Phases, When};

use super::objections;
use crate::fixture::{artifact, build, keys, notes, order};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn check(change: impl FnOnce(&mut Order), expected: &[&str]) {
    let mut order = order("huawei");
    change(&mut order);
    assert_eq!(keys(&objections(&order, NOW)), expected);
}

fn at(instant: Timestamp) -> When {
    When::At {
        instant,
        zone: "Asia/Shanghai".into(),
    }
}

#[test]
fn a_good_order_has_none() {
    check(|_| {}, &[]);
    check(|order| order.notes = notes(&[]), &[]);
    check(|order| order.icon = None, &[]);
    check(
        |order| order.when = at(NOW + SignedDuration::from_mins(1)),
        &[],
    );
}

#[test]
fn the_package() {
    check(|order| order.artifacts.clear(), &["problem.no-build"]);
    check(
        |order| order.artifacts.push(artifact(build())),
        &["problem.one-package"],
    );
    check(
        |order| order.artifacts[0].build.kind = Kind::Hap,
        &["problem.kind-not-taken"],
    );
    check(
        |order| order.artifacts[0].build.size = 5 << 30,
        &["problem.too-large"],
    );
    let bundle = |order: &mut Order, size| {
        order.artifacts[0].build.kind = Kind::Aab;
        order.artifacts[0].build.size = size;
    };
    check(|order| bundle(order, 150 << 20), &[]);
    check(
        |order| bundle(order, 151 << 20),
        &["problem.bundle-too-large"],
    );
    check(
        |order| order.artifacts[0].build.version_code = 19,
        &["problem.version-not-higher"],
    );
    check(
        |order| order.survey["busy"] = json!(true),
        &["problem.in-review"],
    );
}

#[test]
fn the_notes() {
    check(|order| order.notes = notes(&[("", &"字".repeat(500))]), &[]);
    check(
        |order| order.notes = notes(&[("", &"字".repeat(501))]),
        &["problem.notes-too-long"],
    );
    check(
        |order| order.notes = notes(&[("ja-JP", "x")]),
        &["problem.notes-in-no-language"],
    );
    check(
        |order| order.notes = notes(&[("zh-CN", "中"), ("ja-JP", "x")]),
        &[],
    );
}

#[test]
fn the_time() {
    check(|order| order.when = at(NOW), &["problem.time-has-passed"]);
    check(
        |order| order.when = When::ByHand,
        &["problem.no-release-by-hand"],
    );
}

#[test]
fn a_first_release_needs_its_app_id() {
    let first = |order: &mut Order| {
        order.first_release = true;
        order.survey = json!({"first_release": true, "languages": ["zh-CN"]});
    };
    check(first, &["problem.app-id-needed"]);
    check(
        |order| {
            first(order);
            order.app.store_app_id = Some("100000001".into());
        },
        &[],
    );
    check(
        |order| {
            first(order);
            order.answers.insert("app_id".into(), " 100000001 ".into());
        },
        &[],
    );
    check(
        |order| {
            first(order);
            order.survey["store_app_id"] = json!("100000001");
        },
        &[],
    );
    check(
        |order| {
            first(order);
            order
                .answers
                .insert("app_id".into(), "com.example.slipway".into());
        },
        &["problem.app-id-not-digits"],
    );
    check(
        |order| order.survey = json!({"asks": ["app_id"]}),
        &["problem.app-id-needed"],
    );
}

fn in_phases(order: &mut Order, change: impl FnOnce(&mut Phases)) {
    let mut phases = Phases {
        percent: Percent::whole(5).unwrap(),
        from: NOW + SignedDuration::from_mins(15),
        until: NOW + SignedDuration::from_hours(48),
        zone: "Asia/Shanghai".into(),
        about: "先给少量用户，观察两天".into(),
    };
    change(&mut phases);
    order.when = When::InPhases(phases);
}

#[test]
fn the_phases() {
    let check_phase = |change: fn(&mut Phases), expected| {
        check(|order| in_phases(order, change), expected);
    };
    check_phase(|_| {}, &[]);
    check_phase(
        |phases| phases.percent = Percent::FULL,
        &["problem.phase-share"],
    );
    check_phase(
        |phases| phases.percent = Percent::whole(0).unwrap(),
        &["problem.phase-share"],
    );
    check_phase(
        |phases| phases.about = "  太短  ".into(),
        &["problem.phase-about"],
    );
    check_phase(
        |phases| phases.about = "字".repeat(501),
        &["problem.phase-about"],
    );
    check_phase(|phases| phases.from = NOW, &["problem.time-has-passed"]);
    // It would begin ten minutes from now at the soonest.
    check_phase(
        |phases| {
            phases.from = NOW + SignedDuration::from_mins(1);
            phases.until = NOW + SignedDuration::from_mins(9);
        },
        &["problem.phase-ends-too-soon"],
    );
}

#[test]
fn phases_follow_a_full_release_and_a_full_release_ends_them() {
    check(
        |order| {
            in_phases(order, |_| {});
            order.survey["live_version_code"] = json!(null);
        },
        &["problem.no-full-version"],
    );
    let active = |order: &mut Order| {
        order.survey["extra"] = json!({"phase_is_active": true, "in_phases": 19});
    };
    check(active, &["problem.phase-is-active"]);
    check(
        |order| {
            active(order);
            in_phases(order, |_| {});
        },
        &[],
    );
    check(
        |order| {
            in_phases(order, |_| {});
            order.survey["extra"] = json!({"phase_is_active": true, "in_phases": 20});
        },
        &["problem.version-not-higher"],
    );
}

#[test]
fn a_draft_keeps_no_time_and_no_share() {
    check(|order| order.goal = Goal::Draft, &[]);
    check(
        |order| {
            order.goal = Goal::Draft;
            order.when = at(NOW + SignedDuration::from_mins(60));
        },
        &["problem.plan-goes-with-submission"],
    );
    check(
        |order| {
            order.goal = Goal::Upload;
            in_phases(order, |_| {});
        },
        &["problem.plan-goes-with-submission"],
    );
}

#[test]
fn an_address_is_public_short_and_submits() {
    let from = |order: &mut Order, url: &str| order.artifacts[0].url = Some(url.to_owned());
    let good = "https://dl.example.com/app.apk";
    check(|order| from(order, good), &[]);
    check(
        |order| from(order, "http://dl.example.com/app.apk"),
        &["problem.address-not-https"],
    );
    check(
        |order| from(order, "https://me:secret@dl.example.com/app.apk"),
        &["problem.address-with-sign-in"],
    );
    check(
        |order| from(order, "https://dl.example.com/app.apk?v=2@main"),
        &[],
    );
    check(
        |order| {
            from(
                order,
                &format!("https://dl.example.com/{}", "a".repeat(256)),
            )
        },
        &["problem.address-too-long"],
    );
    check(
        |order| {
            from(order, good);
            order.artifacts[0].build.kind = Kind::Aab;
        },
        &["problem.address-of-bundle"],
    );
    check(
        |order| {
            from(order, good);
            order.goal = Goal::Draft;
        },
        &["problem.address-submits"],
    );
}

#[test]
fn a_new_language_needs_the_apps_name() {
    let adding = |order: &mut Order| {
        order.notes = notes(&[("zh-CN", "中"), ("ja-JP", "x")]);
        order.answers.insert("add_languages".into(), "ja-JP".into());
    };
    check(adding, &[]);
    check(
        |order| {
            adding(order);
            order.survey["store_name"] = json!(null);
        },
        &["problem.new-language"],
    );
}

#[test]
fn each_says_where_it_is_mended() {
    let mut order = order("huawei");
    order.notes = notes(&[("", &"字".repeat(501))]);
    order.artifacts[0].build.version_code = 19;
    order.when = When::ByHand;
    let about: Vec<_> = objections(&order, NOW)
        .into_iter()
        .map(|problem| problem.about.unwrap_or_default())
        .collect();
    assert_eq!(about, ["build", "notes", "when"]);
}
