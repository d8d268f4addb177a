//! The APK Signing Block: a list of id-value pairs directly before the central directory [AOSP]. Values are read one by one and only
//! when their id is known.

use thiserror::Error;

use crate::{
    bytes::{u32_at, u64_at},
    digest::Layout,
    sign::{channel, scheme::Scheme},
    zip::{Zip, ZipError},
};

const MAGIC: &[u8; 16] = b"APK Sig Block 42";
/// Size field and magic at the block's end.
const TAIL_LEN: u64 = 24;
const SIZE_MAX: u64 = i32::MAX as u64;
/// Bounds on hostile blocks; a real one has about five pairs of a few kilobytes, besides padding.
const PAIRS_MAX: usize = 256;
const VALUE_MAX: u64 = 4 * 1024 * 1024;

#[derive(Debug, Error)]
pub(super) enum BlockError {
    #[error("the signing block's sizes do not fit")]
    Sizes,
    #[error("the signing block has too much in it")]
    TooMuch,
    #[error("bytes stand between the directory and the end record")]
    Gap,
}

pub(super) struct SigningBlock {
    values: Vec<(u32, Vec<u8>)>,
    layout: Layout,
}

impl SigningBlock {
    /// `None` when there is no block; the inner error when there is one that Android would not take.
    pub(super) fn read(zip: &Zip<'_>) -> Result<Option<Result<Self, BlockError>>, ZipError> {
        let footer = zip.footer();
        if footer.prepended > 0 || footer.zip64 || footer.directory_at < 32 {
            return Ok(None);
        }
        let tail = zip
            .source()
            .bytes(footer.directory_at - TAIL_LEN, TAIL_LEN as usize)?;
        if !tail.ends_with(MAGIC) {
            return Ok(None);
        }
        let size = u64_at(&tail, 0).unwrap_or_default();
        if !(TAIL_LEN..=SIZE_MAX).contains(&size) || size + 8 > footer.directory_at {
            return Ok(Some(Err(BlockError::Sizes)));
        }
        let at = footer.directory_at - size - 8;
        if u64_at(&zip.source().bytes(at, 8)?, 0) != Some(size) {
            return Ok(Some(Err(BlockError::Sizes)));
        }
        if footer.directory_end() != footer.at {
            return Ok(Some(Err(BlockError::Gap)));
        }
        let values = match pairs(zip, at + 8, footer.directory_at - TAIL_LEN)? {
            Ok(values) => values,
            Err(error) => return Ok(Some(Err(error))),
        };
        Ok(Some(Ok(Self {
            values,
            layout: Layout::new(at, footer),
        })))
    }

    pub(super) fn value(&self, id: u32) -> Option<&[u8]> {
        self.values
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, value)| value.as_slice())
    }

    pub(super) fn layout(&self) -> Layout {
        self.layout.clone()
    }

    /// The value that a channel packer put beside the signatures.
    pub(super) fn channel(&self) -> Option<String> {
        self.values
            .iter()
            .find_map(|(id, value)| channel::read(*id, value))
    }
}

type Pairs = Vec<(u32, Vec<u8>)>;

fn pairs(zip: &Zip<'_>, mut at: u64, end: u64) -> Result<Result<Pairs, BlockError>, ZipError> {
    let mut values = Vec::new();
    let mut seen = 0;
    while at < end {
        zip.budget().check()?;
        seen += 1;
        if seen > PAIRS_MAX {
            return Ok(Err(BlockError::TooMuch));
        }
        if end - at < 12 {
            return Ok(Err(BlockError::Sizes));
        }
        let head = zip.source().bytes(at, 12)?;
        let len = u64_at(&head, 0).unwrap_or_default();
        let id = u32_at(&head, 8).unwrap_or_default();
        if len < 4 || len > end - at - 8 {
            return Ok(Err(BlockError::Sizes));
        }
        if is_read(id) {
            if len > VALUE_MAX {
                return Ok(Err(BlockError::TooMuch));
            }
            values.push((id, zip.source().bytes(at + 12, (len - 4) as usize)?));
        }
        at += 8 + len;
    }
    Ok(Ok(values))
}

fn is_read(id: u32) -> bool {
    channel::is_channel(id) || Scheme::ALL.iter().any(|scheme| scheme.block_id() == id)
}
