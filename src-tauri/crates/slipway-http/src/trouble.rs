//! No complete answer came. Says what broke and, above all, whether the store can have acted on what was sent.

use std::{error::Error, fmt, time::Duration};

use slipway_model::{Problem, ProblemKind, Retry, Sentence, text::clean_line};

use crate::{
    body::FileChanged,
    transport::{Lost, find},
};

/// Why a request has no answer.
#[derive(Debug)]
pub struct Trouble {
    pub kind: TroubleKind,
    pub sent: Sent,
    host: String,
    waited: Option<Duration>,
    file: Option<String>,
    source: Option<Source>,
}

type Source = Box<dyn Error + Send + Sync>;

/// What broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TroubleKind {
    /// No connection: name not found, refused, unreachable, or not in time.
    Connect,
    /// The server's certificate was not accepted, or TLS failed.
    Tls,
    /// The proxy could not be reached or refused to connect.
    Proxy,
    /// No byte moved for too long while sending or receiving.
    Stalled,
    /// Everything was sent and no answer came in time.
    NoReply,
    /// The connection ended before the answer was complete.
    Broken,
    Cancelled,
    /// The file is not, or no longer, the one that was checked.
    FileChanged,
    /// A URL that Slipway does not follow.
    BadUrl,
    /// Our token or key would have to go to a host that is not on the store's list.
    NewHost,
    /// The request could not be put together; a mistake of ours.
    Unbuilt,
}

/// How much of a request left. *Submitted* is never said on the strength of this, only ruled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Not one byte of it.
    Nothing,
    /// Some of it, and provably not the last byte of the announced length: the server cannot have a complete request.
    Partly,
    /// All of it, or nobody knows: the server may have acted on it.
    Perhaps,
}

impl Trouble {
    pub(crate) fn new(kind: TroubleKind, sent: Sent, host: impl Into<String>) -> Self {
        Self {
            kind,
            sent,
            host: host.into(),
            waited: None,
            file: None,
            source: None,
        }
    }

    pub(crate) fn because(mut self, source: impl Into<Source>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What the transport lost, with the host it was about and the file it was sending.
    pub(crate) fn of(lost: Lost, host: &str) -> Self {
        let file = lost
            .source
            .as_deref()
            .and_then(|source| find::<FileChanged>(source))
            .map(|changed| {
                let path = changed.path();
                let name = path.file_name().unwrap_or(path.as_os_str());
                clean_line(&name.to_string_lossy())
            });
        Self {
            kind: lost.kind,
            sent: lost.sent,
            host: host.to_owned(),
            waited: lost.waited,
            file,
            source: lost.source,
        }
    }

    /// The host that was, or would have been, asked.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The same, said to a person: general words, a kind the runner can act on, and whether trying again can help.
    pub fn problem(&self) -> Problem {
        let (kind, key) = match self.kind {
            TroubleKind::Connect => (ProblemKind::Network, "http.connect"),
            TroubleKind::Tls => (ProblemKind::Network, "http.tls"),
            TroubleKind::Proxy => (ProblemKind::Network, "http.proxy"),
            TroubleKind::Broken => (ProblemKind::Network, "http.broken"),
            TroubleKind::Stalled => (ProblemKind::TimedOut, "http.stalled"),
            TroubleKind::NoReply => (ProblemKind::TimedOut, "http.no-reply"),
            TroubleKind::Cancelled => (ProblemKind::Cancelled, "http.cancelled"),
            TroubleKind::FileChanged => (ProblemKind::BadArtifact, "http.file-changed"),
            TroubleKind::BadUrl => (ProblemKind::Refused, "http.bad-url"),
            TroubleKind::NewHost => (ProblemKind::NotAllowed, "http.new-host"),
            TroubleKind::Unbuilt => (ProblemKind::Ours, "http.unbuilt"),
        };
        let mut advice = Sentence::new(key).with("host", &self.host);
        if let Some(file) = &self.file {
            advice = Sentence::new(key).with("file", file);
        }
        if let Some(waited) = self.waited {
            advice = advice.with("seconds", waited.as_secs().max(1));
        }
        Problem::new(kind, advice).retry(self.retry()).because(self)
    }

    fn retry(&self) -> Retry {
        match self.kind {
            TroubleKind::Connect
            | TroubleKind::Proxy
            | TroubleKind::Broken
            | TroubleKind::Stalled
            | TroubleKind::NoReply => match self.sent {
                Sent::Nothing | Sent::Partly => Retry::Now,
                Sent::Perhaps => Retry::AfterLooking,
            },
            TroubleKind::Tls
            | TroubleKind::Cancelled
            | TroubleKind::FileChanged
            | TroubleKind::BadUrl
            | TroubleKind::NewHost
            | TroubleKind::Unbuilt => Retry::No,
        }
    }
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        trouble.problem()
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            TroubleKind::Connect => "no connection to",
            TroubleKind::Tls => "no trusted connection to",
            TroubleKind::Proxy => "the proxy made no connection to",
            TroubleKind::Stalled => "the transfer stood still at",
            TroubleKind::NoReply => "no answer in time from",
            TroubleKind::Broken => "the connection broke off at",
            TroubleKind::Cancelled => "stopped while talking to",
            TroubleKind::FileChanged => "the file changed before it was sent to",
            TroubleKind::BadUrl => "a URL that is not followed, at",
            TroubleKind::NewHost => "credentials are kept from the unknown host",
            TroubleKind::Unbuilt => "a request could not be put together for",
        };
        let sent = match self.sent {
            Sent::Nothing => "nothing was sent",
            Sent::Partly => "it was sent in part",
            Sent::Perhaps => "it may have arrived",
        };
        write!(out, "{what} {} ({sent})", self.host)
    }
}

impl Error for Trouble {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use slipway_model::{Language, ProblemKind, Retry, words::general};

    use super::{Sent, Trouble, TroubleKind};

    #[test]
    fn every_trouble_has_its_sentence_in_both_languages() {
        for kind in [
            TroubleKind::Connect,
            TroubleKind::Tls,
            TroubleKind::Proxy,
            TroubleKind::Stalled,
            TroubleKind::NoReply,
            TroubleKind::Broken,
            TroubleKind::Cancelled,
            TroubleKind::BadUrl,
            TroubleKind::NewHost,
            TroubleKind::Unbuilt,
        ] {
            let trouble = Trouble {
                waited: Some(Duration::from_secs(60)),
                ..Trouble::new(kind, Sent::Perhaps, "api.example.com")
            };
            for language in [Language::En, Language::Zh] {
                let said = general().say(&trouble.problem().advice, language).unwrap();
                let names_host = kind != TroubleKind::Cancelled;
                assert_eq!(said.contains("api.example.com"), names_host, "{said}");
                assert!(!said.contains('…'), "{said}");
            }
        }
    }

    #[test]
    fn looks_first_only_when_it_may_have_arrived() {
        for (sent, retry) in [
            (Sent::Nothing, Retry::Now),
            (Sent::Partly, Retry::Now),
            (Sent::Perhaps, Retry::AfterLooking),
        ] {
            let problem = Trouble::new(TroubleKind::Broken, sent, "api.example.com").problem();
            assert_eq!((problem.kind, problem.retry), (ProblemKind::Network, retry));
        }
        let stopped = Trouble::new(TroubleKind::Cancelled, Sent::Nothing, "api.example.com");
        assert_eq!(stopped.problem().retry, Retry::No);
    }
}
