//! Writing news and changed texts into the languages of a version, and the contact for its reviewers. What nobody changed is not sent.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use slipway_http::Method;
use slipway_model::{Goal, Order, Outcome, Problem, ProblemKind, Sentence};

use super::{
    api,
    document::{Resource, change, creation, to_one},
    listing, locales,
    publish::{Ended, LAG, Release, done, says_yes, wait},
    wire,
};
use crate::failure::Failure;

/// ASC, `appStoreReviewDetails` [spec]: the four that reviewers must have [1 client].
pub(super) const CONTACT: [(&str, &str); 4] = [
    ("contactFirstName", "contact_first_name"),
    ("contactLastName", "contact_last_name"),
    ("contactPhone", "contact_phone"),
    ("contactEmail", "contact_email"),
];

/// What each language shall say, by field.
pub(super) fn wanted(
    order: &Order,
    languages: &[String],
    is_first: bool,
) -> BTreeMap<String, Map<String, Value>> {
    let mut all: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    // The first version has no news, and may not have any.
    if !is_first {
        for (locale, text) in
            locales::notes(&order.notes, languages, says_yes(order, "notes_everywhere"))
        {
            all.entry(locale)
                .or_default()
                .insert("whatsNew".into(), text.into());
        }
    }
    for (id, value) in &order.listing {
        if let Some((name, locale)) = id
            .split_once(':')
            .filter(|(name, _)| listing::is_field(name))
        {
            let fields = all.entry(locale.to_owned()).or_default();
            fields.insert(name.to_owned(), value.clone().into());
        }
    }
    all
}

/// Languages of the version: those that it has, with the app's own in front, and those that the person wants to have added.
pub(super) fn languages(order: &Order, texts: &[Resource], primary: Option<&str>) -> Vec<String> {
    let mut all: Vec<String> = texts
        .iter()
        .filter_map(|text| text.text("locale").map(str::to_owned))
        .collect();
    if let Some(primary) = primary.filter(|primary| all.iter().any(|one| one == primary)) {
        all.retain(|one| one != primary);
        all.insert(0, primary.to_owned());
    }
    if says_yes(order, "add_languages") {
        let more = locales::written(&order.notes);
        all.extend(
            more.into_iter()
                .filter(|one| !texts.iter().any(|text| text.text("locale") == Some(one))),
        );
    }
    all
}

impl Release<'_> {
    pub(super) async fn texts(&self) -> Ended {
        let version = self.left("version", "version")?;
        let texts = listing::texts(self.visit, version).await?;
        if texts.is_empty() && self.attempt.waited < LAG {
            return wait(2, "wait.seeing");
        }
        let primary = super::find::left(self.outputs, "find-app", "primary");
        let languages = languages(self.order, &texts, primary);
        let mut locales = Map::new();
        for text in &texts {
            locales.insert(text.id.clone(), text.word("locale").into());
        }
        for (locale, fields) in wanted(self.order, &languages, self.is_first()) {
            let present = texts
                .iter()
                .find(|text| text.text("locale") == Some(&locale));
            match present {
                Some(text) => self.write(text, fields).await?,
                None => {
                    if let Some(made) = self.add(version, &locale, fields).await? {
                        locales.insert(made.id, locale.into());
                    }
                }
            }
        }
        done(json!({ "locales": locales }))
    }

    /// Only what differs.
    async fn write(&self, text: &Resource, mut fields: Map<String, Value>) -> Result<(), Failure> {
        fields.retain(|name, value| value.as_str() != Some(text.word(name)));
        if fields.is_empty() {
            return Ok(());
        }
        let path = format!("/v1/appStoreVersionLocalizations/{}", text.id);
        let body = change(
            "appStoreVersionLocalizations",
            &text.id,
            Value::Object(fields),
        );
        let heard = api::change(self.visit, Method::PATCH, &path, &body).await;
        heard
            .map(drop)
            .map_err(|failure| of_language(failure, text.word("locale")))
    }

    async fn add(
        &self,
        version: &str,
        locale: &str,
        fields: Map<String, Value>,
    ) -> Result<Option<Resource>, Failure> {
        let mut attributes = fields.clone();
        attributes.insert("locale".into(), locale.into());
        let of = [("appStoreVersion", to_one("appStoreVersions", version))];
        let body = creation(
            "appStoreVersionLocalizations",
            Value::Object(attributes),
            &of,
        );
        let path = "/v1/appStoreVersionLocalizations";
        let heard = api::send(self.visit, Method::POST, path, Some(&body)).await?;
        // "Entity with locale: … already exists. Try updating." [recorded]
        if heard.status == 409 && heard.has("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE") {
            let there = listing::texts(self.visit, version).await?;
            if let Some(text) = there
                .iter()
                .find(|text| text.text("locale") == Some(locale))
            {
                self.write(text, fields).await?;
                return Ok(Some(text.clone()));
            }
        }
        let heard = heard.checked(self.visit.now());
        Ok(heard
            .map_err(|failure| of_language(failure, locale))?
            .resource())
    }

    /// A new version may begin without a contact, and is then refused as *not in valid state* [issue].
    pub(super) async fn review_details(&self) -> Ended {
        let version = self.left("version", "version")?;
        let path = format!("/v1/appStoreVersions/{version}/appStoreReviewDetail");
        let present = api::maybe(self.visit, &path, &[]).await?;
        let mut fields = Map::new();
        let mut lacking = false;
        for (name, ask) in CONTACT {
            let there = present.as_ref().and_then(|detail| detail.text(name));
            match self.answer(ask) {
                Some(answer) if there != Some(answer) => {
                    fields.insert(name.to_owned(), answer.into());
                }
                Some(_) => {}
                None => lacking |= there.is_none(),
            }
        }
        if lacking && self.order.goal == Goal::Submit {
            let says =
                Sentence::new("problem.review-contact").with("page", wire::app_page(self.app()?));
            let problem = Problem::new(ProblemKind::BadInput, says).about("ask:contact_email");
            return Err(Failure::certain(problem));
        }
        if fields.is_empty() {
            return done(Value::Null);
        }
        let attributes = Value::Object(fields);
        match present {
            Some(detail) => self.write_contact(&detail.id, &attributes).await?,
            None => {
                let of = [("appStoreVersion", to_one("appStoreVersions", version))];
                let body = creation("appStoreReviewDetails", attributes.clone(), &of);
                let heard = api::send(
                    self.visit,
                    Method::POST,
                    "/v1/appStoreReviewDetails",
                    Some(&body),
                )
                .await?;
                if heard.status == 409 && heard.has("STATE_ERROR.ALREADY_EXISTS") {
                    match api::maybe(self.visit, &path, &[]).await? {
                        Some(detail) => self.write_contact(&detail.id, &attributes).await?,
                        None if self.attempt.waited < LAG => return wait(2, "wait.seeing"),
                        None => return Err(heard.failure(self.visit.now())),
                    }
                } else {
                    heard.checked(self.visit.now())?;
                }
            }
        }
        done(Value::Null)
    }

    async fn write_contact(&self, id: &str, attributes: &Value) -> Result<(), Failure> {
        let path = format!("/v1/appStoreReviewDetails/{id}");
        let body = change("appStoreReviewDetails", id, attributes.clone());
        api::change(self.visit, Method::PATCH, &path, &body)
            .await
            .map(drop)
    }

    /// "What to Test", in the languages that were written. ASC, `betaBuildLocalizations` [spec].
    pub(super) async fn what_to_test(&self) -> Ended {
        let build = self.left("processing", "build")?;
        let query = [("filter[build]", build), ("limit", "200")];
        let present = api::all(self.visit, "/v1/betaBuildLocalizations", &query).await?;
        let primary = super::find::left(self.outputs, "find-app", "primary");
        let mut languages: Vec<String> = primary.map(str::to_owned).into_iter().collect();
        let there = present
            .iter()
            .filter_map(|text| text.text("locale").map(str::to_owned));
        let more = there.chain(locales::written(&self.order.notes));
        for locale in more {
            if !languages.contains(&locale) {
                languages.push(locale);
            }
        }
        for (locale, text) in locales::notes(&self.order.notes, &languages, false) {
            let one = present
                .iter()
                .find(|one| one.text("locale") == Some(&locale));
            let sent = match one {
                Some(one) if one.word("whatsNew") == text => continue,
                Some(one) => {
                    let path = format!("/v1/betaBuildLocalizations/{}", one.id);
                    let body = change("betaBuildLocalizations", &one.id, json!({"whatsNew": text}));
                    api::change(self.visit, Method::PATCH, &path, &body).await
                }
                None => {
                    let attributes = json!({"locale": locale, "whatsNew": text});
                    let body = creation(
                        "betaBuildLocalizations",
                        attributes,
                        &[("build", to_one("builds", build))],
                    );
                    let heard = api::send(
                        self.visit,
                        Method::POST,
                        "/v1/betaBuildLocalizations",
                        Some(&body),
                    )
                    .await?;
                    // It came into being meanwhile: the next look finds it.
                    if heard.status == 409
                        && heard.has("ENTITY_ERROR.ATTRIBUTE.INVALID.DUPLICATE")
                        && self.attempt.waited < LAG
                    {
                        return Ok(Outcome::WaitUntil {
                            after: std::time::Duration::from_secs(2),
                            what: Sentence::new("wait.seeing"),
                        });
                    }
                    heard.checked(self.visit.now())
                }
            };
            sent.map_err(|failure| of_language(failure, &locale))?;
        }
        done(Value::Null)
    }
}

/// A refused text names its language.
fn of_language(mut failure: Failure, locale: &str) -> Failure {
    failure.problem.advice = failure.problem.advice.with("language", locale);
    if failure.problem.about.is_none() && failure.problem.kind == ProblemKind::Refused {
        failure.problem = failure.problem.about("notes");
    }
    failure
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{languages, wanted};
    use crate::{
        apple::document::Resource,
        fixture::{notes, order},
    };

    fn text(locale: &str) -> Resource {
        serde_json::from_value(json!({"type": "appStoreVersionLocalizations", "id": locale, "attributes": {"locale": locale}})).unwrap()
    }

    #[test]
    fn only_languages_that_the_version_has_unless_more_are_wanted() {
        let mut order = order("apple");
        order.notes = notes(&[("zh-CN", "中"), ("fr-FR", "F")]);
        let texts = [text("en-US"), text("zh-Hans")];
        assert_eq!(
            languages(&order, &texts, Some("zh-Hans")),
            ["zh-Hans", "en-US"]
        );
        order.answers.insert("add_languages".into(), "yes".into());
        assert_eq!(
            languages(&order, &texts, Some("ja")),
            ["en-US", "zh-Hans", "fr-FR"]
        );
    }

    #[test]
    fn a_first_version_has_no_news_and_only_known_fields_are_written() {
        let mut order = order("apple");
        order.notes = notes(&[("zh-CN", "中")]);
        order.listing = [
            ("keywords:zh-Hans".to_owned(), "a,b".to_owned()),
            ("whatsNew:zh-Hans".to_owned(), "x".to_owned()),
            ("name".to_owned(), "y".to_owned()),
        ]
        .into();
        let languages = ["zh-Hans".to_owned()];
        let first = wanted(&order, &languages, true);
        assert_eq!(json!(first), json!({"zh-Hans": {"keywords": "a,b"}}));
        let update = wanted(&order, &languages, false);
        assert_eq!(
            json!(update),
            json!({"zh-Hans": {"keywords": "a,b", "whatsNew": "中"}})
        );
    }
}
