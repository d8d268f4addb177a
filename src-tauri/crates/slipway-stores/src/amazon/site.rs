//! One app at Amazon as calls address it, its Edit, and the one way in which anything in an Edit is written: read for the tag, write with
//! it, never use a tag twice.

use std::time::Duration;

use serde_json::Value;
use slipway_http::{Method, Request};
use slipway_model::{AppRef, Problem, ProblemKind, Retry, Said, Sentence};

use super::{
    auth,
    conflict::{self, Conflict},
    problem::{self, Heard, Place},
    wire,
};
use crate::{Visit, failure::Failure};

/// An app, and who asks.
pub(super) struct Site<'a> {
    pub(super) visit: &'a Visit,
    app: String,
}

/// The app's open Edit, or the last one that was submitted [official; that a submitted one is still told of: 1 client, live].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) id: String,
    /// An open set; only `IN_PROGRESS` can be written to.
    pub(super) status: String,
}

impl Edit {
    pub(super) fn read(heard: &Heard) -> Option<Self> {
        Some(Self {
            id: heard.text("id")?,
            status: heard.text("status").unwrap_or_default(),
        })
    }

    pub(super) fn is_open(&self) -> bool {
        self.status == "IN_PROGRESS"
    }

    /// The status of a version that users have [1 client's comment]: nothing stands in the way of the next one.
    pub(super) fn is_live(&self) -> bool {
        self.status == "LIVE"
    }
}

impl<'a> Site<'a> {
    /// # Errors
    /// When the app is named by something that names no app.
    pub(super) fn new(visit: &'a Visit, app: &AppRef) -> Result<Self, Failure> {
        let app = wire::app_key(app).map_err(Failure::certain)?;
        Ok(Self { visit, app })
    }

    fn address(&self, parts: &[&str]) -> Result<String, Failure> {
        wire::address(&self.app, parts).map_err(Failure::certain)
    }

    /// `GET /edits`: `{}`, nothing, 204 and 404 all mean that there is none [5 clients for `{}`].
    pub(super) async fn open_edit(&self) -> Result<(Option<Edit>, Heard), Failure> {
        let heard = self.get(Place::App, &["edits"]).await?;
        Ok((Edit::read(&heard), heard))
    }

    pub(super) async fn get(&self, place: Place, parts: &[&str]) -> Result<Heard, Failure> {
        let address = self.address(parts)?;
        auth::call(self.visit, place, |line| {
            line.request(Method::GET, &address)
        })
        .await
    }

    /// One request that changes something; any answer comes back.
    pub(super) async fn send(
        &self,
        method: Method,
        parts: &[&str],
        fill: impl Fn(Request) -> Request,
    ) -> Result<Heard, Failure> {
        let address = self.address(parts)?;
        auth::hear(self.visit, |line| {
            fill(line.request(method.clone(), &address)).changes()
        })
        .await
    }

    /// Reads a thing of an Edit for the tag that its next write needs.
    pub(super) async fn tagged(&self, parts: &[&str]) -> Result<(Heard, String), Failure> {
        let heard = self.get(Place::Edit, parts).await?;
        match heard.etag.clone().filter(|tag| !tag.is_empty()) {
            Some(tag) => Ok((heard, tag)),
            None => Err(problem::unreadable(&heard)),
        }
    }

    /// Rewrites a record of the Edit: everything that was read goes back, with the change in it. `change` answers nothing where the
    /// record is already as it shall be. A tag that went stale in between is read anew once.
    pub(super) async fn rewrite(
        &self,
        edit: &str,
        parts: &[&str],
        change: impl Fn(&Value) -> Option<Value>,
    ) -> Result<bool, Failure> {
        let mut again = false;
        loop {
            let (heard, tag) = self.tagged(parts).await?;
            let Some(record) = change(&heard.body) else {
                return Ok(false);
            };
            let answer = self
                .send(Method::PUT, parts, |request| {
                    request.header("If-Match", &tag).json(&record)
                })
                .await?;
            match self.judged(answer, edit, parts, &tag, again).await? {
                Some(_) => return Ok(true),
                None => again = true,
            }
        }
    }

    /// The answer to a write: `None` says that the tag was stale and the write may be tried once more.
    pub(super) async fn judged(
        &self,
        heard: Heard,
        edit: &str,
        parts: &[&str],
        tag: &str,
        again: bool,
    ) -> Result<Option<Heard>, Failure> {
        if heard.succeeded() {
            return Ok(Some(heard));
        }
        if heard.status != 412 {
            return Err(problem::failure(&heard, Place::Edit));
        }
        let now = self.get(Place::Edit, &["edits", edit]).await?;
        let status = now.text("status").unwrap_or_default();
        let present = if parts == ["edits", edit] {
            now.etag
        } else {
            self.get(Place::Edit, parts).await?.etag
        };
        match conflict::decide(&status, tag, present.as_deref()) {
            Conflict::InReview => Err(Failure::certain(in_review(&status))),
            Conflict::Changed if !again => Ok(None),
            Conflict::Changed => Err(Failure::certain(changed(heard.said()))),
            Conflict::Unexplained => Err(problem::failure(&heard, Place::Edit)),
        }
    }
}

/// Only a draft can be written to.
pub(super) fn in_review(status: &str) -> Problem {
    let says = Sentence::new("problem.in-review").with("status", status);
    let said = Said::new("status", status.as_bytes(), &[]);
    Problem::new(ProblemKind::AlreadyThere, says).said(said)
}

/// Somebody writes to the same thing at the same time.
pub(super) fn changed(said: Said) -> Problem {
    let says = Sentence::new("problem.changed-meanwhile");
    Problem::new(ProblemKind::Refused, says)
        .retry(Retry::After {
            wait: Duration::from_secs(15),
        })
        .said(said)
}
