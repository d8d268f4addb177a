//! `update-app-info`: the basic data, written whole. A required member that is not sent counts as empty and is refused; an
//! optional one that is not sent is lost [measured by 2 clients; an older note says otherwise].

use serde_json::{Map, Value, json};

use super::{
    answer::{self, No, Reply, bad_parameter},
    call::{self, Call, Stop, integer},
    record::{App, Basics, is_blank},
    review,
};
use crate::stage::Stage;

/// Required members with the code that answers an empty one [official members]. The codes of the classification, the supplier
/// and the rating are measured; for the others none is known, and 20024 stands in [inferred].
const REQUIRED: [(&str, u32, &str); 9] = [
    ("appCategoryId", answer::OVER_LIMIT, "app category is empty"),
    (
        "appClassification",
        answer::CLASSIFICATION_EMPTY,
        "app classification is empty",
    ),
    (
        "defaultLanguage",
        answer::LANGUAGE_EMPTY,
        "default language is empty",
    ),
    ("devName", answer::OVER_LIMIT, "developer name is empty"),
    (
        "supplyName",
        answer::SUPPLY_NAME_EMPTY,
        "app supply name is empty",
    ),
    (
        "releaseCountry",
        answer::OVER_LIMIT,
        "release country is empty",
    ),
    ("paymentInfo", answer::BAD_PAYMENT, "payment info is empty"),
    ("ratingId", answer::RATING_EMPTY, "app rating id is empty"),
    (
        "privacyPolicyUrl",
        answer::OVER_LIMIT,
        "privacy policy url is empty",
    ),
];
/// Also required for mainland China [official].
const REQUIRED_IN_CHINA: [&str; 2] = ["appRegistrationEntityStatus", "unifiedSocialCreditId"];
/// Also required for games [official].
const REQUIRED_FOR_GAMES: [&str; 2] = ["gameType", "publicationNumber"];
const OPTIONAL: [&str; 6] = [
    "webUrl",
    "customerServiceEmail",
    "customerServiceTel",
    "appRegistrationNumber",
    "appRegistrationEntityName",
    "inAppPayment",
];
const RATINGS: [i64; 5] = [3, 8, 12, 16, 18];
/// `appCategoryId` of a game.
const GAME: i64 = 1;

/// `POST /update-app-info`.
pub(super) fn write(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let mut app = call.app(stage)?;
    review::may_edit(&app)?;
    check(&app, &call.body)?;
    let written = record(&app.basics, &call.body);
    let event = apply(&mut app, written);
    call::save(stage, &app)?;
    stage.events(event)?;
    Ok(Reply::success())
}

/// What a submission needs of the basic data [measured by 2 clients]. The same words as when it is written.
pub(super) fn check_filled(basics: &Basics) -> Result<(), No> {
    let needed = ["ratingId", "appClassification", "supplyName"];
    let empty = REQUIRED
        .into_iter()
        .filter(|(member, ..)| needed.contains(member))
        .find(|(member, ..)| basics.lacks(member));
    match empty {
        Some((_, code, words)) => Err(No::business(code, words)),
        None => Ok(()),
    }
}

fn check(app: &App, body: &Value) -> Result<(), No> {
    match body.get("packageName").and_then(Value::as_str) {
        Some(package) if package == app.package => {}
        Some(package) if !package.is_empty() => {
            return Err(No::business(
                answer::NO_SUCH_PACKAGE,
                "the package does not exist",
            ));
        }
        _ => {
            return Err(No::business(
                answer::PACKAGE_NAME_EMPTY,
                "packageName is empty",
            ));
        }
    }
    for (member, code, words) in REQUIRED {
        if is_blank(body.get(member)) {
            return Err(No::business(code, words));
        }
    }
    let number = |member: &str| integer(body.get(member));
    if !matches!(number("appCategoryId"), Some(1 | 2)) {
        return Err(bad_parameter("appCategoryId"));
    }
    if !matches!(number("paymentInfo"), Some(1 | 2)) {
        return Err(No::business(answer::BAD_PAYMENT, "payment info error"));
    }
    if !number("ratingId").is_some_and(|rating| RATINGS.contains(&rating)) {
        return Err(bad_parameter("ratingId"));
    }
    let text = |member: &str| body.get(member).and_then(Value::as_str);
    if !matches!(text("releaseCountry"), Some("CN" | "JP")) {
        return Err(bad_parameter("releaseCountry"));
    }
    match text("defaultLanguage") {
        Some(language) if app.languages.contains_key(language) => {}
        other => return Err(answer::no_such_language(other.unwrap_or_default())),
    }
    check_more(body)
}

/// What depends on country and category, and the two contacts that have codes of their own.
fn check_more(body: &Value) -> Result<(), No> {
    let in_china = body.get("releaseCountry").and_then(Value::as_str) == Some("CN");
    let is_game = integer(body.get("appCategoryId")) == Some(GAME);
    let in_china = REQUIRED_IN_CHINA.iter().filter(|_| in_china);
    let for_games = REQUIRED_FOR_GAMES.iter().filter(|_| is_game);
    if let Some(member) = in_china
        .chain(for_games)
        .find(|member| is_blank(body.get(**member)))
    {
        return Err(bad_parameter(&format!("{member} is empty")));
    }
    let email = body.get("customerServiceEmail");
    let is_email = |value: &Value| value.as_str().is_some_and(|text| text.contains('@'));
    if !is_blank(email) && !email.is_some_and(is_email) {
        return Err(No::business(
            answer::BAD_EMAIL,
            "customerServiceEmail format error",
        ));
    }
    let telephone = body.get("customerServiceTel");
    let is_dialled = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ');
    let is_telephone = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| text.chars().all(is_dialled))
    };
    if !is_blank(telephone) && !telephone.is_some_and(is_telephone) {
        return Err(No::business(
            answer::BAD_TELEPHONE,
            "customerServiceTel format error",
        ));
    }
    Ok(())
}

/// The record as it will stand: what was sent, and null for every member that stood there and was not.
fn record(before: &Basics, body: &Value) -> Basics {
    let known = REQUIRED.iter().map(|(member, ..)| *member);
    let known = known
        .chain(REQUIRED_IN_CHINA)
        .chain(REQUIRED_FOR_GAMES)
        .chain(OPTIONAL);
    let members = known.filter_map(|member| {
        let stood = before.get(member).map(|_| &Value::Null);
        let value = body.get(member).or(stood)?.clone();
        Some((member.to_owned(), value))
    });
    Basics(Map::from_iter(members))
}

fn apply(app: &mut App, written: Basics) -> Option<Value> {
    let mut changed = Vec::new();
    let mut lost = Vec::new();
    for (member, new) in &written.0 {
        let old = app.basics.get(member);
        if old.unwrap_or(&Value::Null) == new {
            continue;
        }
        let place = format!("basicInfo.{member}");
        if !is_blank(Some(new)) {
            app.draft.lost.remove(&place);
        } else if !app.basics.lacks(member) {
            lost.push(member.clone());
            app.draft.lost.insert(place.clone());
        }
        changed.push(member.clone());
        app.draft.changed.insert(place);
    }
    app.draft.touched = true;
    app.basics = written;
    (!changed.is_empty())
        .then(|| call::event("listing", app, json!({ "members": changed, "lost": lost })))
}
