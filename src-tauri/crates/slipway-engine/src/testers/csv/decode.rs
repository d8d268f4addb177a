//! From the bytes of a file to text: UTF-8 with or without a mark, UTF-16 with one, else GB18030 as a Chinese Windows writes it.

use encoding_rs::{Encoding, GB18030, UTF_8};
use slipway_model::{Problem, ProblemKind, Sentence};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// `UTF-8`, `UTF-16LE`, `UTF-16BE`, `gb18030`.
    pub(crate) encoding: &'static str,
}

/// # Errors
/// When it is no text in any of these: another kind of file.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, Problem> {
    let (encoding, rest) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (GB18030, bytes),
    };
    let (text, had_errors) = encoding.decode_without_bom_handling(rest);
    if had_errors || text.contains('\0') {
        return Err(Problem::new(
            ProblemKind::BadInput,
            Sentence::new("testers.not-text"),
        ));
    }
    Ok(Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
    })
}
