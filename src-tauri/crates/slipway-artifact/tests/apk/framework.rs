//! One more real package: Debian's Android framework resources, 45 MB, thousands of entries, its own resource table in a hundred
//! languages, not signed by Debian.

use std::path::Path;

use slipway_model::text::clean_line;

use crate::{
    read,
    tools::{FRAMEWORK, badging, quoted},
};

#[test]
fn reads_androids_own_resources() {
    let build = read(Path::new(FRAMEWORK)).unwrap();
    let lines = badging(Path::new(FRAMEWORK));
    assert_eq!(build.package, "android");
    assert_eq!(quoted(&lines, "package:", "name=").unwrap(), "android");
    assert_eq!(
        quoted(&lines, "package:", "versionCode=").unwrap(),
        build.version_code.to_string()
    );
    assert_eq!(
        quoted(&lines, "package:", "versionName=").unwrap(),
        build.version_name
    );
    assert_eq!(
        quoted(&lines, "application-label:", ":").unwrap(),
        build.label
    );
    assert!(build.signers.is_empty());
    assert!(build.labels.len() > 50, "{}", build.labels.len());
    for (language, label) in &build.labels {
        // aapt writes scripts and regions its own way; plain languages are compared.
        if language.len() == 2 && !matches!(language.as_str(), "he" | "id" | "yi") {
            let key = format!("application-label-{language}:");
            let said = quoted(&lines, &key, ":").map(|label| clean_line(&label));
            assert_eq!(said.as_ref(), Some(label), "{language}");
        }
    }
}
