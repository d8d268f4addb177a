//! One test again in a process of its own, where the environment is another. (Changing the environment of a running test process
//! would change it for its neighbours.)

use std::process::Command;

const ALONE: &str = "SLIPWAY_TEST_ALONE";

/// Answers true in the process of its own. Elsewhere it runs the test `name` (as `--list` shows it) there, with these variables
/// set, and answers false.
///
/// # Panics
/// When the test fails there, or nothing ran.
#[expect(
    clippy::expect_used,
    clippy::panic,
    reason = "the harness speaks to a test runner"
)]
pub fn here(name: &str, environment: &[(&str, &str)]) -> bool {
    if std::env::var_os(ALONE).is_some_and(|alone| alone == name) {
        return true;
    }
    let program = std::env::current_exe().expect("this test's program");
    let output = Command::new(program)
        .args([name, "--exact", "--nocapture"])
        .env(ALONE, name)
        .envs(environment.iter().copied())
        .output()
        .expect("this test's program starts");
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || !said.contains("1 passed") {
        panic!("{said}\n{}", String::from_utf8_lossy(&output.stderr));
    }
    false
}
