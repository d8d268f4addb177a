//! Resource tables as aapt2 writes them, sparse ones included, and tables that lie.

use crate::{
    bytes::{
        self, Axml, Entry, Zip,
        arsc::{Values, table},
        axml::{Value, attribute, manifest_with},
    },
    codes, read,
    tools::{Project, badging, quoted},
};

/// Many strings of which a language has only the last: worth a sparse table.
fn sparse_project() -> Project {
    let project = Project::new();
    let strings: String = (0..300)
        .map(|number| format!(r#"<string name="a{number}">{number}</string>"#))
        .collect();
    let file = |folder: &str, text: &str| {
        project.file(
            &format!("res/{folder}/more.xml"),
            format!("<resources>{text}</resources>").as_bytes(),
        );
    };
    file(
        "values",
        &format!(r#"{strings}<string name="z">Default</string>"#),
    );
    file("values-de", r#"<string name="z">Deutsch</string>"#);
    project.manifest(
        r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.example.slipway">
             <application android:label="@string/z" android:icon="@drawable/icon"/></manifest>"#,
    )
}

#[test]
fn aapt2_tables_plain_and_sparse() {
    let project = sparse_project();
    for options in [&[][..], &["--enable-sparse-encoding"]] {
        let apk = project.pack_with_aapt2(options);
        let build = read(&apk).unwrap();
        assert_eq!(build.label, "Default", "{options:?}");
        assert_eq!(build.labels["de"], "Deutsch", "{options:?}");
        assert_eq!(build.icon.unwrap().width, 144);
        let lines = badging(&apk);
        assert_eq!(
            quoted(&lines, "application-label-de:", ":").unwrap(),
            "Deutsch"
        );
    }
}

#[test]
fn a_reference_keeps_its_language() {
    let label = vec![attribute(
        0x0101_0001,
        "label",
        Value::Typed(1, 0x7f01_0000),
    )];
    let zip = Zip::new()
        .with("AndroidManifest.xml", &manifest_with(label).finish())
        .with(
            "resources.arsc",
            &table(
                &["Default", "Deutsch"],
                &[
                    Values {
                        language: "",
                        density: 0,
                        entries: &[(1, 0x7f01_0001), (3, 0)],
                    },
                    Values {
                        language: "de",
                        density: 0,
                        entries: &[(1, 0x7f01_0001), (3, 1)],
                    },
                ],
            ),
        );
    let build = bytes::read(&zip.finish()).unwrap();
    assert_eq!(
        (build.label.as_str(), build.labels["de"].as_str()),
        ("Default", "Deutsch")
    );
}

#[test]
fn a_compressed_table_is_too_old_for_a_new_target() {
    let for_target = |target| {
        let manifest = Axml::new()
            .start(
                "manifest",
                vec![attribute(0, "package", Value::Text("com.example.hand"))],
            )
            .start(
                "uses-sdk",
                vec![attribute(0x0101_0270, "target", Value::Typed(0x10, target))],
            )
            .end("uses-sdk")
            .end("manifest");
        let values = [Values {
            language: "",
            density: 0,
            entries: &[(3, 0)],
        }];
        let zip = Zip::new()
            .with("AndroidManifest.xml", &manifest.finish())
            .entry(Entry::deflated("resources.arsc", &table(&["x"], &values)));
        let build = bytes::read(&zip.finish()).unwrap();
        codes(&build).contains(&"warn.resources-compressed")
    };
    assert!(for_target(30));
    assert!(!for_target(29));
}

#[test]
fn a_broken_table_costs_the_label_only() {
    let label = vec![attribute(
        0x0101_0001,
        "label",
        Value::Typed(1, 0x7f01_0000),
    )];
    let manifest = manifest_with(label).finish();
    for broken in [
        &b""[..],
        &[0xff; 100],
        &[2, 0, 12, 0, 0xff, 0xff, 0xff, 0xff],
    ] {
        let zip = Zip::new()
            .with("AndroidManifest.xml", &manifest)
            .with("resources.arsc", broken);
        let build = bytes::read(&zip.finish()).unwrap();
        assert_eq!(build.label, "com.example.hand");
        assert!(codes(&build).contains(&"warn.resources-unreadable"));
    }
}
