//! How often a store takes one call from one account in a day. Data: the store says it, the engine counts what was sent and judges before
//! a run.

use jiff::tz::Offset;

/// One number that a store states, and what an order needs of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The name that the store's code gives the call with [`slipway_http::Request::counted`].
    pub call: &'static str,
    pub of: QuotaOf,
    pub a_day: u32,
    /// The clock by which the store's day begins.
    pub clock: Offset,
    /// Stated exactly: what goes beyond it is refused before the run. Otherwise it is only told.
    pub exact: bool,
    /// Calls that this order makes when nothing is repeated.
    pub needs: u32,
}

/// What a person knows the call as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotaOf {
    Uploads,
    Submissions,
}
