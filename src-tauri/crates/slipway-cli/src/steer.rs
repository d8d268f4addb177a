//! `steer`: one lever of a submitted version, and what the store shows afterwards.

use slipway_engine::view::Steered;
use slipway_model::Sentence;

use crate::{
    args::{Cli, Lever, Steer},
    exit::Exit,
    names::are_stores,
    out::Out,
    session::{Session, refuse},
};

pub(crate) async fn run(cli: &Cli, out: &Out, steer: &Steer) -> Exit {
    let session = match Session::open(cli, out, &steer.world).await {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let exit = pull(&session, out, steer).await;
    session.engine.close().await;
    exit.unwrap_or_else(|exit| exit)
}

async fn pull(session: &Session, out: &Out, steer: &Steer) -> Result<Exit, Exit> {
    are_stores(session, out, [steer.store.as_str()].into_iter()).await?;
    let app = app(session, out, steer).await?;
    let lever = match steer.lever {
        Lever::Widen => slipway_model::Lever::Widen,
        Lever::Pause => slipway_model::Lever::Pause,
        Lever::Resume => slipway_model::Lever::Resume,
        Lever::Complete => slipway_model::Lever::Complete,
        Lever::Cancel => slipway_model::Lever::Cancel,
        Lever::Withdraw => slipway_model::Lever::Withdraw,
        Lever::Release => slipway_model::Lever::Release,
    };
    let steered = session
        .world
        .steer(
            &app,
            &steer.store,
            lever,
            steer.percent.as_deref(),
            out.lang,
        )
        .await
        .map_err(refuse(out))?;
    Ok(match steered {
        Steered::Seen { says } => {
            out.line(&says);
            Exit::AllSubmitted
        }
        Steered::Refused { problem } => {
            out.problem(Some(&steer.store), &problem);
            Exit::AllFailed
        }
        Steered::Unclear { problem } => {
            out.problem(Some(&steer.store), &problem);
            Exit::NeedsPerson
        }
    })
}

/// The app that was named, else the only one there is.
async fn app(session: &Session, out: &Out, steer: &Steer) -> Result<String, Exit> {
    if let Some(app) = &steer.app {
        return Ok(app.clone());
    }
    let desk = session.world.desk(out.lang).await.map_err(refuse(out))?;
    match desk.apps.as_slice() {
        [one] => Ok(one.package.clone()),
        _ => {
            out.complain_of(&Sentence::new("cli.which-app"));
            Err(Exit::BadInput)
        }
    }
}
