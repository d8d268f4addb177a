//! `PATCH /v1/buildUploadFiles/{id}`: the parts are put together and read, and the upload goes on its way. Heavy work stands between
//! two transactions, so that other calls do not wait for it.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use md5::{Digest as _, Md5};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{
    apps,
    call::{Call, Reply},
    document, due, files,
    kind::Kind,
    no::{self, No, Stop},
    package::{self, Package},
    slots::{self, Slot},
    thing, time, uploads,
    wish::{self, Wish},
};
use crate::{error::WorldError, plays::stop, stage::Stage};

/// From the commit until the file is complete, and until the upload is processed. Apple's own take minutes; these are practice's.
const FILE: Duration = Duration::from_secs(10);
const PROCESSING: Duration = Duration::from_secs(3 * 60);
const SLOW_PROCESSING: Duration = Duration::from_secs(45 * 60);

/// The whole file, as far as anybody compares it.
struct Whole {
    path: PathBuf,
    bytes: u64,
    md5: String,
    sha256: String,
    composite: String,
}

pub(super) async fn patch(call: &Call) -> Result<Reply, Stop> {
    let opened = stop::change(&call.ask, |stage| open(stage, call))?;
    let Some((wish, slots)) = opened else {
        return call.run(|stage, call| {
            let file = document::existing(stage, Kind::BuildUploadFiles, &call.id)?;
            Ok(Reply::ok(document::one_document(stage, call, &file)?))
        });
    };
    let target = call.ask.blob_path();
    let whole = tokio::task::spawn_blocking(move || join(&slots, &target)).await;
    let whole = whole
        .map_err(|error| WorldError::Broken(error.to_string()))?
        .map_err(WorldError::File)?;
    let read = package::read(whole.path.clone()).await;
    let _ = std::fs::remove_file(&whole.path);
    check(&wish, &whole)?;
    call.run(|stage, call| close(stage, call, &wish, &whole, read))
}

/// What there is to put together; `None` when the body does not say `uploaded`.
fn open(stage: &mut Stage<'_>, call: &Call) -> Result<Option<(Wish, Vec<Slot>)>, Stop> {
    let (file, wish) = wish::to_change(stage, call, Kind::BuildUploadFiles)?;
    if !wish.is("uploaded") {
        return Ok(None);
    }
    awaits(&file)?;
    let mut slots = slots::of_file(stage, &file.id)?;
    if call.ask.fault_is("parts-lost")
        && let Some(slot) = slots.first_mut()
    {
        slot.forget(stage)?;
    }
    let missing: Vec<u64> = slots
        .iter()
        .filter(|slot| !slot.arrived.as_ref().is_some_and(|it| it.path.is_file()))
        .map(|slot| slot.part)
        .collect();
    if !missing.is_empty() {
        stage.event(json!({ "event": "incomplete", "file": file.id, "missing": missing }))?;
        let detail = format!("{} parts of the file have not arrived.", missing.len());
        return Err(no::wrong_state(detail).into());
    }
    Ok(Some((wish, slots)))
}

fn awaits(file: &thing::Thing) -> Result<(), No> {
    no::is(files::state_of(file) == "AWAITING_UPLOAD", || {
        no::wrong_state("The file has been uploaded already.")
    })
}

/// Writes the parts into one file, which is hashed as it passes.
fn join(slots: &[Slot], target: &Path) -> io::Result<Whole> {
    let mut out = BufWriter::new(File::create(target)?);
    let (mut md5, mut sha256, mut parts) = (Md5::new(), Sha256::new(), Md5::new());
    let mut bytes = 0;
    let mut buffer = vec![0; 1 << 16];
    for arrived in slots.iter().filter_map(|slot| slot.arrived.as_ref()) {
        parts.update(hex::decode(&arrived.md5).unwrap_or_default());
        let mut part = BufReader::new(File::open(&arrived.path)?);
        loop {
            let count = part.read(&mut buffer)?;
            if count == 0 {
                break;
            }
            let piece = &buffer[..count];
            md5.update(piece);
            sha256.update(piece);
            out.write_all(piece)?;
            bytes += count as u64;
        }
    }
    out.flush()?;
    let part_size = slots.first().map_or(0, |slot| slot.length);
    Ok(Whole {
        path: target.to_owned(),
        bytes,
        md5: hex::encode(md5.finalize()),
        sha256: hex::encode(sha256.finalize()),
        composite: composite(parts, slots.len(), part_size),
    })
}

/// MD5 over the parts' MD5s, their number, and their size [recorded].
fn composite(parts: Md5, count: usize, part_size: u64) -> String {
    format!("{}-{count}-{part_size}", hex::encode(parts.finalize()))
}

/// Checksums are optional; whether the real one compares them is not established. This one does.
fn check(wish: &Wish, whole: &Whole) -> Result<(), No> {
    let Some(sums) = wish.get("sourceFileChecksums").filter(|it| !it.is_null()) else {
        return Ok(());
    };
    let wrong = |detail: &str| {
        Err(No::conflict(no::bad_attribute(
            "sourceFileChecksums",
            detail,
        )))
    };
    let members = sums.as_object().into_iter().flatten();
    for (name, sum) in members {
        let (hash, algorithm) = (sum["hash"].as_str(), sum["algorithm"].as_str());
        let right = match (name.as_str(), algorithm) {
            ("file", Some("MD5")) => &whole.md5,
            ("file", Some("SHA_256")) => &whole.sha256,
            ("composite", Some("MD5")) => &whole.composite,
            _ => return wrong("The checksums have an unknown member or algorithm."),
        };
        if !hash.is_some_and(|hash| hash.eq_ignore_ascii_case(right)) {
            return wrong("The checksum does not match the uploaded file.");
        }
    }
    Ok(())
}

fn close(
    stage: &mut Stage<'_>,
    call: &Call,
    wish: &Wish,
    whole: &Whole,
    read: Result<Package, String>,
) -> Result<Reply, Stop> {
    let mut file = document::existing(stage, Kind::BuildUploadFiles, &call.id)?;
    awaits(&file)?;
    let slots = slots::of_file(stage, &file.id)?;
    let came: u64 = slots.iter().map(|slot| slot.times).sum();
    let upload = file.one("buildUpload").unwrap_or_default().to_owned();
    let mut upload = thing::known(stage, Kind::BuildUploads, &upload)?;
    let app = upload.one("app").unwrap_or_default().to_owned();
    let event = json!({
        "upload": upload.id,
        "file": file.id,
        "bytes": whole.bytes,
        "sha256": whole.sha256,
        "md5": whole.md5,
        "parts": slots.len(),
        "parts_received": came,
        "flaw": read.as_ref().err(),
    });
    apps::note(stage, &app, "stored", event)?;
    slots::remove(stage, &file.id)?;
    wish.write(&mut file);
    file.set("uploadOperations", Value::Null);
    let now = stage.now();
    if call.ask.fault_is("file-fails") {
        let error = (
            "ASSET_VALIDATION_FAILED",
            "The file could not be processed.",
        );
        file.set("assetDeliveryState", files::state("FAILED", &[error]));
        file.save(stage)?;
        let error = ("90048", "The uploaded file could not be processed.");
        upload.set("state", uploads::state("FAILED", &[error]));
        upload.save(stage)?;
        return Ok(Reply::ok(document::one_document(stage, call, &file)?));
    }
    file.set("assetDeliveryState", files::state("UPLOAD_COMPLETE", &[]));
    file.save(stage)?;
    due::after(stage, now, FILE, due::What::FileSettles(file.id.clone()))?;
    if file.text("assetType") == "ASSET" {
        upload.set("state", uploads::state("PROCESSING", &[]));
        upload.set("uploadedDate", time::pacific(now));
        match read {
            Ok(package) => upload.know(
                "package",
                serde_json::to_value(package).map_err(WorldError::from)?,
            ),
            Err(why) => upload.know("flaw", why),
        }
        upload.know("sha256", whole.sha256.as_str());
        for name in [
            "processing-fails",
            "processing-invalid",
            "build-late",
            "internal-only",
            "build-settling",
        ] {
            upload.know(name, call.ask.fault_is(name));
        }
        upload.save(stage)?;
        let takes = match call.ask.fault_is("processing-slow") {
            true => SLOW_PROCESSING,
            false => PROCESSING,
        };
        due::after(
            stage,
            now,
            takes,
            due::What::UploadIsProcessed(upload.id.clone()),
        )?;
    }
    Ok(Reply::ok(document::one_document(stage, call, &file)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composite_checksums_equal_the_known_answers() {
        let check = |parts: &[&str], part_size, expected: &str| {
            let mut all = Md5::new();
            for part in parts {
                all.update(hex::decode(part).unwrap());
            }
            assert_eq!(composite(all, parts.len(), part_size), expected);
        };
        check(
            &[
                "6A0EFCBEC1312B1A15A6FDA12F6F9166",
                "E364114D92D8B8D19688214C00EF4AC1",
                "DF8D1DED20E28606B434B77FFF1B246B",
                "1B86F1FD51ABAF20827D717CFF73AE91",
            ],
            5_242_880,
            "6448ec67ed4621e101cd3db9ecf5ba7a-4-5242880",
        );
        check(
            &["9328883C63E64D35B8F2D0C86C44680F"],
            758_522,
            "f889d21b47d5c26d1339e6b534e62567-1-758522",
        );
        check(
            &[
                "ab56b4d92b40713acc5af89985d4b786",
                "57c48dcd266eadf089325affe125151f",
                "16ec114932520d2b9c18a28121d515af",
            ],
            5,
            "820f43a9e133258e67cab5ff59842a92-3-5",
        );
    }
}
