//! Text from a store or a build file is shown as text only.

/// Removes control characters (line feed and tab stay) and the bidirectional overrides that can make a text read as another.
pub fn clean(text: &str) -> String {
    text.chars()
        .filter(|&c| c == '\n' || c == '\t' || !(c.is_control() || is_bidi_control(c)))
        .collect()
}

/// [`clean`], on one line: line breaks and tabs become spaces.
pub fn clean_line(text: &str) -> String {
    clean(text).replace(['\n', '\t'], " ").trim().to_owned()
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}')
}

#[cfg(test)]
mod tests {
    use super::{clean, clean_line};

    #[test]
    fn removes_escapes_and_overrides_and_keeps_the_rest() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\n滑道"), "a[31mbc\n滑道");
        assert_eq!(clean_line(" a\nb\t "), "a b");
        assert_eq!(clean("<img onerror=x>"), "<img onerror=x>");
    }
}
