//! Bundles made by aapt2, put together as bundletool does.

use std::path::PathBuf;

use crate::{
    bytes::{Entry, Zip, zip::unpack},
    hand::config,
    tools::{Project, run},
};

/// The project as a bundle of one module, with these further files, each with its content.
pub(crate) fn bundle(project: &Project, added: &[(&str, &[u8])]) -> PathBuf {
    let linked = project.pack_with_aapt2(&["--proto-format"]);
    together(project, &std::fs::read(linked).unwrap(), added)
}

/// An APK of the project, made into protobuf afterwards.
pub(crate) fn converted(project: &Project) -> PathBuf {
    let apk = project.pack_with_aapt2(&[]);
    let proto = project.at("proto.apk");
    let paths = [&apk, &proto].map(|path| path.display().to_string());
    run(
        "aapt2",
        [
            "convert",
            "--output-format",
            "proto",
            "-o",
            &paths[1],
            &paths[0],
        ],
    );
    together(project, &std::fs::read(proto).unwrap(), &[])
}

fn together(project: &Project, linked: &[u8], added: &[(&str, &[u8])]) -> PathBuf {
    let mut zip = Zip::new().with("BundleConfig.pb", &config());
    for (name, data) in unpack(linked) {
        let name = match name.as_str() {
            "AndroidManifest.xml" => "base/manifest/AndroidManifest.xml".to_owned(),
            name => format!("base/{name}"),
        };
        zip = zip.entry(Entry::deflated(&name, &data));
    }
    for (name, data) in added {
        zip = zip.with(name, data);
    }
    let path = project.at("app.aab");
    std::fs::write(&path, zip.finish()).unwrap();
    path
}
