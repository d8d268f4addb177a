//! The optional files that a form names: a certificate, special permits, a video. A file that this store keeps has to be what its field
//! is for; an address elsewhere is taken as it is, because the store would have to fetch it to know better.

use super::{
    answer::Refusal,
    fields::slots,
    files::{self, Stored},
    params::Params,
};
use crate::{error::WorldError, stage::Stage};

const MIB: u64 = 1 << 20;

/// What one field's files have to be.
struct Demand {
    name: &'static str,
    endings: &'static [&'static str],
    /// Bytes that are too many.
    below: u64,
}

/// [official copy]
const DEMANDS: [Demand; 4] = [
    Demand {
        name: "electronic_cert_url",
        endings: &["pdf"],
        below: 20 * MIB,
    },
    Demand {
        name: "special_url",
        endings: &["png", "jpg", "jpeg"],
        below: MIB,
    },
    Demand {
        name: "special_file_url",
        endings: &["rar", "zip"],
        below: 30 * MIB,
    },
    Demand {
        name: "video_url",
        endings: &["mp4"],
        below: 30 * MIB,
    },
];

pub(super) fn check(stage: &Stage<'_>, params: &Params) -> Result<Result<(), Refusal>, WorldError> {
    for demand in &DEMANDS {
        for url in slots(params.text(demand.name)) {
            let judged = files::find(stage, url)?.map_or(Ok(()), |file| demand.judge(&file));
            if judged.is_err() {
                return Ok(judged);
            }
        }
    }
    Ok(Ok(()))
}

impl Demand {
    /// Words formed like those about icons.
    fn judge(&self, file: &Stored) -> Result<(), Refusal> {
        let ending = file.url.rsplit_once('.').map_or("", |(_, ending)| ending);
        if !self.endings.contains(&ending) {
            return Err(self.refuse("不允许的文件格式"));
        }
        if file.bytes >= self.below {
            return Err(self.refuse("文件大小不符合要求"));
        }
        Ok(())
    }

    fn refuse(&self, what: &str) -> Refusal {
        Refusal::parameter(format!("{} {what}", self.name))
    }
}
