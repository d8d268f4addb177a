//! D2: the build has arrived, and what comes next is refused. That store failed, in its own words; its neighbour went through. (Xiaomi is
//! the neighbour: it takes build and submission in one request, so nothing can come between.)

use slipway_model::Language;
use slipway_practice::Fault;
use slipway_tests::{
    learned::Learned,
    rehearsal::{Rehearsal, words},
};

const NEIGHBOUR: &str = "xiaomi";

/// Refuses for ever; the answer's code and words must stand in the problem.
async fn refused_after_the_upload(store: &str, fault: Fault, code: &str, said: &str) {
    let learned = Learned::of(store).await;
    let rehearsal = Rehearsal::quick(200.0).await;
    let plan = rehearsal.plan(rehearsal.draft(&[store, NEIGHBOUR])).await;
    rehearsal.turn(learned.after_the_upload().trouble(fault, None));
    let started = rehearsal.world.start(&plan.id, Language::En).await;
    let id = started.expect("started");
    let events = rehearsal.follow(&id, 0).await;
    let release = rehearsal.release(&id).await;
    let all = words(&events);
    let share = |store: &str| {
        let found = release.stores.iter().find(|share| share.store == store);
        found.expect("a share")
    };
    assert_eq!(share(NEIGHBOUR).state, "submitted", "{all:#?}");
    assert_eq!(rehearsal.submissions(NEIGHBOUR), 1);

    assert_eq!(share(store).state, "failed", "{all:#?}");
    assert!(!rehearsal.noted(store, "stored").is_empty(), "{all:#?}");
    assert_eq!(rehearsal.submissions(store), 0);
    let problem = share(store).problem.as_ref().expect("a problem");
    let its_code = problem.code.as_deref().unwrap_or_default();
    let its_words = problem.words.as_deref().unwrap_or_default();
    assert!(its_code.contains(code), "{problem:#?}");
    assert!(its_words.contains(said), "{problem:#?}");
    assert!(!problem.says.is_empty(), "{problem:#?}");
}

/// A gateway in front of the store answers 403 with a page.
macro_rules! at_the_gate {
    ($($store:ident)+) => {
        mod at_the_gate {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $store() {
                    let page = super::Fault::Html { status: 403 };
                    let said = "403 Forbidden";
                    super::refused_after_the_upload(stringify!($store), page, "403", said).await;
                }
            )+
        }
    };
}

at_the_gate!(huawei oppo vivo honor tencent);

/// The store itself says no.
macro_rules! in_its_own_words {
    ($($store:ident: $code:literal $said:literal by $name:literal;)+) => {
        mod in_its_own_words {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $store() {
                    let no = super::Fault::Store { name: $name.into() };
                    super::refused_after_the_upload(stringify!($store), no, $code, $said).await;
                }
            )+
        }
    };
}

// Huawei's own refusal of a key without the right is a bare 403: it is the test above, without the page.
in_its_own_words! {
    huawei: "" "" by "error-inside";
    oppo: "910000" "服务繁忙" by "error-inside";
    vivo: "10004" "没有该接口的访问权限" by "no-permission";
    honor: "" "no permission to access this interface" by "no-right";
    tencent: "1000020" "签名校验失败" by "sign-refused";
}
