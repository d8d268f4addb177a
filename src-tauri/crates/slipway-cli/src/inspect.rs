//! `inspect FILE`: the facts of a build.

use std::path::Path;

use slipway_engine::view::BuildView;
use slipway_model::Sentence;

use crate::{args, args::Cli, exit::Exit, out::Out, session::Session, words};

pub(crate) async fn run(cli: &Cli, out: &Out, file: &Path, json: bool) -> Exit {
    let session = match Session::open(cli, out, &args::World { practice: None }).await {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let answer = session
        .world
        .inspect(
            file,
            |_| {},
            tokio_util::sync::CancellationToken::new(),
            out.lang,
        )
        .await;
    session.engine.close().await;
    match answer {
        Err(problem) => {
            out.problem(Some(&file.display().to_string()), &problem);
            Exit::BadInput
        }
        Ok(build) => {
            if json {
                out.json(&build);
            } else {
                print(out, &build);
            }
            Exit::AllSubmitted
        }
    }
}

fn print(out: &Out, build: &BuildView) {
    let label = |key: &str| {
        words::say(
            &Sentence {
                key: format!("cli.build.{key}"),
                args: Default::default(),
            },
            out.lang,
        )
    };
    let row = |key: &str, value: String| out.line(&format!("{}\t{value}", label(key)));
    let or_dash =
        |value: Option<u32>| value.map_or_else(|| "–".to_owned(), |value| value.to_string());
    row("label", build.label.clone());
    row("package", build.package.clone());
    row(
        "version",
        format!("{} ({})", build.version_name, build.version_code),
    );
    row(
        "sdk",
        format!("{} / {}", or_dash(build.min_sdk), or_dash(build.target_sdk)),
    );
    row(
        "abis",
        if build.abis.is_empty() {
            "–".to_owned()
        } else {
            build.abis.join(", ")
        },
    );
    row("size", build.size.to_string());
    row("debuggable", build.debuggable.clone());
    row(
        "schemes",
        format!("{} · {}", build.schemes.join(", "), build.intact),
    );
    for signer in &build.signers {
        row(
            "signer",
            format!(
                "{} {} {} {}",
                signer.scheme, signer.key, signer.subject, signer.sha256
            ),
        );
    }
    row("md5", build.md5.clone());
    row("sha1", build.sha1.clone());
    row("sha256", build.sha256.clone());
    for warning in &build.warnings {
        out.complain(warning);
    }
}
