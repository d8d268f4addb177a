//! `inspect FILE`: the facts of a build.

use std::path::Path;

use slipway_engine::view::{BuildView, SignerView};

use crate::{args, args::Cli, exit::Exit, human, out::Out, session::Session, words};

pub(crate) async fn run(
    cli: &Cli,
    out: &Out,
    world: &args::World,
    file: &Path,
    json: bool,
) -> Exit {
    let session = match Session::open(cli, out, world).await {
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
    let row = |key: &str, value: String| {
        out.line(&format!("{}\t{value}", words::word("build", key, out.lang)));
    };
    let plain = |answer: &str| words::word("answer", answer, out.lang);
    let or_dash =
        |value: Option<u32>| value.map_or_else(|| "–".to_owned(), |value| value.to_string());
    row("kind", words::word("kind", &build.kind, out.lang));
    row("label", build.label.clone());
    row("package", build.package.clone());
    row(
        "version",
        format!("{} ({})", build.version_name, build.code_text),
    );
    if let Some(apple) = &build.apple {
        row("system", format!("{} {}", apple.system, apple.minimum_os));
        let signed_for = words::word("distribution", &apple.distribution, out.lang);
        row("distribution", signed_for);
        row("encryption", plain(&apple.encryption));
        if !apple.team.is_empty() {
            row("team", apple.team.clone());
        }
    } else {
        row(
            "sdk",
            format!("{} / {}", or_dash(build.min_sdk), or_dash(build.target_sdk)),
        );
    }
    row(
        "abis",
        if build.abis.is_empty() {
            "–".to_owned()
        } else {
            build.abis.join(", ")
        },
    );
    if !build.modules.is_empty() {
        row("modules", build.modules.join(", "));
    }
    if let Some(version) = &build.bundletool {
        row("bundletool", version.clone());
    }
    row(
        "size",
        format!("{} ({} B)", human::bytes(build.size), build.size),
    );
    row("debuggable", plain(&build.debuggable));
    // Apple's signature stands in the app itself and is not judged here.
    if build.apple.is_none() {
        row(
            "schemes",
            format!("{} · {}", build.schemes.join(", "), plain(&build.intact)),
        );
    }
    for (signer, schemes) in signers(build) {
        row(
            "signer",
            format!(
                "{} · {} ({})",
                signer.subject,
                signer.key,
                schemes.join(", ")
            ),
        );
        row("signer-sha256", signer.sha256.clone());
    }
    row("md5", build.md5.clone());
    row("sha1", build.sha1.clone());
    row("sha256", build.sha256.clone());
    for warning in &build.warnings {
        out.complain(warning);
    }
}

/// Each certificate once, with the schemes that it signs in.
fn signers(build: &BuildView) -> Vec<(&SignerView, Vec<&str>)> {
    let mut found: Vec<(&SignerView, Vec<&str>)> = Vec::new();
    for signer in &build.signers {
        match found
            .iter_mut()
            .find(|(known, _)| known.sha256 == signer.sha256)
        {
            Some((_, schemes)) => schemes.push(&signer.scheme),
            None => found.push((signer, vec![&signer.scheme])),
        }
    }
    found
}
