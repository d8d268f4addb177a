//! From text to lines of people. Lenient about delimiters, quotes, headers and order; what a cell holds is judged elsewhere.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};
use slipway_model::{Problem, ProblemKind, Sentence};

use super::{
    MOST_ROWS,
    columns::{Layout, Role, by_content, of_header},
    guard::unguarded,
};

/// Rows from which delimiter and columns are told.
const SAMPLE: usize = 200;
/// Each with the sign that a Chinese input method writes in its place.
const DELIMITERS: &[(char, char)] = &[('\t', '\t'), (';', '；'), (',', '，')];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) lines: Vec<Line>,
    pub(crate) layout: Layout,
    pub(crate) delimiter: char,
}

/// One person as the list has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// In the file, from 1.
    pub(crate) number: u64,
    pub(crate) email: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    /// First and last name in one.
    pub(crate) name: String,
    pub(crate) group: String,
    pub(crate) notes: String,
}

/// # Errors
/// More rows than one list may have.
pub(crate) fn read(text: &str) -> Result<Table, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (delimiter, wide) = delimiter(text);
    let text = plain_lines(text, delimiter, wide);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter as u8)
        .from_reader(text.as_bytes());
    let mut records: Vec<StringRecord> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            Problem::new(ProblemKind::BadInput, Sentence::new("testers.not-text")).because(&error)
        })?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        // One more for a header.
        if records.len() > MOST_ROWS {
            return Err(too_many());
        }
        records.push(record);
    }
    let header = records.first().and_then(|record| of_header(record.iter()));
    let body = records
        .get(usize::from(header.is_some())..)
        .unwrap_or_default();
    let sample: Vec<Vec<&str>> = body
        .iter()
        .take(SAMPLE)
        .map(|record| record.iter().collect())
        .collect();
    let (roles, layout) = match header {
        Some(roles) if roles.contains(&Some(Role::Email)) => (roles, Layout::Header),
        // A header that names no address: the addresses tell themselves.
        Some(_) | None if sample.iter().all(|row| are_addresses(row)) => {
            (by_content(&sample).0, Layout::EmailOnly)
        }
        Some(_) | None => by_content(&sample),
    };
    let mut lines = Vec::with_capacity(body.len());
    for record in body {
        let number = line_number(record, &text);
        match addresses_only(record, layout) {
            Some(cells) => lines.extend(cells.into_iter().map(|email| Line {
                number,
                email: unguarded(email).to_owned(),
                ..Line::default()
            })),
            None => lines.push(line(record, number, &roles)),
        }
        if lines.len() > MOST_ROWS {
            return Err(too_many());
        }
    }
    Ok(Table {
        lines,
        layout,
        delimiter,
    })
}

/// The line that a record stands on. The reader's own count is that of the empty lines before it.
fn line_number(record: &StringRecord, text: &str) -> u64 {
    record.position().map_or(0, |position| {
        let rest = text.get(position.byte() as usize..).unwrap_or_default();
        let empty = rest.chars().take_while(|c| matches!(c, '\r' | '\n'));
        position.line() + empty.filter(|c| *c == '\n').count() as u64
    })
}

fn too_many() -> Problem {
    Problem::new(
        ProblemKind::BadInput,
        Sentence::new("testers.too-many-rows").with("limit", MOST_ROWS),
    )
}

fn line(record: &StringRecord, number: u64, roles: &[Option<Role>]) -> Line {
    let cell = |role: Role| {
        roles
            .iter()
            .position(|known| *known == Some(role))
            .and_then(|column| record.get(column))
            .map(|cell| unguarded(cell).to_owned())
            .unwrap_or_default()
    };
    Line {
        number,
        email: cell(Role::Email),
        first_name: cell(Role::First),
        last_name: cell(Role::Last),
        name: cell(Role::Name),
        group: cell(Role::Group),
        notes: cell(Role::Notes),
    }
}

/// A line of a mail program: several addresses and nothing else.
fn addresses_only(record: &StringRecord, layout: Layout) -> Option<Vec<&str>> {
    let cells: Vec<&str> = record
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .collect();
    (layout != Layout::Header && cells.len() > 1 && are_addresses(&cells)).then_some(cells)
}

fn are_addresses(cells: &[&str]) -> bool {
    cells
        .iter()
        .all(|cell| cell.trim().is_empty() || cell.contains(['@', '＠']))
}

/// The sign that stands in most of the first lines, outside of quotes.
fn delimiter(text: &str) -> (char, char) {
    let mut counts = vec![0_usize; DELIMITERS.len()];
    let mut seen = vec![false; DELIMITERS.len()];
    let (mut quoted, mut lines) = (false, 0);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => {
                for (count, seen) in counts.iter_mut().zip(&mut seen) {
                    *count += usize::from(std::mem::take(seen));
                }
                lines += 1;
                if lines == SAMPLE {
                    break;
                }
            }
            c if !quoted => {
                for ((plain, wide), seen) in DELIMITERS.iter().zip(&mut seen) {
                    *seen |= c == *plain || c == *wide;
                }
            }
            _ => {}
        }
    }
    for (count, seen) in counts.iter_mut().zip(&seen) {
        *count += usize::from(*seen);
    }
    let most = counts.iter().max().copied().unwrap_or_default();
    let place = counts.iter().position(|count| *count == most && most > 0);
    place
        .and_then(|place| DELIMITERS.get(place))
        .copied()
        .unwrap_or((',', '，'))
}

/// Lines that have the wide sign and not the plain one, with the plain one. Lines with quotes stay as they are.
fn plain_lines(text: &str, delimiter: char, wide: char) -> Cow<'_, str> {
    if wide == delimiter || !text.contains(wide) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    for line in text.split_inclusive(['\n', '\r']) {
        let is_plain = !quoted && !line.contains('"');
        match is_plain && line.contains(wide) && !line.contains(delimiter) {
            true => out.push_str(&line.replace(wide, delimiter.encode_utf8(&mut [0; 4]))),
            false => out.push_str(line),
        }
        quoted ^= line.matches('"').count() % 2 == 1;
    }
    Cow::Owned(out)
}
