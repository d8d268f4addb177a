//! People as a list for a spreadsheet or a store's console.

use csv::{QuoteStyle, WriterBuilder};

use super::guard::guarded;

/// In which order the columns stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Column {
    /// `E-mail,First name,Last name` with a header and a mark by which a spreadsheet knows UTF-8. // Amazon's console [official]
    #[default]
    EmailFirst,
    /// `First,Last,E-mail` and nothing else. // as App Store Connect exports it
    EmailLast,
}

/// Address, first and last name of each.
///
/// # Errors
/// None in practice: it is written to memory.
pub(crate) fn write<'a>(
    people: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
    order: Column,
) -> Result<Vec<u8>, csv::Error> {
    let mut bytes = Vec::new();
    if order == Column::EmailFirst {
        bytes.extend("\u{feff}".as_bytes());
    }
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .from_writer(&mut bytes);
    if order == Column::EmailFirst {
        writer.write_record(["E-mail", "First name", "Last name"])?;
    }
    for (email, first, last) in people {
        let (email, first, last) = (guarded(email), guarded(first), guarded(last));
        match order {
            Column::EmailFirst => writer.write_record([&*email, &*first, &*last])?,
            Column::EmailLast => writer.write_record([&*first, &*last, &*email])?,
        }
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}
