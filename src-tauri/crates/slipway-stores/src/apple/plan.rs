//! The steps of a release to Apple, as far as it shall go, and what must be remembered before a step that is not repeated freely.

use serde_json::{Value, json};
use slipway_model::{Goal, GroupKind, Order, Outputs, Repeat, Sentence, Step, TesterAct, When};

use super::{
    find::left,
    processing::encryption,
    survey::Noted,
    testers::batches,
    wire::{self, Number},
};
use crate::Survey;

use Repeat::{AfterLooking, Freely};

/// Steps that read nothing that was made a moment ago: a *not found* is one there.
pub(super) const FREE_OF_LAG: &[&str] = &["sign-in", "find-app", "earlier", "send"];

/// The number behind the colon of a key; 0 where there is none.
pub(super) fn number_of(step: &Step) -> usize {
    let number = step.key.split_once(':').map(|(_, number)| number);
    number
        .and_then(|number| number.parse().ok())
        .unwrap_or_default()
}

pub(super) fn plan(order: &Order) -> Vec<Step> {
    let mut steps = Steps::default();
    steps.plain("sign-in", 1, Freely);
    if Noted::of(&Survey::of(order)).by_password {
        // The tool does everything in one go, and nothing else can be asked about it.
        steps.bulk("send", 90, Repeat::Never);
        return steps.0;
    }
    steps.plain("find-app", 1, Freely);
    if order.goal != Goal::Testers {
        build(order, &mut steps);
    }
    match order.goal {
        Goal::Upload => {}
        Goal::Draft | Goal::Submit => version(order, &mut steps),
        Goal::Test => test(order, &mut steps),
        Goal::Testers => {
            groups(order, &mut steps);
            links(order, &mut steps);
            people(order, &mut steps);
        }
    }
    steps.0
}

#[derive(Default)]
struct Steps(Vec<Step>);

impl Steps {
    fn push(&mut self, key: String, title: Sentence, weight: u32, repeat: Repeat) {
        self.0.push(Step {
            key,
            title,
            weight,
            repeat,
            bulk: false,
            after: Vec::new(),
        });
    }

    fn plain(&mut self, key: &str, weight: u32, repeat: Repeat) {
        let title = Sentence::new(format!("title.{key}"));
        self.push(key.to_owned(), title, weight, repeat);
    }

    fn bulk(&mut self, key: &str, weight: u32, repeat: Repeat) {
        self.plain(key, weight, repeat);
        if let Some(step) = self.0.last_mut() {
            step.bulk = true;
        }
    }
}

/// From the file to a build that Apple has read.
fn build(order: &Order, steps: &mut Steps) {
    steps.plain("earlier", 1, Freely);
    steps.plain("reserve", 1, AfterLooking);
    steps.plain("reserve-file", 1, AfterLooking);
    steps.bulk("upload", 70, Freely);
    steps.plain("commit", 2, AfterLooking);
    steps.plain("processing", 30, Freely);
    if order.goal == Goal::Upload {
        return;
    }
    steps.plain("compliance", 1, AfterLooking);
    if encryption(order) == Some(true) {
        steps.plain("declaration", 1, Freely);
    }
}

fn version(order: &Order, steps: &mut Steps) {
    let name = order
        .build()
        .map(|build| build.version_name.clone())
        .unwrap_or_default();
    let title = Sentence::new("title.version").with("version", name);
    steps.push("version".into(), title, 1, AfterLooking);
    let (key, time) = match &order.when {
        When::AfterApproval => ("title.release-after-approval", None),
        When::ByHand => ("title.release-by-hand", None),
        When::InPhases(_) => ("title.release-in-phases", None),
        When::At { instant, .. } => ("title.release-at", Some(wire::date(*instant))),
    };
    let title = time
        .into_iter()
        .fold(Sentence::new(key), |title, time| title.with("time", time));
    steps.push("release-type".into(), title, 1, Freely);
    steps.plain("texts", 2, Freely);
    steps.plain("review-details", 1, Freely);
    steps.plain("attach", 1, AfterLooking);
    let phased = match order.when {
        When::InPhases(_) => "title.phased",
        _ => "title.not-phased",
    };
    steps.push("phased".into(), Sentence::new(phased), 1, AfterLooking);
    if order.goal == Goal::Draft {
        steps.plain("draft", 1, Freely);
        return;
    }
    steps.plain("leftovers", 1, Freely);
    steps.plain("submission", 1, AfterLooking);
    steps.plain("item", 1, AfterLooking);
    steps.plain("submit", 2, AfterLooking);
    steps.plain("confirm", 2, Freely);
}

fn test(order: &Order, steps: &mut Steps) {
    let outsiders = order.testing.groups.iter();
    let outsiders = outsiders
        .filter(|group| group.kind == GroupKind::External)
        .count();
    steps.plain("what-to-test", 1, Freely);
    if outsiders > 0 {
        steps.plain("test-information", 1, Freely);
    }
    groups(order, steps);
    for (at, group) in order.testing.groups.iter().enumerate() {
        let title = Sentence::new("title.group-build").with("group", &group.name);
        steps.push(format!("group-build:{}", at + 1), title, 1, AfterLooking);
    }
    if outsiders > 0 {
        steps.plain("beta-review", 1, AfterLooking);
    }
    links(order, steps);
    people(order, steps);
    steps.plain("notify", 1, AfterLooking);
}

fn groups(order: &Order, steps: &mut Steps) {
    for (at, group) in order.testing.groups.iter().enumerate() {
        let title = Sentence::new("title.group").with("group", &group.name);
        steps.push(format!("group:{}", at + 1), title, 1, AfterLooking);
    }
}

fn links(order: &Order, steps: &mut Steps) {
    let wish = |group: &slipway_model::TesterGroup| group.public_link;
    for (at, group) in order.testing.groups.iter().enumerate() {
        if let Some(link) = wish(group) {
            let key = if link.open {
                "title.open-link"
            } else {
                "title.close-link"
            };
            let title = Sentence::new(key).with("group", &group.name);
            steps.push(format!("public-link:{}", at + 1), title, 1, Freely);
        }
    }
}

fn people(order: &Order, steps: &mut Steps) {
    let key = match order.testing.act {
        TesterAct::Add => "title.testers",
        TesterAct::Remove => "title.testers-out",
    };
    for (at, batch) in batches(order).iter().enumerate() {
        let group = order.testing.groups.get(batch.group - 1);
        let title = Sentence::new(key)
            .with("count", batch.people.len())
            .with("group", group.map_or("", |group| &group.name));
        steps.push(format!("testers:{}", at + 1), title, 3, Freely);
    }
}

/// Ids and numbers that `look` asks with.
pub(super) fn intent(order: &Order, step: &Step, outputs: &Outputs) -> Value {
    let id = |of: &str, name: &str| left(outputs, of, name).map(str::to_owned);
    let number = Number::of(order).unwrap_or_default();
    let build = json!({"version": number.version, "build": number.build, "platform": number.platform, "app": id("find-app", "app")});
    let (key, _) = step.key.split_once(':').unwrap_or((&step.key, ""));
    match key {
        "reserve" | "version" | "submission" => build,
        "reserve-file" => json!({"upload": id("reserve", "upload")}),
        "commit" => json!({"file": id("reserve-file", "file")}),
        "compliance" | "beta-review" | "notify" => json!({"build": id("processing", "build")}),
        "attach" => {
            json!({"version": id("version", "version"), "build": id("processing", "build")})
        }
        "phased" => json!({"version": id("version", "version")}),
        "item" => {
            json!({"submission": id("submission", "submission"), "version": id("version", "version")})
        }
        "submit" => json!({"submission": id("item", "submission")}),
        "group" | "group-build" => {
            json!({"app": id("find-app", "app"), "build": id("processing", "build")})
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use slipway_model::{
        Goal, GroupKind, Order, PublicLink, Repeat, Tester, TesterGroup, Testing, When,
    };

    use super::{number_of, plan};
    use crate::apple::objections::tests::apple_order;

    fn keys(order: &Order) -> Vec<String> {
        plan(order).into_iter().map(|step| step.key).collect()
    }

    const BUILD: [&str; 8] = [
        "sign-in",
        "find-app",
        "earlier",
        "reserve",
        "reserve-file",
        "upload",
        "commit",
        "processing",
    ];

    #[test]
    fn a_release_goes_no_further_than_asked() {
        let mut order = apple_order();
        order.goal = Goal::Upload;
        assert_eq!(keys(&order), BUILD);
        let version = [
            "compliance",
            "version",
            "release-type",
            "texts",
            "review-details",
            "attach",
            "phased",
        ];
        order.goal = Goal::Draft;
        assert_eq!(keys(&order), [&BUILD[..], &version, &["draft"]].concat());
        order.goal = Goal::Submit;
        let submission = ["leftovers", "submission", "item", "submit", "confirm"];
        assert_eq!(keys(&order), [&BUILD[..], &version, &submission].concat());
        let careful: Vec<String> = plan(&order)
            .into_iter()
            .filter(|step| step.repeat != Repeat::Freely)
            .map(|step| step.key)
            .collect();
        assert_eq!(
            careful,
            [
                "reserve",
                "reserve-file",
                "commit",
                "compliance",
                "version",
                "attach",
                "phased",
                "submission",
                "item",
                "submit"
            ]
        );
        assert!(
            plan(&order)
                .iter()
                .all(|step| step.bulk == (step.key == "upload"))
        );
    }

    #[test]
    fn encryption_wants_a_declaration_only_where_it_is_not_exempt() {
        let mut order = apple_order();
        order.artifacts[0]
            .build
            .apple
            .as_mut()
            .unwrap()
            .non_exempt_encryption = None;
        assert!(!keys(&order).contains(&"declaration".to_owned()));
        order.answers.insert("encryption".into(), "yes".into());
        assert!(keys(&order).contains(&"declaration".to_owned()));
    }

    #[test]
    fn a_test_ends_with_groups_and_people() {
        let mut order = apple_order();
        let person = |at: usize| Tester {
            email: format!("t{at}@example.com"),
            first_name: String::new(),
            last_name: String::new(),
        };
        let group = |name: &str, kind, people: usize| TesterGroup {
            name: name.into(),
            kind,
            people: (0..people).map(person).collect(),
            ..TesterGroup::default()
        };
        order.testing = Testing {
            groups: vec![
                group("Team", GroupKind::Internal, 2),
                group("QA", GroupKind::External, 150),
            ],
            ..Testing::default()
        };
        order.testing.groups[1].public_link = Some(PublicLink {
            open: true,
            limit: None,
        });
        order.goal = Goal::Test;
        let rest = [
            "compliance",
            "what-to-test",
            "test-information",
            "group:1",
            "group:2",
            "group-build:1",
            "group-build:2",
            "beta-review",
            "public-link:2",
            "testers:1",
            "testers:2",
            "testers:3",
            "notify",
        ];
        assert_eq!(keys(&order), [&BUILD[..], &rest].concat());
        order.goal = Goal::Testers;
        assert_eq!(
            keys(&order),
            [
                "sign-in",
                "find-app",
                "group:1",
                "group:2",
                "public-link:2",
                "testers:1",
                "testers:2",
                "testers:3"
            ]
        );
        let steps = plan(&order);
        assert_eq!(number_of(&steps[3]), 2);
        assert!(
            steps
                .iter()
                .filter(|step| step.key.starts_with("testers:"))
                .all(|step| step.repeat == Repeat::Freely)
        );
        // Only the own team: nobody reviews.
        order.testing.groups.truncate(1);
        order.goal = Goal::Test;
        assert!(
            !keys(&order)
                .iter()
                .any(|key| key == "beta-review" || key == "test-information")
        );
    }

    #[test]
    fn the_time_is_named_in_the_title() {
        let mut order = apple_order();
        order.when = When::At {
            instant: "2026-12-01T02:00:00Z".parse().unwrap(),
            zone: "UTC".into(),
        };
        let step = plan(&order)
            .into_iter()
            .find(|step| step.key == "release-type")
            .unwrap();
        assert_eq!(step.title.args["time"], "2026-12-01T02:00:00+00:00");
    }
}
