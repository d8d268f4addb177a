//! `publish`: from files and words to a plan, and from the plan to the stores.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    pin::pin,
};

use slipway_engine::view::{Draft, DraftGoal, DraftGroup, DraftStore, DraftWhen, PlanView};
use slipway_model::Sentence;

use crate::{
    args::{Cli, Publish},
    exit::Exit,
    follow, human,
    names::{are_stores, is_account},
    out::Out,
    session::{Session, pair, refuse},
    signal::asked_to_end,
    testers,
};

pub(crate) async fn run(cli: &Cli, out: &Out, publish: &Publish) -> Exit {
    let session = match Session::open(cli, out, &publish.world).await {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let answer = plan_and_send(&session, out, publish).await;
    session.engine.close().await;
    answer.unwrap_or_else(|exit| exit)
}

async fn plan_and_send(session: &Session, out: &Out, publish: &Publish) -> Result<Exit, Exit> {
    let ndjson = publish.events.is_some();
    let draft = draft(session, out, publish);
    send(session, out, draft, publish.dry_run, ndjson).await
}

/// Plans a draft, says what stands against it, and sends what can go.
pub(crate) async fn send(
    session: &Session,
    out: &Out,
    draft: impl Future<Output = Result<Draft, Exit>>,
    dry_run: bool,
    ndjson: bool,
) -> Result<Exit, Exit> {
    // Heard from here on, so that no moment is left in which the wish would be lost.
    let mut asked_to_end = pin!(asked_to_end());
    let planning = async {
        let draft = draft.await?;
        let plan = session.world.plan(draft, out.lang).await;
        plan.map_err(refuse(out))
    };
    let plan = tokio::select! {
        plan = planning => plan?,
        () = &mut asked_to_end => {
            out.complain_of(&Sentence::new("cli.stopped-early"));
            return Err(Exit::Stopped);
        }
    };
    let blocked = plan
        .stores
        .iter()
        .filter(|store| !store.objections.is_empty())
        .count();
    objections(out, &plan);
    if dry_run {
        if !ndjson {
            print_plan(out, &plan);
        }
        out.complain_of(&Sentence::new("cli.dry-run"));
        return Ok(if plan.ready == 0 {
            Exit::BadInput
        } else {
            Exit::AllSubmitted
        });
    }
    // What was typed wrong for one store is mended first; a store that refuses on its own account keeps no other waiting.
    let bad_input = plan
        .stores
        .iter()
        .flat_map(|store| &store.objections)
        .any(|problem| problem.kind == "bad-input");
    if plan.ready == 0 || bad_input || !plan.objections.is_empty() {
        out.complain_of(&Sentence::new("cli.nothing-sent"));
        return Ok(Exit::BadInput);
    }
    let id = session
        .world
        .start(&plan.id, out.lang)
        .await
        .map_err(refuse(out))?;
    let exit = follow::to_the_end(session, out, &id, 0, ndjson, asked_to_end).await?;
    Ok(if exit == Exit::AllSubmitted && blocked > 0 {
        Exit::SomeFailed
    } else {
        exit
    })
}

async fn draft(session: &Session, out: &Out, publish: &Publish) -> Result<Draft, Exit> {
    let mut stores: BTreeMap<&str, DraftStore> = BTreeMap::new();
    let mut order = Vec::new();
    for store in publish
        .to
        .iter()
        .map(|name| name.trim())
        .filter(|name| !name.is_empty())
    {
        if stores
            .insert(
                store,
                DraftStore {
                    store: store.to_owned(),
                    ..DraftStore::default()
                },
            )
            .is_none()
        {
            order.push(store);
        }
    }
    are_stores(session, out, order.iter().copied()).await?;
    for value in &publish.account {
        let (store, name) = pair(out, "--account", value)?;
        named(out, &mut stores, store)?.account = name.to_owned();
        is_account(session, out, store, name).await?;
    }
    for value in &publish.app_id {
        let (store, id) = pair(out, "--app-id", value)?;
        named(out, &mut stores, store)?.store_app_id = Some(id.to_owned());
    }
    for store in &publish.first_release {
        named(out, &mut stores, store)?.first_release = Some(true);
    }
    for value in &publish.answer {
        let (place, text) = pair(out, "--answer", value)?;
        let (store, ask) = place.split_once('.').unwrap_or((place, ""));
        named(out, &mut stores, store)?
            .answers
            .insert(ask.to_owned(), text.to_owned());
    }
    for value in &publish.set {
        let (place, text) = pair(out, "--set", value)?;
        let (store, field) = place.split_once('.').unwrap_or((place, ""));
        named(out, &mut stores, store)?
            .listing
            .insert(field.to_owned(), text.to_owned());
    }
    for value in &publish.url {
        let (store, address) = pair(out, "--url", value)?;
        named(out, &mut stores, store)?.address = address.to_owned();
    }
    for group in groups(session, out, publish).await? {
        for store in stores.values_mut() {
            store.groups.push(group.clone());
        }
    }
    let notes = notes(out, publish)?;
    Ok(Draft {
        // Last, because it may make an app: bad input leaves everything as it was.
        app: app(session, out, publish).await?,
        builds: publish
            .files
            .iter()
            .map(|file| file.display().to_string())
            .collect(),
        stores: order
            .iter()
            .filter_map(|store| stores.remove(store))
            .collect(),
        notes,
        when: when(publish),
        goal: match publish {
            publish if publish.test => DraftGoal::Test,
            publish if publish.upload_only => DraftGoal::Upload,
            publish if publish.draft => DraftGoal::Draft,
            _ => DraftGoal::Submit,
        },
        removes: false,
        icon: publish.icon.as_ref().map(|icon| icon.display().to_string()),
    })
}

/// The groups that get the build. People of a list join their group first.
async fn groups(session: &Session, out: &Out, publish: &Publish) -> Result<Vec<DraftGroup>, Exit> {
    let mut groups = Vec::new();
    for value in &publish.group {
        let (name, list) = match value.split_once('=') {
            Some((name, list)) => (name, Some(Path::new(list))),
            None => (value.as_str(), None),
        };
        if let Some(list) = list {
            let ndjson = publish.events.is_some();
            testers::list::take(session, out, list, name, false, ndjson).await?;
        }
        let own = testers::group(session, out, name).await?;
        groups.push(DraftGroup {
            name: own.name,
            internal: publish.internal,
            from: vec![own.id],
            ..DraftGroup::default()
        });
    }
    Ok(groups)
}

fn when(publish: &Publish) -> DraftWhen {
    let typed = |time: &Option<String>| time.clone().unwrap_or_default();
    if let Some(percent) = &publish.phased {
        return DraftWhen::InPhases {
            percent: percent.clone(),
            from: typed(&publish.from),
            until: typed(&publish.until),
            zone: String::new(),
            about: typed(&publish.about),
        };
    }
    match &publish.at {
        Some(time) => DraftWhen::At {
            time: time.clone(),
            zone: String::new(),
        },
        None if publish.by_hand => DraftWhen::ByHand,
        None => DraftWhen::AfterApproval,
    }
}

fn named<'a>(
    out: &Out,
    stores: &'a mut BTreeMap<&str, DraftStore>,
    store: &str,
) -> Result<&'a mut DraftStore, Exit> {
    stores.get_mut(store).ok_or_else(|| {
        out.complain_of(&Sentence::new("cli.not-in-to").with("store", store));
        Exit::BadInput
    })
}

/// The app that was named, else the build's own; an app that this world does not know yet is made from the build.
async fn app(session: &Session, out: &Out, publish: &Publish) -> Result<String, Exit> {
    if let Some(app) = &publish.app {
        return Ok(app.clone());
    }
    let first: &Path = publish
        .files
        .first()
        .map_or(Path::new(""), PathBuf::as_path);
    let build = session
        .world
        .inspect(
            first,
            |_| {},
            tokio_util::sync::CancellationToken::new(),
            out.lang,
        )
        .await
        .map_err(refuse(out))?;
    if build.app.is_none() {
        session
            .world
            .new_app_from_build(first, out.lang)
            .await
            .map_err(refuse(out))?;
    }
    Ok(build.package)
}

fn notes(out: &Out, publish: &Publish) -> Result<BTreeMap<String, String>, Exit> {
    let mut notes = BTreeMap::new();
    for value in &publish.notes {
        let (language, text) = split_language(value);
        notes.insert(language.to_owned(), text.to_owned());
    }
    for value in &publish.notes_file {
        let (language, file) = split_language(value);
        let text = std::fs::read_to_string(file).map_err(|error| {
            let sentence = Sentence::new("cli.notes-file")
                .with("file", file)
                .with("why", error);
            out.complain_of(&sentence);
            Exit::BadInput
        })?;
        notes.insert(language.to_owned(), text.trim_end().to_owned());
    }
    Ok(notes)
}

/// `zh-CN=文字` → (`zh-CN`, `文字`); without a language tag before the first `=` the language is `""`.
fn split_language(value: &str) -> (&str, &str) {
    let is_tag = |head: &str| {
        let mut parts = head.split(['-', '_']);
        let primary = parts.next().unwrap_or_default();
        matches!(primary.len(), 2 | 3)
            && primary.chars().all(|c| c.is_ascii_lowercase())
            && parts.all(|part| {
                matches!(part.len(), 2..=8) && part.chars().all(|c| c.is_ascii_alphanumeric())
            })
    };
    match value.split_once('=') {
        Some((head, text)) if is_tag(head) => (head, text),
        _ => ("", value),
    }
}

fn objections(out: &Out, plan: &PlanView) {
    for problem in &plan.objections {
        out.problem(None, problem);
    }
    for store in &plan.stores {
        for problem in &store.objections {
            out.problem(Some(&store.name), problem);
        }
        for ask in store
            .asks
            .iter()
            .filter(|ask| ask.required && ask.answer.is_empty())
        {
            let sentence = Sentence::new("cli.ask")
                .with("store", &store.store)
                .with("name", &store.name)
                .with("id", &ask.id)
                .with("label", &ask.label);
            out.complain_of(&sentence);
        }
        for warning in &store.warnings {
            out.complain(&format!("{}: {warning}", store.name));
        }
    }
}

fn print_plan(out: &Out, plan: &PlanView) {
    out.line(&plan.title);
    for store in &plan.stores {
        out.line(&format!(
            "{} · {} · {} · {}",
            store.name,
            store.account,
            store.file_names.join(", "),
            human::bytes(store.bytes)
        ));
        // What only comes new is listed below: the notes.
        for change in store
            .changes
            .iter()
            .filter(|change| !change.from.is_empty())
        {
            out.line(&format!(
                "  {}: {} → {}",
                change.what, change.from, change.to
            ));
        }
        for note in &store.notes {
            out.line(&format!(
                "  {} ({}/{}): {}",
                note.language, note.count, note.limit, note.text
            ));
        }
        for when in &store.when {
            out.line(&format!("  {when}"));
        }
        for (number, step) in store.steps.iter().enumerate() {
            out.line(&format!("  {}. {}", number + 1, step.title));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::split_language;

    #[test]
    fn a_language_tag_before_the_first_equals_sign_names_the_language() {
        for (value, language, text) in [
            ("zh-CN=修复", "zh-CN", "修复"),
            ("en=a=b", "en", "a=b"),
            ("zh_Hans_CN=x", "zh_Hans_CN", "x"),
            ("Fixed the start = faster", "", "Fixed the start = faster"),
            ("1=2", "", "1=2"),
            ("plain", "", "plain"),
        ] {
            assert_eq!(split_language(value), (language, text), "{value}");
        }
    }
}
