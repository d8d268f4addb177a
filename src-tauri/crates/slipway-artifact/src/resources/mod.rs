//! The table of resources, resources.arsc or a bundle's resources.pb: what stands behind a reference such as `@string/app_name`, per
//! language and per density. Entries are always found by their id; names may have been stripped.

mod arsc;
mod bundle;
mod config;
mod entry;
mod found;
mod labels;
mod table;

use config::Config;
pub(crate) use found::Found;
pub(crate) use labels::Labels;
use table::CHAIN_MAX;
pub(crate) use table::Table;
