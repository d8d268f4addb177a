//! The one list of stores. A new store is a folder and a line here.

use crate::Store;

static ALL: &[&dyn Store] = &[
    &crate::huawei::Huawei,
    &crate::xiaomi::Xiaomi,
    &crate::oppo::Oppo,
    &crate::vivo::Vivo,
    &crate::honor::Honor,
    &crate::tencent::Tencent,
    &crate::apple::Apple,
    &crate::amazon::Amazon,
];

/// Every store, in the order of the window.
pub fn all() -> &'static [&'static dyn Store] {
    ALL
}

/// The store of that id (`huawei`), if there is one.
pub fn find(id: &str) -> Option<&'static dyn Store> {
    ALL.iter().copied().find(|store| store.card().id == id)
}
