//! What comes before the window: graphics quirks, the log, and a message when there will be no window.

use std::{
    env,
    io::IsTerminal as _,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::LazyLock,
};

use slipway_model::{Language, Sentence, words};
use tracing_subscriber::EnvFilter;

/// The language of the system, for what is said before settings can be read and for people who chose none.
pub(crate) fn system_language() -> Language {
    static LANGUAGE: LazyLock<Language> =
        LazyLock::new(|| Language::from_tag(&sys_locale::get_locale().unwrap_or_default()));
    *LANGUAGE
}

/// One of the window's own sentences.
pub(crate) fn say(sentence: &Sentence, language: Language) -> String {
    words::general()
        .say(sentence, language)
        .unwrap_or_else(|| sentence.key.clone())
}

/// NVIDIA's driver under Wayland draws a torn or empty page while it uses explicit sync [anchor mountain-loop/yaak].
/// Must run before the first thread.
#[expect(
    unsafe_code,
    reason = "changing the environment is sound while there is one thread"
)]
pub(crate) fn prepare_graphics() {
    const SWITCH: &str = "__NV_DISABLE_EXPLICIT_SYNC";
    let nvidia = std::path::Path::new("/proc/driver/nvidia/version").exists();
    if cfg!(target_os = "linux")
        && nvidia
        && env::var_os("WAYLAND_DISPLAY").is_some()
        && env::var_os(SWITCH).is_none()
    {
        // SAFETY: called first in `main`, so no other thread reads or writes the environment.
        unsafe { env::set_var(SWITCH, "1") };
    }
}

/// Warnings to stderr; more with `SLIPWAY_LOG`. Whoever logs writes allowed fields only.
pub(crate) fn log() {
    let filter = EnvFilter::try_from_env("SLIPWAY_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}

/// Why no window can open at all, on a system where that can be known beforehand.
pub(crate) fn no_display() -> Option<String> {
    let missing = cfg!(target_os = "linux")
        && ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .all(|name| env::var_os(name).is_none_or(|value| value.is_empty()));
    missing.then(|| say(&Sentence::new("window.no-display"), system_language()))
}

/// Runs the window. A toolkit that cannot reach the display panics instead of answering: then the sentence goes to stderr alone, since
/// a dialog would need that same toolkit, and the answer is `None`.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work))
        .inspect_err(|fault| {
            let error = fault
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| fault.downcast_ref::<&str>().copied())
                .unwrap_or_default();
            let sentence = Sentence::new("window.no-window").with("error", error);
            eprintln!("slipway: {}", say(&sentence, system_language()));
        })
        .ok()
}

/// Says why Slipway did not start: on stderr, and in a dialog to people who did not start it from a terminal. Never ends silently.
pub(crate) fn explain(says: &str) {
    eprintln!("slipway: {says}");
    if !std::io::stderr().is_terminal() && no_display().is_none() {
        rfd::MessageDialog::new()
            .set_level(rfd::MessageLevel::Error)
            .set_title("Slipway")
            .set_description(says)
            .show();
    }
}

#[cfg(test)]
mod tests {
    use super::caught;

    #[test]
    fn a_fault_becomes_no_answer() {
        assert_eq!(caught(|| 7), Some(7));
        assert_eq!(caught(|| -> u8 { panic!("no display") }), None);
    }
}
