//! `check`: the layered probes of each store's access.

use std::collections::BTreeMap;

use serde::Serialize;
use slipway_engine::view::ProbeView;

use crate::{
    args::{Check, Cli},
    exit::Exit,
    out::Out,
    session::{Session, pair, refuse},
};

#[derive(Serialize)]
struct Line<'a> {
    store: &'a str,
    probes: &'a [ProbeView],
}

pub(crate) async fn run(cli: &Cli, out: &Out, check: &Check) -> Exit {
    let session = match Session::open(cli, out, &check.world).await {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let answer = probe(&session, out, check).await;
    session.engine.close().await;
    answer.unwrap_or_else(|exit| exit)
}

async fn probe(session: &Session, out: &Out, check: &Check) -> Result<Exit, Exit> {
    let mut accounts = BTreeMap::new();
    for value in &check.account {
        let (store, name) = pair(out, "--account", value)?;
        accounts.insert(store, name);
    }
    let mut stores = check.store.clone();
    if stores.is_empty() {
        let tiles = session.world.tiles(out.lang).await.map_err(refuse(out))?;
        stores = tiles
            .into_iter()
            .filter(|tile| tile.accounts > 0)
            .map(|tile| tile.id)
            .collect();
    }
    let (mut good, mut bad) = (0, 0);
    for store in &stores {
        let account = accounts.get(store.as_str()).copied().unwrap_or_default();
        match session
            .world
            .check(store, account, check.app.as_deref(), out.lang)
            .await
        {
            Err(problem) => {
                out.problem(Some(store), &problem);
                bad += 1;
            }
            Ok(probes) => {
                if probes.iter().any(|probe| probe.state == "fail") {
                    bad += 1;
                } else {
                    good += 1;
                }
                if check.json {
                    out.json(&Line {
                        store,
                        probes: &probes,
                    });
                } else {
                    print(out, store, &probes);
                }
            }
        }
    }
    Ok(match (good, bad) {
        (_, 0) => Exit::AllSubmitted,
        (0, _) => Exit::AllFailed,
        _ => Exit::SomeFailed,
    })
}

fn print(out: &Out, store: &str, probes: &[ProbeView]) {
    for probe in probes {
        let mark = match probe.state.as_str() {
            "pass" => "✓",
            "fail" => "✗",
            _ => "·",
        };
        out.line(&format!("{store}\t{mark} {}\t{}", probe.label, probe.says));
        if let Some(words) = probe.words.as_deref().filter(|words| !words.is_empty()) {
            out.line(&format!(
                "\t  {} {words}",
                probe.code.as_deref().unwrap_or_default()
            ));
        }
    }
}
