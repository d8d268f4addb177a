//! An address as people paste it, and whether it is one. The local part keeps its case; nothing is sent to find out whether it exists.

use slipway_model::Sentence;

use super::person::tidy;

/// Characters of an address at most. // RFC 3696 erratum: 254
const LIMIT: usize = 254;
/// Characters of one label of a domain at most. // RFC 1035
const LABEL_LIMIT: usize = 63;

/// What was found in one cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// Cleaned, also where it is wrong.
    pub(crate) email: String,
    /// From `Name <a@b>`.
    pub(crate) name: String,
}

/// Takes an address out of whatever it was pasted in: `Name <a@b>`, `mailto:a@b`, full-width signs, spaces around it.
pub(crate) fn read(cell: &str) -> Address {
    let text: String = cell.chars().filter_map(half_width).collect();
    let text = text.trim();
    let (name, inside) = match (text.rfind('<'), text.strip_suffix('>')) {
        (Some(at), Some(_)) => (
            text.get(..at).unwrap_or_default(),
            text.get(at + 1..text.len() - 1).unwrap_or_default(),
        ),
        _ => ("", text),
    };
    let inside = inside.trim();
    let scheme = "mailto:";
    let bare = match inside.get(..scheme.len()) {
        Some(head) if head.eq_ignore_ascii_case(scheme) => {
            let rest = inside.get(scheme.len()..).unwrap_or_default();
            rest.split_once('?').map_or(rest, |(address, _)| address)
        }
        _ => inside,
    };
    Address {
        email: tidy(bare),
        name: tidy(name.trim().trim_matches('"')),
    }
}

/// `None`: it looks like an address that a store may take.
pub(crate) fn wrong(email: &str) -> Option<Sentence> {
    if email.is_empty() {
        return Some(Sentence::new("testers.email-missing"));
    }
    if email.chars().count() > LIMIT {
        return Some(Sentence::new("testers.email-too-long").with("limit", LIMIT));
    }
    if email.chars().any(char::is_whitespace) {
        return Some(Sentence::new("testers.email-space"));
    }
    let (Some((local, domain)), 1) = (email.split_once('@'), email.matches('@').count()) else {
        return Some(Sentence::new("testers.email-at"));
    };
    let strange = |c: char| "<>()[],;:\\\"".contains(c);
    if local.is_empty()
        || local.starts_with('.')
        || local.ends_with('.')
        || local.contains("..")
        || local.chars().any(strange)
    {
        return Some(Sentence::new("testers.email-local"));
    }
    if !domain.is_ascii() {
        return Some(Sentence::new("testers.email-domain-ascii"));
    }
    let good_label = |label: &str| {
        !label.is_empty()
            && label.len() <= LABEL_LIMIT
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let ends_in_digits = domain
        .rsplit('.')
        .next()
        .is_some_and(|last| last.chars().all(|c| c.is_ascii_digit()));
    if !domain.contains('.') || !domain.split('.').all(good_label) || ends_in_digits {
        return Some(Sentence::new("testers.email-domain").with("domain", domain));
    }
    None
}

/// Signs as a Chinese input method leaves them, made plain; marks without width go.
fn half_width(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
        '\u{3000}' | '\u{a0}' => Some(' '),
        '\u{3002}' | '\u{ff61}' => Some('.'),
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::{read, wrong};

    fn check(cell: &str, name: &str, email: &str, key: Option<&str>) {
        let address = read(cell);
        let found = wrong(&address.email).map(|says| says.key);
        assert_eq!(
            (
                address.name.as_str(),
                address.email.as_str(),
                found.as_deref()
            ),
            (name, email, key),
            "{cell:?}"
        );
    }

    #[test]
    fn an_address_is_found_in_what_was_pasted() {
        for (cell, name, email) in [
            (" Lin.Wei@Example.com ", "", "Lin.Wei@Example.com"),
            ("mailto:lin@example.com?subject=Hi", "", "lin@example.com"),
            ("MAILTO:lin@example.com", "", "lin@example.com"),
            ("Lin Wei <lin@example.com>", "Lin Wei", "lin@example.com"),
            (
                "\"Wei, Lin\" <mailto:lin@example.com>",
                "Wei, Lin",
                "lin@example.com",
            ),
            ("<lin@example.com>", "", "lin@example.com"),
            ("ｌｉｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "", "lin@example.com"),
            ("lin@example。com", "", "lin@example.com"),
            ("\u{feff}lin@example.com\u{200b}", "", "lin@example.com"),
            ("lin+qa@xn--fiqs8s.example", "", "lin+qa@xn--fiqs8s.example"),
            ("o'brien@example.co.uk", "", "o'brien@example.co.uk"),
        ] {
            check(cell, name, email, None);
        }
    }

    #[test]
    fn what_no_store_takes_is_named() {
        let long = format!("{}@example.com", "a".repeat(250));
        for (cell, key) in [
            ("", "testers.email-missing"),
            ("lin", "testers.email-at"),
            ("lin@@example.com", "testers.email-at"),
            ("a@b@example.com", "testers.email-at"),
            ("lin wei@example.com", "testers.email-space"),
            ("@example.com", "testers.email-local"),
            (".lin@example.com", "testers.email-local"),
            ("l..in@example.com", "testers.email-local"),
            ("a,b@example.com", "testers.email-local"),
            ("lin@example", "testers.email-domain"),
            ("lin@example..com", "testers.email-domain"),
            ("lin@-example.com", "testers.email-domain"),
            ("lin@10.0.0.1", "testers.email-domain"),
            ("lin@例子.中国", "testers.email-domain-ascii"),
            (long.as_str(), "testers.email-too-long"),
        ] {
            let email = read(cell).email;
            check(cell, "", &email, Some(key));
        }
    }
}
