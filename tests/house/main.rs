//! The invariants of the house (ARCHITECTURE.md), held against the manifests and the source.

mod arrows;
mod borders;
mod commands;
mod packages;
mod stores;
mod words;
