//! The one pass over the file. A block is read once and handed to every digest; each digest has a thread of its own, because MD5 alone
//! takes twice as long as any other and they would otherwise wait for each other. A few blocks are in flight at most, whatever the
//! file's size: 1 GiB with a v2 and v3 signature costs 3.4 s of processor time on all cores together and 10 MiB of memory [measured].

use std::{
    collections::BTreeSet,
    io,
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use sha2::Digest;
use slipway_model::Digests;
use thiserror::Error;

use crate::{
    budget::Halt,
    digest::{Construction, Layout, Sink, chunked::Chunked, verity::Verity},
    source::Source,
};

const BLOCK: usize = 1024 * 1024;
/// Blocks that may wait for one digest.
const WAITING: usize = 2;

#[derive(Debug, Error)]
pub(crate) enum PassError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Halt(#[from] Halt),
    #[error("a digest ended early")]
    Lost,
}

/// What the pass found.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) digests: Digests,
    /// In the order of the constructions asked for.
    pub(crate) contents: Vec<(Construction, Vec<u8>)>,
}

/// Reads the file from its first byte to its last. `progress` gets the number of bytes read so far after every block.
pub(crate) fn read_through(
    source: &Source,
    content: Option<&Layout>,
    constructions: &BTreeSet<Construction>,
    progress: &mut dyn FnMut(u64),
    cancel: &dyn Fn() -> bool,
) -> Result<Read, PassError> {
    let mut sinks: Vec<Box<dyn Sink>> = vec![
        Box::new(Whole(md5::Md5::new())),
        Box::new(Whole(sha1::Sha1::new())),
        Box::new(Whole(sha2::Sha256::new())),
    ];
    let constructions: Vec<Construction> = constructions.iter().copied().collect();
    if let Some(layout) = content {
        sinks.extend(
            constructions
                .iter()
                .map(|construction| sink(*construction, layout.clone())),
        );
    }
    let mut results = distribute(source, sinks, progress, cancel)?.into_iter();
    let mut next_hex = || results.next().map(hex::encode).unwrap_or_default();
    Ok(Read {
        digests: Digests {
            md5: next_hex(),
            sha1: next_hex(),
            sha256: next_hex(),
        },
        contents: constructions.into_iter().zip(results).collect(),
    })
}

fn sink(construction: Construction, layout: Layout) -> Box<dyn Sink> {
    match construction {
        Construction::Chunks256 => Box::new(Chunked::<sha2::Sha256>::new(layout)),
        Construction::Chunks512 => Box::new(Chunked::<sha2::Sha512>::new(layout)),
        Construction::Verity => Box::new(Verity::new(layout)),
    }
}

struct Block {
    at: u64,
    bytes: Vec<u8>,
}

fn distribute(
    source: &Source,
    sinks: Vec<Box<dyn Sink>>,
    progress: &mut dyn FnMut(u64),
    cancel: &dyn Fn() -> bool,
) -> Result<Vec<Vec<u8>>, PassError> {
    thread::scope(|scope| {
        let (lines, workers): (Vec<_>, Vec<_>) = sinks
            .into_iter()
            .map(|sink| {
                let (line, blocks) = sync_channel(WAITING);
                (line, scope.spawn(move || work(sink, &blocks)))
            })
            .unzip();
        feed(source, &lines, progress, cancel)?;
        drop(lines);
        workers
            .into_iter()
            .map(|worker| worker.join().map_err(|_| PassError::Lost))
            .collect()
    })
}

fn feed(
    source: &Source,
    lines: &[SyncSender<Arc<Block>>],
    progress: &mut dyn FnMut(u64),
    cancel: &dyn Fn() -> bool,
) -> Result<(), PassError> {
    let mut blocks = Blocks::default();
    let mut at = 0;
    while at < source.size() {
        if cancel() {
            return Err(Halt::Cancelled.into());
        }
        let len = (source.size() - at).min(BLOCK as u64) as usize;
        let block = blocks.fill(at, len, source)?;
        for line in lines {
            line.send(Arc::clone(&block)).map_err(|_| PassError::Lost)?;
        }
        at += len as u64;
        progress(at);
    }
    Ok(())
}

fn work(mut sink: Box<dyn Sink>, blocks: &Receiver<Arc<Block>>) -> Vec<u8> {
    for block in blocks {
        sink.feed(block.at, &block.bytes);
    }
    sink.finish()
}

/// Blocks that go round: one that no digest holds any more is filled again.
#[derive(Default)]
struct Blocks(Vec<Arc<Block>>);

impl Blocks {
    fn fill(&mut self, at: u64, len: usize, source: &Source) -> io::Result<Arc<Block>> {
        let free = self
            .0
            .iter()
            .position(|block| Arc::strong_count(block) == 1);
        let mut block = free.map_or_else(
            || {
                Arc::new(Block {
                    at,
                    bytes: Vec::new(),
                })
            },
            |index| self.0.swap_remove(index),
        );
        if let Some(block) = Arc::get_mut(&mut block) {
            block.at = at;
            block.bytes.resize(len, 0);
            source.fill(at, &mut block.bytes)?;
        }
        self.0.push(Arc::clone(&block));
        Ok(block)
    }
}

/// The digest of every byte.
struct Whole<D>(D);

impl<D: Digest + Send> Sink for Whole<D> {
    fn feed(&mut self, _: u64, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}
