//! The pictures that a form names: known to this store, and of the size that is demanded today. A stored icon that predates the
//! demand is refused like a new one [issues].

use super::{
    answer::Refusal,
    fields::slots,
    files::{self, LARGEST_PICTURE},
    params::Params,
};
use crate::{
    error::WorldError,
    plays::picture::{Format, Picture},
    stage::Stage,
};

/// What one field's pictures have to be.
struct Demand {
    name: &'static str,
    count: std::ops::RangeInclusive<usize>,
    size: (u32, u32),
    png_only: bool,
}

/// 512 by 512, PNG, below 1 MB [official copy].
const ICON: Demand = Demand {
    name: "icon_url",
    count: 1..=1,
    size: (512, 512),
    png_only: true,
};
/// 1080 by 1920. 3 to 5 says the table, at least 2 the text [official copy]; the milder is played.
const SHOTS: Demand = Demand {
    name: "pic_url",
    count: 2..=5,
    size: (1080, 1920),
    png_only: false,
};
/// 1915 by 1080, optional [official copy].
const WIDE_SHOTS: Demand = Demand {
    name: "landscape_pic_url",
    count: 3..=5,
    size: (1915, 1080),
    png_only: false,
};

pub(super) fn check(stage: &Stage<'_>, params: &Params) -> Result<Result<(), Refusal>, WorldError> {
    for demand in [ICON, SHOTS, WIDE_SHOTS] {
        if let Err(refusal) = demand.check(stage, params)? {
            return Ok(Err(refusal));
        }
    }
    Ok(Ok(()))
}

impl Demand {
    fn check(&self, stage: &Stage<'_>, params: &Params) -> Result<Result<(), Refusal>, WorldError> {
        let named: Vec<&str> = slots(params.text(self.name)).collect();
        // Whether a field may be empty was settled before.
        if named.is_empty() {
            return Ok(Ok(()));
        }
        if !self.count.contains(&named.len()) {
            return Ok(Err(self.refuse("图片数量不符合要求")));
        }
        for url in named {
            let Some(stored) = files::find(stage, url)? else {
                return Ok(Err(self.refuse("图片不存在")));
            };
            if let Err(refusal) = self.judge(stored.picture, stored.bytes) {
                return Ok(Err(refusal));
            }
        }
        Ok(Ok(()))
    }

    /// The words about format and width were seen.
    fn judge(&self, picture: Option<Picture>, bytes: u64) -> Result<(), Refusal> {
        let picture = picture.filter(|picture| !self.png_only || picture.format == Format::Png);
        let Some(picture) = picture else {
            return Err(self.refuse("不允许的文件格式"));
        };
        if picture.width != self.size.0 {
            return Err(self.refuse("图片宽度不符合要求"));
        }
        if picture.height != self.size.1 {
            return Err(self.refuse("图片高度不符合要求"));
        }
        if bytes >= LARGEST_PICTURE {
            return Err(self.refuse("图片大小不符合要求"));
        }
        Ok(())
    }

    fn refuse(&self, what: &str) -> Refusal {
        Refusal::parameter(format!("{} {what}", self.name))
    }
}
