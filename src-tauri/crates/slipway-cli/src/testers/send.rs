//! Own groups to stores, or people out of them: a release like any other, with the goal *testers*.

use slipway_engine::view::{Draft, TesterSend};
use slipway_model::Sentence;

use crate::{
    args::{ImportTesters, RemoveTesters},
    exit::Exit,
    names::are_stores,
    out::Out,
    publish,
    session::{Session, pair, refuse},
};

/// Sends own groups, by id, to every store that was named.
pub(super) async fn groups(
    session: &Session,
    out: &Out,
    asked: &ImportTesters,
    groups: &[String],
) -> Result<Exit, Exit> {
    let certificate = match &asked.certificate {
        Some(file) => session
            .world
            .read_certificate(file, out.lang)
            .await
            .map_err(refuse(out))?,
        None => String::new(),
    };
    let mut sends = Vec::new();
    for store in &asked.store {
        sends.push(TesterSend {
            app: asked.app.clone().unwrap_or_default(),
            store: store.clone(),
            account: account(out, &asked.account, store)?,
            groups: groups.to_vec(),
            store_group: asked.store_group.clone().unwrap_or_default(),
            internal: asked.internal,
            build: asked
                .build
                .as_ref()
                .map(|file| file.display().to_string())
                .unwrap_or_default(),
            certificate: certificate.clone(),
            ..TesterSend::default()
        });
    }
    begin(session, out, sends, asked.events.is_some()).await
}

/// Takes people out of a group at stores.
pub(super) async fn take_out(
    session: &Session,
    out: &Out,
    asked: &RemoveTesters,
    own_name: &str,
) -> Result<Exit, Exit> {
    are_stores(session, out, asked.store.iter().map(String::as_str)).await?;
    let mut sends = Vec::new();
    for store in &asked.store {
        sends.push(TesterSend {
            app: asked.app.clone().unwrap_or_default(),
            store: store.clone(),
            account: account(out, &asked.account, store)?,
            store_group: asked
                .store_group
                .clone()
                .unwrap_or_else(|| own_name.to_owned()),
            internal: asked.internal,
            removes: true,
            people: asked.emails.clone(),
            ..TesterSend::default()
        });
    }
    begin(session, out, sends, asked.events.is_some()).await
}

fn account(out: &Out, named: &[String], store: &str) -> Result<String, Exit> {
    for value in named {
        let (of, name) = pair(out, "--account", value)?;
        if of == store {
            return Ok(name.to_owned());
        }
    }
    Ok(String::new())
}

/// One release with the shares of all of them.
async fn begin(
    session: &Session,
    out: &Out,
    sends: Vec<TesterSend>,
    ndjson: bool,
) -> Result<Exit, Exit> {
    let mut whole: Option<Draft> = None;
    for send in sends {
        let draft = session.world.tester_draft(send, out.lang).await;
        let draft = draft.map_err(refuse(out))?;
        match &mut whole {
            Some(whole) => whole.stores.extend(draft.stores),
            None => whole = Some(draft),
        }
    }
    let Some(draft) = whole else {
        out.complain_of(&Sentence::new("cli.nothing-sent"));
        return Err(Exit::BadInput);
    };
    publish::send(session, out, async { Ok(draft) }, false, ndjson).await
}
