//! The way through a file: open it, read its outline by offset, read it once from end to end, make sure that it is still the same.
//! Each stage has a room of its own; this one only puts their answers together.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use slipway_model::{Build, text::clean_line};

use crate::{
    FileIdentity, InspectError, android, apple,
    budget::Budget,
    container::{App, recognise},
    open::open,
    source::Source,
    stop::Stop,
    zip::{Zip, ZipError},
};

/// Reads a build file: facts, signers, digests, warnings. Blocks for as long as the disk and the digests take; run it away from the
/// user's thread.
///
/// `progress` gets the number of bytes read so far, after each mebibyte. `cancel` is asked between steps; once it says true, the reading
/// ends within a block. Memory does not grow with the file.
///
/// # Errors
/// Whatever keeps the file from being read as an app of a kind that is known. A file that changes meanwhile is an error too, whatever it looked like.
pub fn inspect(
    path: &Path,
    progress: &mut dyn FnMut(u64),
    cancel: &dyn Fn() -> bool,
) -> Result<Build, InspectError> {
    let file = path
        .file_name()
        .map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
    let file = clean_line(&file);
    // A mistake in a parser must not take the program down; it is told as our own failure.
    catch_unwind(AssertUnwindSafe(|| {
        unchanged(path, &file, progress, cancel)
    }))
    .unwrap_or(Err(InspectError::Ours { file }))
}

/// Reads the file and holds its identity before against the one after.
fn unchanged(
    path: &Path,
    file: &str,
    progress: &mut dyn FnMut(u64),
    cancel: &dyn Fn() -> bool,
) -> Result<Build, InspectError> {
    let (opened, before) = open(path, file)?;
    let source = Source::new(opened, before.size);
    let result = build(&source, progress, cancel).map_err(|stop| stop.about(file));
    if matches!(result, Err(InspectError::Cancelled { .. })) {
        return result;
    }
    // A half-written file looks broken; that it is still being written explains it better.
    match FileIdentity::of(path) {
        Ok(after) if after == before => result,
        _ => Err(InspectError::Changed {
            file: file.to_owned(),
        }),
    }
}

fn build(
    source: &Source,
    progress: &mut dyn FnMut(u64),
    cancel: &dyn Fn() -> bool,
) -> Result<Build, Stop> {
    let budget = Budget::new(cancel);
    if apple::is_xar(source).map_err(ZipError::Io)? {
        let said = apple::read_pkg(source, &budget)?;
        return apple::build(said, source, progress, cancel);
    }
    let zip = Zip::open(source, &budget)?;
    match recognise(&zip).map_err(Stop::Other)? {
        App::Android(form) => android::build(&zip, form, progress, cancel),
        App::Ipa => {
            let said = apple::read_ipa(&zip.whole()?)?;
            apple::build(said, source, progress, cancel)
        }
    }
}
