//! `multipart/form-data` with an exact length. Written here because several gateways refuse chunked bodies, want a part's
//! content type spelled their way, or want text parts without one.

use std::{
    fmt,
    hash::{BuildHasher as _, RandomState},
};

use bytes::Bytes;

use super::{FileBody, Piece};

/// Parts in the order in which they are added.
#[derive(Clone, Default)]
pub struct Multipart {
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    piece: Piece,
}

impl Multipart {
    pub fn new() -> Self {
        Self::default()
    }

    /// A field: no file name, no content type.
    #[must_use]
    pub fn text(self, name: &str, value: impl Into<String>) -> Self {
        self.part(name, None, None, Piece::Bytes(Bytes::from(value.into())))
    }

    /// A file, streamed.
    #[must_use]
    pub fn file(self, name: &str, file_name: &str, content_type: &str, file: FileBody) -> Self {
        self.part(name, Some(file_name), Some(content_type), Piece::File(file))
    }

    /// A part from memory, with or without a file name.
    #[must_use]
    pub fn bytes_part(
        self,
        name: &str,
        file_name: Option<&str>,
        content_type: &str,
        bytes: impl Into<Bytes>,
    ) -> Self {
        self.part(
            name,
            file_name,
            Some(content_type),
            Piece::Bytes(bytes.into()),
        )
    }

    fn part(
        mut self,
        name: &str,
        file_name: Option<&str>,
        content_type: Option<&str>,
        piece: Piece,
    ) -> Self {
        self.parts.push(Part {
            name: name.to_owned(),
            file_name: file_name.map(str::to_owned),
            content_type: content_type.map(str::to_owned),
            piece,
        });
        self
    }

    /// The content type with its boundary, and the pieces of the body.
    pub(crate) fn into_pieces(self) -> Result<(String, Vec<Piece>), MultipartError> {
        let boundary = boundary();
        let mut pieces = Vec::with_capacity(self.parts.len() * 2 + 1);
        let mut before = String::new();
        for part in self.parts {
            let head = part.head()?;
            before.push_str(&format!("--{boundary}\r\n{head}\r\n"));
            pieces.push(Piece::Bytes(Bytes::from(std::mem::take(&mut before))));
            pieces.push(part.piece);
            before.push_str("\r\n");
        }
        before.push_str(&format!("--{boundary}--\r\n"));
        pieces.push(Piece::Bytes(Bytes::from(before)));
        Ok((format!("multipart/form-data; boundary={boundary}"), pieces))
    }
}

impl Part {
    fn head(&self) -> Result<String, MultipartError> {
        let mut head = format!(
            "Content-Disposition: form-data; name=\"{}\"",
            quoted(&self.name)
        );
        if let Some(file_name) = &self.file_name {
            head.push_str(&format!("; filename=\"{}\"", quoted(file_name)));
        }
        head.push_str("\r\n");
        if let Some(content_type) = &self.content_type {
            if content_type.chars().any(char::is_control) {
                return Err(MultipartError);
            }
            head.push_str(&format!("Content-Type: {content_type}\r\n"));
        }
        Ok(head)
    }
}

/// A content type that would break out of its header line.
#[derive(Debug, thiserror::Error)]
#[error("a part's content type holds a control character")]
pub(crate) struct MultipartError;

/// UTF-8 as it is, and the three characters that would end the value early escaped, as browsers do (WHATWG HTML, multipart form data).
fn quoted(value: &str) -> String {
    value
        .replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn boundary() -> String {
    let random = || RandomState::new().hash_one(0u8);
    format!("slipway-{:016x}{:016x}", random(), random())
}

impl fmt::Debug for Multipart {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list()
            .entries(
                self.parts
                    .iter()
                    .map(|part| (&part.name, part.piece.length())),
            )
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Multipart, Piece};

    fn written(parts: Multipart) -> String {
        let (content_type, pieces) = parts.into_pieces().unwrap();
        let boundary = content_type.split_once("boundary=").unwrap().1.to_owned();
        let bytes: Vec<u8> = pieces
            .into_iter()
            .flat_map(|piece| match piece {
                Piece::Bytes(bytes) => bytes.to_vec(),
                Piece::File(_) => b"<file>".to_vec(),
            })
            .collect();
        String::from_utf8(bytes)
            .unwrap()
            .replace(&boundary, "B")
            .replace("\r\n", "|")
    }

    #[test]
    fn writes_parts_in_order() {
        let parts = Multipart::new()
            .text("RequestData", "{\"a\":1}")
            .bytes_part("icon", Some("图 \"1\".png"), "image/png", &b"png"[..])
            .bytes_part("raw", None, "text/plain", &b"x"[..]);
        assert_eq!(
            written(parts),
            "--B|Content-Disposition: form-data; name=\"RequestData\"||{\"a\":1}|\
             --B|Content-Disposition: form-data; name=\"icon\"; filename=\"图 %221%22.png\"|Content-Type: image/png||png|\
             --B|Content-Disposition: form-data; name=\"raw\"|Content-Type: text/plain||x|--B--|"
        );
    }

    #[test]
    fn nothing_breaks_out_of_a_part_head() {
        let parts = Multipart::new().bytes_part("a\r\nb", Some("c\r\nX: y"), "text/plain", "z");
        assert_eq!(
            written(parts),
            "--B|Content-Disposition: form-data; name=\"a%0D%0Ab\"; filename=\"c%0D%0AX: y\"|Content-Type: text/plain||z|--B--|"
        );
        let parts = Multipart::new().bytes_part("a", None, "text/plain\r\nX: y", "z");
        assert!(parts.into_pieces().is_err());
    }

    #[test]
    fn debug_shows_names_and_lengths_only() {
        let parts = Multipart::new().text("SIG", "s3cret-signature");
        assert_eq!(format!("{parts:?}"), "[(\"SIG\", 16)]");
    }
}
