//! resources.arsc: what stands behind a reference such as `@string/app_name`, per language and per density. Entries are always found
//! by their id; names may have been stripped.

mod config;
mod entry;
mod labels;
mod table;

pub(crate) use config::Config;
pub(crate) use labels::Labels;
pub(crate) use table::Table;
