//! Schedules: zones, the past, and what reaches the store.

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use slipway_engine::view::DraftWhen;
use slipway_model::Language;
use slipway_stores::Capability;
use slipway_tests::{
    each,
    rehearsal::{Rehearsal, words},
};

/// D4: a time in the past, and a time without a zone.
#[tokio::test(flavor = "multi_thread")]
async fn the_past_and_a_time_without_zone_are_refused_before_anything_is_sent() {
    let rehearsal = Rehearsal::quick(200.0).await;
    for (time, zone) in [
        ("2020-01-01 10:00", "Asia/Shanghai"),
        ("2099-01-01 10:00", ""),
        ("tomorrow", "Asia/Shanghai"),
    ] {
        let mut draft = rehearsal.draft_to_all();
        draft.when = DraftWhen::At {
            time: time.into(),
            zone: zone.into(),
        };
        let plan = rehearsal.plan(draft).await;
        assert_eq!(plan.ready, 0, "{time} {zone}");
        let objections = plan.objections.len()
            + plan
                .stores
                .iter()
                .map(|store| store.objections.len())
                .sum::<usize>();
        assert!(objections > 0, "{time} {zone}");
        let started = rehearsal.world.start(&plan.id, Language::En).await;
        assert!(started.is_err(), "{time} {zone} was started");
    }
    assert_eq!(rehearsal.all_submissions(), 0);
}

/// D5: the person sits at UTC−5 and means Beijing time.
#[tokio::test(flavor = "multi_thread")]
async fn beijing_time_reaches_every_store_that_schedules_as_the_same_instant() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let beijing = TimeZone::get("Asia/Shanghai").expect("the zone database");
    let day = (Timestamp::now() + 240.hours()).to_zoned(beijing).date();
    let wall = day.at(10, 0, 0, 0);
    let instant = wall.in_tz("Asia/Shanghai").expect("an instant").timestamp();
    let mut draft = rehearsal.draft(&each::stores_that_can(Capability::Schedule));
    draft.when = DraftWhen::At {
        time: format!("{day} 10:00 Asia/Shanghai"),
        zone: String::new(),
    };
    let plan = rehearsal.plan(draft.clone()).await;
    for store in &plan.stores {
        assert!(
            store.when.iter().any(|line| line.contains("10:00")),
            "{:?}",
            store.when
        );
    }
    let (release, events) = rehearsal.publish(draft).await;
    for store in &release.stores {
        assert_eq!(
            store.state,
            "submitted",
            "{}: {:#?}",
            store.store,
            words(&events)
        );
        let submitted = &rehearsal.noted(&store.store, "submitted")[0];
        // Each store's own word for it.
        let at: Timestamp = submitted
            .get("release_time")
            .or_else(|| submitted.get("release_date"))
            .and_then(|time| time.as_str())
            .unwrap_or_else(|| panic!("{}: {submitted}", store.store))
            .parse()
            .expect("an instant");
        assert_eq!(at, instant, "{}", store.store);
    }
}
