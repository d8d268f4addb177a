//! What the packages of a draft make together: one version, or the reason why there is none to submit yet.

use jiff::Timestamp;

use super::{
    package::{Compiled, Package},
    record::{App, ReleaseType, Version},
    ret::{self, No},
};
use crate::plays::draw;

/// The version that the draft's packages make together: all processed, all signed as the live one, the highest code.
pub(super) fn version(app: &App, release_type: ReleaseType, now: Timestamp) -> Result<Version, No> {
    let draft = app.draft(release_type);
    if draft
        .iter()
        .any(|package| package.compiled(now) == Compiled::NotYet)
    {
        return Err(No::business(
            ret::STILL_COMPILING,
            "The package is being compiled, please try again in 3-5 minutes",
        ));
    }
    let ready = || {
        draft
            .iter()
            .filter(|package| package.compiled(now) == Compiled::Ready)
    };
    let Some(newest) = ready()
        .filter_map(|package| package.facts.as_ref())
        .max_by_key(|facts| facts.version_code)
    else {
        return Err(match draft.is_empty() {
            true => No::business(ret::SUBMIT_FAILED, "submit failed, additional msg is []"),
            false => No::business(
                ret::INVALID_PARAMETER,
                "Package activeState, does not support version information submission review",
            ),
        });
    };
    check_signers(app, ready())?;
    Ok(Version {
        code: newest.version_code,
        name: newest.version_name.clone(),
        id: draw::digits(19),
    })
}

/// All packages signed alike, and as the version on the shelf [1 client]. A bundle is signed by its upload key, which says nothing.
pub(super) fn check_signers<'a>(
    app: &App,
    packages: impl Iterator<Item = &'a Package>,
) -> Result<(), No> {
    let mut signers = packages
        .filter(|package| !package.is_bundle())
        .filter_map(|package| package.facts.as_ref())
        .map(|facts| &facts.signer);
    let Some(first) = signers.next() else {
        return Ok(());
    };
    if signers.any(|signer| signer != first) {
        return Err(No::business(
            ret::SIGNED_DIFFERENTLY_IN_SET,
            "the signatures of the packages are different",
        ));
    }
    if app.signer.is_some() && app.signer != *first {
        return Err(No::business(
            ret::SIGNED_DIFFERENTLY,
            "the signature is different from that of the version on the shelf",
        ));
    }
    Ok(())
}
