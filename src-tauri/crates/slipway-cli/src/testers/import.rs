//! `testers import`: a list into an own group, and that group to stores.

use slipway_model::Sentence;

use super::{list, send};
use crate::{
    args::ImportTesters,
    exit::Exit,
    names::{are_stores, is_account},
    out::Out,
    session::{Session, pair},
};

pub(super) async fn run(session: &Session, out: &Out, asked: &ImportTesters) -> Result<Exit, Exit> {
    // What was typed wrong is said before anything is kept.
    are_stores(session, out, asked.store.iter().map(String::as_str)).await?;
    for value in &asked.account {
        let (store, name) = pair(out, "--account", value)?;
        if !asked.store.iter().any(|known| known == store) {
            out.complain_of(&Sentence::new("cli.not-in-to").with("store", store));
            return Err(Exit::BadInput);
        }
        is_account(session, out, store, name).await?;
    }
    let ndjson = asked.events.is_some();
    let taken = list::take(session, out, &asked.file, &asked.group, asked.whole, ndjson).await?;
    let good = taken.added + taken.renamed + taken.joined + taken.unchanged;
    if good == 0 {
        out.complain_of(&Sentence::new("cli.nothing-sent"));
        return Ok(Exit::BadInput);
    }
    let exit = match asked.store.is_empty() {
        true => Exit::AllSubmitted,
        false => send::groups(session, out, asked, &taken.groups).await?,
    };
    Ok(match exit {
        Exit::AllSubmitted if taken.left_out > 0 => Exit::SomeFailed,
        exit => exit,
    })
}
