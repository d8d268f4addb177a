use super::*;
use crate::page::Tongue;

#[tokio::test]
async fn the_page_shows_two_fields_and_the_apps_ids() {
    let team = Team::open();
    let world = &team.bench.world;
    let page = world
        .transaction("tencent", None, |stage| team.bench.play.console(stage))
        .unwrap();
    let values: Vec<_> = page
        .sections
        .iter()
        .flat_map(|section| &section.values)
        .collect();
    let fields: Vec<_> = values.iter().filter_map(|value| value.field).collect();
    assert_eq!(fields, ["user_id", "access_secret"]);
    for value in &values {
        for tongue in [Tongue::English, Tongue::Chinese] {
            assert!(!value.what.in_tongue(tongue).is_empty());
        }
    }
    assert_eq!(page.apps.len(), 1);
    assert_eq!(page.apps[0].facts[0].1, team.app_id);
    assert!(team.app_id.len() == 10 && team.app_id.starts_with("11"));
    assert_eq!(team.bench.wrong_key("APP ID"), team.app_id);
}
