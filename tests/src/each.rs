//! One test per store, by name: the one list of stores that the suites have, held against the program's own.

use slipway_model::Kind;
use slipway_stores::{Capability, stores};

/// Makes a test of `async fn scene(store: &'static str)` for every store, in a module of the scene's name, and one that says
/// when a store is missing.
#[macro_export]
macro_rules! every_store {
    ($scene:ident) => {
        $crate::every_store!($scene: huawei xiaomi vivo oppo honor tencent apple amazon);
    };
    ($scene:ident: $($store:ident)+) => {
        mod $scene {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $store() {
                    super::$scene(stringify!($store)).await;
                }
            )+

            #[test]
            fn every_store_has_its_test() {
                let mut here = [$(stringify!($store)),+];
                let mut known = slipway_tests::each::stores();
                here.sort_unstable();
                known.sort_unstable();
                assert_eq!(known, here);
            }
        }
    };
}

/// Whether that store's API can do it.
///
/// # Panics
/// When there is no such store.
pub fn can(store: &str, what: Capability) -> bool {
    let store = stores::find(store).unwrap_or_else(|| panic!("there is no store {store}"));
    store.card().can.contains(&what)
}

/// How many breaks of the line one upload to that store outlives by itself. vivo counts every attempt against about fifty a day, so
/// there are two repetitions and no more.
pub fn breaks_outlived(store: &str) -> usize {
    if store == "vivo" { 2 } else { usize::MAX }
}

/// Whether the store tells how a review ended. Amazon tells that a version left it, and not how.
pub fn tells_verdicts(store: &str) -> bool {
    can(store, Capability::ReviewQuery) && store != "amazon"
}

/// Those that can.
pub fn stores_that_can(what: Capability) -> Vec<&'static str> {
    let all = stores().into_iter();
    all.filter(|store| can(store, what)).collect()
}

/// Those that take a build of that kind.
pub fn stores_that_take(kind: Kind) -> Vec<&'static str> {
    let all = stores().into_iter();
    all.filter(|store| takes(store, kind)).collect()
}

/// Whether that store takes a build of that kind.
///
/// # Panics
/// When there is no such store.
pub fn takes(store: &str, kind: Kind) -> bool {
    let store = stores::find(store).unwrap_or_else(|| panic!("there is no store {store}"));
    store.card().accepts.contains(&kind)
}

/// Every store that the program knows, in its order.
pub fn stores() -> Vec<&'static str> {
    let all = stores::all().iter();
    all.map(|store| store.card().id).collect()
}
