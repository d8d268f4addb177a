//! Follows a release to its end: a line per step for people, an object per event for programs. Asked to end, it stops the release,
//! not only the watching.

use std::pin::pin;

use futures_util::StreamExt as _;
use slipway_engine::{
    Action,
    view::{Receipt, ReleaseEvent, ReleaseView, StoreRun, TesterCounts},
};
use slipway_model::Sentence;

use crate::{
    exit::Exit,
    human,
    out::Out,
    session::{Session, refuse},
    words,
};

/// Watches release `id` until it ends and prints what came out. Events up to `after` are known already; `asked_to_end` is whatever
/// asks for an early end.
pub(crate) async fn to_the_end(
    session: &Session,
    out: &Out,
    id: &str,
    after: u64,
    ndjson: bool,
    asked_to_end: impl Future<Output = ()>,
) -> Result<Exit, Exit> {
    let mut events = session.world.watch(id, after, out.lang);
    let mut asked_to_end = pin!(asked_to_end);
    let mut stopping = false;
    if !ndjson {
        headline(out, &release(session, out, id).await?);
    }
    loop {
        tokio::select! {
            event = events.next() => {
                let Some(event) = event else { break };
                if ndjson {
                    out.json(&event);
                } else {
                    print(out, &event);
                }
                if event.event == "ended" {
                    break;
                }
            }
            () = &mut asked_to_end, if !stopping => {
                stopping = true;
                out.complain_of(&Sentence::new("cli.stopping"));
                // What cannot be stopped any more is about to end by itself.
                if let Err(problem) = session.world.act(id, None, Action::Stop, out.lang).await {
                    out.problem(None, &problem);
                }
            }
        }
    }
    out.end_progress();
    let release = release(session, out, id).await?;
    if !ndjson {
        out.line("");
        outcome(out, &release);
    }
    Ok(Exit::of(&release))
}

async fn release(session: &Session, out: &Out, id: &str) -> Result<ReleaseView, Exit> {
    let release = session.world.release(id, out.lang).await;
    release.map_err(refuse(out))
}

/// What a person follows: each step as it begins, waits, troubles and ends of stores.
fn print(out: &Out, event: &ReleaseEvent) {
    let store = event.store.as_deref();
    if let Some(progress) = &event.progress {
        if out.is_watched() {
            let left = progress
                .seconds_left
                .map(|seconds| format!(" · {seconds} s"))
                .unwrap_or_default();
            out.progress(&format!(
                "{}  {} / {} · {}/s{left}",
                store.unwrap_or_default(),
                human::bytes(progress.bytes),
                human::bytes(progress.total),
                human::bytes(progress.bytes_per_second)
            ));
        }
        return;
    }
    if let Some(row) = &event.tester
        && let Some(problem) = &row.problem
    {
        out.end_progress();
        out.problem(Some(&row.email), problem);
    }
    if let Some(problem) = &event.problem {
        out.end_progress();
        out.problem(store, problem);
    } else if let Some(says) = &event.says
        && !matches!(
            event.event.as_str(),
            "planned" | "began" | "intent" | "step-done" | "ended"
        )
        && (event.event != "marked" || event.tester.is_some())
    {
        out.end_progress();
        out.line(says);
    }
}

/// A release with its headline: how each store ended.
pub(crate) fn summary(out: &Out, release: &ReleaseView) {
    headline(out, release);
    outcome(out, release);
}

fn headline(out: &Out, release: &ReleaseView) {
    let title = if release.rehearsal {
        Sentence::new("cli.rehearsal")
    } else {
        Sentence::new("cli.release")
    };
    out.say(&title.with("title", &release.title).with("id", &release.id));
}

fn outcome(out: &Out, release: &ReleaseView) {
    for store in &release.stores {
        out.line(&format!("{} · {}", store.name, store.state_label));
        if let Some(problem) = &store.problem {
            out.line(&format!("  {}", problem.says));
            if let Some(said) = out.store_words(problem) {
                out.line(&said);
            }
        }
        if let Some(counts) = &store.testers {
            print_counts(out, counts);
        }
        // Work on people alone has no package to give a receipt for.
        if let Some(receipt) = store
            .receipt
            .as_ref()
            .filter(|receipt| !receipt.sha256.is_empty())
        {
            print_receipt(out, receipt, store.state == "parked");
        }
        for line in next_steps(out, release, store) {
            out.line(&format!("  {line}"));
        }
    }
}

/// The commands with which a person goes on, where a decision is theirs.
fn next_steps(out: &Out, release: &ReleaseView, store: &StoreRun) -> Vec<String> {
    let can = |action: &str| store.actions.iter().any(|known| known == action);
    let mut sentences = Vec::new();
    if can("send-again") {
        sentences.push(Sentence::new("cli.send-again"));
    } else if can("resume") {
        sentences.push(Sentence::new("cli.go-on"));
    }
    let practice = if release.rehearsal { " --practice" } else { "" };
    sentences
        .into_iter()
        .map(|sentence| {
            let sentence = sentence
                .with("id", &release.id)
                .with("store", &store.store)
                .with("practice", practice);
            words::say(&sentence, out.lang)
        })
        .collect()
}

fn print_counts(out: &Out, counts: &TesterCounts) {
    let sentence = Sentence::new("cli.testers-count")
        .with("rows", counts.rows)
        .with("good", counts.good)
        .with("refused", counts.refused)
        .with("unclear", counts.unclear)
        .with("open", counts.open);
    out.line(&format!("  {}", words::say(&sentence, out.lang)));
    if let Some(says) = &counts.count_says {
        out.line(&format!("  {says}"));
    }
}

/// `is_left`: it lies there and was not submitted.
fn print_receipt(out: &Out, receipt: &Receipt, is_left: bool) {
    let say = |sentence: &Sentence| out.line(&format!("  {}", words::say(sentence, out.lang)));
    let sentence = Sentence::new(match (receipt.evidence.as_str(), is_left) {
        ("read-back", false) => "cli.receipt.read-back",
        ("read-back", true) => "cli.receipt.left-read-back",
        (_, false) => "cli.receipt.answer",
        (_, true) => "cli.receipt.left-answer",
    });
    let version = format!("{} ({})", receipt.version_name, receipt.code_text);
    say(&sentence
        .with("package", &receipt.package)
        .with("version", version)
        .with("time", human::time(receipt.submitted_at)));
    out.line(&format!("  sha256 {}", receipt.sha256));
    if let Some(said) = &receipt.store_words {
        out.line(&format!("  {}", out.store_says("", said)));
    }
    if let Some(time) = &receipt.goes_live {
        say(&Sentence::new("cli.goes-live").with("time", time));
    }
}
