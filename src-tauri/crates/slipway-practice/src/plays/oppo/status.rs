//! `audit_status`: the store's numbers, which are texts ("00" and "0" differ), with OPPO's own labels [official copy; 3 clients].
//! What of them can be met here: not every desk of the real store is staffed.

use jiff::Timestamp;

use super::record::{App, Standing, Verdict, Version};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Unpublished,
    InReview,
    InOperations,
    InQualification,
    Scheduled,
    Live,
    Offline,
    Frozen,
    Rejected(Verdict),
}

impl Status {
    /// Of that version, or of an app without any.
    pub(super) fn of(app: &App, version: Option<&Version>, now: Timestamp) -> Self {
        if app.frozen {
            return Self::Frozen;
        }
        let Some(version) = version else {
            return Self::Unpublished;
        };
        match &version.standing {
            Standing::Waiting {
                tested_at,
                rejection,
                ..
            } => match rejection.as_ref().map(|rejection| rejection.verdict) {
                Some(Verdict::Qualification) => Self::InQualification,
                _ if now < *tested_at => Self::InReview,
                _ => Self::InOperations,
            },
            Standing::Approved => Self::Scheduled,
            Standing::Live { .. } => Self::Live,
            Standing::Offline => Self::Offline,
            Standing::Rejected(rejection) => Self::Rejected(rejection.verdict),
        }
    }

    pub(super) fn number(self) -> &'static str {
        match self {
            Self::Unpublished => "0",
            Self::InReview => "1",
            Self::InOperations => "4",
            Self::InQualification => "00",
            Self::Scheduled => "7",
            Self::Live => "111",
            Self::Offline => "222",
            Self::Frozen => "22",
            Self::Rejected(Verdict::Testing) => "3",
            Self::Rejected(Verdict::Operations) => "5",
            Self::Rejected(Verdict::Qualification) => "-11",
            Self::Rejected(Verdict::Review) => "444",
        }
    }

    /// `audit_status_name`.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Unpublished => "未发布",
            Self::InReview => "审核中",
            Self::InOperations => "运营审核中",
            Self::InQualification => "资质审核中",
            Self::Scheduled => "定时发布",
            Self::Live => "上线",
            Self::Offline => "下线",
            Self::Frozen => "已冻结",
            Self::Rejected(Verdict::Testing) => "测试不通过",
            Self::Rejected(Verdict::Operations) => "运营打回",
            Self::Rejected(Verdict::Qualification) => "资质审核不通过",
            Self::Rejected(Verdict::Review) => "审核不通过",
        }
    }
}
