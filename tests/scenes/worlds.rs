//! Two worlds that know nothing of each other, and networks that do not carry: the real world here never gets past this machine.

use slipway_engine::{World, WorldKind};
use slipway_model::Language;
use slipway_tests::{
    each,
    rehearsal::{Rehearsal, save_keys},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

/// The real world of this rehearsal's home, behind that proxy, with an account whose keys are practice's. Sessions only: no
/// keyring is touched.
async fn real_world(rehearsal: &Rehearsal, proxy: &str) -> World {
    let world = rehearsal
        .engine
        .world(WorldKind::Real)
        .await
        .expect("the real world opens");
    let mut settings = world.settings(Language::En).await.expect("settings");
    settings.proxy = proxy.to_owned();
    world
        .set_settings(settings, Language::En)
        .await
        .expect("the proxy is set");
    save_keys(&world, &rehearsal.practice).await;
    world
}

/// Every store's check and plan fail with a sentence that holds one of the words, in both languages; nothing can be started.
async fn nothing_gets_through(rehearsal: &Rehearsal, world: &World, english: &str, chinese: &str) {
    for (lang, words) in [(Language::En, english), (Language::Zh, chinese)] {
        for store in each::stores() {
            let probes = world
                .check(store, "", Some("com.example.slipway"), lang)
                .await
                .expect("checked");
            let failed: Vec<_> = probes
                .iter()
                .filter(|probe| probe.state == "fail")
                .collect();
            assert!(
                failed.len() == 1 && failed[0].says.contains(words),
                "{store}: {probes:#?}"
            );
        }
        world
            .new_app_from_build(&rehearsal.demo(), lang)
            .await
            .expect("an app needs no network");
        let draft = rehearsal.draft_to_all();
        let plan = world.plan(draft, lang).await.expect("a plan");
        assert_eq!(plan.ready, 0);
        for store in &plan.stores {
            let [problem] = store.objections.as_slice() else {
                panic!("one objection: {:#?}", store.objections)
            };
            assert!(problem.says.contains(words), "{problem:?}");
        }
        assert!(world.start(&plan.id, lang).await.is_err());
    }
    assert!(
        world
            .releases(Language::En)
            .await
            .expect("releases")
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_it_says_so_and_sends_nothing() {
    let rehearsal = Rehearsal::quick(1.0).await;
    // Nothing listens there.
    let world = real_world(&rehearsal, "http://127.0.0.1:1").await;
    nothing_gets_through(&rehearsal, &world, "proxy", "代理").await;
}

/// A proxy that answers every tunnel with its own idea of TLS.
#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_talks_nonsense_is_not_believed() {
    let rehearsal = Rehearsal::quick(1.0).await;
    for (answer, english, chinese) in [
        ("nonsense\r\n\r\n", "proxy", "代理"),
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            "proxy",
            "代理",
        ),
        (
            "HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
            "nothing was sent",
            "没有发送任何内容",
        ),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let proxy = format!("http://{}", listener.local_addr().expect("an address"));
        let serving = tokio::spawn(async move {
            let mut seen = Vec::new();
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut head = [0; 4096];
                let count = socket.read(&mut head).await.unwrap_or(0);
                seen.extend_from_slice(&head[..count]);
                let _ = socket.write_all(answer.as_bytes()).await;
            }
            seen
        });
        let world = real_world(&rehearsal, &proxy).await;
        nothing_gets_through(&rehearsal, &world, english, chinese).await;
        serving.abort();
    }
}

/// Practice's proxy as the real world's: its certificate is nobody's.
#[tokio::test(flavor = "multi_thread")]
async fn the_real_world_refuses_practices_certificate() {
    let rehearsal = Rehearsal::quick(1.0).await;
    let before = rehearsal.requests();
    let proxy = rehearsal.practice.invitation().proxy.clone();
    let world = real_world(&rehearsal, &proxy).await;
    nothing_gets_through(&rehearsal, &world, "certificate", "证书").await;
    let ledger = rehearsal.practice.ledger(0).expect("the ledger");
    for entry in ledger.iter().skip(before) {
        assert_eq!(
            (entry.method.as_str(), entry.received, entry.status),
            ("CONNECT", 0, None),
            "a request got through: {entry:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_apps_of_one_world_are_not_in_the_other() {
    let rehearsal = Rehearsal::quick(200.0).await;
    rehearsal.publish(rehearsal.draft_to_all()).await;
    let real = rehearsal
        .engine
        .world(WorldKind::Real)
        .await
        .expect("the real world opens");
    assert!(
        real.desk(Language::En)
            .await
            .expect("a desk")
            .apps
            .is_empty()
    );
    assert!(
        real.releases(Language::En)
            .await
            .expect("releases")
            .is_empty()
    );
    for store in each::stores() {
        let practised = rehearsal.world.store_page(store, Language::En).await;
        assert_eq!(practised.expect("a page").accounts.len(), 1);
        let page = real.store_page(store, Language::En).await.expect("a page");
        assert!(page.accounts.is_empty(), "{page:?}");
        let refused = real
            .check(store, "practice", None, Language::En)
            .await
            .expect_err("no such account");
        assert_eq!(refused.kind, "bad-credentials");
    }
}
