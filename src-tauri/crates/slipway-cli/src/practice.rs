//! `practice`: plays every store on this machine until ended. Prints one JSON line that other programs and `--practice=FILE` read.

use slipway_engine::{
    practice::{PracticeOptions, serve_practice},
    problem_view,
};
use slipway_model::Sentence;

use crate::{args::Practice, exit::Exit, out::Out, words};

pub(crate) async fn run(out: &Out, practice: &Practice) -> Exit {
    let options = PracticeOptions {
        world: (practice.world != ":memory:").then(|| practice.world.clone().into()),
        listen: practice.listen,
        ca_out: practice.ca_out.clone(),
        adopt: practice.adopt.clone(),
        review_pace: Some(practice.review_pace),
    };
    let server = match serve_practice(options).await {
        Ok(server) => server,
        Err(problem) => {
            out.problem(None, &problem_view(&problem, out.lang));
            return Exit::BadInput;
        }
    };
    out.line(server.line());
    out.complain(&words::say(&Sentence::new("cli.practice-serves"), out.lang));
    ended().await;
    server.stop().await;
    Exit::AllSubmitted
}

/// Ctrl-C, or the end signal of a service manager.
async fn ended() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut end) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = end.recv() => return,
                _ = tokio::signal::ctrl_c() => return,
            }
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
