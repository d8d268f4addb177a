//! D13: a list of people goes into a group, the group to DevTest with the certificate of the build, and every row has an end that is true.
//! Practice's ledger says who is in; then what the program says is held against it.

use std::collections::BTreeSet;

use slipway_engine::{
    Action,
    view::{
        Imported, PlanView, ReleaseEvent, ReleaseView, TesterCounts, TesterPlace, TesterRowView,
        TesterSend,
    },
};
use slipway_model::Language;
use slipway_practice::{Fault, Knob};
use slipway_tests::rehearsal::{DEMO, Rehearsal, words};

const STORE: &str = "amazon";
const GROUP: &str = "QA 核心";
const CALL: &str = "/tracks/devtest/testers";

/// Ten people as the console writes them. Row 4 is nobody's address, row 7 is row 2 once more, and Amazon refuses row 9.
const LIST: &str = "E-mail,First name,Last name
one@example.com,Tester,One
two@example.com,Tester,Two
three@example.com,测试,三
four.example.com,Tester,Four
five@example.com,Tester,Five
six@example.com,,
TWO@Example.com,Tester,Two
eight@example.com,Tester,Eight
nine@refused.example,Tester,Nine
ten@example.com,Tester,Ten
";

const SEVEN: [&str; 7] = [
    "one@example.com",
    "two@example.com",
    "three@example.com",
    "five@example.com",
    "six@example.com",
    "eight@example.com",
    "ten@example.com",
];

struct Desk {
    rehearsal: Rehearsal,
}

impl Desk {
    async fn new() -> Self {
        Self {
            rehearsal: Rehearsal::quick(200.0).await,
        }
    }

    async fn import(&self, list: &str, group: &str) -> Imported {
        let world = &self.rehearsal.world;
        let seen = world.preview_tester_text(list, group, Language::En).await;
        let seen = seen.expect("a list");
        let taken = world.apply_import(&seen.id, false, Language::En).await;
        taken.expect("taken in")
    }

    /// A desk whose group has these people, and its id.
    async fn with(list: &str) -> (Self, String) {
        let desk = Self::new().await;
        let mut taken = desk.import(list, GROUP).await;
        (desk, taken.groups.remove(0))
    }

    async fn plan(&self, groups: &[&str]) -> PlanView {
        let send = TesterSend {
            app: DEMO.to_owned(),
            store: STORE.to_owned(),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
            build: self.rehearsal.demo().display().to_string(),
            ..TesterSend::default()
        };
        let draft = self.rehearsal.world.tester_draft(send, Language::En).await;
        self.rehearsal.plan(draft.expect("a draft")).await
    }

    async fn begin(&self, groups: &[&str]) -> String {
        let plan = self.plan(groups).await;
        assert_eq!(plan.ready, 1, "{plan:#?}");
        self.rehearsal.start_planned(&plan.id).await
    }

    /// Sends the group; followed to its end.
    async fn send(&self, group: &str) -> (ReleaseView, Vec<ReleaseEvent>) {
        let id = self.begin(&[group]).await;
        let events = self.rehearsal.follow(&id, 0).await;
        (self.rehearsal.release(&id).await, events)
    }

    async fn act(&self, release: &ReleaseView, action: Action) -> (ReleaseView, Vec<ReleaseEvent>) {
        let world = &self.rehearsal.world;
        let done = world.act(&release.id, Some(STORE), action, Language::En);
        done.await.expect("done");
        let events = self.rehearsal.follow(&release.id, release.seq).await;
        (self.rehearsal.release(&release.id).await, events)
    }

    async fn rows(&self, release: &ReleaseView) -> Vec<TesterRowView> {
        let world = &self.rehearsal.world;
        let rows = world.tester_rows(&release.id, STORE, Language::En).await;
        rows.expect("rows")
    }

    async fn place(&self) -> TesterPlace {
        let places = self.rehearsal.world.tester_places(Language::En).await;
        let mut places = places.expect("places");
        assert_eq!(places.len(), 1, "{places:#?}");
        places.remove(0)
    }

    fn trouble(&self, skip: u32, times: Option<u32>, fault: Fault) {
        self.rehearsal.turn(Knob {
            store: Some(STORE.to_owned()),
            path: Some(CALL.to_owned()),
            skip,
            times,
            ..Knob::new(fault)
        });
    }

    /// Who is in by the ledger, each address once for every time that it was added.
    fn added(&self) -> Vec<String> {
        let calls = self.rehearsal.noted(STORE, "testers");
        let groups = calls.iter().filter_map(|note| note["groups"].as_array());
        let added = groups
            .flatten()
            .filter_map(|group| group["added"].as_array());
        let emails = added.flatten().filter_map(|email| email.as_str());
        emails.map(str::to_owned).collect()
    }

    /// Nobody but these is in, and nobody twice.
    fn holds(&self, emails: &[&str]) {
        let added = self.added();
        let there: BTreeSet<&str> = added.iter().map(String::as_str).collect();
        assert_eq!(there, emails.iter().copied().collect(), "{added:?}");
        assert_eq!(
            added.len(),
            emails.len(),
            "somebody came in twice: {added:?}"
        );
    }
}

fn own(name: &str) -> Fault {
    Fault::Store {
        name: name.to_owned(),
    }
}

fn counts(release: &ReleaseView) -> &TesterCounts {
    release.stores[0].testers.as_ref().expect("counts")
}

/// rows, good, refused, unclear, open
fn numbers(release: &ReleaseView) -> [u32; 5] {
    let it = counts(release);
    [it.rows, it.good, it.refused, it.unclear, it.open]
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_people_seven_are_in_and_three_have_their_reasons() {
    let desk = Desk::new().await;
    let world = &desk.rehearsal.world;
    let list = desk.rehearsal.folder.path().join("people.csv");
    std::fs::write(&list, LIST).expect("a list");
    let seen = world.preview_testers(&list, GROUP, Language::En).await;
    let seen = seen.expect("a list");
    assert_eq!(
        (seen.rows, seen.new, seen.invalid, seen.duplicates),
        (10, 8, 1, 1)
    );
    let page = world.import_rows(&seen.id, "", 0, 10, Language::En).await;
    let rows = page.expect("rows").rows;
    assert_eq!(rows[3].status, "invalid");
    assert!(rows[3].says.contains('@'), "{:?}", rows[3]);
    assert_eq!(rows[6].status, "duplicate");
    assert!(rows[6].says.contains('2'), "{:?}", rows[6]);
    let taken = world.apply_import(&seen.id, false, Language::En).await;
    let taken = taken.expect("taken in");
    assert_eq!((taken.added, taken.left_out), (8, 1));

    let (release, events) = desk.send(&taken.groups[0]).await;
    desk.holds(&SEVEN);
    let registered = desk.rehearsal.noted(STORE, "registered");
    assert_eq!(registered.len(), 1, "{registered:#?}");
    let build = world
        .inspect(
            &desk.rehearsal.demo(),
            |_| {},
            tokio_util::sync::CancellationToken::new(),
            Language::En,
        )
        .await
        .expect("the build");
    let signer = build.signers[0].sha256.replace(':', "").to_lowercase();
    assert_eq!(registered[0]["certificate_sha256"], signer);
    assert_eq!(registered[0]["form"], "pem");
    let calls = desk.rehearsal.noted(STORE, "testers");
    let last = calls.last().expect("a call that was taken");
    assert_eq!(
        (&last["unique"], &last["attached"][0]),
        (&7.into(), &GROUP.into())
    );
    let testers = calls.iter().flat_map(|call| call["groups"].as_array());
    let names: Vec<_> = testers
        .flatten()
        .filter_map(|group| group["testers"].as_array())
        .flatten()
        .filter(|tester| tester["email"] == "three@example.com")
        .collect();
    assert_eq!(
        (&names[0]["firstName"], &names[0]["lastName"]),
        (&"测试".into(), &"三".into())
    );

    let share = &release.stores[0];
    assert_eq!(share.state, "parked", "{:#?}", words(&events));
    assert_eq!(numbers(&release), [8, 7, 1, 0, 0]);
    let count = counts(&release);
    assert_eq!(
        (count.store_count, count.expected_count),
        (Some(7), Some(7))
    );
    assert_eq!(count.count_says, None);
    for row in desk.rows(&release).await {
        if SEVEN.contains(&row.email.as_str()) {
            assert_eq!(row.state, "sent", "{row:?}");
            // DevTest sends no mail.
            assert!(row.state_label.contains("tell this person"), "{row:?}");
        } else {
            assert_eq!(row.state, "refused", "{row:?}");
            let problem = row.problem.expect("a reason");
            assert!(problem.words.is_some_and(|it| it.contains("email")));
        }
    }
    let place = desk.place().await;
    assert_eq!(
        (place.there, place.refused, place.recorded, place.unclear),
        (7, 1, 0, 0),
        "{place:#?}"
    );
    assert_eq!((place.people_of_app, place.most_people), (7, Some(50)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_sending_adds_nobody_twice() {
    let (desk, group) = Desk::with(LIST).await;
    desk.send(&group).await;
    let (release, events) = desk.send(&group).await;
    desk.holds(&SEVEN);
    let registered = desk.rehearsal.noted(STORE, "registered");
    assert_eq!(registered.len(), 2);
    assert_eq!(registered[1]["new"], false, "the same certificate");
    assert_eq!(registered[1]["certificates"], 1);
    assert_eq!(numbers(&release), [8, 7, 1, 0, 0], "{:#?}", words(&events));
    assert_eq!(counts(&release).store_count, Some(7));
    // Somebody new and the six who stay.
    desk.import("eleven@example.com\n", GROUP).await;
    let (release, _) = desk.send(&group).await;
    let mut eight = SEVEN.to_vec();
    eight.push("eleven@example.com");
    desk.holds(&eight);
    assert_eq!(numbers(&release), [9, 8, 1, 0, 0]);
    assert_eq!(counts(&release).count_says, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_count_than_ours_is_explained() {
    let (desk, group) = Desk::with(&SEVEN.join("\n")).await;
    // Two people came in by the console.
    desk.trouble(0, Some(1), own("edited-in-console"));
    let (release, _) = desk.send(&group).await;
    desk.holds(&SEVEN);
    assert_eq!(numbers(&release), [7, 7, 0, 0, 0]);
    let count = counts(&release);
    assert_eq!(
        (count.store_count, count.expected_count),
        (Some(9), Some(7))
    );
    let says = count.count_says.as_deref().unwrap_or_default();
    assert!(says.contains('9') && says.contains('7'), "{says}");
    assert!(desk.place().await.count_says.is_some());
}

/// A count that is lower than the call's own people proves that not all of them are in.
#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_cannot_be_leaves_the_rows_unclear() {
    let (desk, group) = Desk::with(&SEVEN.join("\n")).await;
    desk.trouble(0, None, own("wrong-count"));
    let (release, events) = desk.send(&group).await;
    assert_eq!(numbers(&release), [7, 0, 0, 7, 0], "{:#?}", words(&events));
    let share = &release.stores[0];
    assert_eq!(share.state, "failed");
    let problem = share.problem.as_ref().expect("a problem");
    assert!(
        problem.says.contains('6') && problem.says.contains('7'),
        "{problem:#?}"
    );
    assert_eq!(desk.place().await.unclear, 7);
    desk.rehearsal.practice.clear_knobs();
    let (release, events) = desk.act(&release, Action::Retry).await;
    assert_eq!(numbers(&release), [7, 7, 0, 0, 0], "{:#?}", words(&events));
    desk.holds(&SEVEN);
    assert_eq!(desk.place().await.unclear, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_reconciled_by_the_count() {
    for fault in [
        Fault::AnswerLost,
        Fault::Silence,
        Fault::Html { status: 502 },
    ] {
        let (desk, group) = Desk::with(LIST).await;
        // The first call is refused for row 9; the second has the first four.
        desk.trouble(1, Some(1), fault.clone());
        let (release, events) = desk.send(&group).await;
        desk.holds(&SEVEN);
        assert_eq!(
            numbers(&release),
            [8, 7, 1, 0, 0],
            "{fault:?}: {:#?}",
            words(&events)
        );
        assert_eq!(release.stores[0].state, "parked");
        assert_eq!(counts(&release).store_count, Some(7));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_ends_in_the_middle_of_a_list_is_renewed_and_nobody_notices() {
    for skip in [0, 1, 3] {
        let (desk, group) = Desk::with(LIST).await;
        desk.trouble(skip, Some(1), own("expired-token"));
        let (release, events) = desk.send(&group).await;
        desk.holds(&SEVEN);
        assert_eq!(desk.rehearsal.noted(STORE, "token").len(), 2);
        assert_eq!(numbers(&release), [8, 7, 1, 0, 0], "{:#?}", words(&events));
        let troubled = events.iter().any(|event| event.event == "retrying");
        assert!(!troubled, "{:#?}", words(&events));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_stopped_in_the_middle_goes_on_where_it_was() {
    let (desk, first) = Desk::with(&SEVEN.join("\n")).await;
    let second = desk
        .import("eight@example.com\nnew@example.com\n", "Partners")
        .await;
    // Their call arrives, and its answer is under way for ever.
    desk.trouble(1, Some(1), Fault::Late { seconds: 100_000 });
    let id = desk.begin(&[&first, &second.groups[0]]).await;
    let rehearsal = &desk.rehearsal;
    rehearsal
        .until(&id, "the second call", |_| {
            rehearsal.noted(STORE, "testers").len() == 2
        })
        .await;
    let world = &rehearsal.world;
    let stopped = world
        .act(&id, Some(STORE), Action::Stop, Language::En)
        .await;
    stopped.expect("stopped");
    let release = rehearsal
        .until(&id, "the stop", |release| release.state == "ended")
        .await;
    assert_eq!(release.stores[0].state, "stopped", "{release:#?}");
    let [rows, good, refused, unclear, open] = numbers(&release);
    assert_eq!((rows, refused, unclear + open), (9, 0, rows - good));
    assert!(
        good == 2 || good == 7,
        "one group is in: {:?}",
        numbers(&release)
    );

    let (release, events) = desk.act(&release, Action::Resume).await;
    assert_eq!(release.stores[0].state, "parked", "{:#?}", words(&events));
    assert_eq!(numbers(&release), [9, 9, 0, 0, 0]);
    // Who is in both groups counts once.
    assert_eq!(counts(&release).store_count, Some(8));
    assert_eq!(counts(&release).count_says, None);
    let calls = rehearsal.noted(STORE, "testers");
    assert_eq!(calls.len(), 3, "the group that was in is not sent again");
    assert_eq!(calls[2]["unique"], 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_people_than_devtest_takes_are_refused_before_anything_is_sent() {
    let people =
        |count: usize| -> String { (0..count).map(|n| format!("t{n}@example.com\n")).collect() };
    let (desk, group) = Desk::with(&people(51)).await;
    let before = desk.rehearsal.requests();
    let plan = desk.plan(&[&group]).await;
    assert_eq!(plan.ready, 0, "{plan:#?}");
    let objections = &plan.stores[0].objections;
    let says: Vec<&str> = objections.iter().map(|it| it.says.as_str()).collect();
    let said = says.iter().any(|it| it.contains("50") && it.contains("51"));
    assert!(said, "{says:?}");
    assert!(desk.rehearsal.noted(STORE, "registered").is_empty());
    let ledger = desk.rehearsal.practice.ledger(0).expect("the ledger");
    let sent = ledger
        .iter()
        .skip(before)
        .filter(|it| it.path.contains("/tracks/"));
    assert_eq!(sent.count(), 0);
    // Fifty are taken.
    let (desk, group) = Desk::with(&people(50)).await;
    let (release, events) = desk.send(&group).await;
    assert_eq!(
        numbers(&release),
        [50, 50, 0, 0, 0],
        "{:#?}",
        words(&events)
    );
    assert_eq!(desk.added().len(), 50);
    // One more at Amazon, which our list cannot know of: the limit is told from rows that are wrong.
    let more = desk
        .import("late@example.com\nlater@example.com\n", "Late")
        .await;
    let (release, events) = desk.send(&more.groups[0]).await;
    assert_eq!(desk.added().len(), 50);
    let [rows, good, ..] = numbers(&release);
    assert_eq!((rows, good), (2, 0), "{:#?}", words(&events));
    for row in desk.rows(&release).await {
        let problem = row.problem.expect("a reason");
        assert!(!problem.says.is_empty());
    }
}
