//! Opens the engine as the command line wants it: the home that was named, and practice with its keys given.

use std::path::PathBuf;

use slipway_engine::{
    Engine, Home, PracticeAccounts, PracticeAt, World, WorldKind, data_folder, problem_view,
    view::ProblemView,
};
use slipway_model::Sentence;

use crate::{args, args::Cli, exit::Exit, out::Out};

pub(crate) struct Session {
    pub(crate) engine: Engine,
    pub(crate) world: World,
}

impl Session {
    /// Opens the world that the arguments name; says why when it cannot.
    pub(crate) async fn open(cli: &Cli, out: &Out, world: &args::World) -> Result<Self, Exit> {
        Self::open_watching(cli, out, world, false).await
    }

    /// The same, looking after reviews in the background.
    pub(crate) async fn open_watching(
        cli: &Cli,
        out: &Out,
        world: &args::World,
        reviews: bool,
    ) -> Result<Self, Exit> {
        let folder = folder(cli, out)?;
        let mut home = Home::new(folder, env!("CARGO_PKG_VERSION"));
        home.practice_accounts = PracticeAccounts::Given;
        home.watch_reviews = reviews;
        let kind = match &world.practice {
            None => WorldKind::Real,
            Some(file) => {
                if let Some(file) = file {
                    home.practice = PracticeAt::Joined(file.clone());
                }
                WorldKind::Practice
            }
        };
        let fail = |problem| {
            out.problem(None, &problem_view(&problem, out.lang));
            Exit::BadInput
        };
        let engine = Engine::open(home).map_err(fail)?;
        let world = engine.world(kind).await.map_err(fail)?;
        Ok(Self { engine, world })
    }
}

fn folder(cli: &Cli, out: &Out) -> Result<PathBuf, Exit> {
    cli.home.clone().or_else(data_folder).ok_or_else(|| {
        out.complain_of(&Sentence::new("cli.no-home"));
        Exit::BadInput
    })
}

/// Splits `STORE=VALUE`; complains and gives up when there is no `=`.
pub(crate) fn pair<'a>(
    out: &Out,
    option: &str,
    value: &'a str,
) -> Result<(&'a str, &'a str), Exit> {
    value
        .split_once('=')
        .filter(|(store, rest)| !store.is_empty() && !rest.is_empty())
        .ok_or_else(|| {
            let sentence = Sentence::new("cli.not-a-pair")
                .with("option", option)
                .with("value", value);
            out.complain_of(&sentence);
            Exit::BadInput
        })
}

/// Says a problem that came back from a call and ends with "bad input".
pub(crate) fn refuse(out: &Out) -> impl Fn(ProblemView) -> Exit + '_ {
    |problem| {
        out.problem(None, &problem);
        Exit::BadInput
    }
}
