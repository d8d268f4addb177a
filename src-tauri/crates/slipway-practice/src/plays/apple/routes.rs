//! The path table: exactly the operations that are played, with what each may be asked. Anything else is a path error.

use axum::{Router, routing::any};
use http::Method;

use super::{
    call::{self, Call, Reply},
    kind::Kind,
    no::Stop,
    operations, operations_beta,
    query::Filter,
    schema::Schema,
    storage,
};
use crate::stage::Stage;

pub(super) const API_HOST: &str = "api.appstoreconnect.apple.com";
/// A host of upload addresses, of the real shape [recorded]; which one an account is given depends on the region.
pub(super) const STORAGE_HOST: &str = "northamerica-1.object-storage.apple.com";

pub(super) const HOSTS: [&str; 2] = [API_HOST, STORAGE_HOST];

/// The routes of one of them.
pub(super) fn of(host: &str) -> Router {
    match host {
        STORAGE_HOST => Router::new().fallback(any(storage::answer)),
        _ => Router::new().fallback(any(call::answer)),
    }
}

/// A handler that changes something: judges first, writes last.
pub(super) type Handler = fn(&mut Stage<'_>, &Call) -> Result<Reply, Stop>;

/// What an operation does.
#[derive(Clone, Copy)]
pub(super) enum Work {
    Look(Look),
    Do(Handler),
    /// `PATCH /v1/buildUploadFiles/{id}`, which reads a whole package before it answers.
    Commit,
}

/// What a `GET` shows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Look {
    /// All of the kind.
    List,
    /// The one in the path.
    One,
    /// Those that the one in the path relates to.
    Related(Kind, &'static str),
    /// The same, as `type` and `id` alone.
    Linkage(Kind, &'static str),
}

/// What a query may ask.
pub(super) struct Asks {
    pub(super) filters: &'static [Filter],
    pub(super) sorts: &'static [&'static str],
    /// Names of relations, with blanks between.
    pub(super) include: &'static str,
    pub(super) is_list: bool,
}

impl Asks {
    pub(super) fn includes(&self, name: &str) -> bool {
        self.include.split(' ').any(|other| other == name)
    }
}

/// Nothing but `fields`.
pub(super) const NOTHING: Asks = Asks {
    filters: &[],
    sorts: &[],
    include: "",
    is_list: false,
};

/// `limit`, and nothing else.
pub(super) const PAGES: Asks = Asks {
    is_list: true,
    ..NOTHING
};

/// One operation of the API.
pub(super) struct Operation {
    pub(super) method: &'static str,
    path: &'static str,
    /// What it answers, or changes.
    pub(super) kind: Kind,
    pub(super) work: Work,
    pub(super) asks: Asks,
}

impl Operation {
    /// Versions, their review and their release are not a developer's to change [1 client].
    pub(super) fn needs_manager(&self) -> bool {
        self.method != "GET"
            && matches!(
                self.kind,
                Kind::AppStoreVersions
                    | Kind::AppStoreVersionLocalizations
                    | Kind::AppStoreReviewDetails
                    | Kind::AppStoreVersionPhasedReleases
                    | Kind::AppStoreVersionReleaseRequests
                    | Kind::ReviewSubmissions
                    | Kind::ReviewSubmissionItems
            )
    }

    /// The schema that `fields[…]` names: the operation's own kind, or one that it can include.
    pub(super) fn schema_of(&self, word: &str) -> Option<&'static Schema> {
        if self.method != "GET" {
            return None;
        }
        let own = self.kind.schema();
        if own.word == word {
            return Some(own);
        }
        let mut relations = own.relations.iter();
        relations
            .find(|it| it.word == word && self.asks.includes(it.name))
            .and_then(|it| it.kind)
            .map(Kind::schema)
    }

    /// The value of `{id}`; empty where the path has none. `None` when it is another path.
    fn id_in<'p>(&self, path: &'p str) -> Option<&'p str> {
        let mut id = "";
        let (mut wanted, mut sent) = (self.path.split('/'), path.split('/'));
        loop {
            match (wanted.next(), sent.next()) {
                (None, None) => return Some(id),
                (Some("{id}"), Some(value)) if !value.is_empty() => id = value,
                (Some(want), Some(value)) if want == value => {}
                _ => return None,
            }
        }
    }
}

pub(super) const fn get(path: &'static str, kind: Kind, look: Look, asks: Asks) -> Operation {
    Operation {
        method: "GET",
        path,
        kind,
        work: Work::Look(look),
        asks,
    }
}

pub(super) const fn change(
    method: &'static str,
    path: &'static str,
    kind: Kind,
    work: Handler,
) -> Operation {
    Operation {
        method,
        path,
        kind,
        work: Work::Do(work),
        asks: NOTHING,
    }
}

pub(super) const fn commit(path: &'static str) -> Operation {
    Operation {
        method: "PATCH",
        path,
        kind: Kind::BuildUploadFiles,
        work: Work::Commit,
        asks: NOTHING,
    }
}

/// An operation, and the `{id}` of its path.
pub(super) struct Found<'p> {
    pub(super) operation: &'static Operation,
    pub(super) id: &'p str,
}

pub(super) fn find<'p>(method: &Method, path: &'p str) -> Option<Found<'p>> {
    let tables = [operations::ALL, operations_beta::ALL];
    let mut all = tables.into_iter().flatten();
    all.find_map(|operation| {
        let same = operation.method == method.as_str();
        let id = operation.id_in(path).filter(|_| same)?;
        Some(Found { operation, id })
    })
}
