//! `stores`: what each store can do and which keys it wants.

use serde::Serialize;
use slipway_engine::view::{FieldView, StoreTile};
use slipway_model::Sentence;

use crate::{
    args,
    args::Cli,
    exit::Exit,
    human,
    out::Out,
    session::{Session, refuse},
    words,
};

#[derive(Serialize)]
struct Line {
    id: String,
    name: String,
    can: Vec<String>,
    accepts: Vec<String>,
    notes_limit: u32,
    size_limit: u64,
    fields: Vec<FieldView>,
}

pub(crate) async fn run(cli: &Cli, out: &Out, world: &args::World, json: bool) -> Exit {
    let session = match Session::open(cli, out, world).await {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let answer = list(&session, out, json).await;
    session.engine.close().await;
    answer.unwrap_or_else(|exit| exit)
}

async fn list(session: &Session, out: &Out, json: bool) -> Result<Exit, Exit> {
    let mut lines = Vec::new();
    for tile in session.world.tiles(out.lang).await.map_err(refuse(out))? {
        let page = session
            .world
            .store_page(&tile.id, out.lang)
            .await
            .map_err(refuse(out))?;
        let StoreTile {
            id,
            name,
            can,
            accepts,
            notes_limit,
            size_limit,
            ..
        } = page.tile;
        lines.push(Line {
            id,
            name,
            can,
            accepts,
            notes_limit,
            size_limit,
            fields: page.fields,
        });
    }
    if json {
        out.json(&lines);
    } else {
        for line in &lines {
            print(out, line);
        }
    }
    Ok(Exit::AllSubmitted)
}

fn print(out: &Out, line: &Line) {
    out.line(&format!("{}\t{}", line.id, line.name));
    let takes = Sentence::new("cli.store.takes")
        .with("kinds", line.accepts.join(", "))
        .with("size", human::bytes(line.size_limit))
        .with("characters", line.notes_limit);
    out.line(&format!("\t{}", words::say(&takes, out.lang)));
    let can: Vec<String> = line
        .can
        .iter()
        .map(|can| words::word("can", can, out.lang))
        .collect();
    let can = Sentence::new("cli.store.can").with("can", can.join(" · "));
    out.line(&format!("\t{}", words::say(&can, out.lang)));
    for field in &line.fields {
        out.line(&format!("\t  {}\t{}", field.id, field.label));
    }
}
