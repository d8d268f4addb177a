//! `testers`: people and groups as this world records them, and lists in and out. Sending is in [`send`].

mod import;
pub(crate) mod list;
mod send;

use slipway_engine::view::{OwnGroup, PeopleQuery, PersonView};
use slipway_model::Sentence;

use crate::{
    args::{Cli, ExportTesters, ForgetTesters, ListTesters, RemoveTesters, Testers},
    exit::Exit,
    out::Out,
    session::{Session, refuse},
};

/// People of one question.
const STRETCH: u32 = 500;

pub(crate) async fn run(cli: &Cli, out: &Out, testers: &Testers) -> Exit {
    let world = match testers {
        Testers::Import(import) => &import.world,
        Testers::List(list) => &list.world,
        Testers::Export(export) => &export.world,
        Testers::Remove(remove) => &remove.world,
        Testers::Forget(forget) => &forget.world,
    };
    let session = match Session::open(cli, out, world).await {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let answer = match testers {
        Testers::Import(asked) => import::run(&session, out, asked).await,
        Testers::List(asked) => show(&session, out, asked).await,
        Testers::Export(asked) => export(&session, out, asked).await,
        Testers::Remove(asked) => remove(&session, out, asked).await,
        Testers::Forget(asked) => forget(&session, out, asked).await,
    };
    session.engine.close().await;
    answer.unwrap_or_else(|exit| exit)
}

/// The own group of that name.
pub(crate) async fn group(session: &Session, out: &Out, name: &str) -> Result<OwnGroup, Exit> {
    let groups = session.world.own_groups(out.lang).await;
    let mut groups = groups.map_err(refuse(out))?;
    let wanted = name.trim().to_lowercase();
    let place = groups
        .iter()
        .position(|group| group.name.to_lowercase() == wanted);
    match place {
        Some(place) => Ok(groups.swap_remove(place)),
        None => {
            let known: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
            let sentence = Sentence::new("cli.no-such-group")
                .with("group", name)
                .with("known", known.join(", "));
            out.complain_of(&sentence);
            Err(Exit::BadInput)
        }
    }
}

async fn people(
    session: &Session,
    out: &Out,
    group: Option<String>,
) -> Result<Vec<PersonView>, Exit> {
    let mut people = Vec::new();
    loop {
        let query = PeopleQuery {
            group: group.clone(),
            search: String::new(),
            from: people.len() as u32,
            count: STRETCH,
        };
        let page = session.world.tester_people(query, out.lang).await;
        let page = page.map_err(refuse(out))?;
        let is_last = page.people.is_empty();
        people.extend(page.people);
        if is_last || people.len() >= page.total as usize {
            return Ok(people);
        }
    }
}

async fn show(session: &Session, out: &Out, asked: &ListTesters) -> Result<Exit, Exit> {
    let of = match &asked.group {
        Some(name) => Some(group(session, out, name).await?.id),
        None => None,
    };
    let people = people(session, out, of).await?;
    if asked.json {
        let places = session.world.tester_places(out.lang).await;
        let places = places.map_err(refuse(out))?;
        out.json(&serde_json::json!({ "people": people, "places": places }));
        return Ok(Exit::AllSubmitted);
    }
    if people.is_empty() {
        out.say(&Sentence::new("cli.no-testers"));
    }
    for person in people {
        let name = format!("{} {}", person.first_name, person.last_name);
        out.line(&format!(
            "{}\t{}\t{}",
            person.email,
            name.trim(),
            person.groups.join(", ")
        ));
    }
    Ok(Exit::AllSubmitted)
}

async fn export(session: &Session, out: &Out, asked: &ExportTesters) -> Result<Exit, Exit> {
    let of = match &asked.group {
        Some(name) => Some(group(session, out, name).await?.id),
        None => None,
    };
    let written = session
        .world
        .export_testers(of, asked.apple, &asked.file, out.lang)
        .await;
    let count = written.map_err(refuse(out))?;
    out.say(&Sentence::new("cli.testers-exported").with("count", count));
    Ok(Exit::AllSubmitted)
}

async fn remove(session: &Session, out: &Out, asked: &RemoveTesters) -> Result<Exit, Exit> {
    let own = group(session, out, &asked.group).await?;
    let removed = session
        .world
        .remove_from_group(&own.id, asked.emails.clone(), out.lang)
        .await;
    removed.map_err(refuse(out))?;
    match asked.store.is_empty() {
        true => Ok(Exit::AllSubmitted),
        false => send::take_out(session, out, asked, &own.name).await,
    }
}

async fn forget(session: &Session, out: &Out, asked: &ForgetTesters) -> Result<Exit, Exit> {
    for email in &asked.emails {
        let forgotten = session.world.forget_tester(email, out.lang).await;
        forgotten.map_err(refuse(out))?;
    }
    out.complain_of(&Sentence::new("cli.testers-forgotten"));
    Ok(Exit::AllSubmitted)
}
