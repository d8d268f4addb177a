//! The files of a listing: icon, screenshots, papers, video. They are named by serial number, several joined with `|` [official]. Limits
//! are official; that a file beyond them is refused at once, and with 4000053, is inferred.

use serde_json::{Map, Value, json};

use super::{
    answer::{Refusal, Stop},
    content::{Content, Stored},
    form::Form,
    record::App,
    slot,
};
use crate::{
    plays::picture::{Format, Picture},
    stage::Stage,
};

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;

/// One parameter that names files.
struct Kind {
    parameter: &'static str,
    /// Types of slots that it takes; empty for any.
    types: &'static [&'static str],
    count: std::ops::RangeInclusive<usize>,
    largest: u64,
}

const fn kind(
    parameter: &'static str,
    types: &'static [&'static str],
    count: std::ops::RangeInclusive<usize>,
    largest: u64,
) -> Kind {
    Kind {
        parameter,
        types,
        count,
        largest,
    }
}

const ICON: &str = "icon_file_serial_number";
const SNAPSHOTS: &str = "snapshots_file_serial_number";

/// Where the documents name no limit, any file will do.
const KINDS: [Kind; 9] = [
    kind(ICON, &["img"], 1..=1, 200 * KIB),
    kind(SNAPSHOTS, &["img"], 4..=5, MIB),
    kind(
        "copyright_elec_cert_file_serial_number",
        &["pdf"],
        1..=1,
        5 * MIB,
    ),
    kind(
        "copyright_licences_file_serial_number",
        &["img"],
        1..=10,
        10 * MIB,
    ),
    kind("other_copyright_file_serial_number", &[], 1..=10, u64::MAX),
    kind("security_reports_file_serial_number", &[], 1..=10, u64::MAX),
    kind("soft_delegation_file_serial_number", &[], 1..=10, u64::MAX),
    kind("pay_promise_file_serial_number", &[], 1..=10, u64::MAX),
    kind(
        "demo_video_file_serial_number",
        &["video"],
        1..=1,
        500 * MIB,
    ),
];

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|kind| kind.parameter)
}

/// Judges the files; returns the digests of those that were named.
pub(super) fn changes(
    stage: &Stage<'_>,
    form: &Form,
    app: &App,
) -> Result<Map<String, Value>, Stop> {
    let mut changes = Map::new();
    for kind in &KINDS {
        let Some(serials) = form.filled(kind.parameter) else {
            continue;
        };
        let mut files = Vec::new();
        for serial in serials.split('|') {
            let (file_type, stored) = slot::uploaded(stage, &app.id, serial)?;
            kind.check_file(&file_type, &stored)?;
            files.push(stored);
        }
        if !kind.count.contains(&files.len()) {
            return Err(kind
                .no("文件数量不符合要求", format!("{} files", files.len()))
                .into());
        }
        if kind.parameter == SNAPSHOTS {
            kind.check_snapshots(&files)?;
        }
        let name = kind.parameter.trim_end_matches("_file_serial_number");
        let digests: Vec<&String> = files.iter().map(|file| &file.md5).collect();
        changes.insert(name.to_owned(), json!(digests));
    }
    Ok(changes)
}

impl Kind {
    fn check_file(&self, file_type: &str, stored: &Stored) -> Result<(), Refusal> {
        if !self.types.is_empty() && !self.types.contains(&file_type) {
            return Err(self.no("文件类型不符合要求", format!("a file of type {file_type}")));
        }
        if stored.bytes > self.largest {
            return Err(self.no("文件大小超过限制", format!("{} bytes", stored.bytes)));
        }
        match &stored.content {
            Content::Unreadable(why) => Err(self.no("文件无法解析", why.clone())),
            Content::Picture(picture) if self.parameter == ICON => self.check_icon(picture),
            _ => Ok(()),
        }
    }

    /// A PNG of 512 by 512.
    fn check_icon(&self, icon: &Picture) -> Result<(), Refusal> {
        match (icon.format, icon.width, icon.height) {
            (Format::Png, 512, 512) => Ok(()),
            _ => Err(self.no("图标应为512×512的PNG图片", format!("{icon:?}"))),
        }
    }

    /// One common size of at least 320 by 480, upright or lying.
    fn check_snapshots(&self, files: &[Stored]) -> Result<(), Refusal> {
        let sizes: Vec<(u32, u32)> = files
            .iter()
            .filter_map(|file| match &file.content {
                Content::Picture(picture) => Some((picture.width, picture.height)),
                _ => None,
            })
            .collect();
        let large =
            |(width, height): &(u32, u32)| *width.min(height) >= 320 && *width.max(height) >= 480;
        let same = sizes.windows(2).all(|pair| pair[0] == pair[1]);
        match same && sizes.iter().all(large) {
            true => Ok(()),
            false => Err(self.no("截图尺寸不符合要求", format!("{sizes:?}"))),
        }
    }

    fn no(&self, msg: &'static str, why: String) -> Refusal {
        Refusal::not_submitted(msg, format!("{}: {why}", self.parameter))
    }
}
