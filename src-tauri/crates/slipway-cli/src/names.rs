//! Stores and accounts that are named on the command line: a name that nothing has is bad input, and nothing is done at all.

use slipway_model::Sentence;

use crate::{
    exit::Exit,
    out::Out,
    session::{Session, refuse},
};

/// Complains about the first store that there is not.
pub(crate) async fn are_stores(
    session: &Session,
    out: &Out,
    names: impl Iterator<Item = &str>,
) -> Result<(), Exit> {
    let tiles = session.world.tiles(out.lang).await.map_err(refuse(out))?;
    for name in names {
        if !tiles.iter().any(|tile| tile.id == name) {
            let known: Vec<&str> = tiles.iter().map(|tile| tile.id.as_str()).collect();
            let sentence = Sentence::new("cli.no-such-store")
                .with("store", name)
                .with("known", known.join(", "));
            out.complain_of(&sentence);
            return Err(Exit::BadInput);
        }
    }
    Ok(())
}

/// Complains when the store has no account of that name.
pub(crate) async fn is_account(
    session: &Session,
    out: &Out,
    store: &str,
    account: &str,
) -> Result<(), Exit> {
    let page = session.world.store_page(store, out.lang).await;
    let accounts = page.map_err(refuse(out))?.accounts;
    if accounts.iter().any(|known| known.name == account) {
        return Ok(());
    }
    let known: Vec<&str> = accounts.iter().map(|known| known.name.as_str()).collect();
    let sentence = Sentence::new("cli.no-such-account")
        .with("store", store)
        .with("account", account)
        .with(
            "known",
            if known.is_empty() {
                "–".to_owned()
            } else {
                known.join(", ")
            },
        );
    out.complain_of(&sentence);
    Err(Exit::BadInput)
}
