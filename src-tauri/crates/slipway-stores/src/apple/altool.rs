//! Apple's own upload tool, for an account that has only an Apple ID with an app-specific password. It runs on a Mac with Xcode; here is
//! its command line, the run and what comes of it. What it prints is read in `altool_words.rs`.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use slipway_model::{
    ApplePlatform, Artifact, Kind, Outcome, Problem, ProblemKind, Retry, Said, Sentence,
};
use tokio::process::Command;

use super::{
    altool_words::{Printed, Verdict},
    objections::app_id,
    publish::{Ended, Release, done, refused},
    wire,
};
use crate::{Credentials, failure::Failure};

/// The variable of the child process that holds the password. It never stands on a command line, which other users can read.
const VARIABLE: &str = "SLIPWAY_ALTOOL_PASSWORD";

/// Who the tool signs in.
pub(super) struct Account<'a> {
    pub(super) apple_id: &'a str,
    password: SecretString,
}

impl<'a> Account<'a> {
    pub(super) fn of(credentials: &'a Credentials) -> Option<Self> {
        Some(Self {
            apple_id: credentials.expose("apple_id")?,
            password: credentials.get("app_password")?.clone(),
        })
    }
}

/// The program and what stands before its own arguments.
pub(super) struct Tool {
    program: PathBuf,
    first: Vec<OsString>,
}

impl Tool {
    /// `xcrun altool`, as Xcode brings it.
    pub(super) fn of_xcode() -> Self {
        Self {
            program: "xcrun".into(),
            first: vec!["altool".into()],
        }
    }

    /// Whether it is there at all.
    pub(super) async fn is_there(&self) -> bool {
        let mut command = Command::new(&self.program);
        command.arg("--find").args(&self.first);
        let ended = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .status()
            .await;
        ended.is_ok_and(|status| status.success())
    }

    /// Signs in and lists the teams: the one question that proves a password and changes nothing.
    pub(super) async fn providers(&self, account: &Account<'_>) -> Result<(), Problem> {
        let arguments = [OsString::from("--list-providers")];
        match self.run(&arguments, account).await?.verdict() {
            Verdict::Refused(problem) => Err(problem),
            Verdict::Uploaded { .. } | Verdict::Ended => Ok(()),
            Verdict::Crashed => Err(crashed()),
        }
    }

    /// Runs it to its end. Dropped, it is killed.
    async fn run(&self, arguments: &[OsString], account: &Account<'_>) -> Result<Printed, Problem> {
        let output = Command::new(&self.program)
            .args(&self.first)
            .args(arguments)
            .args(sign_in(account))
            .env(VARIABLE, account.password.expose_secret())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await;
        let output = output.map_err(|error| missing().because(&error))?;
        let secrets = [account.password.clone()];
        Ok(Printed::read(
            &output.stdout,
            &output.stderr,
            output.status.code(),
            &secrets,
        ))
    }
}

fn missing() -> Problem {
    Problem::new(ProblemKind::NotFound, Sentence::new("problem.no-tool"))
}

fn crashed() -> Problem {
    Problem::new(
        ProblemKind::StoreDown,
        Sentence::new("problem.tool-crashed"),
    )
    .retry(Retry::Now)
}

/// `-p @env:…` names the variable and not the password [official: manual page].
fn sign_in(account: &Account<'_>) -> [OsString; 4] {
    [
        "-u".into(),
        account.apple_id.into(),
        "-p".into(),
        format!("@env:{VARIABLE}").into(),
    ]
}

/// As the tool calls the systems.
fn platform(platform: ApplePlatform) -> &'static str {
    match platform {
        ApplePlatform::Ios => "ios",
        ApplePlatform::MacOs => "macos",
        ApplePlatform::TvOs => "appletvos",
        ApplePlatform::VisionOs => "visionos",
    }
}

/// altool(1) [official: manual page]. The number of the app is always named: a version of the tool that looked it up by itself sent builds
/// to other apps of the team [issues].
fn upload_arguments(file: &Path, artifact: &Artifact, app: &str) -> Option<Vec<OsString>> {
    let apple = artifact.build.apple.as_ref()?;
    let text = |text: &str| OsString::from(text);
    Some(vec![
        text("--upload-package"),
        file.into(),
        text("--platform"),
        text(platform(apple.platform)),
        text("--apple-id"),
        text(app),
        text("--bundle-id"),
        text(&artifact.build.package),
        text("--bundle-version"),
        text(&apple.build_number),
        text("--bundle-short-version-string"),
        text(&artifact.build.version_name),
        text("--output-format"),
        text("json"),
    ])
}

/// The package under a plain name in a folder of its own, by a link where the file system has one: other names fail [1 client].
fn plainly_named(path: &Path, kind: Kind) -> std::io::Result<(tempfile::TempDir, PathBuf)> {
    let folder = tempfile::Builder::new().prefix("slipway-").tempdir()?;
    let place = folder.path().join(wire::file_name(path, kind));
    fs::hard_link(path, &place).or_else(|_| fs::copy(path, &place).map(drop))?;
    Ok((folder, place))
}

impl Release<'_> {
    pub(super) async fn find_tool(&self) -> Ended {
        if Tool::of_xcode().is_there().await {
            done(Value::Null)
        } else {
            Err(Failure::certain(missing()))
        }
    }

    pub(super) async fn send_by_tool(&self) -> Ended {
        self.send_by(&Tool::of_xcode()).await
    }

    /// One run of the tool. Its own answer is all that is known of it afterwards, and is said to be that.
    async fn send_by(&self, tool: &Tool) -> Ended {
        let artifact = self.artifact()?;
        let account = Account::of(&self.visit.account.credentials).ok_or_else(|| {
            refused(
                ProblemKind::BadCredentials,
                Sentence::new("problem.no-password"),
            )
        })?;
        let app = app_id(self.order).ok_or_else(|| {
            refused(
                ProblemKind::BadInput,
                Sentence::new("problem.app-id-needed"),
            )
        })?;
        let (path, kind) = (artifact.path.clone(), artifact.build.kind);
        let copied = tokio::task::spawn_blocking(move || plainly_named(&path, kind)).await;
        let unreadable = |error: &(dyn std::error::Error + 'static)| {
            Failure::certain(
                Problem::new(
                    ProblemKind::BadArtifact,
                    Sentence::new("problem.not-copied"),
                )
                .because(error),
            )
        };
        let (folder, file) = match copied {
            Ok(copied) => copied.map_err(|error| unreadable(&error))?,
            Err(error) => return Err(unreadable(&error)),
        };
        let arguments = upload_arguments(&file, artifact, &app)
            .ok_or_else(|| refused(ProblemKind::BadInput, Sentence::new("problem.not-apples")))?;
        let printed = tool
            .run(&arguments, &account)
            .await
            .map_err(Failure::certain)?;
        drop(folder);
        self.visit.line.meter().skip(artifact.build.size);
        match printed.verdict() {
            Verdict::Uploaded { delivery } => done(json!({
                "delivery": delivery,
                "said": printed.success_words(),
            })),
            Verdict::Refused(problem) => Err(Failure::certain(problem)),
            // It ended without a word of success or of refusal, or was ended: what Apple has of it nobody here knows.
            Verdict::Ended | Verdict::Crashed => Ok(Outcome::Unclear {
                problem: unclear(&printed),
            }),
        }
    }
}

fn unclear(printed: &Printed) -> Problem {
    let said: Said = printed.said("altool");
    Problem::new(
        ProblemKind::Unclear,
        Sentence::new("problem.tool-not-heard"),
    )
    .said(said)
    .retry(Retry::After {
        wait: Duration::from_secs(10),
    })
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

    use super::{Account, Tool, plainly_named, sign_in, upload_arguments};
    use crate::apple::{altool_words::Verdict, objections::tests::apple_order, vectors};

    /// A tool that writes down how it was called and prints what it is told to.
    fn fake(folder: &Path, prints: &str, ends: u8) -> Tool {
        let script = folder.join("altool");
        let told = folder.join("called");
        let answer = folder.join("prints");
        fs::write(&answer, prints).unwrap();
        fs::write(
            &script,
            format!(
                "#!/bin/sh\nprintf '%s\\n' \"$@\" > '{}'\nprintf '%s' \"$SLIPWAY_ALTOOL_PASSWORD\" > '{}.password'\ncat '{}'\nexit {ends}\n",
                told.display(),
                told.display(),
                answer.display()
            ),
        )
        .unwrap();
        fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).unwrap();
        Tool {
            program: script,
            first: Vec::new(),
        }
    }

    fn credentials() -> crate::Credentials {
        vectors::credentials(&[
            ("apple_id", "lin@example.com"),
            ("app_password", "abcd-efgh-ijkl-mnop"),
        ])
    }

    #[test]
    fn the_command_line_names_everything_but_the_password() {
        let order = apple_order();
        let arguments = upload_arguments(
            Path::new("/tmp/x/app.ipa"),
            &order.artifacts[0],
            "1234567890",
        )
        .unwrap();
        let arguments: Vec<&str> = arguments.iter().map(|one| one.to_str().unwrap()).collect();
        assert_eq!(
            arguments,
            [
                "--upload-package",
                "/tmp/x/app.ipa",
                "--platform",
                "ios",
                "--apple-id",
                "1234567890",
                "--bundle-id",
                "com.example.slipway",
                "--bundle-version",
                "42",
                "--bundle-short-version-string",
                "2.4.0",
                "--output-format",
                "json"
            ]
        );
        let credentials = credentials();
        let signing_in = sign_in(&Account::of(&credentials).unwrap());
        assert_eq!(
            signing_in,
            [
                "-u",
                "lin@example.com",
                "-p",
                "@env:SLIPWAY_ALTOOL_PASSWORD"
            ]
        );
    }

    #[tokio::test]
    async fn the_password_goes_by_the_childs_environment_alone() {
        let folder = tempfile::tempdir().unwrap();
        let credentials = credentials();
        let account = Account::of(&credentials).unwrap();
        let prints = "Running altool at path '/x'\n{\"success-message\": \"No errors uploading\", \"details\": {\"delivery-uuid\": \"8f0c\"}}";
        let tool = fake(folder.path(), prints, 0);
        let printed = tool
            .run(&["--upload-package".into()], &account)
            .await
            .unwrap();
        assert!(
            matches!(printed.verdict(), Verdict::Uploaded { delivery: Some(id) } if id == "8f0c")
        );
        let called = fs::read_to_string(folder.path().join("called")).unwrap();
        assert_eq!(
            called,
            "--upload-package\n-u\nlin@example.com\n-p\n@env:SLIPWAY_ALTOOL_PASSWORD\n"
        );
        let password = fs::read_to_string(folder.path().join("called.password")).unwrap();
        assert_eq!(password, "abcd-efgh-ijkl-mnop");
        assert!(std::env::var_os("SLIPWAY_ALTOOL_PASSWORD").is_none());
    }

    #[tokio::test]
    async fn a_wrong_password_is_refused_and_a_right_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let credentials = credentials();
        let account = Account::of(&credentials).unwrap();
        let refusal = "ERROR: Unable to authenticate. (-19209)";
        let problem = fake(folder.path(), refusal, 1)
            .providers(&account)
            .await
            .unwrap_err();
        assert_eq!(problem.advice.key, "problem.tool-password");
        fake(folder.path(), "Example Ltd ABCDE12345\n", 0)
            .providers(&account)
            .await
            .unwrap();
        let nowhere = Tool {
            program: folder.path().join("nothing"),
            first: Vec::new(),
        };
        assert_eq!(
            nowhere.providers(&account).await.unwrap_err().advice.key,
            "problem.no-tool"
        );
        assert!(!nowhere.is_there().await);
    }

    #[test]
    fn the_package_goes_under_a_plain_name_and_the_copy_goes_away() {
        let folder = tempfile::tempdir().unwrap();
        let odd = folder.path().join("滑道 é.ipa");
        fs::write(&odd, b"package").unwrap();
        let (own, place) = plainly_named(&odd, slipway_model::Kind::Ipa).unwrap();
        assert_eq!(place.file_name().unwrap(), "app.ipa");
        assert_eq!(fs::read(&place).unwrap(), b"package");
        drop(own);
        assert!(!place.exists() && odd.exists());
    }
}
