//! Asking and changing: what every room of this folder does with App Store Connect. A list is read to its end, page by page.

use std::collections::BTreeSet;

use serde_json::Value;
use slipway_http::{Line, Method, Request};
use slipway_model::{Problem, ProblemKind, Retry, Sentence};

use super::{
    auth,
    document::{Document, Resource},
    problem::Heard,
    rate::Rate,
    wire,
};
use crate::{
    Visit,
    failure::{Acted, Failure},
};

/// The most pages of a list that are followed; Apple's largest, ten thousand testers, has fifty.
const PAGES: usize = 200;

pub(super) type Query<'a> = &'a [(&'a str, &'a str)];

/// Asks, whatever the answer says.
pub(super) async fn ask(visit: &Visit, path: &str, query: Query<'_>) -> Result<Heard, Failure> {
    auth::answer(visit, |line| {
        line.request(Method::GET, wire::address(path))
            .query(query.iter().copied())
    })
    .await
    .map_err(of_reading)
}

/// A question changes nothing, so nothing of it can be open.
pub(super) fn of_reading(mut failure: Failure) -> Failure {
    failure.acted = Acted::No;
    if failure.problem.retry == Retry::AfterLooking {
        failure.problem.retry = Retry::Now;
    }
    failure
}

/// Asks, and takes a no for a failure.
pub(super) async fn get(visit: &Visit, path: &str, query: Query<'_>) -> Result<Document, Failure> {
    let heard = ask(visit, path, query).await?;
    let heard = heard.checked(visit.now()).map_err(of_reading)?;
    heard.document().ok_or_else(|| of_reading(unreadable()))
}

/// One resource that must be there.
pub(super) async fn one(visit: &Visit, path: &str, query: Query<'_>) -> Result<Resource, Failure> {
    get(visit, path, query)
        .await?
        .data
        .into_iter()
        .next()
        .ok_or_else(|| Failure::certain(not_found()))
}

/// What may not be there: 404 and `data: null` both say so [spec].
pub(super) async fn maybe(
    visit: &Visit,
    path: &str,
    query: Query<'_>,
) -> Result<Option<Resource>, Failure> {
    match get(visit, path, query).await {
        Ok(document) => Ok(document.data.into_iter().next()),
        Err(failure) if is_missing(&failure) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The store said that there is no such thing.
pub(super) fn is_missing(failure: &Failure) -> bool {
    failure.acted == Acted::No && failure.problem.kind == ProblemKind::NotFound
}

/// A whole list, all pages of it, with what Apple said last about how many requests are left.
pub(super) struct List {
    pub(super) document: Document,
    pub(super) rate: Rate,
}

/// Reads a list to its end by `links.next`, which is followed only to the same host and never twice.
pub(super) async fn list(visit: &Visit, path: &str, query: Query<'_>) -> Result<List, Failure> {
    read_list(visit, path, query).await.map_err(of_reading)
}

async fn read_list(visit: &Visit, path: &str, query: Query<'_>) -> Result<List, Failure> {
    let mut heard = ask(visit, path, query).await?.checked(visit.now())?;
    let mut all = heard.page().ok_or_else(unreadable)?;
    let mut followed = BTreeSet::new();
    while let Some(next) = all.next.take() {
        if followed.len() >= PAGES || !followed.insert(next.clone()) {
            return Err(Failure::certain(Problem::new(
                ProblemKind::StoreDown,
                Sentence::new("problem.endless-list"),
            )));
        }
        heard = auth::answer(visit, |line| page(line, &next))
            .await?
            .checked(visit.now())?;
        let page = heard.page().ok_or_else(unreadable)?;
        all.data.extend(page.data);
        all.included.extend(page.included);
        all.next = page.next;
    }
    Ok(List {
        document: all,
        rate: heard.rate,
    })
}

/// [`Line::request`] refuses every host that is not Apple's own, so a token cannot follow a link elsewhere.
fn page(line: &Line, next: &str) -> Request {
    line.request(Method::GET, next)
}

/// The resources of a whole list.
pub(super) async fn all(
    visit: &Visit,
    path: &str,
    query: Query<'_>,
) -> Result<Vec<Resource>, Failure> {
    Ok(list(visit, path, query).await?.document.data)
}

/// Sends one change and reads the answer, whatever it says.
pub(super) async fn send(
    visit: &Visit,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> Result<Heard, Failure> {
    auth::answer(visit, |line| {
        let request = line.request(method.clone(), wire::address(path)).changes();
        match body {
            Some(body) => request.json(body),
            None => request,
        }
    })
    .await
}

/// The same, and takes a no for a failure.
pub(super) async fn change(
    visit: &Visit,
    method: Method,
    path: &str,
    body: &Value,
) -> Result<Heard, Failure> {
    send(visit, method, path, Some(body))
        .await?
        .checked(visit.now())
}

/// What a POST made. An answer of success without it may have made it all the same.
pub(super) async fn create(visit: &Visit, path: &str, body: &Value) -> Result<Resource, Failure> {
    let heard = change(visit, Method::POST, path, body).await?;
    heard.resource().ok_or_else(unreadable)
}

pub(super) fn unreadable() -> Failure {
    Failure::open(Problem::new(
        ProblemKind::StoreDown,
        Sentence::new("problem.unreadable"),
    ))
}

pub(super) fn not_found() -> Problem {
    Problem::new(ProblemKind::NotFound, Sentence::new("problem.not-found"))
}
