//! What a person may point at instead of a build.

use std::{fs, path::Path};

use slipway_artifact::InspectError;
use slipway_model::ProblemKind;

use crate::{advice, read};

#[track_caller]
fn refused(path: &Path, kind: ProblemKind, key: &str) -> InspectError {
    let error = read(path).unwrap_err();
    assert_eq!(advice(&error), key);
    assert_eq!(error.problem().kind, kind);
    error
}

#[test]
fn each_wrong_path_has_its_own_sentence() {
    use ProblemKind::{BadArtifact, BadInput};
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    refused(&at("nothing.apk"), BadInput, "artifact.missing");
    refused(folder.path(), BadInput, "artifact.folder");
    fs::write(at("empty.apk"), b"").unwrap();
    refused(&at("empty.apk"), BadArtifact, "artifact.empty");
    refused(&at("empty.apk/inside.apk"), BadInput, "artifact.missing");
    fs::write(at("text.apk"), b"<html>404</html>").unwrap();
    refused(&at("text.apk"), BadArtifact, "artifact.not-a-build");
    fs::write(at("byte.apk"), b"P").unwrap();
    refused(&at("byte.apk"), BadArtifact, "artifact.not-a-build");
    let problem = read(&at("text.apk")).unwrap_err().problem();
    assert_eq!(problem.advice.args["file"], "text.apk");
}

#[cfg(unix)]
#[test]
fn links_pipes_and_forbidden_files_are_told_apart() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    symlink("nowhere.apk", at("link.apk")).unwrap();
    let error = refused(
        &at("link.apk"),
        ProblemKind::BadInput,
        "artifact.link-to-nowhere",
    );
    assert_eq!(error.problem().advice.args["target"], "nowhere.apk");
    crate::tools::run("mkfifo", [at("pipe.apk")]);
    refused(
        &at("pipe.apk"),
        ProblemKind::BadInput,
        "artifact.not-a-file",
    );
    symlink("loop.apk", at("loop.apk")).unwrap();
    refused(
        &at("loop.apk"),
        ProblemKind::BadInput,
        "artifact.read-failed",
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_says_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("locked.apk");
    fs::write(&path, b"PK").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything; then the file is simply no package.
    let allowed = fs::File::open(&path).is_ok();
    let key = if allowed {
        "artifact.not-a-build"
    } else {
        "artifact.unreadable"
    };
    assert_eq!(advice(&read(&path).unwrap_err()), key);
}

#[test]
fn names_are_cleaned_before_they_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a\u{202e}\u{1b}[31mb.apk");
    let problem = read(&path).unwrap_err().problem();
    assert_eq!(problem.advice.args["file"], "a[31mb.apk");
}

#[test]
fn a_file_that_changes_meanwhile_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.apk");
    fs::write(&path, crate::bytes::app().finish()).unwrap();
    // The first progress comes in the middle of the reading.
    let error = slipway_artifact::inspect(
        &path,
        &mut |_| fs::write(&path, b"PK\x03\x04 rebuilt").unwrap(),
        &|| false,
    )
    .unwrap_err();
    assert_eq!(advice(&error), "artifact.changed");
}

#[test]
fn a_file_that_is_replaced_by_another_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.apk");
    let other = folder.path().join("other.apk");
    let bytes = crate::bytes::app().finish();
    fs::write(&path, &bytes).unwrap();
    fs::write(&other, &bytes).unwrap();
    let error = slipway_artifact::inspect(
        &path,
        &mut |_| {
            let _ = fs::rename(&other, &path);
        },
        &|| false,
    )
    .unwrap_err();
    assert_eq!(advice(&error), "artifact.changed");
}

#[test]
fn a_panic_on_the_way_ends_the_reading_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.apk");
    fs::write(&path, crate::bytes::app().finish()).unwrap();
    let error = slipway_artifact::inspect(&path, &mut |_| panic!("on purpose"), &|| false);
    let error = error.unwrap_err();
    assert_eq!(advice(&error), "artifact.ours");
    assert_eq!(error.problem().kind, ProblemKind::Ours);
}
