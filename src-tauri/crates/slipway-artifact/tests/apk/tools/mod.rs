//! Debian's Android tools. They are needed: a test without them fails and says how to get them.

pub(crate) mod key;
mod project;

use std::{
    ffi::OsStr,
    path::Path,
    process::{Command, Output},
};

pub(crate) use key::Key;
pub(crate) use project::{Project, picture};

pub(crate) const FRAMEWORK: &str = "/usr/share/android-framework-res/framework-res.apk";

/// Runs a tool to its end and gives what it printed.
pub(crate) fn run<S: AsRef<OsStr>>(program: &str, args: impl IntoIterator<Item = S>) -> String {
    let output = output(program, args);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{program} failed: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

/// Runs a tool whose answer may be no.
pub(crate) fn output<S: AsRef<OsStr>>(program: &str, args: impl IntoIterator<Item = S>) -> Output {
    Command::new(program)
        .args(args)
        .output()
        .unwrap_or_else(|error| {
            panic!(
                "{program}: {error}. Install it: apt-get install aapt zipalign apksigner \
                 android-framework-res openssl default-jdk-headless"
            )
        })
}

/// Signs in place with the options given.
pub(crate) fn sign(apk: &Path, keys: &[&Key], options: &[&str]) {
    let mut args: Vec<String> = vec!["sign".into()];
    args.extend(options.iter().map(|option| (*option).into()));
    for (number, key) in keys.iter().enumerate() {
        if number > 0 {
            args.push("--next-signer".into());
        }
        args.extend(key.signer_options());
    }
    args.push(apk.display().to_string());
    run("apksigner", args);
}

/// What apksigner says about a package, line by line.
pub(crate) fn verify(apk: &Path) -> Vec<String> {
    let path = apk.display().to_string();
    let said = run("apksigner", ["verify", "--print-certs", "-v", &path]);
    said.lines().map(str::to_owned).collect()
}

/// What aapt says about a package, line by line.
pub(crate) fn badging(apk: &Path) -> Vec<String> {
    let path = apk.display().to_string();
    let said = run("aapt", ["dump", "badging", &path]);
    said.lines().map(str::to_owned).collect()
}

/// `name='value'` out of a line of aapt's, or `key:'value'`.
pub(crate) fn quoted(lines: &[String], start: &str, name: &str) -> Option<String> {
    let line = lines.iter().find(|line| line.starts_with(start))?;
    let (_, rest) = line.split_once(&format!("{name}'"))?;
    rest.split('\'').next().map(str::to_owned)
}

/// What stands behind `separator` in the line that starts so.
pub(crate) fn quoted_after(lines: &[String], start: &str, separator: &str) -> Option<String> {
    let line = lines.iter().find(|line| line.starts_with(start))?;
    let (_, rest) = line.split_once(separator)?;
    Some(rest.to_owned())
}
