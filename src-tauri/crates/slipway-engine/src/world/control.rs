//! Practice's control desk, over plain HTTP on the loopback interface: a few short questions, an answer each, then the
//! connection is closed. Not a client for anything else; stores are talked to through `slipway-http` only.

use std::{io, path::Path, time::Duration};

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use slipway_model::{Problem, ProblemKind, Sentence};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::clock::Reading;

const PATIENCE: Duration = Duration::from_secs(10);
/// Adopting reads a whole build, perhaps 4 GB from a slow disk.
const READING: Duration = Duration::from_secs(10 * 60);
/// A ledger may be long; anything larger is not practice.
const MOST: u64 = 64 * 1024 * 1024;

#[derive(Clone, Debug)]
pub(crate) struct Control {
    /// `127.0.0.1:PORT`.
    address: String,
    key: SecretString,
}

#[derive(Deserialize)]
struct ClockAnswer {
    now: jiff::Timestamp,
    rate: f64,
}

impl Control {
    /// `url`: `http://127.0.0.1:PORT`, as the invitation gives it.
    pub(crate) fn new(url: &str, key: SecretString) -> Self {
        let address = url.strip_prefix("http://").unwrap_or(url);
        Self {
            address: address.trim_end_matches('/').to_owned(),
            key,
        }
    }

    pub(crate) async fn clock(&self) -> Result<Reading, Problem> {
        let answer = self.ask("GET", "/clock", None).await?;
        let answer: ClockAnswer = serde_json::from_value(answer).map_err(|error| gone(&error))?;
        Ok(Reading {
            now: answer.now,
            rate: answer.rate,
        })
    }

    pub(crate) async fn ledger(&self, after: u64) -> Result<Vec<Value>, Problem> {
        let answer = self
            .ask("GET", &format!("/ledger?after={after}"), None)
            .await?;
        match answer {
            Value::Array(entries) => Ok(entries),
            Value::Object(mut answer) => Ok(match answer.remove("entries") {
                Some(Value::Array(entries)) => entries,
                _ => Vec::new(),
            }),
            _ => Ok(Vec::new()),
        }
    }

    /// Every store takes the app of this build as its own: live one version lower, same signer.
    pub(crate) async fn adopt(&self, path: &Path) -> Result<(), Problem> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let body = Some(json!({ "path": path }));
        match self.ask_for(READING, "POST", "/adopt", body).await {
            // The stores have the app already; nothing to adopt.
            Err(problem) if problem.kind == ProblemKind::AlreadyThere => Ok(()),
            answer => answer.map(drop),
        }
    }

    /// The id that a store gave to an app, as its console shows it.
    pub(crate) async fn app_id(
        &self,
        package: &str,
        store: &str,
    ) -> Result<Option<String>, Problem> {
        let apps = self.ask("GET", "/apps", None).await?;
        let id = apps
            .as_array()
            .into_iter()
            .flatten()
            .find(|app| app["package"] == package)
            .and_then(|app| app["ids"][store].as_str())
            .map(str::to_owned);
        Ok(id)
    }

    async fn ask(&self, method: &str, target: &str, body: Option<Value>) -> Result<Value, Problem> {
        self.ask_for(PATIENCE, method, target, body).await
    }

    async fn ask_for(
        &self,
        patience: Duration,
        method: &str,
        target: &str,
        body: Option<Value>,
    ) -> Result<Value, Problem> {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let head = format!(
            "{method} {target} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.address,
            self.key.expose_secret(),
            body.len()
        );
        let exchange = async {
            let mut stream = TcpStream::connect(&self.address).await?;
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(body.as_bytes()).await?;
            let mut answer = Vec::new();
            stream.take(MOST).read_to_end(&mut answer).await?;
            Ok::<_, io::Error>(answer)
        };
        let answer = timeout(patience, exchange)
            .await
            .map_err(|late| gone(&late))?
            .map_err(|error| gone(&error))?;
        let (status, body) =
            split(&answer).ok_or_else(|| gone(&io::Error::from(io::ErrorKind::InvalidData)))?;
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        match status {
            200..300 => Ok(body),
            _ => {
                let why = body
                    .get("error")
                    .or_else(|| body.get("message"))
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                let says = Sentence::new("app.practice-refused")
                    .with("status", status)
                    .with("why", why);
                let kind = if status == 409 {
                    ProblemKind::AlreadyThere
                } else {
                    ProblemKind::Refused
                };
                Err(Problem::new(kind, says))
            }
        }
    }
}

fn gone(error: &(dyn std::error::Error + 'static)) -> Problem {
    Problem::new(ProblemKind::Network, Sentence::new("app.practice-gone")).because(error)
}

/// Status and body of an HTTP/1.1 answer that ended with its connection.
fn split(answer: &[u8]) -> Option<(u16, Vec<u8>)> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let (head, body) = answer.split_at(end + 4);
    let head = std::str::from_utf8(head).ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let chunked = head.lines().any(|line| {
        line.to_ascii_lowercase().starts_with("transfer-encoding:") && line.ends_with("chunked")
    });
    Some((status, if chunked { join(body)? } else { body.to_vec() }))
}

fn join(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        let start = end + 2;
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(rest.get(start..start + size)?);
        rest = rest.get(start + size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn reads_an_answer_with_and_without_chunks() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(split(whole), Some((200, b"{}".to_vec())));
        let chunks = b"HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n";
        assert_eq!(split(chunks), Some((404, b"{\"a\":1}".to_vec())));
        assert_eq!(split(b"nonsense"), None);
    }
}
