//! The body of a call: one urlencoded form with all parameters, public and business [official]. Decoded strictly, because the signature
//! is over the decoded values: what cannot be decoded in one way only is 1000013.

use std::collections::BTreeMap;

use axum::{body::to_bytes, extract::Request};

use super::{answer::Refusal, codes::UNPARSED};
use crate::plays::body;

/// Longest body; real ones have a few kilobytes.
const LONGEST: usize = 1 << 20;

/// The parameters, sorted by name, byte by byte.
#[derive(Debug, Default)]
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    /// The value, an empty one too.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value, unless it is empty.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Reads the whole body. Parameters in the address are not looked at: nothing belongs there [official].
pub(super) async fn read(request: Request) -> Result<Form, Refusal> {
    let (parts, content) = request.into_parts();
    let announced = body::announced(&parts.headers);
    if announced != body::URLENCODED {
        return Err(UNPARSED.because(format!("the body is announced as {announced:?}")));
    }
    let text = to_bytes(content, LONGEST)
        .await
        .map_err(|_| UNPARSED.because("the body broke off or is longer than 1 MiB"))?;
    parse(&text)
}

pub(super) fn parse(body: &[u8]) -> Result<Form, Refusal> {
    let mut parameters = BTreeMap::new();
    let pairs = body.split(|byte| *byte == b'&');
    for pair in pairs.filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let mut half = || {
            decode(halves.next().unwrap_or_default())
                .ok_or_else(|| UNPARSED.because("a broken percent sign, or no UTF-8"))
        };
        let (name, value) = (half()?, half()?);
        if parameters.insert(name.clone(), value).is_some() {
            return Err(UNPARSED.because(format!("{name} came twice")));
        }
    }
    Ok(Form(parameters))
}

/// Both `+` and `%20` are a blank [clients of both kinds work].
fn decode(encoded: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let (digits, tail) = rest.split_at_checked(2)?;
                bytes.push(hex::decode(digits).ok()?.first().copied()?);
                rest = tail;
            }
            byte => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn decodes_what_clients_send() {
        let form = parse(b"a=1+2%203&b=%E4%BF%AE%0A%2B%26&c=&d&e=x=y").unwrap();
        let pairs: Vec<_> = form.pairs().collect();
        let expected = [
            ("a", "1 2 3"),
            ("b", "修\n+&"),
            ("c", ""),
            ("d", ""),
            ("e", "x=y"),
        ];
        assert_eq!(pairs, expected);
        assert_eq!((form.get("c"), form.filled("c")), (Some(""), None));
    }

    #[test]
    fn refuses_what_has_two_readings() {
        for body in ["a=%4", "a=%zz", "a=%FF", "a=1&a=1", "%=1"] {
            assert_eq!(parse(body.as_bytes()).unwrap_err().ret, 1_000_013, "{body}");
        }
    }
}
