//! What a store answered: status, headers and at most 1 MiB of body. Whether it is a success is the store's code to say:
//! a 200 with an error inside is a failure.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::HeaderMap;
use jiff::{Timestamp, fmt::rfc2822};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use slipway_model::{Problem, ProblemKind, Retry, Said, Sentence, text::clean_line};

/// A complete answer.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// At most [`Answer::CAP`] bytes.
    pub body: Bytes,
    /// The body was longer and is cut.
    pub capped: bool,
    pub(crate) host: String,
    pub(crate) new_host: bool,
    pub(crate) secrets: Vec<SecretString>,
}

impl Answer {
    /// Most bytes of a body that are read.
    pub const CAP: usize = 1024 * 1024;

    /// 200 to 299. Redirects are answers, not successes: a stream cannot be sent twice.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub fn host(&self) -> &str {
        &self.host
    }

    /// The answering host, when a server named it and it is not on the store's list: for the record.
    pub fn new_host(&self) -> Option<&str> {
        self.new_host.then_some(self.host.as_str())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as JSON of that shape.
    ///
    /// # Errors
    /// [`NotJson`] when it is cut, no JSON, or JSON of another shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, NotJson> {
        let body = self
            .body
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&self.body);
        serde_json::from_slice(body).map_err(|error| NotJson {
            host: self.host.clone(),
            status: self.status,
            said: self.quote(format!("HTTP {}", self.status), &self.first_line()),
            // The parser's own text may quote a value.
            at: (error.line(), error.column()),
        })
    }

    /// The first line that is not empty, without control characters, at most 200 characters.
    pub fn first_line(&self) -> String {
        let start = self.body.get(..4096).unwrap_or(&self.body);
        String::from_utf8_lossy(start)
            .lines()
            .map(clean_line)
            .find(|line| !line.is_empty())
            .unwrap_or_default()
            .chars()
            .take(200)
            .collect()
    }

    /// The whole body as the store's words, with every secret of this line and request blanked.
    pub fn said(&self, code: impl Into<String>) -> Said {
        Said::new(code, &self.body, &self.secrets)
    }

    /// A part of the answer (a message field) as the store's words, likewise blanked.
    pub fn quote(&self, code: impl Into<String>, words: &str) -> Said {
        Said::new(code, words.as_bytes(), &self.secrets)
    }

    /// The server's clock (`Date`), for the check of ours.
    pub fn date(&self) -> Option<Timestamp> {
        http_date(self.header("date")?)
    }

    /// How long the server asks to wait (`Retry-After`, as seconds or as a date). At most a day.
    pub fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        const DAY: Duration = Duration::from_secs(86_400);
        let value = self.header("retry-after")?.trim();
        let wait = match value.parse() {
            Ok(seconds) => Duration::from_secs(seconds),
            Err(_) => {
                Duration::try_from(http_date(value)?.duration_since(now)).unwrap_or(Duration::ZERO)
            }
        };
        Some(wait.min(DAY))
    }

    /// What 429 and 5xx mean when the store gave no code of its own; `None` for every other status.
    pub fn trouble_by_status(&self, now: Timestamp) -> Option<Problem> {
        let (kind, key) = match self.status {
            429 => (ProblemKind::TooMany, "http.too-many"),
            500..=599 => (ProblemKind::StoreDown, "http.store-down"),
            _ => return None,
        };
        let advice = Sentence::new(key)
            .with("host", &self.host)
            .with("status", self.status);
        let wait = self.retry_after(now).unwrap_or(UNASKED_WAIT);
        Some(
            Problem::new(kind, advice)
                .said(self.quote(format!("HTTP {}", self.status), &self.first_line()))
                .retry(Retry::After { wait }),
        )
    }
}

/// Wait after an overloaded or unreadable answer that names no time.
const UNASKED_WAIT: Duration = Duration::from_secs(30);

impl fmt::Debug for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Answer")
            .field("host", &self.host)
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .field("capped", &self.capped)
            .finish_non_exhaustive()
    }
}

/// An answer that is not the JSON it should be; its first line is kept.
#[derive(Debug, thiserror::Error)]
#[error("{host} answered HTTP {status} with no usable JSON (line {}, column {})", at.0, at.1)]
pub struct NotJson {
    host: String,
    pub status: u16,
    pub said: Said,
    at: (usize, usize),
}

impl NotJson {
    /// *Store down*, with the first line as the store's words. A step that changes something must still ask the store what
    /// became of it: such a page may stand in front of a request that was carried out.
    pub fn problem(&self) -> Problem {
        let advice = Sentence::new("http.not-json")
            .with("host", &self.host)
            .with("status", self.status);
        Problem::new(ProblemKind::StoreDown, advice)
            .said(self.said.clone())
            .retry(Retry::After { wait: UNASKED_WAIT })
            .because(self)
    }
}

impl From<NotJson> for Problem {
    fn from(answer: NotJson) -> Self {
        answer.problem()
    }
}

fn http_date(value: &str) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new().parse_timestamp(value).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderMap, HeaderName, HeaderValue};
    use secrecy::SecretString;
    use slipway_model::{ProblemKind, Retry};

    use super::Answer;

    fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &'static str) -> Answer {
        let headers: HeaderMap = headers
            .iter()
            .map(|&(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        Answer {
            status,
            headers,
            body: body.into(),
            capped: false,
            host: "api.example.com".into(),
            new_host: false,
            secrets: vec![SecretString::from("s3cret-token")],
        }
    }

    #[test]
    fn reads_the_servers_clock_and_its_wish_to_wait() {
        let now = "2026-03-01T10:00:00Z".parse().unwrap();
        let dated = answer(200, &[("date", "Sun, 01 Mar 2026 10:00:30 GMT")], "");
        assert_eq!(dated.date(), Some("2026-03-01T10:00:30Z".parse().unwrap()));
        for (value, seconds) in [
            ("7", Some(7)),
            (" 7 ", Some(7)),
            ("Sun, 01 Mar 2026 10:02:00 GMT", Some(120)),
            ("Sun, 01 Mar 2026 09:00:00 GMT", Some(0)),
            ("99999999999", Some(86_400)),
            ("soon", None),
            ("-3", None),
        ] {
            let found = answer(429, &[("retry-after", value)], "").retry_after(now);
            assert_eq!(found, seconds.map(Duration::from_secs), "{value}");
        }
    }

    #[test]
    fn a_page_instead_of_json_keeps_its_first_line() {
        let page = answer(200, &[], "\n<html>s3cret-token\u{1b}[0m</html>\nmore");
        let problem = page.json::<serde_json::Value>().unwrap_err().problem();
        assert_eq!(problem.kind, ProblemKind::StoreDown);
        let said = problem.said.unwrap();
        assert_eq!(
            (said.code.as_str(), said.words.as_str()),
            ("HTTP 200", "<html>•••[0m</html>")
        );
    }

    #[test]
    fn a_wrong_shape_does_not_quote_values_in_its_cause() {
        let odd = answer(200, &[], "{\"token\":\"s3cret-token\"}");
        let error = odd.json::<u32>().unwrap_err();
        assert!(!format!("{error}").contains("s3cret"));
        assert!(!format!("{:?}", error.problem()).contains("s3cret"));
    }

    #[test]
    fn json_may_follow_a_byte_order_mark() {
        let value: u32 = answer(200, &[], "\u{feff}5").json().unwrap();
        assert_eq!(value, 5);
    }

    #[test]
    fn only_429_and_5xx_speak_for_themselves() {
        let now = "2026-03-01T10:00:00Z".parse().unwrap();
        let busy = answer(429, &[("retry-after", "5")], "slow down");
        let problem = busy.trouble_by_status(now).unwrap();
        assert_eq!(problem.kind, ProblemKind::TooMany);
        assert_eq!(
            problem.retry,
            Retry::After {
                wait: Duration::from_secs(5)
            }
        );
        let down = answer(502, &[], "<html>").trouble_by_status(now).unwrap();
        assert_eq!(down.kind, ProblemKind::StoreDown);
        for status in [200, 301, 400, 401, 403, 404] {
            assert!(answer(status, &[], "").trouble_by_status(now).is_none());
        }
    }

    #[test]
    fn debug_shows_no_body_and_no_header() {
        let shown = format!("{:?}", answer(200, &[("set-cookie", "s3cret")], "s3cret"));
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}
