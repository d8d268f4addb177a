//! Where an app stands with OPPO, read from `app/info`: a code that is text, OPPO's own label, and every word of the reviewers.
//! Staged releases are read and shown; only the console can steer them.

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde_json::Value;
use slipway_model::{
    AppRef, Phase, PhaseState, Problem, ProblemKind, Review, ReviewState, Said, Sentence,
};

use super::{
    auth,
    look::Before,
    problem::Heard,
    record::Record,
    wire::{self, Task},
};
use crate::{Submitted, Visit, failure::Failure, lenient};

/// `app/info` may show the old version for a few minutes after a submission [XiaoZhuan].
const SETTLING: SignedDuration = SignedDuration::from_mins(15);

/// The reason that OPPO writes when the developer takes a version back; the code is that of a rejection [recorded, apkgo].
const TAKEN_BACK: &str = "开发者申请撤销审核";

/// A version is with the reviewers and OPPO takes no other: 1 and 4 review, 00 qualification [official copy].
pub(super) fn is_in_review(status: &str) -> bool {
    matches!(status, "1" | "4" | "00")
}

/// Approved, waiting, on the shelf or taken off it: the next version must be higher [2 clients].
pub(super) fn was_approved(status: &str) -> bool {
    matches!(status, "2" | "6" | "7" | "111" | "222")
}

/// Reads the record of the newest version, from wherever the kind of app keeps it: `info` for everything that was seen, `multi-info`
/// for apps of two packages where `info` does not tell [inferred].
pub(super) async fn read(visit: &Visit, package: &str) -> Result<Record, Failure> {
    let (record, refused) = match info(visit, package, None).await {
        Ok(Some(record)) if record.has_listing() => return of_package(record, package),
        Ok(record) => (record, None),
        Err(failure) if is_answer(&failure) => (None, Some(failure)),
        Err(failure) => return Err(failure),
    };
    let many = auth::get(visit, wire::MULTI_INFO, &[("pkg_name", package)]).await;
    let many = match many {
        Ok(heard) => Record::of_many(heard.data()).filter(Record::has_listing),
        Err(failure) if is_answer(&failure) => None,
        Err(failure) => return Err(failure),
    };
    match (many.or(record), refused) {
        (Some(record), _) => of_package(record, package),
        (None, Some(failure)) => Err(failure),
        (None, None) => Err(Failure::certain(not_found(package))),
    }
}

async fn info(
    visit: &Visit,
    package: &str,
    version: Option<u64>,
) -> Result<Option<Record>, Failure> {
    let version = version.map(|version| version.to_string());
    let mut pairs = vec![("pkg_name", package)];
    pairs.extend(version.as_deref().map(|version| ("version_code", version)));
    let heard = auth::get(visit, wire::INFO, &pairs)
        .await
        .map_err(|failure| named(failure, package))?;
    Ok(Record::of(heard.data()))
}

/// OPPO understood the question and said no for a reason that lies in the app.
fn is_answer(failure: &Failure) -> bool {
    matches!(
        failure.problem.kind,
        ProblemKind::NotFound | ProblemKind::Refused
    )
}

fn of_package(record: Record, package: &str) -> Result<Record, Failure> {
    match record.text("pkg_name") {
        Some(other) if other != package => {
            let says = Sentence::new("problem.other-package")
                .with("package", package)
                .with("found", other);
            Err(Failure::certain(Problem::new(ProblemKind::StoreDown, says)))
        }
        _ => Ok(record),
    }
}

fn named(mut failure: Failure, package: &str) -> Failure {
    if failure.problem.kind == ProblemKind::NotFound {
        let said = failure.problem.said.take();
        failure.problem = not_found(package);
        failure.problem.said = said;
    }
    failure
}

pub(super) fn not_found(package: &str) -> Problem {
    let says = Sentence::new("problem.app-not-found")
        .with("package", package)
        .with("console", super::CARD.console);
    Problem::new(ProblemKind::NotFound, says)
}

/// Where the publish task of one version stands; where OPPO knows of none, only what it said to that.
pub(super) async fn task(visit: &Visit, package: &str, version: u64) -> Result<Task, Failure> {
    let version = version.to_string();
    let pairs = [("pkg_name", package), ("version_code", version.as_str())];
    match auth::ask(visit, wire::TASK_STATE, &pairs).await {
        Ok(heard) => Ok(heard.read()),
        Err(failure) if is_answer(&failure) => Ok(Task {
            refused: failure.problem.said,
            ..Task::default()
        }),
        Err(failure) => Err(failure),
    }
}

pub(super) async fn review(
    visit: &Visit,
    app: &AppRef,
    submitted: Option<&Submitted>,
) -> Result<Review, Problem> {
    let asked = async {
        let newest = read(visit, &app.package).await?;
        match submitted {
            // Somebody has sent a newer one since: ours is asked for by its code.
            Some(ours) if newest.version_code() > Some(ours.version_code) => {
                let own = info(visit, &app.package, Some(ours.version_code)).await;
                Ok::<_, Failure>(own.ok().flatten().unwrap_or(newest))
            }
            _ => Ok(newest),
        }
    };
    let record = asked.await.map_err(|failure| failure.problem)?;
    Ok(judge(&record, submitted, visit.now(), visit.line.secrets()))
}

fn judge(
    record: &Record,
    submitted: Option<&Submitted>,
    now: Timestamp,
    secrets: &[SecretString],
) -> Review {
    let newest = record.version_code();
    let meaning = meaning(record);
    let settling = submitted.is_some_and(|ours| now.duration_since(ours.at) < SETTLING);
    let state = match submitted {
        None => meaning,
        Some(ours) if newest == Some(ours.version_code) => {
            let before = Before::of(&ours.trace);
            let is_old = before.newest == newest && before.status == record.status();
            if settling && is_old {
                ReviewState::Submitted
            } else {
                meaning
            }
        }
        // A newer version is on the shelf, so ours has been there or was passed over.
        Some(ours) if newest > Some(ours.version_code) && meaning == ReviewState::Live => meaning,
        Some(_) if settling => ReviewState::Submitted,
        Some(_) => ReviewState::NeedsLook,
    };
    let is_live = meaning == ReviewState::Live;
    let is_ours = submitted.is_none_or(|ours| newest == Some(ours.version_code));
    Review {
        state,
        store_term: term(record),
        inferred: false,
        live_version_code: newest.filter(|_| is_live),
        live_version_name: record.text("version_name").filter(|_| is_live),
        pending_version_code: newest.filter(|_| !is_live),
        pending_version_name: record.text("version_name").filter(|_| !is_live),
        reason: matches!(state, ReviewState::Rejected | ReviewState::NeedsLook)
            .then(|| reason(record, secrets))
            .flatten(),
        goes_live_at: (state == ReviewState::Scheduled)
            .then(|| record.text("sche_online_time"))
            .flatten()
            .and_then(|time| wire::instant(&time)),
        phase: is_ours.then(|| phase(record)).flatten(),
        // Staged releases, withdrawing and going live are the console's alone [official copy].
        levers: Vec::new(),
    }
}

/// OPPO API 传包, `audit_status` [official copy; 3 clients carry the same table]. Clients disagree on 2, 6 and 11.
fn meaning(record: &Record) -> ReviewState {
    let status = record.status();
    if record.is_frozen() {
        return ReviewState::NeedsLook;
    }
    match status.as_deref() {
        None | Some("0") => ReviewState::None,
        Some("1" | "4" | "00" | "11" | "-22") => ReviewState::InReview,
        Some("2" | "6" | "7") => ReviewState::Scheduled,
        Some("444") if is_taken_back(record) => ReviewState::Withdrawn,
        Some("3" | "5" | "-11" | "444") => ReviewState::Rejected,
        Some("111") => ReviewState::Live,
        Some("222") => ReviewState::Removed,
        Some(_) => ReviewState::NeedsLook,
    }
}

fn is_taken_back(record: &Record) -> bool {
    record.text("refuse_reason").as_deref() == Some(TAKEN_BACK)
}

/// OPPO's own label beside its code, with what stands beside them.
pub(super) fn term(record: &Record) -> String {
    let Some(status) = record.status() else {
        return "–".to_owned();
    };
    let label = record
        .text("audit_status_name")
        .or_else(|| label(&status).map(str::to_owned));
    let mut term = match label {
        Some(label) => format!("{label} (audit_status {status})"),
        None => format!("audit_status {status}"),
    };
    if is_taken_back(record) {
        term.push('，');
        term.push_str(TAKEN_BACK);
    }
    // A change of the listing alone has a review of its own.
    if record.number("update_info_check") == Some(1) {
        term.push_str("，资料更新审核中");
    }
    if record.number("release_type") == Some(3) {
        term.push_str("，内部测试");
    }
    slipway_model::text::clean_line(&term)
}

fn label(status: &str) -> Option<&'static str> {
    Some(match status {
        "0" => "未发布",
        "1" => "审核中",
        "2" => "审核通过",
        "3" => "测试不通过",
        "4" => "运营审核中",
        "5" => "运营打回",
        "6" => "运营通过",
        "7" => "定时发布",
        "00" => "资质审核中",
        "11" => "资质审核通过",
        "-11" => "资质审核不通过",
        "-22" => "报备提交成功",
        "22" => "已冻结",
        "111" => "上线",
        "222" => "下线",
        "444" => "审核不通过",
        _ => return None,
    })
}

/// Everything that the reviewers wrote, each sentence once, under OPPO's own headings.
fn reason(record: &Record, secrets: &[SecretString]) -> Option<Said> {
    let mut words: Vec<String> = Vec::new();
    let mut add = |heading: &str, text: Option<String>| {
        if let Some(text) = text
            && !words.iter().any(|known| known.contains(&text))
        {
            words.push(format!("{heading}{text}"));
        }
    };
    add("", record.text("refuse_reason"));
    add("修改建议：", record.text("refuse_advice"));
    for entry in record.entries("refuse_reason_with_sugg") {
        let member = |name: &str| entry.get(name).and_then(lenient::as_text);
        add("", member("reason"));
        add("修改建议：", member("advice"));
    }
    add("商务审核：", record.text("business_refuse_reason"));
    for address in addresses(record, "refuse_file") {
        add("附件：", Some(address));
    }
    if record.is_frozen() {
        add("冻结原因：", record.text("freeze_reason"));
        add("冻结建议：", record.text("freeze_advice"));
    }
    let code = format!("audit_status {}", record.status().unwrap_or_default());
    (!words.is_empty()).then(|| Said::new(code, words.join("\n").as_bytes(), secrets))
}

/// One address, several with commas between them, or a list of them or of objects with a `url` [inferred].
fn addresses(record: &Record, name: &str) -> Vec<String> {
    let listed = record.entries(name).iter().filter_map(|entry| {
        entry
            .get("url")
            .map_or_else(|| lenient::as_text(entry), lenient::as_text)
    });
    record.pictures(name).into_iter().chain(listed).collect()
}

/// OPPO API 传包, `release_type`, `release_status`, `release_over_type` [official copy via apkgo; absent from the recorded reply].
fn phase(record: &Record) -> Option<Phase> {
    let kind = record.number("release_type")?;
    let status = record.number("release_status");
    if kind != 2 {
        return None;
    }
    let goes_off = record.number("release_over_type") == Some(2);
    let (state, label) = match status {
        Some(1) => (PhaseState::Running, "进行中"),
        Some(2) => (PhaseState::Paused, "已暂停"),
        Some(3) => (PhaseState::Cancelled, "已取消"),
        // It ends with everybody or with nobody, as the console was told.
        Some(4) if goes_off => (PhaseState::Cancelled, "已结束，下线"),
        Some(4) => (PhaseState::Full, "已结束，转全量"),
        _ => (PhaseState::Planned, "未设置"),
    };
    let number = status.map_or_else(|| "–".to_owned(), |status| status.to_string());
    Some(Phase {
        state,
        // OPPO names no share.
        percent: None,
        from: None,
        until: None,
        store_term: format!("分阶段发布：{label} (release_status {number})"),
    })
}

/// Why the app is frozen, in OPPO's words.
pub(super) fn frozen_because(record: &Record) -> String {
    let words = ["freeze_reason", "freeze_advice"].map(|name| record.text(name));
    let words: Vec<String> = words.into_iter().flatten().collect();
    slipway_model::text::clean(&words.join("\n"))
}

/// The receipt's words of an accepted submission.
pub(super) fn answer_words(heard: &Heard) -> Value {
    let taken: wire::Taken = heard.read();
    taken
        .message
        .map_or_else(|| Value::from("errno 0"), Value::from)
}

#[cfg(test)]
mod tests;
