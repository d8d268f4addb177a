//! TestFlight's groups: found by id or by name and kind, or made, with their public links. Names are not unique there, so a name with two
//! hits is a question and no choice [issue].

use serde_json::{Value, json};
use slipway_http::Method;
use slipway_model::{
    AppRef, GroupKind, Problem, ProblemKind, PublicLink, Sentence, TesterAct, TesterGroup,
};

use super::{
    api,
    document::{Resource, change, creation, to_one},
    find,
    publish::{Ended, Release, done, refused},
};
use crate::{GroupThere, Visit, failure::Failure};

/// ASC, `publicLinkLimit` [spec].
pub(super) const LINK_LIMIT: std::ops::RangeInclusive<u32> = 1..=10_000;

/// Every group of an app.
pub(super) async fn all(visit: &Visit, app: &str) -> Result<Vec<Resource>, Failure> {
    let query = [("filter[app]", app), ("limit", "200")];
    api::all(visit, "/v1/betaGroups", &query).await
}

/// For the window's list.
pub(super) async fn listed(visit: &Visit, app: &AppRef) -> Result<Vec<GroupThere>, Problem> {
    let read = async {
        let app = find::known_app(visit, app).await?;
        let groups = all(visit, &app.id).await?;
        Ok(groups.iter().map(there).collect())
    };
    read.await.map_err(|failure: Failure| failure.problem)
}

fn there(group: &Resource) -> GroupThere {
    let link = group.text("publicLink").map(str::to_owned);
    GroupThere {
        id: group.id.clone(),
        name: group.word("name").to_owned(),
        kind: kind(group),
        people: group
            .total("betaTesters")
            .and_then(|total| u32::try_from(total).ok()),
        public_link: link.filter(|_| group.flag("publicLinkEnabled") == Some(true)),
        takes_every_build: takes_every_build(group),
    }
}

pub(super) fn kind(group: &Resource) -> GroupKind {
    match group.flag("isInternalGroup") {
        Some(true) => GroupKind::Internal,
        _ => GroupKind::External,
    }
}

pub(super) fn takes_every_build(group: &Resource) -> bool {
    group.flag("hasAccessToAllBuilds") == Some(true)
}

/// Which of an app's groups is meant; `None`: none is there.
pub(super) fn choose<'a>(
    groups: &'a [Resource],
    wanted: &TesterGroup,
) -> Result<Option<&'a Resource>, Problem> {
    if let Some(id) = &wanted.id {
        let found = groups.iter().find(|group| group.id == *id);
        return match found {
            Some(group) => Ok(Some(group)),
            None => Err(about("problem.group-gone", wanted)),
        };
    }
    let mut named = groups
        .iter()
        .filter(|group| group.text("name") == Some(&wanted.name) && kind(group) == wanted.kind);
    match (named.next(), named.next()) {
        (Some(_), Some(_)) => Err(about("problem.group-name-twice", wanted)),
        (found, _) => Ok(found),
    }
}

fn about(key: &str, group: &TesterGroup) -> Problem {
    let says = Sentence::new(key).with("group", &group.name);
    Problem::new(ProblemKind::BadInput, says).about("testers")
}

impl Release<'_> {
    pub(super) fn wanted_group(&self, number: usize) -> Result<&TesterGroup, Failure> {
        self.order
            .testing
            .groups
            .get(number.saturating_sub(1))
            .ok_or_else(|| {
                refused(
                    ProblemKind::Ours,
                    Sentence::new("problem.step-left-nothing"),
                )
            })
    }

    /// The group's id at Apple, as its step found it.
    pub(super) fn group_id(&self, number: usize) -> Result<&str, Failure> {
        self.left(&format!("group:{number}"), "group")
    }

    /// Finds it, or makes it where people are to be added.
    pub(super) async fn group(&self, number: usize) -> Ended {
        let wanted = self.wanted_group(number)?;
        let groups = all(self.visit, self.app()?).await?;
        if let Some(found) = choose(&groups, wanted).map_err(Failure::certain)? {
            return done(found_group(found));
        }
        if self.order.testing.act == TesterAct::Remove {
            return Err(Failure::certain(about("problem.group-gone", wanted)));
        }
        let internal = wanted.kind == GroupKind::Internal;
        let attributes = json!({
            "name": wanted.name,
            "isInternalGroup": internal,
            // Such a group gets what it is given and no more.
            "hasAccessToAllBuilds": internal.then_some(false),
            "feedbackEnabled": true,
        });
        let body = creation(
            "betaGroups",
            attributes,
            &[("app", to_one("apps", self.app()?))],
        );
        let made = api::create(self.visit, "/v1/betaGroups", &body).await?;
        done(found_group(&made))
    }

    /// Opens or closes the link by which people join. It leads somewhere only after beta review approved a build of the group.
    pub(super) async fn public_link(&self, number: usize) -> Ended {
        let Some(wish) = self.wanted_group(number)?.public_link else {
            return done(Value::Null);
        };
        let id = self.group_id(number)?;
        let path = format!("/v1/betaGroups/{id}");
        let present = api::one(self.visit, &path, &[]).await?;
        if has_link_as(&present, wish) {
            return done(json!({"link": present.text("publicLink")}));
        }
        let body = change("betaGroups", id, link(wish));
        let heard = api::change(self.visit, Method::PATCH, &path, &body).await?;
        let changed = heard.resource();
        done(json!({"link": changed.as_ref().and_then(|group| group.text("publicLink"))}))
    }
}

pub(super) fn found_group(group: &Resource) -> Value {
    json!({
        "group": group.id,
        "name": group.text("name"),
        "internal": kind(group) == GroupKind::Internal,
        "every": takes_every_build(group),
    })
}

fn link(wish: PublicLink) -> Value {
    if wish.open {
        json!({"publicLinkEnabled": true, "publicLinkLimitEnabled": wish.limit.is_some(), "publicLinkLimit": wish.limit})
    } else {
        json!({"publicLinkEnabled": false})
    }
}

fn has_link_as(group: &Resource, wish: PublicLink) -> bool {
    let open = group.flag("publicLinkEnabled") == Some(true);
    let limited = group.flag("publicLinkLimitEnabled") == Some(true);
    let limit = group.number("publicLinkLimit").filter(|_| limited);
    open == wish.open && (!wish.open || limit == wish.limit.map(i64::from))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::{GroupKind, PublicLink, TesterGroup};

    use super::{choose, has_link_as, link, there};
    use crate::apple::document::Resource;

    fn group(id: &str, name: &str, internal: bool) -> Resource {
        serde_json::from_value(json!({"type": "betaGroups", "id": id, "attributes": {"name": name, "isInternalGroup": internal,
            "publicLinkEnabled": true, "publicLinkLimitEnabled": true, "publicLinkLimit": 500, "publicLink": "https://testflight.apple.com/join/AbCdEf12"}}))
        .unwrap()
    }

    fn wanted(name: &str, id: Option<&str>, kind: GroupKind) -> TesterGroup {
        TesterGroup {
            name: name.into(),
            id: id.map(str::to_owned),
            kind,
            ..TesterGroup::default()
        }
    }

    #[test]
    fn a_name_belongs_to_a_kind_and_two_hits_are_a_question() {
        let groups = [
            group("g1", "QA", false),
            group("g2", "QA", true),
            group("g3", "Beta", false),
            group("g4", "Beta", false),
        ];
        let chosen = |wanted: TesterGroup| match choose(&groups, &wanted) {
            Ok(found) => found.map_or("none", |group| &group.id).to_owned(),
            Err(problem) => problem.advice.key,
        };
        assert_eq!(chosen(wanted("QA", None, GroupKind::External)), "g1");
        assert_eq!(chosen(wanted("QA", None, GroupKind::Internal)), "g2");
        assert_eq!(
            chosen(wanted("Beta", None, GroupKind::External)),
            "problem.group-name-twice"
        );
        assert_eq!(
            chosen(wanted("Beta", Some("g4"), GroupKind::External)),
            "g4"
        );
        assert_eq!(
            chosen(wanted("Beta", Some("g9"), GroupKind::External)),
            "problem.group-gone"
        );
        assert_eq!(chosen(wanted("New", None, GroupKind::External)), "none");
    }

    #[test]
    fn a_link_is_changed_only_where_it_differs() {
        let present = group("g1", "QA", false);
        let wish = |open, limit| PublicLink { open, limit };
        assert!(has_link_as(&present, wish(true, Some(500))));
        assert!(
            !has_link_as(&present, wish(true, None)) && !has_link_as(&present, wish(false, None))
        );
        assert_eq!(
            link(wish(true, Some(50))),
            json!({"publicLinkEnabled": true, "publicLinkLimitEnabled": true, "publicLinkLimit": 50})
        );
        assert_eq!(
            link(wish(false, Some(50))),
            json!({"publicLinkEnabled": false})
        );
        let listed = there(&present);
        assert_eq!((listed.kind, listed.people), (GroupKind::External, None));
        assert!(listed.public_link.unwrap().ends_with("AbCdEf12"));
    }
}
