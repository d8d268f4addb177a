//! `practice`: plays every store on this machine until ended. Prints one JSON line that other programs and `--practice=FILE` read.

use slipway_engine::{
    practice::{PracticeOptions, serve_practice},
    problem_view,
};
use slipway_model::Sentence;

use crate::{args::Practice, exit::Exit, out::Out, signal::asked_to_end};

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
    out.complain_of(&Sentence::new("cli.practice-serves"));
    asked_to_end().await;
    server.stop().await;
    Exit::AllSubmitted
}
