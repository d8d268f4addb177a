//! `releases`, `status`, `resume`: what was sent before, where it stands, and going on with it.

use slipway_engine::{
    Action,
    view::{ReleaseView, ReviewRow},
};
use slipway_model::Sentence;

use crate::{
    args::{self, Cli, Resume, Status, Wait},
    exit::Exit,
    follow, human,
    names::are_stores,
    out::Out,
    session::{Session, refuse},
    signal::asked_to_end,
    words,
};

pub(crate) async fn list(cli: &Cli, out: &Out, world: &args::World, json: bool) -> Exit {
    let session = match Session::open(cli, out, world).await {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let answer = session.world.releases(out.lang).await;
    session.engine.close().await;
    match answer {
        Err(problem) => refuse(out)(problem),
        Ok(rows) => {
            if json {
                out.json(&rows);
            } else if rows.is_empty() {
                out.say(&Sentence::new("cli.no-releases"));
            }
            for row in rows.iter().filter(|_| !json) {
                let word = |state: &str| words::word("state", state, out.lang);
                let stores: Vec<String> = row
                    .stores
                    .iter()
                    .map(|(store, state)| format!("{store} {}", word(state)))
                    .collect();
                out.line(&format!(
                    "{}\t{}\t{}\t{}\t{}",
                    row.id,
                    human::time(row.began),
                    row.title,
                    word(&row.state),
                    stores.join(", ")
                ));
            }
            Exit::AllSubmitted
        }
    }
}

pub(crate) async fn status(cli: &Cli, out: &Out, status: &Status) -> Exit {
    let session = match Session::open_watching(cli, out, &status.world, status.wait.is_some()).await
    {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let answer = report(&session, out, status).await;
    session.engine.close().await;
    answer.unwrap_or_else(|exit| exit)
}

async fn report(session: &Session, out: &Out, status: &Status) -> Result<Exit, Exit> {
    let id = match &status.id {
        Some(id) => id.clone(),
        None => {
            let newest = session
                .world
                .releases(out.lang)
                .await
                .map_err(refuse(out))?
                .into_iter()
                .max_by_key(|row| row.began);
            let Some(row) = newest else {
                out.say(&Sentence::new("cli.no-releases"));
                return Ok(Exit::BadInput);
            };
            row.id
        }
    };
    let mut changed = session.world.changed();
    let (release, reviews) = loop {
        let release = session
            .world
            .release(&id, out.lang)
            .await
            .map_err(refuse(out))?;
        let reviews = match status.wait {
            None => {
                session
                    .world
                    .refresh_reviews(Some(&release.package), None, out.lang)
                    .await
            }
            Some(_) => session.world.reviews(out.lang).await,
        }
        .map_err(refuse(out))?;
        let reviews: Vec<ReviewRow> = reviews
            .into_iter()
            .filter(|row| row.release.as_deref() == Some(id.as_str()))
            .collect();
        if reached(status.wait, &release, &reviews) {
            break (release, reviews);
        }
        tokio::select! {
            _ = changed.recv() => {}
            () = asked_to_end() => return Ok(Exit::Stopped),
        }
    };
    if status.json {
        out.json(&serde_json::json!({ "release": release, "reviews": reviews }));
    } else {
        follow::summary(out, &release);
        if !reviews.is_empty() {
            out.line("");
            out.say(&Sentence::new("cli.in-the-stores"));
        }
        for row in &reviews {
            print_review(out, row);
        }
    }
    Ok(match status.wait {
        Some(Wait::Live) => Exit::of_the_shelf(&release, &reviews),
        _ => Exit::of(&release),
    })
}

/// Has every store come this far, or can it come no further?
fn reached(wait: Option<Wait>, release: &ReleaseView, reviews: &[ReviewRow]) -> bool {
    let run_over = release.state != "running";
    match wait {
        None => true,
        Some(Wait::Submitted) => run_over,
        Some(Wait::Live) => {
            run_over
                && release
                    .stores
                    .iter()
                    .filter(|store| store.state == "submitted")
                    .all(|store| {
                        reviews.iter().any(|row| {
                            row.store == store.store
                                && matches!(
                                    row.state.as_str(),
                                    "live"
                                        | "rejected"
                                        | "withdrawn"
                                        | "removed"
                                        | "needs-look"
                                        | "awaiting-release"
                                )
                        })
                    })
        }
    }
}

fn print_review(out: &Out, row: &ReviewRow) {
    let mut line = format!("{} · {}", row.store_name, row.state_label);
    if row.inferred {
        line.push(' ');
        line.push_str(&words::say(&Sentence::new("cli.inferred"), out.lang));
    }
    out.line(&line);
    let said = [row.store_term.as_deref(), row.reason.as_deref()];
    for said in said.into_iter().flatten() {
        out.line(&format!("  {}", out.store_says("", said)));
    }
    if let Some(problem) = &row.problem {
        out.line(&format!("  {}", problem.says));
    }
}

pub(crate) async fn resume(cli: &Cli, out: &Out, resume: &Resume) -> Exit {
    let session = match Session::open(cli, out, &resume.world).await {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    let answer = go_on(&session, out, resume).await;
    session.engine.close().await;
    answer.unwrap_or_else(|exit| exit)
}

async fn go_on(session: &Session, out: &Out, resume: &Resume) -> Result<Exit, Exit> {
    are_stores(session, out, resume.send_again.iter().map(String::as_str)).await?;
    let before = session
        .world
        .release(&resume.id, out.lang)
        .await
        .map_err(refuse(out))?;
    for store in &resume.send_again {
        session
            .world
            .act(&resume.id, Some(store), Action::SendAgain, out.lang)
            .await
            .map_err(refuse(out))?;
    }
    let mut goes_on = !resume.send_again.is_empty();
    for store in &before.stores {
        if resume.send_again.contains(&store.store) {
            continue;
        }
        let Some(action) = way_on(&store.actions) else {
            continue;
        };
        goes_on = true;
        session
            .world
            .act(&resume.id, Some(&store.store), action, out.lang)
            .await
            .map_err(refuse(out))?;
    }
    if !goes_on {
        follow::summary(out, &before);
        return Ok(Exit::of(&before));
    }
    follow::to_the_end(
        session,
        out,
        &resume.id,
        before.seq,
        resume.events.is_some(),
        asked_to_end(),
    )
    .await
}

/// What going on means for a store: what was interrupted goes on, what is unclear is asked again, what failed is tried again.
fn way_on(actions: &[String]) -> Option<Action> {
    [
        ("resume", Action::Resume),
        ("look-again", Action::LookAgain),
        ("retry", Action::Retry),
    ]
    .into_iter()
    .find(|(word, _)| actions.iter().any(|action| action == word))
    .map(|(_, action)| action)
}
