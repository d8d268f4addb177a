//! The pages' own sentences. What belongs to a store comes from its play.

use crate::page::Tongue;

/// English and Chinese of one sentence.
pub(super) struct Words {
    en: &'static str,
    zh: &'static str,
}

impl Words {
    const fn new(en: &'static str, zh: &'static str) -> Self {
        Self { en, zh }
    }

    pub(super) fn say(&self, tongue: Tongue) -> &'static str {
        match tongue {
            Tongue::English => self.en,
            Tongue::Chinese => self.zh,
        }
    }
}

pub(super) const BAND: Words = Words::new(
    "Practice · nothing here is real and nothing leaves this computer",
    "演练 · 这里的一切都不是真的，也不会离开这台电脑",
);
pub(super) const FRONT_TITLE: Words = Words::new("Practice consoles", "演练控制台");
pub(super) const FRONT_ABOUT: Words = Words::new(
    "Each page stands for the place in a store's console where its keys are. Copy them from here while you follow the guide in Slipway.",
    "每个页面代表该应用商店后台中获取密钥的位置。请一边按 Slipway 的指引操作，一边从这里复制。",
);
pub(super) const WHERE: Words =
    Words::new("In the real console this is under", "在真实后台中，它位于");
pub(super) const COPY: Words = Words::new("Copy", "复制");
pub(super) const COPIED: Words = Words::new("Copied", "已复制");
pub(super) const DOWNLOAD: Words = Words::new("Download as a file", "下载为文件");
pub(super) const RIGHT: Words = Words::new("Slipway asks for this", "Slipway 需要这一项");
pub(super) const WRONG: Words =
    Words::new("Looks similar, is not asked for", "看起来相似，但不需要");
pub(super) const APPS: Words = Words::new("Apps", "应用");
pub(super) const NO_APPS: Words = Words::new("This store has no app yet", "该商店还没有应用");
pub(super) const PACKAGE: Words = Words::new("Package", "包名");
pub(super) const ALL_STORES: Words = Words::new("All practice consoles", "全部演练控制台");
