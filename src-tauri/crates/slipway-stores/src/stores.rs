//! The one list of stores. A new store is a folder and a line here.

use crate::{Store, huawei::Huawei, oppo::Oppo, vivo::Vivo, xiaomi::Xiaomi};

static ALL: [&dyn Store; 4] = [&Huawei, &Xiaomi, &Vivo, &Oppo];

/// Every store, in the order of the window.
pub fn all() -> &'static [&'static dyn Store] {
    &ALL
}

/// The store of that id (`huawei`), if there is one.
pub fn find(id: &str) -> Option<&'static dyn Store> {
    ALL.iter().copied().find(|store| store.card().id == id)
}
