//! A person's own build, and the app that is made from it.

use super::*;
use crate::{Options, Practice, PracticeError};

#[tokio::test]
async fn an_app_is_made_from_a_persons_own_package() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.ipa");
    let own = Ipa {
        bundle: "com.example.own",
        version: "3.1.0",
        build: "42",
        ..Ipa::demo()
    };
    std::fs::write(&path, own.bytes()).unwrap();
    let options = Options {
        adopt: vec![path.clone()],
        ..Options::default()
    };
    let practice = Practice::start(options).await.unwrap();
    let apps = practice.apps().unwrap();
    let adopted = apps.iter().find(|it| it.app.package == "com.example.own");
    let known = &adopted.unwrap().stores["apple"];
    assert_eq!(known.id.len(), 10);
    assert_eq!(known.live_version_name.as_deref(), Some("3.0.0"));
    assert_eq!(known.state, "READY_FOR_DISTRIBUTION");
    assert_eq!(known.live_version_code, Some(41));
    let again = practice.adopt(path).await;
    assert!(matches!(again, Err(PracticeError::AlreadyThere { .. })));
}
