//! The store page as a release finds it: every field that OPPO judges again with each version, what the person changed for this one,
//! and what OPPO is known to refuse. Found here before a byte is uploaded, because OPPO says it only after the upload.

use serde::{Deserialize, Serialize};
use slipway_model::{Limit, ListingField, Order, Problem, ProblemKind, Sentence, text::clean};

use super::{
    CARD,
    icon::{Icon, Verdict},
    record::Record,
};
use crate::{Survey, paste};

/// One field of the record that rides with every version.
pub(super) struct Known {
    /// Words key of the label: `listing.` and OPPO's own name.
    label: &'static str,
    /// What OPPO's console calls it.
    term: &'static str,
    required: bool,
    editable: bool,
    limit: Option<Limit>,
    long: bool,
    choices: &'static [&'static str],
}

impl Known {
    const fn new(label: &'static str, term: &'static str) -> Self {
        Self {
            label,
            term,
            required: true,
            editable: true,
            limit: None,
            long: false,
            choices: &[],
        }
    }

    const fn fixed(label: &'static str, term: &'static str) -> Self {
        Self {
            editable: false,
            ..Self::new(label, term)
        }
    }

    pub(super) fn id(&self) -> &'static str {
        self.label.strip_prefix("listing.").unwrap_or(self.label)
    }
}

/// OPPO API 传包, `summary`: 13 characters, no punctuation, no blanks; another table prints 15 and its own change note 13
/// [official copy, apkgo live].
const SUMMARY: Limit = Limit::between(1, 13);
const DESCRIPTION_LEAST: usize = 20;
const TEST_NOTE: Limit = Limit::characters(400);
/// The text also says three to five [official copy].
const SCREENSHOTS_LEAST: usize = 2;

/// Fields of `upd` that an app must have, in the order of the console [official copy, 2 clients]. Name, categories and files are
/// left to the console: a name is never changed on the way, and files are no texts.
pub(super) const KNOWN: &[Known] = &[
    Known::fixed("listing.app_name", "应用名称"),
    Known {
        limit: Some(SUMMARY),
        ..Known::new("listing.summary", "一句话简介")
    },
    Known {
        long: true,
        ..Known::new("listing.detail_desc", "应用介绍")
    },
    Known::new("listing.privacy_source_url", "隐私政策网址"),
    Known {
        required: false,
        long: true,
        limit: Some(TEST_NOTE),
        ..Known::new("listing.test_desc", "测试附加说明")
    },
    Known::new("listing.age_level", "适龄分级"),
    Known {
        choices: &["4", "5", "6"],
        ..Known::new("listing.adaptive_equipment", "适配设备")
    },
    Known::new("listing.business_username", "商务联系人"),
    Known::new("listing.business_email", "商务联系邮箱"),
    Known::new("listing.business_mobile", "商务联系电话"),
    Known::fixed("listing.second_category_id", "二级分类"),
    Known::fixed("listing.third_category_id", "三级分类"),
    Known::fixed("listing.icon_url", "图标"),
    Known::fixed("listing.pic_url", "竖版截图"),
    Known::fixed("listing.copyright_url", "软件版权证明"),
];

/// What the survey keeps of the record besides its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Extra {
    pub(super) status: String,
    pub(super) is_game: bool,
    pub(super) is_frozen: bool,
    /// OPPO's reasons for freezing it.
    pub(super) frozen_because: String,
    pub(super) icon: Icon,
}

impl Extra {
    pub(super) fn of(survey: &Survey) -> Self {
        serde_json::from_value(survey.extra.clone()).unwrap_or_default()
    }
}

/// What the record has for a field, cleaned as it will be sent.
pub(super) fn value(record: &Record, id: &str) -> String {
    let found = match id {
        "second_category_id" => record.category("second"),
        "third_category_id" => record.category("third"),
        "adaptive_equipment" => Some(record.equipment().to_owned()),
        "pic_url" | "landscape_pic_url" => Some(record.pictures(id).join(",")),
        // Accounts with an electronic certificate have it only there, and `upd` reads the other [XiaoZhuan, apkgo live].
        "copyright_url" => record
            .text("copyright_url")
            .or_else(|| record.text("electronic_cert_url")),
        _ => record.text(id),
    };
    found.unwrap_or_default()
}

pub(super) fn fields(record: &Record) -> Vec<ListingField> {
    let field = |known: &Known| ListingField {
        id: known.id().to_owned(),
        value: clean(&value(record, known.id())),
        editable: known.editable,
        limit: known.limit,
        long: known.long,
        choices: known
            .choices
            .iter()
            .map(|&choice| choice.to_owned())
            .collect(),
    };
    KNOWN.iter().map(field).collect()
}

/// What the person wants a field to hold, where the API takes it.
pub(super) fn edit<'a>(order: &'a Order, id: &str) -> Option<&'a str> {
    let known = KNOWN.iter().find(|known| known.id() == id)?;
    let wanted = order.listing.get(id)?;
    known.editable.then(|| wanted.trim())
}

/// Whether the release's own icon is sent in place of OPPO's: asked for, and OPPO's is not known to be good. An old yes never
/// replaces a good icon.
pub(super) fn replaces_icon(order: &Order, icon: &Icon) -> bool {
    const YES: [&str; 8] = ["yes", "y", "true", "1", "是", "好", "替换", "确定"];
    let answer = order.answers.get("replace_icon");
    let agreed = answer.is_some_and(|answer| YES.contains(&answer.trim().to_lowercase().as_str()));
    agreed && icon.verdict != Verdict::Good
}

/// Everything that OPPO is known to refuse in what would be sent.
pub(super) fn lint(order: &Order, survey: &Survey) -> Vec<Problem> {
    // An order that was made without asking the store has nothing to judge yet; the run asks and judges again.
    if survey.listing.is_empty() {
        return Vec::new();
    }
    let icon = Extra::of(survey).icon;
    let mut found = Vec::new();
    for known in KNOWN {
        let id = known.id();
        let present = survey.field(id).map(|field| field.value.as_str());
        let value = edit(order, id).or(present).unwrap_or_default().trim();
        match id {
            "icon_url" if replaces_icon(order, &icon) => found.extend(own_icon(order)),
            _ if value.is_empty() && known.required => found.push(missing(known)),
            "icon_url" => found.extend(stored_icon(&icon.verdict)),
            _ => found.extend(judge(known, value)),
        }
    }
    found
}

fn judge(known: &Known, value: &str) -> Vec<Problem> {
    let id = known.id();
    let bad = |says: Sentence| input(says).about(format!("listing:{id}"));
    let mut found = Vec::new();
    match id {
        "summary" => {
            let marks = marks(value);
            if !marks.is_empty() {
                found.push(bad(
                    Sentence::new("problem.summary-marks").with("marks", marks)
                ));
            }
            let count = SUMMARY.count(value);
            if count > SUMMARY.most {
                let says = Sentence::new("problem.summary-too-long")
                    .with("count", count)
                    .with("limit", SUMMARY.most);
                found.push(bad(says));
            }
        }
        "detail_desc" if value.chars().count() < DESCRIPTION_LEAST => {
            let says = Sentence::new("problem.description-too-short")
                .with("count", value.chars().count())
                .with("limit", DESCRIPTION_LEAST);
            found.push(bad(says));
        }
        "test_desc" if !TEST_NOTE.fits(value) => {
            let says = Sentence::new("problem.test-text-too-long")
                .with("count", TEST_NOTE.count(value))
                .with("limit", TEST_NOTE.most);
            found.push(bad(says));
        }
        "privacy_source_url" if !is_address(value) => {
            found.push(bad(
                Sentence::new("problem.privacy-url").with("given", value)
            ));
        }
        "business_email" if !paste::is_email(value) => {
            found.push(bad(
                Sentence::new("problem.contact-email").with("given", value)
            ));
        }
        "age_level" if !paste::is_digits(value) => {
            found.push(bad(Sentence::new("problem.age-level").with("given", value)));
        }
        "adaptive_equipment" if !known.choices.contains(&value) => {
            found.push(bad(Sentence::new("problem.equipment").with("given", value)));
        }
        "pic_url" if value.split(',').count() < SCREENSHOTS_LEAST => {
            let says = Sentence::new("problem.screenshots")
                .with("count", value.split(',').count())
                .with("console", CARD.console);
            found.push(bad(says));
        }
        _ => {}
    }
    found
}

fn missing(known: &Known) -> Problem {
    let name = format!("{} ({})", known.term, known.id());
    let says = if known.editable {
        Sentence::new("problem.field-missing").with("field", name)
    } else {
        Sentence::new("problem.field-missing-in-console")
            .with("field", name)
            .with("console", CARD.console)
    };
    input(says).about(format!("listing:{}", known.id()))
}

fn stored_icon(verdict: &Verdict) -> Option<Problem> {
    let says = match verdict {
        Verdict::Good | Verdict::Unread => return None,
        Verdict::NotPng => Sentence::new("problem.stored-icon-not-png"),
        Verdict::TooHeavy => Sentence::new("problem.stored-icon-too-heavy"),
        Verdict::Size { width, height } => Sentence::new("problem.stored-icon-size")
            .with("width", width)
            .with("height", height),
    };
    Some(input(says).about("ask:replace_icon"))
}

fn own_icon(order: &Order) -> Option<Problem> {
    order
        .icon
        .is_none()
        .then(|| input(Sentence::new("problem.no-icon")).about("icon"))
}

/// The characters that a summary may not have, each once.
fn marks(summary: &str) -> String {
    let mut marks = String::new();
    for c in summary.chars().filter(|c| !c.is_alphanumeric()) {
        let shown = if c.is_whitespace() { '␣' } else { c };
        if !marks.contains(shown) {
            marks.push(shown);
        }
    }
    marks
}

fn is_address(value: &str) -> bool {
    let rest = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

fn input(says: Sentence) -> Problem {
    Problem::new(ProblemKind::BadInput, says)
}
