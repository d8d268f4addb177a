//! Images and videos of a listing. They share the listings' tag; nothing but their ids is ever told [official shape].

use axum::{extract::Request, response::Response};
use http::{StatusCode, header};
use serde_json::{Value, json};

use super::{
    answer::{Failure, No, Reply, unknown},
    call::{self, Call, Open, Stop},
    etag::Area,
    pictures::{Kind, VIDEOS},
    raw,
    record::asset_key,
};
use crate::{
    plays::draw,
    stage::{Ask, Stage},
};

/// The type in the path, of a listing that the version has.
fn place(call: &Call, open: &Open) -> Result<Kind, No> {
    let kind = Kind::of(call.part("kind")).ok_or_else(|| unknown("type of images"))?;
    match open
        .edit
        .content
        .listings
        .contains_key(call.part("language"))
    {
        true => Ok(kind),
        false => Err(unknown("listing")),
    }
}

/// `GET /edits/{editId}/listings/{language}/{type}`.
pub(super) fn list(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let open = call.open(stage)?;
    let kind = place(call, &open)?;
    let ids = open.edit.content.assets(call.part("language"), kind.name);
    let list: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let member = match kind.name == VIDEOS {
        true => "videos",
        false => "images",
    };
    Ok(Reply::tagged(
        json!({ member: list }),
        open.tag(Area::Listings),
    ))
}

/// `POST …/{type}/upload`.
pub(super) async fn add(ask: Ask, request: Request) -> Response {
    let done = receive(&ask, request, true).await;
    call::finish(&ask, done)
}

/// `POST …/videos`. Whether videos go here or to `…/videos/upload` is disputed, so practice takes both [official, 1 client each].
pub(super) async fn add_video(ask: Ask, request: Request) -> Response {
    let done = receive(&ask, request, false).await;
    call::finish(&ask, done)
}

async fn receive(ask: &Ask, mut request: Request, at_upload: bool) -> Result<Reply, Stop> {
    let call = Call::head(ask, &mut request).await?;
    let is_video = call.part("kind") == VIDEOS;
    let is_elsewhere = match at_upload {
        true => is_video && ask.fault_is("videos-at-root"),
        false => !is_video,
    };
    if is_elsewhere {
        return Err(unknown("resource").into());
    }
    raw::announced_as(request.headers(), &raw::ASSET_KINDS)?;
    // No chunked bodies [1 client mended its uploads so]; the status is [inferred].
    if !request.headers().contains_key(header::CONTENT_LENGTH) {
        let words = "Content-Length is required";
        return Err(No::plain(StatusCode::LENGTH_REQUIRED, words).into());
    }
    let look = |stage: &mut Stage<'_>, call: &Call| {
        let open = call.matching(stage, Area::Listings)?;
        let kind = place(call, &open)?;
        Ok::<_, Stop>((open, kind))
    };
    call.look(look)?;
    let file = raw::to_disk(ask, request).await?;
    let flaw = Kind::of(call.part("kind")).and_then(|kind| kind.flaw(file.path()));
    call.run(|stage, call| {
        let (open, kind) = look(stage, call)?;
        let empty = (file.bytes == 0).then_some("The file is empty.");
        if let Some(words) = flaw.or(empty) {
            // The code is [inferred].
            let failure = Failure::new("error_image_invalid", words);
            return Err(No::listed(StatusCode::BAD_REQUEST, vec![failure]).into());
        }
        keep(stage, call, open, kind, &file.digest)
    })
}

/// Types of one image replace it, the others get one more.
fn keep(
    stage: &mut Stage<'_>,
    call: &Call,
    mut open: Open,
    kind: Kind,
    sha256: &str,
) -> Result<Reply, Stop> {
    let id = format!("amzn1.dex.asset.{}", draw::hex(32));
    let language = call.part("language");
    let key = asset_key(language, kind.name);
    let ids = open.edit.content.assets.entry(key).or_default();
    if !kind.many {
        ids.clear();
    }
    ids.push(id.clone());
    let noted = json!({
        "lang": language, "type": kind.name, "asset_id": id, "sha256": sha256, "count": ids.len(),
    });
    stage.event(open.event("asset", noted))?;
    open.keep(stage)?;
    // Both forms are read by clients [1 client each].
    let member = match kind.name == VIDEOS {
        true => "video",
        false => "image",
    };
    Ok(Reply::created(match call.ask.fault_is("image-id-alone") {
        true => json!({ "id": id }),
        false => json!({ member: { "id": id } }),
    }))
}

/// `DELETE …/{type}/{assetId}`.
pub(super) fn delete(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    let asset = call.part("asset");
    remove(stage, call, |id| id == asset)
}

/// `DELETE …/{type}`: all of them.
pub(super) fn delete_all(stage: &mut Stage<'_>, call: &Call) -> Result<Reply, Stop> {
    remove(stage, call, |_| true)
}

fn remove(
    stage: &mut Stage<'_>,
    call: &Call,
    goes: impl Fn(&String) -> bool,
) -> Result<Reply, Stop> {
    let mut open = call.matching(stage, Area::Listings)?;
    let kind = place(call, &open)?;
    let language = call.part("language");
    let ids = open.edit.content.assets(language, kind.name);
    let (gone, left): (Vec<String>, Vec<String>) = ids.iter().cloned().partition(goes);
    if gone.is_empty() && !call.part("asset").is_empty() {
        return Err(unknown("asset").into());
    }
    let noted = json!({ "lang": language, "type": kind.name, "gone": gone, "count": left.len() });
    stage.event(open.event("asset", noted))?;
    let key = asset_key(language, kind.name);
    open.edit.content.assets.insert(key, left);
    open.keep(stage)?;
    Ok(Reply::gone())
}
