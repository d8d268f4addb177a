//! What rides with a submission for the store page: texts with their lengths, serial numbers of attachments, choices with their values.
//! What is not sent keeps its value [1 client]. Judged as a whole before anything is changed.

use super::{
    adopt::picture_address,
    desk::Call,
    operation::Attachment,
    record::{App, Listing, Status},
    refusal::{Refusal, Stop},
    serial, time,
};
use crate::{plays::decimal, stage::Stage};

/// Most changes of the title in a year [official]; 12006 beyond it.
const TITLE_CHANGES: usize = 4;
const LONGEST_TITLE: usize = 20;

/// Fields that hold serial numbers, and the kind that each must be; several are joined by commas.
const ATTACHMENTS: [(&str, Attachment); 11] = [
    ("specialQualifications", Attachment::Qualification),
    ("networkCultureLicense", Attachment::Qualification),
    ("ecopyright", Attachment::ECopyright),
    ("copyrightList", Attachment::Copyright),
    ("copyrightAuthLetter", Attachment::CopyrightLetter),
    ("safetyreport", Attachment::SafetyReport),
    ("privateSelfCheck", Attachment::PrivacySelfCheck),
    ("video", Attachment::Video),
    ("videoCover", Attachment::VideoCover),
    ("commitmentLetter", Attachment::CommitmentLetter),
    ("icpAuthLetter", Attachment::IcpLetter),
];

/// Fields that take one of a few values.
const CHOICES: [(&str, &[&str]); 3] = [
    ("compatibleDevice", &["1", "2", "3"]),
    ("icpRecordType", &["0", "1"]),
    ("icpLicenseType", &["0", "1", "2"]),
];
const FREE: [&str; 2] = ["customerService", "icpLicenseNo"];
const NUMBERS: [&str; 3] = ["appClassify", "subAppClassify", "rateAge"];
const JUDGED_HERE: [&str; 8] = [
    "updateDesc",
    "detailDesc",
    "remark",
    "simpleDesc",
    "mainTitle",
    "subTitle",
    "icon",
    "screenshot",
];

/// What a submission changes on the store page, by the names of the details.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    pub(super) fields: Listing,
    pub(super) retitles: bool,
    /// Things that a person should know although the store says nothing.
    pub(super) warnings: Vec<String>,
}

impl Changes {
    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.fields.insert(name.to_owned(), value.into());
    }
}

/// Reads and judges. `others` are the call's own parameters, which are no business of the store page.
pub(super) fn read(
    stage: &Stage<'_>,
    call: &Call,
    app: &App,
    others: &[&str],
) -> Result<Changes, Stop> {
    let mut changes = Changes::default();
    texts(call, &mut changes)?;
    titles(call, app, stage.now(), &mut changes)?;
    choices(call, app, &mut changes)?;
    pictures(stage, call, &mut changes)?;
    attachments(stage, call, &mut changes)?;
    for name in call.parameters.own() {
        let known = others.contains(&name)
            || JUDGED_HERE.contains(&name)
            || FREE.contains(&name)
            || NUMBERS.contains(&name)
            || CHOICES.iter().any(|(choice, _)| *choice == name)
            || ATTACHMENTS.iter().any(|(field, _)| *field == name);
        if !known {
            let what = format!("{name} is no parameter of this method; it is ignored");
            changes.warnings.push(what);
        }
    }
    Ok(changes)
}

fn texts(call: &Call, changes: &mut Changes) -> Result<(), Refusal> {
    for (name, least, most, code) in [
        ("updateDesc", 5, 200, 20016),
        ("detailDesc", 50, 1000, 20017),
        ("remark", 10, 200, 20015),
    ] {
        let Some(text) = call.parameters.get(name) else {
            continue;
        };
        let length = text.chars().count();
        if !(least..=most).contains(&length) {
            let why = format!("{name} has {length} characters, not {least} to {most}");
            return Err(Refusal::business(code, why));
        }
        changes.set(name, text);
    }
    let Some(brief) = call.parameters.get("simpleDesc") else {
        return Ok(());
    };
    // 5 to 16 Chinese characters, or 10 to 32 Latin ones [review rules]; the code is not documented.
    let width: usize = brief
        .chars()
        .map(|letter| 1 + usize::from(!letter.is_ascii()))
        .sum();
    if !(10..=32).contains(&width) {
        return Err(Refusal::form(
            "simpleDesc is not 5 to 16 Chinese characters",
        ));
    }
    if brief.ends_with(['。', '.', '，', ',', '；', ';', '、', '…']) {
        let what = "simpleDesc ends in a mark that the review rules forbid";
        changes.warnings.push(what.to_owned());
    }
    changes.set("simpleDesc", brief);
    Ok(())
}

fn titles(
    call: &Call,
    app: &App,
    now: jiff::Timestamp,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let (main, sub) = (
        call.parameters.get("mainTitle"),
        call.parameters.get("subTitle"),
    );
    if sub.is_some() {
        let main_length = main.map_or(0, |main| main.chars().count());
        // subTitle must be empty when mainTitle is empty, is over-long, or ends with `+` [official].
        if main_length == 0
            || main_length > LONGEST_TITLE
            || main.is_some_and(|it| it.ends_with('+'))
        {
            return Err(Refusal::form("subTitle does not go with this mainTitle"));
        }
    }
    for (name, title) in [("mainTitle", main), ("subTitle", sub)] {
        let Some(title) = title else { continue };
        if title.chars().count() > LONGEST_TITLE {
            return Err(Refusal::form(format!("{name} has more than 20 characters")));
        }
        changes.retitles |= app.newest.listing.get(name).map(String::as_str) != Some(title);
        changes.set(name, title);
    }
    let year = time::year(now);
    let this_year = app
        .title_changes
        .iter()
        .filter(|at| time::year(**at) == year);
    if changes.retitles && this_year.count() >= TITLE_CHANGES {
        return Err(Refusal::business(
            12006,
            "the title was changed four times this year",
        ));
    }
    if changes.retitles
        && let Some(main) = main
    {
        changes.set("cnName", main);
    }
    Ok(())
}

fn choices(call: &Call, app: &App, changes: &mut Changes) -> Result<(), Refusal> {
    for (name, values) in CHOICES {
        let Some(value) = call.parameters.get(name) else {
            continue;
        };
        if !values.contains(&value) {
            return Err(Refusal::form(format!(
                "{name} is {value}, not one of {values:?}"
            )));
        }
        changes.set(name, value);
    }
    for name in FREE {
        if let Some(value) = call.parameters.get(name) {
            // The details call the filing's number by another name.
            let shown = if name == "icpLicenseNo" {
                "icpNumber"
            } else {
                name
            };
            changes.set(shown, value);
        }
    }
    let is_draft = app.newest.status == Status::Draft;
    for name in NUMBERS {
        let value = match call.parameters.get(name) {
            // A first listing needs its place in the catalogue.
            None if is_draft && name != "rateAge" => call.parameters.required(name)?,
            None => continue,
            Some(value) => value,
        };
        if decimal(value).is_none() {
            return Err(Refusal::form(format!("{name} is no number")));
        }
        match name {
            "appClassify" | "subAppClassify" if !is_draft => changes
                .warnings
                .push(format!("{name} counts only while the app is a draft")),
            "appClassify" => changes.set("classify", value),
            "subAppClassify" => changes.set("subClassify", value),
            _ => changes.set(name, value),
        }
    }
    Ok(())
}

fn pictures(stage: &Stage<'_>, call: &Call, changes: &mut Changes) -> Result<(), Stop> {
    let package = call.package()?;
    if let Some(icon) = call.parameters.get("icon") {
        if !serial::is_attachment(stage, call.site, icon, (package, Attachment::Icon))? {
            return Err(Refusal::business(20020, "icon is no serial number of an icon").into());
        }
        changes.set("icon", picture_address(icon));
    }
    let Some(joined) = call.parameters.get("screenshot") else {
        return Ok(());
    };
    let screenshots: Vec<&str> = joined.split(',').collect();
    let once = screenshots
        .iter()
        .enumerate()
        .all(|(place, serial)| !screenshots[..place].contains(serial));
    if !(3..=5).contains(&screenshots.len()) || !once {
        return Err(Refusal::business(20009, "screenshot is not 3 to 5 different ones").into());
    }
    for screenshot in &screenshots {
        let of = (package, Attachment::Screenshot);
        if !serial::is_attachment(stage, call.site, screenshot, of)? {
            let why = format!("{screenshot} is no serial number of a screenshot");
            return Err(Refusal::business(18007, why).into());
        }
    }
    let addresses: Vec<String> = screenshots.into_iter().map(picture_address).collect();
    changes.set("screenshot", addresses.join(","));
    Ok(())
}

fn attachments(stage: &Stage<'_>, call: &Call, changes: &mut Changes) -> Result<(), Stop> {
    let package = call.package()?;
    let sent = |name: &str| call.parameters.get(name);
    if sent("ecopyright").is_some() && sent("copyrightList").is_some() {
        return Err(Refusal::form("ecopyright and copyrightList exclude each other").into());
    }
    for (name, kind) in ATTACHMENTS {
        let Some(joined) = sent(name) else { continue };
        let is_address = joined.starts_with("https://") || joined.starts_with("http://");
        if !(kind == Attachment::PrivacySelfCheck && is_address) {
            for serial in joined.split(',') {
                if !serial::is_attachment(stage, call.site, serial, (package, kind))? {
                    let why = format!("{name}: {serial} is no serial number of that kind");
                    return Err(Refusal::business(18007, why).into());
                }
            }
        }
        changes.set(name, joined);
    }
    Ok(())
}
