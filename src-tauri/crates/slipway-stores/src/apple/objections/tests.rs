use jiff::Timestamp;
use serde_json::json;
use slipway_model::{
    Apple, ApplePlatform, Distribution, Goal, GroupKind, Kind, Order, Percent, Phases, PublicLink,
    Tester, TesterAct, TesterGroup, When,
};

use super::{DAYS, FIRST_SHARE, objections};
use crate::fixture::{keys, notes, order};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// Apple's own plan, as an order has it.
fn apples_plan(from: Timestamp) -> Phases {
    Phases {
        percent: Percent::from_hundredths(FIRST_SHARE).unwrap(),
        from,
        until: from + DAYS,
        zone: "UTC".into(),
        about: String::new(),
    }
}

/// 2.4.0 (42) for iPhone, while 2.3.0 is live.
pub(in crate::apple) fn apple_order() -> Order {
    let mut order = order("apple");
    let build = &mut order.artifacts[0].build;
    build.kind = Kind::Ipa;
    build.version_name = "2.4.0".into();
    build.apple = Some(Apple {
        platform: ApplePlatform::Ios,
        build_number: "42".into(),
        minimum_os: "16.0".into(),
        non_exempt_encryption: Some(false),
        distribution: Distribution::AppStore,
        team: "ABCDE12345".into(),
        profile: "Slipway App Store".into(),
        profile_ends: String::new(),
        sdk: "iphoneos26.0".into(),
        xcode: "2600".into(),
    });
    order.notes = notes(&[("zh-CN", "修复问题"), ("en-US", "Mended")]);
    order.survey = json!({"first_release": false, "store_app_id": "1234567890", "languages": ["zh-Hans", "en-US"], "extra": {
        "versions": [{"id": "v1", "platform": "IOS", "name": "2.3.0", "state": "READY_FOR_DISTRIBUTION"}], "updates": ["IOS"], "texts_of": "v1",
        "news": {"zh-Hans": "旧", "en-US": "Old"}}});
    order
}

fn check(order: &Order, expected: &[&str]) {
    assert_eq!(keys(&objections(order, NOW)), expected);
}

fn open(order: &mut Order, name: &str, state: &str) {
    let version = json!({"id": "v2", "platform": "IOS", "name": name, "state": state});
    order.survey["extra"]["versions"]
        .as_array_mut()
        .unwrap()
        .push(version);
}

#[test]
fn a_good_order_may_go() {
    let mut order = apple_order();
    for goal in [Goal::Submit, Goal::Draft, Goal::Upload] {
        order.goal = goal;
        check(&order, &[]);
    }
}

#[test]
fn a_package_that_apple_refuses_is_not_sent() {
    let mut order = apple_order();
    let apple = |order: &mut Order, change: fn(&mut Apple)| {
        change(order.artifacts[0].build.apple.as_mut().unwrap())
    };
    apple(&mut order, |apple| apple.distribution = Distribution::AdHoc);
    check(&order, &["problem.signed-ad-hoc"]);
    apple(&mut order, |apple| {
        apple.distribution = Distribution::Development
    });
    check(&order, &["problem.signed-for-development"]);
    apple(&mut order, |apple| {
        apple.distribution = Distribution::Enterprise
    });
    check(&order, &["problem.signed-for-company"]);
    apple(&mut order, |apple| {
        apple.distribution = Distribution::Unknown;
        apple.build_number = "42b".into();
    });
    check(&order, &["problem.build-number-form"]);
    order = apple_order();
    order.artifacts[0].build.version_name = "2.4.0.1".into();
    check(&order, &["problem.version-form"]);
    order = apple_order();
    order.artifacts[0].build.kind = Kind::Apk;
    order.artifacts[0].build.size = 5 * 1024 * 1024 * 1024;
    check(&order, &["problem.kind-not-taken", "problem.too-large"]);
    order.artifacts[0].build.apple = None;
    check(&order, &["problem.not-apples"]);
    order.artifacts.clear();
    check(&order, &["problem.no-build"]);
}

#[test]
fn what_stands_at_apple_leaves_room_or_does_not() {
    for (name, state, expected) in [
        ("2.4.0", "PREPARE_FOR_SUBMISSION", &[][..]),
        ("2.4", "REJECTED", &[]),
        (
            "2.3.5",
            "PREPARE_FOR_SUBMISSION",
            &["problem.other-version-open"],
        ),
        ("2.4.0", "WAITING_FOR_REVIEW", &["problem.in-review"]),
        (
            "2.3.5",
            "PENDING_DEVELOPER_RELEASE",
            &["problem.version-waits"],
        ),
        ("2.3.5", "SOMETHING_NEW", &[]),
    ] {
        let mut order = apple_order();
        open(&mut order, name, state);
        check(&order, expected);
        order.goal = Goal::Upload;
        check(&order, &[]);
    }
    let mut order = apple_order();
    open(&mut order, "2.3.5", "PREPARE_FOR_SUBMISSION");
    order.answers.insert("rename_version".into(), "yes".into());
    check(&order, &[]);
    order.survey["extra"]["versions"][0]["name"] = json!("2.4");
    order.survey["extra"]["versions"]
        .as_array_mut()
        .unwrap()
        .truncate(1);
    check(&order, &["problem.version-not-higher"]);
}

#[test]
fn a_time_is_a_full_hour_to_come() {
    let mut order = apple_order();
    for (time, expected) in [
        ("1970-01-01T02:00:00Z", &[][..]),
        ("1970-01-01T02:30:00Z", &["problem.full-hours"]),
        ("1970-01-01T02:00:01Z", &["problem.full-hours"]),
        ("1970-01-01T00:00:00Z", &["problem.time-has-passed"]),
    ] {
        order.when = When::At {
            instant: time.parse().unwrap(),
            zone: "UTC".into(),
        };
        check(&order, expected);
    }
    order.goal = Goal::Upload;
    check(&order, &["problem.when-needs-version"]);
}

#[test]
fn phases_are_apples_and_not_for_the_first_version() {
    let mut order = apple_order();
    let plan = apples_plan(NOW);
    order.when = When::InPhases(plan.clone());
    check(&order, &[]);
    for other in [
        Phases {
            percent: Percent::whole(5).unwrap(),
            ..plan.clone()
        },
        Phases {
            until: "1970-01-03T00:00:00Z".parse().unwrap(),
            ..plan.clone()
        },
    ] {
        order.when = When::InPhases(other);
        check(&order, &["problem.phases-are-apples"]);
    }
    order.when = When::InPhases(plan);
    order.survey["extra"]["updates"] = json!([]);
    check(&order, &["problem.first-in-phases"]);
}

#[test]
fn every_language_of_an_update_has_news() {
    let mut order = apple_order();
    order.notes = notes(&[("zh-CN", "中")]);
    check(&order, &["problem.notes-missing"]);
    order.goal = Goal::Draft;
    check(&order, &[]);
    order.goal = Goal::Submit;
    order.answers.insert("notes_everywhere".into(), "是".into());
    check(&order, &[]);
    order.answers.clear();
    // The open version has its own already.
    open(&mut order, "2.4.0", "PREPARE_FOR_SUBMISSION");
    order.survey["extra"]["texts_of"] = json!("v2");
    check(&order, &[]);
    order.survey["extra"]["news"]["en-US"] = json!("");
    check(&order, &["problem.notes-missing"]);
    // A first version has none.
    order.survey["extra"]["updates"] = json!([]);
    check(&order, &[]);
    order.notes = notes(&[("zh-Hans", &"长".repeat(4001))]);
    check(&order, &["problem.notes-too-long"]);
}

#[test]
fn encryption_is_answered_by_the_package_or_by_a_person() {
    let mut order = apple_order();
    order.artifacts[0]
        .build
        .apple
        .as_mut()
        .unwrap()
        .non_exempt_encryption = None;
    check(&order, &["problem.encryption-unanswered"]);
    for (answer, expected) in [
        ("no", &[][..]),
        ("yes", &[]),
        ("perhaps", &["problem.encryption-unanswered"]),
    ] {
        order.answers.insert("encryption".into(), answer.into());
        check(&order, expected);
    }
    order.answers.clear();
    order.goal = Goal::Upload;
    check(&order, &[]);
}

#[test]
fn groups_and_their_links() {
    let mut order = apple_order();
    order.goal = Goal::Testers;
    order.artifacts.clear();
    let group = |kind| TesterGroup {
        name: "QA".into(),
        kind,
        ..TesterGroup::default()
    };
    order.testing.groups = vec![group(GroupKind::External)];
    check(&order, &[]);
    order.survey["extra"]["groups"] = json!([{"id": "g1", "name": "QA", "internal": false}, {"id": "g2", "name": "QA", "internal": true}]);
    check(&order, &[]);
    order.survey["extra"]["groups"] = json!([{"id": "g1", "name": "QA", "internal": false}, {"id": "g2", "name": "QA", "internal": false}]);
    check(&order, &["problem.group-name-twice"]);
    order.testing.groups[0].id = Some("g2".into());
    check(&order, &[]);
    order.testing.groups[0].public_link = Some(PublicLink {
        open: true,
        limit: Some(0),
    });
    check(&order, &["problem.link-limit"]);
    order.testing.groups[0].kind = GroupKind::Internal;
    check(&order, &["problem.internal-link"]);
    order.testing.groups[0].public_link = None;
    let person = |at: usize| Tester {
        email: format!("t{at}@example.com"),
        first_name: String::new(),
        last_name: String::new(),
    };
    order.testing.groups[0].people = (0..101).map(person).collect();
    check(&order, &["problem.team-too-large"]);
    order.testing.act = TesterAct::Remove;
    order.testing.groups[0].people.truncate(1);
    check(&order, &[]);
    let mut test = apple_order();
    test.goal = Goal::Test;
    test.testing = order.testing;
    check(&test, &["problem.test-removes-nobody"]);
}

#[test]
fn what_is_to_be_tested_is_counted_in_bytes() {
    let mut order = apple_order();
    order.goal = Goal::Test;
    order.notes = notes(&[("zh-CN", &"字".repeat(1334))]);
    check(&order, &["problem.test-notes-too-long"]);
}

#[test]
fn a_password_sends_a_file_and_nothing_else() {
    let mut order = apple_order();
    order.survey = json!({"extra": {"by_password": true}});
    check(
        &order,
        &["problem.password-only-uploads", "problem.app-id-needed"],
    );
    order.goal = Goal::Upload;
    order.answers.insert("app_id".into(), "1234567890".into());
    check(&order, &[]);
}
