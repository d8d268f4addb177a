//! Serial numbers: the handles that uploads answer with and submissions name. Each belongs to one package and one purpose; an unused
//! one has no effect [official]. A package's handle is used up by the submission that takes it [inferred]; a refused one leaves it.

use serde::{Deserialize, Serialize};

use super::{
    keys::Site,
    operation::{Attachment, Width},
    record::Facts,
    refusal::{Refusal, Stop},
};
use crate::{error::WorldError, plays::draw, stage::Stage};

const SERIAL: &str = "serial";

/// An uploaded file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Uploaded {
    pub(super) package: String,
    pub(super) content: Content,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Content {
    Package {
        facts: Facts,
        width: Width,
        /// Uploaded with `stageType=1`.
        staged: bool,
    },
    Attachment(Attachment),
}

/// Keeps an upload under a fresh serial number: 32 lower-case hex characters [recorded].
pub(super) fn keep(
    stage: &mut Stage<'_>,
    site: Site,
    uploaded: &Uploaded,
) -> Result<String, WorldError> {
    let serial = draw::hex(32);
    stage.put(SERIAL, &site.key(&serial), uploaded)?;
    Ok(serial)
}

/// The package behind a serial number. One that was uploaded for another app, half or kind of release is unknown: 20002. Whether
/// the store would mix packages of full and staged releases is not documented; here it does not [inferred].
pub(super) fn package(
    stage: &Stage<'_>,
    site: Site,
    serial: &str,
    of: (&str, Width, bool),
) -> Result<Facts, Stop> {
    let unknown = |why: &str| Stop::from(Refusal::business(20002, format!("{serial}: {why}")));
    let uploaded: Uploaded = stage
        .get(SERIAL, &site.key(serial))?
        .ok_or_else(|| unknown("no such serial number, or it was used before"))?;
    if uploaded.package != of.0 {
        return Err(unknown("uploaded for another app"));
    }
    match uploaded.content {
        Content::Package {
            facts,
            width,
            staged,
        } if (width, staged) == (of.1, of.2) => Ok(facts),
        Content::Package { staged, .. } if staged != of.2 => Err(unknown(
            "stageType of the upload does not fit this kind of release",
        )),
        Content::Package { .. } => Err(unknown("uploaded by another of the three APK methods")),
        Content::Attachment(_) => Err(unknown("no package")),
    }
}

/// Whether that serial number is an attachment of this kind, uploaded for this app.
pub(super) fn is_attachment(
    stage: &Stage<'_>,
    site: Site,
    serial: &str,
    of: (&str, Attachment),
) -> Result<bool, WorldError> {
    let uploaded: Option<Uploaded> = stage.get(SERIAL, &site.key(serial))?;
    Ok(uploaded.is_some_and(|uploaded| {
        uploaded.package == of.0
            && matches!(uploaded.content, Content::Attachment(kind) if kind == of.1)
    }))
}

pub(super) fn use_up(
    stage: &mut Stage<'_>,
    site: Site,
    serials: &[String],
) -> Result<(), WorldError> {
    for serial in serials {
        stage.remove(SERIAL, &site.key(serial))?;
    }
    Ok(())
}
