//! Installer packages: what they say about themselves, and those that are made to confuse or to exhaust the reader.

use std::time::{Duration, Instant};

use slipway_artifact::{ApplePlatform, Build, Distribution, Kind, Tristate};

use crate::{
    advice, codes,
    made::inspect,
    xar::{Xar, file, zlib},
};

const PRODUCT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<installer-gui-script minSpecVersion="2">
    <pkg-ref id="com.example.hand"><bundle-version>
        <bundle CFBundleShortVersionString="9.9" CFBundleVersion="9" id="com.example.helper" path="Hand.app/Contents/Library/Helper.app"/>
        <bundle CFBundleShortVersionString="1.2.3" CFBundleVersion="1.2.45" id="com.example.hand" path="Hand.app"/>
    </bundle-version></pkg-ref>
    <product id="com.example.hand" version="1.2.3"/>
    <options customize="never" require-scripts="false" hostArchitectures="x86_64,arm64"/>
    <volume-check><allowed-os-versions><os-version min="12.0"/></allowed-os-versions></volume-check>
</installer-gui-script>"#;

const COMPONENT: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<pkg-info overwrite-permissions="true" identifier="com.example.hand" version="1.2.3" install-location="/Applications">
    <payload numberOfFiles="5" installKBytes="10"/>
    <bundle path="./Hand.app" id="com.example.hand" CFBundleShortVersionString="1.2.3" CFBundleVersion="45"/>
    <bundle-version><bundle id="com.example.hand"/></bundle-version>
</pkg-info>"#;

fn product() -> Xar {
    Xar::new().signed().with("Distribution", PRODUCT.as_bytes())
}

#[track_caller]
fn built(xar: &Xar) -> Build {
    inspect(&xar.finish()).unwrap()
}

#[track_caller]
fn refused(bytes: &[u8], key: &str) {
    let start = Instant::now();
    let error = inspect(bytes).unwrap_err();
    assert_eq!(advice(&error), key, "{error}");
    assert!(start.elapsed() < Duration::from_secs(15));
}

#[test]
fn a_product_packed_or_stored() {
    let stored = Xar::new()
        .signed()
        .stored("Distribution", PRODUCT.as_bytes());
    for xar in [product(), stored] {
        let build = built(&xar);
        assert_eq!(
            (build.kind, build.package.as_str()),
            (Kind::Pkg, "com.example.hand")
        );
        assert_eq!(
            (build.version_name.as_str(), build.code_text()),
            ("1.2.3", "1.2.45".into())
        );
        assert_eq!(build.label, "Hand");
        assert_eq!(build.abis, ["x86_64", "arm64"]);
        assert_eq!(
            (build.schemes.as_slice(), build.icon.as_ref()),
            (&["xar".to_owned()][..], None)
        );
        assert_eq!(
            (build.debuggable, build.intact),
            (Tristate::Unknown, Tristate::Unknown)
        );
        let apple = build.apple.as_ref().unwrap();
        assert_eq!(
            (apple.platform, apple.minimum_os.as_str()),
            (ApplePlatform::MacOs, "12.0")
        );
        assert_eq!(
            (apple.distribution, apple.non_exempt_encryption),
            (Distribution::Unknown, None)
        );
        assert_eq!(codes(&build), [""; 0]);
    }
}

#[test]
fn a_title_names_the_app_for_people() {
    let titled = PRODUCT.replace("<options", "<title>Hand &amp; Fuß\u{202e}</title><options");
    assert_eq!(
        built(&Xar::new().with("Distribution", titled.as_bytes())).label,
        "Hand & Fuß"
    );
}

#[test]
fn a_component_says_the_same_by_itself_or_for_its_product() {
    let alone = Xar::new().with("PackageInfo", COMPONENT.as_bytes());
    let silent = r#"<installer-script><product id="com.example.hand" version="1.2.3"/><pkg-ref id="com.example.hand"/></installer-script>"#;
    let other = COMPONENT.replace("com.example.hand", "com.example.other");
    let for_product = Xar::new()
        .with("Distribution", silent.as_bytes())
        .below("other.pkg", "PackageInfo", other.as_bytes())
        .below("hand.pkg", "PackageInfo", COMPONENT.as_bytes());
    for xar in [alone, for_product] {
        let build = built(&xar);
        assert_eq!(
            (build.package.as_str(), build.code_text()),
            ("com.example.hand", "45".into())
        );
        assert_eq!(codes(&build), ["warn.unsigned-installer"]);
    }
}

#[test]
fn a_product_of_no_app_has_no_build_number() {
    let bare = r#"<installer-gui-script><product id="com.example.tools" version="4"/></installer-gui-script>"#;
    let build = built(&Xar::new().signed().with("Distribution", bare.as_bytes()));
    assert_eq!(
        (build.package.as_str(), build.version_name.as_str()),
        ("com.example.tools", "4")
    );
    assert_eq!(codes(&build), ["warn.apple-no-build-number"]);
}

#[test]
fn what_describes_nothing_is_no_package() {
    refused(
        &Xar::new().with("Content", b"x").finish(),
        "artifact.no-description",
    );
    // A description in a folder is not that of the file.
    let below = Xar::new().below("a.pkg", "PackageInfo", COMPONENT.as_bytes());
    refused(&below.finish(), "artifact.no-description");
    for text in [
        "<installer-gui-script/>",
        "<a><product id=''/></a>",
        "<a><product id='../evil' version='1'/></a>",
    ] {
        refused(
            &Xar::new().with("Distribution", text.as_bytes()).finish(),
            "artifact.bad-description",
        );
    }
    for text in ["", "text", "<a>", "\u{0}"] {
        refused(
            &Xar::new().with("Distribution", text.as_bytes()).finish(),
            "artifact.broken",
        );
    }
}

#[test]
fn what_must_be_there_once_is_there_once() {
    let twice = product().with("Distribution", PRODUCT.as_bytes());
    refused(&twice.finish(), "artifact.duplicate-entry");
    let component = || Xar::new().with("PackageInfo", COMPONENT.as_bytes());
    let twice = component().with("PackageInfo", COMPONENT.as_bytes());
    refused(&twice.finish(), "artifact.duplicate-entry");
}

#[test]
fn cut_off_at_every_length() {
    let whole = product().finish();
    assert!(inspect(&whole).is_ok());
    for len in 4..whole.len() {
        refused(&whole[..len], "artifact.truncated");
    }
}

#[test]
fn a_head_that_lies_is_refused() {
    let with = |change: &dyn Fn(&mut Xar)| {
        let mut xar = product();
        change(&mut xar);
        xar.finish()
    };
    refused(&with(&|xar| xar.head_len = Some(0)), "artifact.broken");
    refused(&with(&|xar| xar.head_len = Some(27)), "artifact.broken");
    refused(&with(&|xar| xar.head_len = Some(40)), "artifact.broken");
    refused(
        &with(&|xar| xar.head_len = Some(u16::MAX)),
        "artifact.truncated",
    );
    refused(&with(&|xar| xar.packed_len = Some(0)), "artifact.broken");
    refused(
        &with(&|xar| xar.packed_len = Some(1_000_000)),
        "artifact.truncated",
    );
    refused(
        &with(&|xar| xar.packed_len = Some(u64::MAX)),
        "artifact.bomb",
    );
    refused(&with(&|xar| xar.table_len = Some(1)), "artifact.broken");
    refused(
        &with(&|xar| xar.table_len = Some(1_000_000)),
        "artifact.broken",
    );
    refused(
        &with(&|xar| xar.table_len = Some(u64::MAX)),
        "artifact.bomb",
    );
}

#[test]
fn a_table_that_was_changed_is_refused() {
    let mut xar = product();
    xar.wrong_checksum = true;
    refused(&xar.finish(), "artifact.broken");
    xar.without_checksum = true;
    assert_eq!(built(&xar).package, "com.example.hand");
    let far = Xar::new()
        .around(b"<xar><toc><checksum style='sha1'><offset>99999</offset></checksum></toc></xar>");
    refused(&far, "artifact.truncated");
    let nowhere = Xar::new()
        .around(b"<xar><toc><checksum style='sha1'><offset>-1</offset></checksum></toc></xar>");
    refused(&nowhere, "artifact.broken");
}

#[test]
fn a_table_that_unpacks_to_more_than_it_says_is_not_unpacked() {
    let zeros = vec![b' '; 48 * 1024 * 1024];
    let mut xar = product();
    xar.table_len = Some(1_000);
    let start = Instant::now();
    refused(&xar.around(&zeros), "artifact.broken");
    assert!(start.elapsed() < Duration::from_secs(15));
    xar.table_len = None;
    refused(&xar.around(&zeros), "artifact.bomb");
}

#[test]
fn tables_that_are_deep_or_crowded_end_in_a_sentence() {
    let deep = "<file>".repeat(500_000);
    refused(
        &Xar::new().around(format!("<xar><toc>{deep}").as_bytes()),
        "artifact.broken",
    );
    let crowd = Xar::new().text(&"<file><name>a</name></file>".repeat(200_000));
    refused(&crowd.finish(), "artifact.broken");
    let many = Xar::new().text(&"<file><name>Distribution</name></file>".repeat(30_000));
    refused(&many.finish(), "artifact.duplicate-entry");
    let laughs = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]><xar><toc>&b;</toc></xar>";
    refused(
        &Xar::new().around(laughs.as_bytes()),
        "artifact.no-description",
    );
    for table in [
        &b""[..],
        b"text",
        b"<xar/>",
        b"<toc/>",
        b"<xar><toc>\xff</toc></xar>",
    ] {
        assert!(inspect(&Xar::new().around(table)).is_err());
    }
}

#[test]
fn a_file_that_is_not_where_or_what_it_says_is_refused() {
    let packed = zlib(PRODUCT.as_bytes());
    let (len, size) = (packed.len(), PRODUCT.len());
    let with = |text: &str| {
        let mut xar = Xar::new().text(text);
        xar.heap.extend(&packed);
        xar.finish()
    };
    let gzip = "application/x-gzip";
    assert!(inspect(&with(&file("Distribution", gzip, 20, len, size))).is_ok());
    for (text, key) in [
        (
            file("Distribution", gzip, usize::MAX, len, size),
            "artifact.truncated",
        ),
        (
            file("Distribution", gzip, 20 + len, len, size),
            "artifact.truncated",
        ),
        (
            file("Distribution", gzip, 20, usize::MAX, size),
            "artifact.bomb",
        ),
        (
            file("Distribution", gzip, 20, len, usize::MAX),
            "artifact.bomb",
        ),
        (
            file("Distribution", gzip, 20, len, size + 1),
            "artifact.broken",
        ),
        (
            file("Distribution", gzip, 20, len, size - 1),
            "artifact.broken",
        ),
        (
            file("Distribution", gzip, 21, len - 1, size),
            "artifact.broken",
        ),
        (
            file("Distribution", "application/octet-stream", 20, len, size),
            "artifact.broken",
        ),
        (
            file("Distribution", "application/x-bzip2", 20, len, size),
            "artifact.unknown-packing",
        ),
        (
            "<file><name>Distribution</name></file>".to_owned(),
            "artifact.broken",
        ),
        (
            "<file><name>Distribution</name><data><offset>x</offset></data></file>".to_owned(),
            "artifact.broken",
        ),
    ] {
        refused(&with(&text), key);
    }
}

#[test]
fn a_description_that_is_a_bomb_is_not_unpacked() {
    let spaces = vec![b' '; 64 * 1024 * 1024];
    let packed = zlib(&spaces);
    let with = |size: usize| {
        let mut xar = Xar::new().text(&file(
            "Distribution",
            "application/x-gzip",
            20,
            packed.len(),
            size,
        ));
        xar.heap.extend(&packed);
        xar.finish()
    };
    refused(&with(spaces.len()), "artifact.bomb");
    refused(&with(1_000), "artifact.broken");
}

#[test]
fn names_and_texts_are_cleaned() {
    let evil = PRODUCT
        .replace("path=\"Hand.app\"", "path=\"a\u{202e}b&#7;.app\"")
        .replace("min=\"12.0\"", "min=\"12&#27;.0\"");
    let build = built(&Xar::new().with("Distribution", evil.as_bytes()));
    assert_eq!(
        (
            build.label.as_str(),
            build.apple.unwrap().minimum_os.as_str()
        ),
        ("ab", "12.0")
    );
}

#[test]
fn other_files_of_the_kind_are_no_packages() {
    refused(b"xar!", "artifact.truncated");
    let signed_only = Xar::new()
        .signed()
        .with("Content", b"a xip")
        .with("Metadata", b"m");
    refused(&signed_only.finish(), "artifact.no-description");
}
