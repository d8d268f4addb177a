//! A release once more: the draft that would make it anew, for a person to look at, change and send as a new release. It is made of
//! the orders alone, so every release that was ever begun can be asked for. Nothing here begins anything.

use std::{collections::BTreeMap, path::Path};

use jiff::{Timestamp, tz::TimeZone};
use slipway_model::{Language, Order, TesterAct, When};
use slipway_stores::Survey;

use super::{Brief, plan::testers, when::are_fixed};
use crate::{
    World,
    view::{Draft, DraftGoal, DraftStore, DraftWhen},
    world::{Answer, Told as _},
};

impl World {
    /// The draft with the same files, stores, accounts, notes, times and answers.
    ///
    /// # Errors
    /// No such release, or the database does not answer. A file that is gone or a time that has passed is for the plan to say.
    pub async fn draft_again(&self, id: &str, lang: Language) -> Answer<Draft> {
        Ok(draft(&self.brief(id).await.told(lang)?))
    }
}

fn draft(brief: &Brief) -> Draft {
    let builds: Vec<&Path> = brief
        .files
        .iter()
        .map(|(path, _)| path.as_path())
        .filter(|path| brief.orders.iter().any(|order| gets(order, path)))
        .collect();
    // The wizard has one time for all and others where they differ; a brief has one per order.
    let when = brief.orders.first().map(drafted_when).unwrap_or_default();
    let stores = brief.orders.iter().map(|order| DraftStore {
        store: order.store.to_string(),
        account: order.account.clone(),
        builds: match builds.iter().all(|path| gets(order, path)) {
            true => Vec::new(),
            false => builds
                .iter()
                .filter(|path| gets(order, path))
                .map(|path| text(path))
                .collect(),
        },
        notes: (order.notes.0 != brief.notes).then(|| order.notes.0.clone()),
        when: Some(drafted_when(order)).filter(|own| *own != when),
        first_release: answered_first(order),
        store_app_id: order.app.store_app_id.clone(),
        answers: order.answers.clone(),
        // What was mended for that release stands in the store's record now.
        listing: BTreeMap::new(),
        groups: testers::groups(&order.testing),
        certificate: order.testing.certificate.clone().unwrap_or_default(),
        address: order
            .artifacts
            .first()
            .and_then(|artifact| artifact.url.clone())
            .unwrap_or_default(),
    });
    Draft {
        app: brief.package.clone(),
        stores: stores.collect(),
        builds: builds.iter().map(|path| text(path)).collect(),
        notes: brief.notes.clone(),
        when,
        goal: brief
            .orders
            .first()
            .map_or(DraftGoal::Submit, |order| order.goal.into()),
        removes: brief
            .orders
            .first()
            .is_some_and(|order| order.testing.act == TesterAct::Remove),
        // A picture that was picked is remembered with the app.
        icon: None,
    }
}

/// What the person said, where the store could not tell. That it was a first release is asked anew: it may have made the app an old one.
fn answered_first(order: &Order) -> Option<bool> {
    let store_tells = Survey::of(order).first_release.is_some();
    (!store_tells && !order.first_release).then_some(false)
}

fn gets(order: &Order, path: &Path) -> bool {
    order
        .artifacts
        .iter()
        .any(|artifact| artifact.path.as_path() == path)
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// On the wall clock that the person chose; where the zone has no name, in UTC.
fn drafted_when(order: &Order) -> DraftWhen {
    match &order.when {
        When::AfterApproval => DraftWhen::AfterApproval,
        When::ByHand => DraftWhen::ByHand,
        When::At { instant, zone } => {
            let (time, zone) = on_the_wall(*instant, zone);
            DraftWhen::At { time, zone }
        }
        When::InPhases(phases) if are_fixed(&order.store) => DraftWhen::InPhases {
            percent: String::new(),
            from: String::new(),
            until: String::new(),
            zone: String::new(),
            about: phases.about.clone(),
        },
        When::InPhases(phases) => {
            let (from, zone) = on_the_wall(phases.from, &phases.zone);
            DraftWhen::InPhases {
                percent: phases.percent.to_string(),
                from,
                until: on_the_wall(phases.until, &phases.zone).0,
                zone,
                about: phases.about.clone(),
            }
        }
    }
}

fn on_the_wall(instant: Timestamp, zone: &str) -> (String, String) {
    let (rules, zone) = match TimeZone::get(zone) {
        Ok(rules) => (rules, zone),
        Err(_) => (TimeZone::UTC, "UTC"),
    };
    let wall = instant.to_zoned(rules).strftime("%Y-%m-%dT%H:%M");
    (wall.to_string(), zone.to_owned())
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, path::PathBuf};

    use slipway_artifact::FileIdentity;
    use slipway_model::{AppRef, Artifact, Goal, Notes, Order, When};

    use super::draft;
    use crate::{
        release::{Brief, plan::files_tests::build},
        view::DraftWhen,
    };

    fn order(store: &str, files: &[&str], notes: &str, when: When) -> Order {
        let artifact = |file: &&str| Artifact {
            path: PathBuf::from(*file),
            build: build(&["arm64-v8a"]),
            url: None,
        };
        Order {
            release: "r1".into(),
            store: store.into(),
            account: "Main".into(),
            app: AppRef {
                package: "com.example.slipway".into(),
                store_app_id: Some("1001".into()),
            },
            artifacts: files.iter().map(artifact).collect(),
            notes: Notes([(String::new(), notes.to_owned())].into()),
            when,
            goal: Goal::Submit,
            first_release: store == "huawei",
            icon: None,
            answers: [("privacy_url".to_owned(), "https://example.com".to_owned())].into(),
            listing: BTreeMap::new(),
            testing: slipway_model::Testing::default(),
            survey: serde_json::Value::Null,
        }
    }

    fn at(zone: &str) -> When {
        When::At {
            instant: "2026-12-01T02:00:00Z".parse().unwrap(),
            zone: zone.into(),
        }
    }

    fn brief(orders: Vec<Order>) -> Brief {
        let identity = FileIdentity {
            size: 1000,
            mtime_ns: 0,
            inode: 0,
        };
        Brief {
            id: "r1".into(),
            title: String::new(),
            package: "com.example.slipway".into(),
            label: String::new(),
            version_name: "2.0.0".into(),
            version_code: 20,
            began: "2026-11-20T00:00:00Z".parse().unwrap(),
            notes: [(String::new(), "Faster".to_owned())].into(),
            orders,
            files: ["/b/64.apk", "/b/32.apk", "/b/unused.apk"]
                .map(|file| (PathBuf::from(file), identity))
                .into(),
        }
    }

    #[test]
    fn the_wizard_gets_back_what_it_gave() {
        let again = draft(&brief(vec![
            order("huawei", &["/b/64.apk"], "Faster", at("Asia/Shanghai")),
            order(
                "xiaomi",
                &["/b/64.apk", "/b/32.apk"],
                "Calmer",
                When::AfterApproval,
            ),
        ]));
        assert_eq!(again.builds, ["/b/64.apk", "/b/32.apk"]);
        assert_eq!(
            again.when,
            DraftWhen::At {
                time: "2026-12-01T10:00".into(),
                zone: "Asia/Shanghai".into()
            }
        );
        let [huawei, xiaomi] = &again.stores[..] else {
            panic!("{again:#?}");
        };
        assert_eq!(huawei.builds, ["/b/64.apk"]);
        assert_eq!((&huawei.notes, &huawei.when), (&None, &None));
        assert_eq!(huawei.first_release, None, "it may be an old app by now");
        assert_eq!(huawei.store_app_id.as_deref(), Some("1001"));
        assert!(xiaomi.builds.is_empty(), "it gets all that there are");
        let calmer = BTreeMap::from([(String::new(), "Calmer".to_owned())]);
        assert_eq!(xiaomi.notes, Some(calmer));
        assert_eq!(xiaomi.when, Some(DraftWhen::AfterApproval));
        assert_eq!(xiaomi.first_release, Some(false));
        assert_eq!(
            (xiaomi.account.as_str(), xiaomi.answers.len()),
            ("Main", 1),
            "{xiaomi:#?}"
        );
    }

    #[test]
    fn what_the_store_tells_is_not_answered_for_it() {
        let order = Order {
            survey: serde_json::json!({"first_release": false}),
            ..order("xiaomi", &["/b/64.apk"], "Faster", When::AfterApproval)
        };
        assert_eq!(draft(&brief(vec![order])).stores[0].first_release, None);
    }

    #[test]
    fn a_zone_without_a_name_becomes_utc() {
        let again = draft(&brief(vec![order(
            "huawei",
            &["/b/64.apk"],
            "Faster",
            at("+08:00"),
        )]));
        assert_eq!(
            again.when,
            DraftWhen::At {
                time: "2026-12-01T02:00".into(),
                zone: "UTC".into()
            }
        );
    }
}
