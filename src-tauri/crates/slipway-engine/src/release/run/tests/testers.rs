//! Own groups on their way to a store, and what the ledger then says of each person: through the world's own calls, with a store that
//! does what each test says.

use serde_json::{Value, json};
use slipway_model::{
    Language::En, Outcome, Problem, ProblemKind, Retry, RowState, Sentence, TesterRow,
};

use super::bench::{Act, Bench, Scripted, problem};
use crate::{
    Action, World,
    view::{ImportPage, PeopleQuery, PersonEdit, PlaceQuery, TesterPlace, TesterSend},
};

const APP: &str = "com.example.slipway";

fn row(email: &str, state: RowState) -> Value {
    let refused = state == RowState::Refused;
    let problem = refused
        .then(|| Problem::new(ProblemKind::Refused, Sentence::new("app.failed")).retry(Retry::No));
    json!(TesterRow {
        group: "QA".into(),
        email: email.into(),
        state,
        problem,
    })
}

/// The rows of a step that then succeeds.
fn told(rows: &[(&str, RowState)], output: Value) -> Act {
    let rows = rows.iter().map(|(email, state)| row(email, *state));
    Act::Done(rows.collect(), output)
}

async fn import(world: &World, text: &str, group: &str) -> String {
    let list = world.preview_tester_text(text, group, En).await.unwrap();
    let done = world.apply_import(&list.id, false, En).await.unwrap();
    done.groups.first().cloned().unwrap()
}

fn send(group: &str) -> TesterSend {
    TesterSend {
        app: APP.into(),
        store: "one".into(),
        groups: vec![group.to_owned()],
        ..TesterSend::default()
    }
}

async fn begin(bench: &Bench, send: TesterSend) -> String {
    let draft = bench.world.tester_draft(send, En).await.unwrap();
    let plan = bench.world.plan(draft, En).await.unwrap();
    assert_eq!((plan.ready, plan.objections.len()), (1, 0), "{plan:#?}");
    bench.world.start(&plan.id, En).await.unwrap()
}

async fn place(world: &World) -> TesterPlace {
    let mut places = world.tester_places(En).await.unwrap();
    assert_eq!(places.len(), 1, "{places:#?}");
    places.remove(0)
}

/// recorded, there, changed, left, refused, unclear
fn numbers(place: &TesterPlace) -> [u32; 6] {
    [
        place.recorded,
        place.there,
        place.changed,
        place.left,
        place.refused,
        place.unclear,
    ]
}

const THREE: &str = "E-mail,First name,Last name\nan@example.com,An,Li\nbo@example.com,Bo,Wu\ncy@example.com,Cy,He\n";

#[tokio::test]
async fn a_list_of_ten_ends_with_seven_in_and_three_with_reasons() {
    let store = Scripted::for_testers("one");
    let bench = Bench::new(&[store]).await;
    let emails: Vec<String> = (0..10).map(|n| format!("t{n}@example.com")).collect();
    let group = import(&bench.world, &emails.join("\n"), "QA").await;
    let rows: Vec<(&str, RowState)> = emails
        .iter()
        .enumerate()
        .map(|(n, email)| match n % 4 {
            3 => (email.as_str(), RowState::Refused),
            _ if n == 9 => (email.as_str(), RowState::Refused),
            _ => (email.as_str(), RowState::Sent),
        })
        .collect();
    store.does(
        "upload",
        [told(&rows, json!({"store_count": 7, "expected_count": 7}))],
    );
    let id = begin(&bench, send(&group)).await;
    bench.ended(&id).await;

    let release = bench.world.release(&id, En).await.unwrap();
    let run = &release.stores[0];
    assert_eq!(run.state, "parked");
    assert!(
        !run.state_label.to_lowercase().contains("submitted"),
        "{}",
        run.state_label
    );
    let counts = run.testers.clone().unwrap();
    assert_eq!((counts.rows, counts.good, counts.refused), (10, 7, 3));
    assert_eq!((counts.store_count, counts.count_says), (Some(7), None));
    let rows = bench.world.tester_rows(&id, "one", En).await.unwrap();
    let refused: Vec<_> = rows.iter().filter(|row| row.state == "refused").collect();
    assert_eq!(refused.len(), 3);
    assert!(refused.iter().all(|row| row.problem.is_some()));

    let place = place(&bench.world).await;
    assert_eq!(numbers(&place), [0, 7, 0, 0, 3, 0]);
    assert_eq!(
        (place.groups.as_slice(), place.release.as_str()),
        (&[group.clone()][..], id.as_str())
    );
    let groups = bench.world.own_groups(En).await.unwrap();
    assert_eq!((groups[0].people, groups[0].places.len()), (10, 1));
    let record = bench.world.record(&id, En).await.unwrap();
    let lines: Vec<_> = record
        .lines
        .iter()
        .filter_map(|line| line.tester.as_ref())
        .collect();
    assert_eq!(lines.len(), 10, "each row is a line of the record");
}

#[tokio::test]
async fn a_crash_between_two_rows_leaves_what_was_told_and_nothing_doubled() {
    let store = Scripted::for_testers("one");
    let bench = Bench::new(&[store]).await;
    let group = import(&bench.world, THREE, "QA").await;
    let first = [
        row("an@example.com", RowState::Sent),
        row("BO@example.com", RowState::Unclear),
    ];
    store.does("upload", [Act::Marks(first.to_vec())]);
    let id = begin(&bench, send(&group)).await;
    bench.ended(&id).await;
    // As another process finds it.
    let other = bench.reopened().await;
    assert_eq!(numbers(&place(&other).await), [1, 1, 0, 0, 0, 1]);
    let an = |world: World| async move {
        let standing = world.tester_standing("an@example.com", En).await.unwrap();
        (standing.places.len(), standing.places[0].first_sent)
    };
    let before = an(other).await;

    store.does(
        "upload",
        [told(
            &[
                ("an@example.com", RowState::AlreadyThere),
                ("bo@example.com", RowState::Sent),
                ("cy@example.com", RowState::Sent),
            ],
            json!({}),
        )],
    );
    bench.act(&id, Action::Retry).await;
    bench.ended(&id).await;
    assert_eq!(numbers(&place(&bench.world).await), [0, 3, 0, 0, 0, 0]);
    assert_eq!(an(bench.world.clone()).await, before, "since when stays");
    let counts = bench.world.release(&id, En).await.unwrap().stores[0]
        .testers
        .clone()
        .unwrap();
    assert_eq!((counts.rows, counts.good), (3, 3));
}

#[tokio::test]
async fn what_changed_here_since_is_told_and_who_left_is_taken_out() {
    let store = Scripted::for_testers("one");
    let bench = Bench::new(&[store]).await;
    let world = &bench.world;
    let group = import(world, THREE, "QA").await;
    let all = ["an", "bo", "cy"].map(|name| format!("{name}@example.com"));
    let rows: Vec<(&str, RowState)> = all
        .iter()
        .map(|email| (email.as_str(), RowState::Sent))
        .collect();
    store.does(
        "upload",
        [told(&rows, json!({"store_count": 5, "expected_count": 3}))],
    );
    let id = begin(&bench, send(&group)).await;
    bench.ended(&id).await;
    let differs = place(world).await.count_says.unwrap();
    assert!(differs.contains('5') && differs.contains('3'), "{differs}");

    let edit = PersonEdit {
        key: all[0].clone(),
        email: all[0].clone(),
        first_name: "Anna".into(),
        last_name: "Li".into(),
        ..PersonEdit::default()
    };
    world.save_tester(edit, En).await.unwrap();
    world
        .remove_from_group(&group, vec![all[1].clone()], En)
        .await
        .unwrap();
    let now = place(world).await;
    assert_eq!(numbers(&now), [0, 1, 1, 1, 0, 0]);
    assert!(now.left_says.is_some());
    let left = PlaceQuery {
        app: APP.into(),
        store: "one".into(),
        store_group: "QA".into(),
        only: "left".into(),
        from: 0,
        count: 10,
    };
    let page = world.place_people(left, En).await.unwrap();
    assert_eq!(
        (page.total, page.people[0].key.as_str()),
        (1, all[1].as_str())
    );
    assert!(page.people[0].advice.is_some());

    // Another address is another person at the store; the old one stays there.
    let edit = PersonEdit {
        key: all[2].clone(),
        email: "cy.new@example.com".into(),
        first_name: "Cy".into(),
        last_name: "He".into(),
        ..PersonEdit::default()
    };
    world.save_tester(edit, En).await.unwrap();
    assert_eq!(numbers(&place(world).await), [1, 0, 1, 2, 0, 0]);

    store.does(
        "upload",
        [told(
            &[(&all[1], RowState::Removed), (&all[2], RowState::Removed)],
            json!({}),
        )],
    );
    let out = TesterSend {
        store_group: "QA".into(),
        removes: true,
        groups: Vec::new(),
        ..send(&group)
    };
    let draft = world.tester_draft(out.clone(), En).await.unwrap();
    let leaving: Vec<&str> = draft.stores[0].groups[0]
        .people
        .iter()
        .map(|person| person.email.as_str())
        .collect();
    assert_eq!(leaving, [all[1].as_str(), all[2].as_str()]);
    let id = begin(&bench, out.clone()).await;
    bench.ended(&id).await;
    assert_eq!(numbers(&place(world).await), [1, 0, 1, 0, 0, 0]);
    let nobody = world.tester_draft(out, En).await.unwrap_err();
    assert_eq!(nobody.kind, "bad-input");

    world.delete_group(&group, En).await.unwrap();
    assert_eq!(
        numbers(&place(world).await),
        [0, 0, 0, 1, 0, 0],
        "who is there stays known when our group goes"
    );
    world.forget_tester(&all[0], En).await.unwrap();
    let everybody = world
        .tester_people(
            PeopleQuery {
                count: 10,
                ..PeopleQuery::default()
            },
            En,
        )
        .await
        .unwrap();
    assert!(everybody.people.iter().all(|person| person.key != all[0]));
    assert!(world.tester_standing(&all[0], En).await.is_err());
}

#[tokio::test]
async fn a_plan_takes_the_people_as_they_are_then() {
    let store = Scripted::for_testers("one");
    let bench = Bench::new(&[store]).await;
    let world = &bench.world;
    let group = world.new_group("QA", En).await.unwrap();
    let draft = world.tester_draft(send(&group), En).await.unwrap();
    let empty = world.plan(draft.clone(), En).await.unwrap();
    assert_eq!(
        (empty.ready, empty.objections.len()),
        (0, 1),
        "nobody is in it"
    );
    import(world, THREE, "qa").await;
    let plan = world.plan(draft.clone(), En).await.unwrap();
    assert_eq!(plan.ready, 1, "{plan:#?}");
    world.delete_group(&group, En).await.unwrap();
    let gone = world.plan(draft, En).await.unwrap();
    assert_eq!(gone.ready, 0);
    assert!(world.tester_draft(send(&group), En).await.is_err());
}

#[tokio::test]
async fn a_failure_without_rows_says_nothing_of_anybody() {
    let store = Scripted::for_testers("one");
    let bench = Bench::new(&[store]).await;
    let group = import(&bench.world, THREE, "QA").await;
    store.does(
        "upload",
        [Act::End(Outcome::Failed {
            problem: problem(ProblemKind::Refused, Retry::No),
        })],
    );
    let id = begin(&bench, send(&group)).await;
    bench.ended(&id).await;
    let place = place(&bench.world).await;
    assert_eq!(numbers(&place), [3, 0, 0, 0, 0, 0]);
    assert_eq!(place.people_of_app, 0);
}

/// Status of each row.
async fn statuses(world: &World, id: &str) -> Vec<(String, bool)> {
    let page: ImportPage = world.import_rows(id, "", 0, 100, En).await.unwrap();
    page.rows
        .into_iter()
        .map(|row| (row.status, row.joins))
        .collect()
}

#[tokio::test]
async fn a_list_is_judged_row_by_row_mended_and_taken_once() {
    let bench = Bench::new(&[]).await;
    let world = &bench.world;
    import(world, THREE, "Partners").await;
    let text = "First,Last,E-mail\nAn,Li,an@example.com\nBob,Wu,BO@example.com\nDi,Xu,di@example.com\nDi,Xu,DI@Example.com\nEd,,ed@@example.com\n,,cy@example.com";
    let list = world.preview_tester_text(text, "QA", En).await.unwrap();
    let of = |status: &str, joins| (status.to_owned(), joins);
    assert_eq!(
        statuses(world, &list.id).await,
        [
            of("recorded", true),
            of("name-changes", true),
            of("new", true),
            of("duplicate", false),
            of("invalid", false),
            of("recorded", true)
        ]
    );
    assert_eq!(
        (list.rows, list.joins, list.duplicates, list.invalid),
        (6, 4, 1, 1)
    );
    let rows = world
        .import_rows(&list.id, "", 0, 100, En)
        .await
        .unwrap()
        .rows;
    assert_eq!(rows[0].also_in, ["Partners"]);
    assert!(rows[3].says.contains('3'), "{}", rows[3].says);

    let whole = world.apply_import(&list.id, true, En).await.unwrap_err();
    assert_eq!(whole.kind, "bad-input");
    let everybody = PeopleQuery {
        count: 100,
        ..PeopleQuery::default()
    };
    assert_eq!(
        world
            .tester_people(everybody.clone(), En)
            .await
            .unwrap()
            .total,
        3,
        "nothing was taken"
    );
    world
        .mend_import_row(&list.id, 5, "ed@example.com", "Ed", "", En)
        .await
        .unwrap();
    let done = world.apply_import(&list.id, true, En).await.unwrap();
    assert_eq!(
        (done.added, done.renamed, done.joined, done.left_out),
        (2, 1, 5, 0)
    );
    let again = world.apply_import(&list.id, true, En).await.unwrap();
    assert_eq!(
        (again.added, again.renamed, again.joined, again.unchanged),
        (0, 0, 0, 5)
    );
    let bo = world
        .tester_standing("bo@example.com", En)
        .await
        .unwrap()
        .person;
    assert_eq!(
        (bo.email.as_str(), bo.first_name.as_str(), bo.groups.len()),
        ("bo@example.com", "Bob", 2)
    );
    assert_eq!(world.tester_people(everybody, En).await.unwrap().total, 5);
}

#[tokio::test]
async fn what_goes_out_comes_in_again_and_long_lists_are_read_in_stretches() {
    let bench = Bench::new(&[]).await;
    let world = &bench.world;
    let text: String = (0..10_000)
        .map(|n| format!("t{n:05}@example.com;=T{n};Li\n"))
        .collect();
    let group = import(world, &text, "QA").await;
    let query = PeopleQuery {
        group: Some(group.clone()),
        search: "t0999".into(),
        from: 8,
        count: 100,
    };
    let page = world.tester_people(query, En).await.unwrap();
    assert_eq!((page.total, page.people.len()), (10, 2));
    let path = bench.folder.path().join("out.csv");
    for apple in [false, true] {
        let count = world
            .export_testers(Some(group.clone()), apple, &path, En)
            .await
            .unwrap();
        assert_eq!(count, 10_000);
        let list = world.preview_testers(&path, "QA", En).await.unwrap();
        assert_eq!(
            (list.rows, list.recorded, list.joins),
            (10_000, 10_000, 0),
            "{list:#?}"
        );
        world.drop_import(&list.id);
        assert!(world.import_rows(&list.id, "", 0, 1, En).await.is_err());
    }
}

#[tokio::test]
async fn groups_are_named_once_whatever_the_case() {
    let bench = Bench::new(&[]).await;
    let world = &bench.world;
    let qa = world.new_group(" QA core ", En).await.unwrap();
    assert_eq!(world.new_group("qa CORE", En).await.unwrap(), qa);
    let other = world.new_group("Partners", En).await.unwrap();
    assert_eq!(
        world
            .rename_group(&other, "Qa Core", En)
            .await
            .unwrap_err()
            .kind,
        "already-there"
    );
    world.rename_group(&qa, "QA Core", En).await.unwrap();
    assert_eq!(
        world.new_group("  ", En).await.unwrap_err().kind,
        "bad-input"
    );
    let edit = PersonEdit {
        email: "An <an@example.com>".into(),
        group: qa.clone(),
        ..PersonEdit::default()
    };
    let an = world.save_tester(edit.clone(), En).await.unwrap();
    assert_eq!(
        (an.email.as_str(), an.groups.as_slice()),
        ("an@example.com", &["QA Core".to_owned()][..])
    );
    assert_eq!(
        world.save_tester(edit, En).await.unwrap_err().kind,
        "already-there"
    );
    assert_eq!(
        world.rename_group("none", "X", En).await.unwrap_err().kind,
        "not-found"
    );
}
