//! One test again in a process of its own, where the environment is another, or the session bus and the keyring on it. (Changing
//! either for a running test process would change it for its neighbours.)

use std::{path::PathBuf, process::Command};

use crate::source;

const ALONE: &str = "SLIPWAY_TEST_ALONE";

/// Answers true in the process of its own. Elsewhere it runs the test `name` (as `--list` shows it) there, with these variables
/// set, and answers false.
///
/// # Panics
/// When the test fails there, or nothing ran.
pub fn here(name: &str, environment: &[(&str, &str)]) -> bool {
    is_here(name) || {
        let mut command = Command::new(program());
        command.envs(environment.iter().copied());
        run(command, name);
        false
    }
}

/// The same, with a session bus and an unlocked keyring that nobody else has, and no display on which a prompt could wait.
///
/// # Panics
/// When the test fails there, or nothing ran.
pub fn in_a_session(name: &str) -> bool {
    is_here(name) || {
        let mut command = Command::new(source::root().join("tests/session.sh"));
        command.args(["--keyring", "--"]).arg(program());
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        run(command, name);
        false
    }
}

fn is_here(name: &str) -> bool {
    std::env::var_os(ALONE).is_some_and(|alone| alone == name)
}

fn program() -> PathBuf {
    std::env::current_exe().expect("this test's program")
}

fn run(mut command: Command, name: &str) {
    let output = command
        .args([name, "--exact", "--nocapture"])
        .env(ALONE, name)
        .output()
        .expect("this test's program starts");
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || !said.contains("1 passed") {
        panic!("{said}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}
