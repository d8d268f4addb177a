use super::*;

struct Desk {
    team: Team,
    friends: String,
    inside: String,
}

impl Desk {
    async fn open() -> Self {
        let team = Team::open();
        let groups = team.get("/v1/betaGroups?filter[app]={app}&sort=name").await;
        let id = |at: usize| groups["data"][at]["id"].as_str().unwrap().to_owned();
        let (friends, inside) = (id(0), id(1));
        Self {
            team,
            friends,
            inside,
        }
    }

    async fn add(&self, email: &str, group: &str) -> Answer {
        let person = json!({ "email": email, "firstName": "Lin", "lastName": "Wei" });
        let links = json!({ "betaGroups": many("betaGroups", &[group]) });
        self.team.post("betaTesters", person, links).await
    }

    async fn members(&self, group: &str) -> usize {
        let shown = self
            .team
            .get(&format!("/v1/betaGroups/{group}/betaTesters?limit=200"))
            .await;
        shown["data"].as_array().unwrap().len()
    }
}

#[tokio::test]
async fn a_tester_is_added_once() {
    let desk = Desk::open().await;
    let added = desk.add("new@example.com", &desk.friends).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.json());
    let shown = &added.json()["data"]["attributes"];
    assert_eq!(
        (&shown["state"], &shown["inviteType"]),
        (&json!("INVITED"), &json!("EMAIL"))
    );
    let event = added.event("tester").unwrap();
    assert_eq!(
        (&event["email"], &event["group"]),
        (&json!("new@example.com"), &json!(desk.friends))
    );
    assert_eq!(desk.members(&desk.friends).await, 3);
    let again = desk.add("New@example.com", &desk.friends).await;
    refused(&again, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE");
    assert!(again.event("tester").is_none());
    let bad = desk.add("nobody", &desk.friends).await;
    refused(&bad, 409, "ENTITY_ERROR.ATTRIBUTE.INVALID");
    let loose = desk
        .team
        .post(
            "betaTesters",
            json!({ "email": "x@example.com" }),
            Value::Null,
        )
        .await;
    refused(&loose, 409, "ENTITY_ERROR.RELATIONSHIP.INVALID");
}

#[tokio::test]
async fn a_person_has_a_record_in_every_app() {
    let desk = Desk::open().await;
    let all = desk
        .team
        .get("/v1/betaTesters?filter[email]=lin@example.com&include=apps")
        .await;
    assert_eq!(all["data"].as_array().unwrap().len(), 2);
    let here = desk
        .team
        .get("/v1/betaTesters?filter[email]=lin@example.com&filter[apps]={app}")
        .await;
    assert_eq!(here["data"].as_array().unwrap().len(), 1);
    let by_link = desk
        .team
        .get("/v1/betaTesters?filter[apps]={app}&filter[inviteType]=PUBLIC_LINK")
        .await;
    assert_eq!(by_link["data"][0]["attributes"]["email"], Value::Null);
}

#[tokio::test]
async fn an_internal_group_takes_the_team_alone() {
    let desk = Desk::open().await;
    let outside = desk.add("new@example.com", &desk.inside).await;
    refused(&outside, 409, "STATE_ERROR");
    assert_eq!(
        detail(&outside),
        "The request cannot be fulfilled because of the state of another resource."
    );
    let found = desk
        .team
        .get("/v1/betaTesters?filter[email]=new@example.com")
        .await;
    assert_eq!(found["data"], json!([]), "a refusal leaves nothing behind");
    assert_eq!(
        desk.add("dev@example.com", &desk.inside).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn known_testers_are_linked_in_one_call() {
    let desk = Desk::open().await;
    let links = json!({ "app": one("apps", &desk.team.app) });
    let group = desk
        .team
        .make("betaGroups", json!({ "name": "QA" }), links)
        .await;
    let known = desk.team.get("/v1/betaTesters?filter[apps]={app}").await;
    let ids: Vec<&str> = known["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    let target = format!("/v1/betaGroups/{group}/relationships/betaTesters");
    let linked = desk
        .team
        .call("POST", &target, Some(many("betaTesters", &ids)))
        .await;
    assert_eq!(linked.status, StatusCode::NO_CONTENT);
    assert_eq!(
        linked
            .events
            .iter()
            .filter(|it| it["event"] == "tester")
            .count(),
        3
    );
    let listed = desk.team.get(&format!("{target}?limit=2")).await;
    assert_eq!(listed["data"].as_array().unwrap().len(), 2);
    assert!(listed["links"]["next"].is_string());
    let gone = desk
        .team
        .call("DELETE", &target, Some(many("betaTesters", &ids[..1])))
        .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.members(&group).await, 2);
    let unknown = desk
        .team
        .call("POST", &target, Some(many("betaTesters", &["1"])))
        .await;
    refused(&unknown, 404, "NOT_FOUND");
    let from_tester = format!("/v1/betaTesters/{}/relationships/betaGroups", ids[0]);
    let back = desk
        .team
        .call("POST", &from_tester, Some(many("betaGroups", &[&group])))
        .await;
    assert_eq!(back.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.members(&group).await, 3);
}

#[tokio::test]
async fn a_removal_happens_later() {
    let desk = Desk::open().await;
    let id = id_of(&desk.add("new@example.com", &desk.friends).await);
    let target = format!("/v1/betaTesters/{id}");
    let removed = desk.team.call("DELETE", &target, None).await;
    assert_eq!(removed.status, StatusCode::ACCEPTED);
    assert!(removed.event("tester-removed").is_some());
    assert_eq!(desk.members(&desk.friends).await, 3);
    desk.team.bench.pass(MINUTE);
    assert_eq!(desk.members(&desk.friends).await, 2);
    refused(
        &desk.team.call("DELETE", &target, None).await,
        404,
        "NOT_FOUND",
    );
    let id = id_of(&desk.add("new@example.com", &desk.friends).await);
    let target = "/v1/apps/{app}/relationships/betaTesters";
    let body = Some(many("betaTesters", &[&id]));
    let removed = desk
        .team
        .call_with(Some("removal-at-once"), "DELETE", target, body)
        .await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(desk.members(&desk.friends).await, 2);
}

#[tokio::test]
async fn an_invitation_can_be_sent_again() {
    let desk = Desk::open().await;
    let id = id_of(&desk.add("new@example.com", &desk.friends).await);
    let links =
        json!({ "app": one("apps", &desk.team.app), "betaTester": one("betaTesters", &id) });
    let sent = desk
        .team
        .post("betaTesterInvitations", Value::Null, links)
        .await;
    assert_eq!(sent.status, StatusCode::CREATED);
    assert_eq!(sent.event("invited").unwrap()["email"], "new@example.com");
    let by_link = desk
        .team
        .get("/v1/betaTesters?filter[apps]={app}&filter[inviteType]=PUBLIC_LINK")
        .await;
    let nobody = by_link["data"][0]["id"].as_str().unwrap();
    let links =
        json!({ "app": one("apps", &desk.team.app), "betaTester": one("betaTesters", nobody) });
    let refusal = desk
        .team
        .post("betaTesterInvitations", Value::Null, links)
        .await;
    refused(&refusal, 409, "STATE_ERROR");
}

#[tokio::test]
async fn single_testers_get_a_build() {
    let desk = Desk::open().await;
    let build = desk.team.ready_build(&Ipa::demo()).await;
    let id = id_of(&desk.add("new@example.com", &desk.friends).await);
    let target = format!("/v1/builds/{build}/relationships/individualTesters");
    let body = || Some(many("betaTesters", &[&id]));
    assert_eq!(
        desk.team.call("POST", &target, body()).await.status,
        StatusCode::NO_CONTENT
    );
    let shown = desk
        .team
        .get(&format!("/v1/builds/{build}?include=individualTesters"))
        .await;
    assert_eq!(shown["included"][0]["id"], id);
    assert_eq!(
        desk.team.call("DELETE", &target, body()).await.status,
        StatusCode::NO_CONTENT
    );
}
