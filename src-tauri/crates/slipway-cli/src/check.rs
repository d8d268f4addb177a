//! `check`: the layered probes of each store's access.

use std::collections::BTreeMap;

use serde::Serialize;
use slipway_engine::view::ProbeView;
use slipway_model::Sentence;

use crate::{
    args::{Check, Cli},
    exit::Exit,
    names::{are_stores, is_account},
    out::Out,
    session::{Session, pair, refuse},
    words,
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
    let named = accounts.keys().copied();
    let named = named.chain(check.store.iter().map(String::as_str));
    are_stores(session, out, named).await?;
    for (store, name) in &accounts {
        is_account(session, out, store, name).await?;
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
    if stores.is_empty() {
        out.complain_of(&Sentence::new("cli.nothing-set-up"));
        return Err(Exit::BadInput);
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
        let (mark, says) = match probe.state.as_str() {
            "pass" => ("✓", probe.says.clone()),
            "fail" => ("✗", probe.says.clone()),
            _ => ("–", words::say(&Sentence::new("cli.not-checked"), out.lang)),
        };
        out.line(format!("{store}\t{mark} {}\t{says}", probe.label).trim_end());
        if let Some(words) = probe.words.as_deref().filter(|words| !words.is_empty()) {
            let code = probe.code.as_deref().unwrap_or_default();
            out.line(&format!("\t  {}", out.store_says(code, words)));
        }
    }
    if probes.iter().all(|probe| probe.state != "fail")
        && probes.iter().any(|probe| probe.state == "skipped")
    {
        out.say(&Sentence::new("cli.name-an-app").with("store", store));
    }
}
