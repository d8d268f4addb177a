//! Our client's requests and practice's answers held against a store's public description of its API.

mod apple;
mod tool;
