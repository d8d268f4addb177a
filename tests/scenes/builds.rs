//! Wrong builds and changing files.

use std::os::unix::fs::PermissionsExt as _;

use slipway_model::Language;
use slipway_tests::{
    build,
    learned::left_something,
    rehearsal::{Rehearsal, words},
};

/// No call of these stores tells which version is live, so nobody can know before the run: Tencent refuses a lower one by itself, and
/// Amazon tells inside the Edit that a release opens.
const TELL_NO_VERSION: [&str; 2] = ["tencent", "amazon"];

/// D6 and its neighbours: each build is refused before the run, with a sentence in both languages.
#[tokio::test(flavor = "multi_thread")]
async fn a_build_that_is_not_the_apps_next_version_is_blocked() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let folder = rehearsal.folder.path();
    let wrong = [
        (
            "another app",
            build::apk(
                folder,
                &build::Wish {
                    package: "com.example.other",
                    ..build::Wish::default()
                },
            ),
        ),
        (
            "the live version",
            build::apk(
                folder,
                &build::Wish {
                    version_code: 19,
                    ..build::Wish::default()
                },
            ),
        ),
        (
            "an older version",
            build::apk(
                folder,
                &build::Wish {
                    version_code: 3,
                    ..build::Wish::default()
                },
            ),
        ),
        (
            "a debug build",
            build::apk(
                folder,
                &build::Wish {
                    debuggable: true,
                    ..build::Wish::default()
                },
            ),
        ),
        (
            "unsigned",
            build::apk(
                folder,
                &build::Wish {
                    unsigned: true,
                    ..build::Wish::default()
                },
            ),
        ),
    ];
    let before = rehearsal.requests();
    for (what, path) in wrong {
        for lang in [Language::En, Language::Zh] {
            let mut draft = rehearsal.draft_to_all();
            draft.builds = vec![path.display().to_string()];
            if what.ends_with("version") {
                draft
                    .stores
                    .retain(|it| !TELL_NO_VERSION.contains(&it.store.as_str()));
            }
            let plan = rehearsal.world.plan(draft, lang).await.expect("a plan");
            assert_eq!(plan.ready, 0, "{what} may go out");
            let says: Vec<&str> = plan
                .objections
                .iter()
                .chain(plan.stores.iter().flat_map(|store| &store.objections))
                .map(|problem| problem.says.as_str())
                .collect();
            assert!(
                !says.is_empty() && says.iter().all(|text| text.chars().count() > 8),
                "{what}: {says:?}"
            );
            assert!(
                rehearsal.world.start(&plan.id, lang).await.is_err(),
                "{what} was started"
            );
        }
    }
    let changing = rehearsal
        .practice
        .ledger(0)
        .expect("the ledger")
        .into_iter()
        .skip(before)
        .filter(left_something)
        .count();
    assert_eq!(changing, 0);
}

/// The signer that counts is the one of the version that was sent last.
#[tokio::test(flavor = "multi_thread")]
async fn a_build_signed_by_another_key_than_the_last_one_is_blocked() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let (release, events) = rehearsal.publish(rehearsal.draft_to_all()).await;
    assert!(
        release
            .stores
            .iter()
            .all(|store| store.state == "submitted"),
        "{:#?}",
        words(&events)
    );
    let next = |own_key| {
        build::apk(
            rehearsal.folder.path(),
            &build::Wish {
                version_code: 21,
                own_key,
                ..build::Wish::default()
            },
        )
    };
    for (own_key, path) in [(true, next(true)), (false, next(false))] {
        let mut draft = rehearsal.draft_to_all();
        draft.builds = vec![path.display().to_string()];
        let plan = rehearsal.plan(draft).await;
        for store in &plan.stores {
            let names_the_key = store
                .objections
                .iter()
                .any(|problem| problem.says.contains("signed by another key"));
            assert_eq!(names_the_key, own_key, "{:#?}", store.objections);
        }
    }
}

/// D9: the file changes between check and send.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_changed_after_the_check_stops_before_any_request() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let plan = rehearsal.plan(rehearsal.draft_to_all()).await;
    let mut bytes = slipway_practice::demo_build().to_vec();
    bytes.push(0);
    std::fs::write(rehearsal.demo(), bytes).expect("the file changes");
    let before = rehearsal.requests();
    match rehearsal.world.start(&plan.id, Language::En).await {
        Err(problem) => assert_eq!(problem.kind, "bad-artifact", "{problem:?}"),
        Ok(id) => {
            let events = rehearsal.follow(&id, 0).await;
            for store in rehearsal.release(&id).await.stores {
                assert_eq!(store.state, "failed", "{:#?}", words(&events));
            }
        }
    }
    assert_eq!(rehearsal.requests(), before, "a request was made");
}

/// D14: the folder of the build is only read.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_beside_the_build() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let folder = rehearsal.folder.path().join("read-only");
    std::fs::create_dir(&folder).expect("a folder");
    let file = folder.join("demo.apk");
    std::fs::write(&file, slipway_practice::demo_build()).expect("a build");
    let archive = folder.join("demo.ipa");
    std::fs::write(&archive, slipway_practice::demo_ipa()).expect("an archive");
    let mut locked = std::fs::metadata(&folder).expect("metadata").permissions();
    locked.set_readonly(true);
    std::fs::set_permissions(&folder, locked).expect("read-only");
    let mut draft = rehearsal.draft_to_all();
    draft.builds = [&file, &archive]
        .map(|path| path.display().to_string())
        .into();
    let (release, events) = rehearsal.publish(draft).await;
    assert!(
        release
            .stores
            .iter()
            .all(|store| store.state == "submitted"),
        "{:#?}",
        words(&events)
    );
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .expect("readable")
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["demo.apk", "demo.ipa"]);
}

/// Bad input at the very start: each has a sentence in both languages.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_build_is_refused_with_a_sentence() {
    let rehearsal = Rehearsal::quick(200.0).await;
    let folder = rehearsal.folder.path();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    };
    let demo = slipway_practice::demo_build();
    std::os::unix::fs::symlink(folder.join("nowhere"), folder.join("link.apk")).expect("a link");
    let mut bad = vec![
        file("text.apk", b"this is no archive"),
        file("empty.apk", b""),
        file("truncated.apk", &demo[..demo.len() / 2]),
        folder.to_path_buf(),
        folder.join("link.apk"),
        folder.join("missing.apk"),
    ];
    // For a user who may read everything there is no such file.
    let closed = file("closed.apk", demo);
    let nobody = std::fs::Permissions::from_mode(0o000);
    std::fs::set_permissions(&closed, nobody).expect("closed");
    if std::fs::File::open(&closed).is_err() {
        bad.push(closed);
    }
    for path in bad {
        let mut said = Vec::new();
        for lang in [Language::En, Language::Zh] {
            let cancel = tokio_util::sync::CancellationToken::new();
            let problem = rehearsal
                .world
                .inspect(&path, |_| {}, cancel, lang)
                .await
                .expect_err("no build");
            assert!(
                matches!(problem.kind.as_str(), "bad-artifact" | "bad-input"),
                "{}: {problem:?}",
                path.display()
            );
            said.push(problem.says);
            let mut draft = rehearsal.draft(&["huawei"]);
            draft.builds = vec![path.display().to_string()];
            let plan = rehearsal.world.plan(draft, lang).await.expect("a plan");
            assert_eq!((plan.ready, plan.objections.len()), (0, 1), "{plan:#?}");
            assert_eq!(Some(&plan.objections[0].says), said.last());
        }
        assert_ne!(said[0], said[1], "{}", path.display());
        assert!(
            said[1]
                .chars()
                .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)),
            "{}: {}",
            path.display(),
            said[1]
        );
    }
}
