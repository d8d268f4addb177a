//! What a store reads out of an uploaded package. The build reader is the one piece that practice shares with the client:
//! a package's layout is no store protocol, and the reader is judged by Android's own tools, not by practice.

use std::path::PathBuf;

use slipway_artifact::{Build, Kind};

/// Reads an APK off the async threads; whatever else the reader knows is none to a store that takes APKs. The error is a sentence for
/// the ledger.
pub(super) async fn read(path: PathBuf) -> Result<Build, String> {
    let build = inspect(path).await?;
    match build.kind {
        Kind::Apk => Ok(build),
        _ => Err("an app bundle, not an APK".to_owned()),
    }
}

/// The same for an Android App Bundle, where a store takes one.
pub(super) async fn read_bundle(path: PathBuf) -> Result<Build, String> {
    let build = inspect(path).await?;
    match build.kind {
        Kind::Aab => Ok(build),
        _ => Err("an APK, not an app bundle".to_owned()),
    }
}

async fn inspect(path: PathBuf) -> Result<Build, String> {
    let reading = tokio::task::spawn_blocking(move || {
        slipway_artifact::inspect(&path, &mut |_| {}, &|| false)
    });
    match reading.await {
        Ok(Ok(build)) => Ok(build),
        Ok(Err(error)) => Err(error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::read;
    use crate::plays::by_hand::bundle;

    #[tokio::test]
    async fn a_bundle_is_no_apk() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bundle()).unwrap();
        let build = slipway_artifact::inspect(file.path(), &mut |_| {}, &|| false).unwrap();
        assert_eq!(build.package, "a.b");
        let why = read(file.path().to_owned()).await.unwrap_err();
        assert_eq!(why, "an app bundle, not an APK");
    }
}
