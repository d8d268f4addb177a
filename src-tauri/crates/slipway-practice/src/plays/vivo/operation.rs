//! What the `method` parameter can name on the domestic gateway, and what kind of call each is. Methods of the overseas platform
//! (`app.update.submit` and its family) are not among them: here they do not exist.

use serde::{Deserialize, Serialize};

use super::keys::Site;

/// Which half of a split package an upload is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Width {
    /// One package for every device.
    Any,
    Only32,
    Only64,
}

/// What an attachment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Attachment {
    Icon,
    Screenshot,
    Qualification,
    ECopyright,
    Copyright,
    SafetyReport,
    PrivacySelfCheck,
    CommitmentLetter,
    IcpLetter,
    Video,
    VideoCover,
    /// `app.upload.file` with `fileType` 26.
    CopyrightLetter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Details,
    TaskStatus,
    StageDetails,
    Package(Width),
    Attachment(Attachment),
    /// `app.sync.update…`: packages that were uploaded. `true`: split in two.
    Update(bool),
    /// `app.update…`: packages that the store pulls. `true`: split in two.
    Pull(bool),
    Stage,
    PullStage,
    /// Exists, and practice does not play it: creating apps, games.
    NotPlayed,
}

impl Operation {
    pub(super) fn of(method: &str) -> Option<Self> {
        use Attachment as A;
        Some(match method {
            "app.query.details" => Self::Details,
            "app.query.task.status" => Self::TaskStatus,
            "app.query.stage.details" => Self::StageDetails,
            "app.upload.apk.app" => Self::Package(Width::Any),
            "app.upload.apk.app.32" => Self::Package(Width::Only32),
            "app.upload.apk.app.64" => Self::Package(Width::Only64),
            "app.upload.icon" => Self::Attachment(A::Icon),
            "app.upload.screenshot" => Self::Attachment(A::Screenshot),
            "app.upload.qualification" => Self::Attachment(A::Qualification),
            "app.upload.ecopyright" => Self::Attachment(A::ECopyright),
            "app.upload.copyright" => Self::Attachment(A::Copyright),
            "app.upload.safety.report" => Self::Attachment(A::SafetyReport),
            "app.upload.private.self.check" => Self::Attachment(A::PrivacySelfCheck),
            "app.upload.commitment.letter" => Self::Attachment(A::CommitmentLetter),
            "app.upload.icp.auth.letter" => Self::Attachment(A::IcpLetter),
            "app.upload.video" => Self::Attachment(A::Video),
            "app.upload.video.cover" => Self::Attachment(A::VideoCover),
            "app.upload.file" => Self::Attachment(A::CopyrightLetter),
            "app.sync.update.app" => Self::Update(false),
            "app.sync.update.subpackage.app" => Self::Update(true),
            "app.update.app" => Self::Pull(false),
            "app.update.subpackage.app" => Self::Pull(true),
            "app.sync.create.update.stage.app" => Self::Stage,
            "app.create.update.stage.app" => Self::PullStage,
            "app.sync.create.app"
            | "app.sync.create.subpackage.app"
            | "app.create.app"
            | "app.create.subpackage.app"
            | "app.update.game" => Self::NotPlayed,
            _ => return None,
        })
    }

    pub(super) fn is_query(self) -> bool {
        matches!(self, Self::Details | Self::TaskStatus | Self::StageDetails)
    }

    pub(super) fn is_upload(self) -> bool {
        matches!(self, Self::Package(_) | Self::Attachment(_))
    }

    /// It is the submission itself; there is no separate call for that.
    pub(super) fn is_submission(self) -> bool {
        !self.is_query() && !self.is_upload()
    }

    /// Calls a day: about 50 for each upload and submit interface, in the sandbox 100 for each interface [official]. Whether
    /// queries count in production is an open point; here they do not.
    pub(super) fn daily_calls(self, site: Site) -> Option<u32> {
        match site {
            Site::Sandbox => Some(100),
            Site::Production if self.is_query() => None,
            Site::Production => Some(50),
        }
    }
}
