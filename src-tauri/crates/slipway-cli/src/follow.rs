//! Follows a release to its end: a line per event for people, an object per event for programs; Ctrl-C stops the release, not only the watching.

use futures_util::StreamExt as _;
use slipway_engine::{
    Action,
    view::{Receipt, ReleaseEvent, ReleaseView},
};
use slipway_model::Sentence;

use crate::{
    exit::Exit,
    out::Out,
    session::{Session, refuse},
    words,
};

/// Watches release `id` until it ends and prints what came out. Events up to `after` are known already.
pub(crate) async fn to_the_end(
    session: &Session,
    out: &Out,
    id: &str,
    after: u64,
    ndjson: bool,
) -> Result<Exit, Exit> {
    let mut events = session.world.watch(id, after, out.lang);
    let mut stopping = false;
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
            interrupt = tokio::signal::ctrl_c(), if !stopping => {
                stopping = true;
                if interrupt.is_ok() {
                    out.complain(&words::say(&Sentence::new("cli.stopping"), out.lang));
                    session.world.act(id, None, Action::Stop, out.lang).await.map_err(refuse(out))?;
                }
            }
        }
    }
    out.end_progress();
    let release = session
        .world
        .release(id, out.lang)
        .await
        .map_err(refuse(out))?;
    if !ndjson {
        summary(out, &release);
    }
    Ok(Exit::of(&release))
}

fn print(out: &Out, event: &ReleaseEvent) {
    let store = event.store.as_deref().unwrap_or("slipway");
    if let Some(progress) = &event.progress {
        if out.is_watched() {
            let left = progress
                .seconds_left
                .map(|seconds| format!(" · {seconds} s"))
                .unwrap_or_default();
            out.progress(&format!(
                "{store}  {} / {} · {}/s{left}",
                progress.bytes, progress.total, progress.bytes_per_second
            ));
        }
        return;
    }
    out.end_progress();
    if let Some(problem) = &event.problem {
        out.problem(Some(store), problem);
    } else if let Some(says) = &event.says {
        out.line(&format!("{store}\t{says}"));
    }
}

/// How each store ended, with its receipt.
pub(crate) fn summary(out: &Out, release: &ReleaseView) {
    out.line("");
    let title = if release.rehearsal {
        Sentence::new("cli.rehearsal")
    } else {
        Sentence::new("cli.release")
    };
    out.say(&title.with("title", &release.title).with("id", &release.id));
    for store in &release.stores {
        out.line(&format!("  {}\t{}", store.name, store.state_label));
        if let Some(problem) = &store.problem {
            out.line(&format!("    {}", problem.says));
            if let Some(said) = out.store_words(problem) {
                out.line(&format!("  {said}"));
            }
        }
        if let Some(receipt) = &store.receipt {
            print_receipt(out, receipt);
        }
        if store.actions.iter().any(|action| action == "send-again") {
            let sentence = Sentence::new("cli.send-again")
                .with("id", &release.id)
                .with("store", &store.store);
            out.line(&format!("    {}", words::say(&sentence, out.lang)));
        }
    }
}

fn print_receipt(out: &Out, receipt: &Receipt) {
    let sentence = if receipt.evidence == "read-back" {
        Sentence::new("cli.receipt.read-back")
    } else {
        Sentence::new("cli.receipt.answer")
    };
    let sentence = sentence
        .with("package", &receipt.package)
        .with(
            "version",
            format!("{} ({})", receipt.version_name, receipt.version_code),
        )
        .with("time", receipt.submitted_at)
        .with("sha256", &receipt.sha256);
    out.line(&format!("    {}", words::say(&sentence, out.lang)));
    if let Some(words) = &receipt.store_words {
        out.line(&format!("    “{words}”"));
    }
    if let Some(time) = &receipt.goes_live {
        out.line(&format!(
            "    {}",
            words::say(&Sentence::new("cli.goes-live").with("time", time), out.lang)
        ));
    }
}
