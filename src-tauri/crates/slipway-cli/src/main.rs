//! Slipway without a window: the same engine, driven by arguments, answering with sentences or JSON and an exit code.

mod args;
mod check;
mod exit;
mod follow;
mod human;
mod inspect;
mod names;
mod out;
mod practice;
mod publish;
mod releases;
mod session;
mod signal;
mod steer;
mod stores;
mod testers;
mod words;

use std::process::ExitCode;

use clap::Parser as _;

use crate::{
    args::{Cli, Command},
    exit::Exit,
    out::Out,
};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let wanted = !error.use_stderr();
            // Help and version go where they were asked for; nothing is left to do when even that fails.
            let _ = error.print();
            return if wanted {
                Exit::AllSubmitted
            } else {
                Exit::BadInput
            }
            .code();
        }
    };
    log_to_stderr();
    let out = Out::new(cli.lang.as_deref());
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            out.complain(&error.to_string());
            return Exit::AllFailed.code();
        }
    };
    let exit = runtime.block_on(run(&cli, &out));
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    exit.code()
}

async fn run(cli: &Cli, out: &Out) -> Exit {
    match &cli.command {
        Command::Inspect { file, json, world } => inspect::run(cli, out, world, file, *json).await,
        Command::Stores { json, world } => stores::run(cli, out, world, *json).await,
        Command::Check(check) => check::run(cli, out, check).await,
        Command::Publish(publish) => publish::run(cli, out, publish).await,
        Command::Releases { json, world } => releases::list(cli, out, world, *json).await,
        Command::Status(status) => releases::status(cli, out, status).await,
        Command::Resume(resume) => releases::resume(cli, out, resume).await,
        Command::Steer(steer) => steer::run(cli, out, steer).await,
        Command::Testers(asked) => testers::run(cli, out, asked).await,
        Command::Practice(practice) => practice::run(out, practice).await,
    }
}

/// Silent unless `SLIPWAY_LOG` asks; stdout belongs to answers.
fn log_to_stderr() {
    let filter =
        tracing_subscriber::EnvFilter::try_from_env("SLIPWAY_LOG").unwrap_or_else(|_| "off".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
