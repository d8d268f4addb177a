//! The shell: one window around the engine. Knows windows, dialogs, notifications and the page; knows no store rule and no HTTP.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;
mod args;
mod bindings;
mod commands;
mod files;
mod leaving;
mod notices;
mod overview;
mod picker;
mod prefs;
mod session;
mod shell;
mod start;
mod wire;

use std::process::ExitCode;

fn main() -> ExitCode {
    start::prepare_graphics();
    start::log();
    let args = args::Args::read();
    match start::caught(|| app::run(args)) {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(says)) => {
            start::explain(&says);
            ExitCode::FAILURE
        }
        None => ExitCode::FAILURE,
    }
}
