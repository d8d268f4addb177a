//! A list of people into an own group, with a line for every row that needs one.

use std::path::Path;

use serde::Serialize;
use slipway_engine::view::{ImportRow, Imported};
use slipway_model::Sentence;

use crate::{
    exit::Exit,
    out::Out,
    session::{Session, refuse},
};

/// Version of the line's form, as of a release's events.
const FORM: u32 = 1;
/// Rows of one question.
const STRETCH: u32 = 500;

/// One row of the list, before anything is sent.
#[derive(Serialize)]
struct RowLine<'a> {
    v: u32,
    event: &'static str,
    #[serde(flatten)]
    row: &'a ImportRow,
}

/// Judges the list, says what it found of each row, and takes the good ones in. `whole`: all of them or none.
pub(crate) async fn take(
    session: &Session,
    out: &Out,
    file: &Path,
    group: &str,
    whole: bool,
    ndjson: bool,
) -> Result<Imported, Exit> {
    let list = session.world.preview_testers(file, group, out.lang).await;
    let list = list.map_err(refuse(out))?;
    let mut from = 0;
    while from < list.rows {
        let page = session
            .world
            .import_rows(&list.id, "", from, STRETCH, out.lang)
            .await
            .map_err(refuse(out))?;
        for row in &page.rows {
            tell(out, row, ndjson);
        }
        from += STRETCH;
    }
    let taken = session.world.apply_import(&list.id, whole, out.lang).await;
    session.world.drop_import(&list.id);
    let taken = taken.map_err(refuse(out))?;
    if !ndjson {
        let sentence = Sentence::new("cli.testers-taken")
            .with("added", taken.added)
            .with("renamed", taken.renamed)
            .with("joined", taken.joined)
            .with("left", taken.left_out);
        out.say(&sentence);
    }
    Ok(taken)
}

fn tell(out: &Out, row: &ImportRow, ndjson: bool) {
    if ndjson {
        out.json(&RowLine {
            v: FORM,
            event: "row",
            row,
        });
    } else if matches!(row.status.as_str(), "invalid" | "duplicate") {
        let sentence = Sentence::new("cli.testers-row")
            .with("line", row.line)
            .with("email", &row.email)
            .with("says", &row.says);
        out.complain_of(&sentence);
    }
}
