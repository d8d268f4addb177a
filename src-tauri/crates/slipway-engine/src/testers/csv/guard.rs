//! What a spreadsheet would run as a formula. On the way out such a cell begins with one `'`; on the way in one is taken away. Nothing
//! else changes, so that out and in again is the same text.

use std::borrow::Cow;

/// Signs that begin a formula, with those that some spreadsheets read as the same. // OWASP, CSV injection
fn begins_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
    )
}

fn is_at_risk(cell: &str) -> bool {
    cell.trim_start_matches('\'')
        .chars()
        .next()
        .is_some_and(begins_formula)
}

pub(super) fn guarded(cell: &str) -> Cow<'_, str> {
    match is_at_risk(cell) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

pub(super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_at_risk(cell) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::{guarded, unguarded};

    #[test]
    fn a_formula_is_text_on_the_way_out_and_itself_on_the_way_in() {
        for cell in [
            "=1+1", "+86", "-", "@SUM(A1)", "\tx", "\rx", "'=1", "''+", "＝1",
        ] {
            let out = guarded(cell);
            assert!(out.starts_with('\''), "{cell:?}");
            assert_eq!(unguarded(&out), cell);
        }
        for cell in ["", "Lin", "O'Brien", "'Lin'", "a=b", "'"] {
            assert_eq!(guarded(cell), cell);
            assert_eq!(unguarded(cell), cell);
        }
    }
}
