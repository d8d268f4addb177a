use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use super::{Plist, PlistError, Value};
use crate::budget::Budget;

fn parse(bytes: &[u8]) -> Result<Plist<'_>, PlistError> {
    Plist::parse(bytes, &Budget::new(&|| false))
}

/// A list of everything that there is, by a writer that is not ours.
fn written() -> [Vec<u8>; 2] {
    let mut inner = plist::Dictionary::new();
    inner.insert("deep".into(), "滑道".into());
    let mut root = plist::Dictionary::new();
    root.insert("Text".into(), "Slipway".into());
    root.insert("文".into(), "多语言 text".into());
    root.insert("Long".into(), "x".repeat(300).into());
    root.insert("Number".into(), 42_i64.into());
    root.insert("Negative".into(), (-7_i64).into());
    root.insert("Big".into(), u64::MAX.into());
    root.insert("Real".into(), 1.5_f64.into());
    root.insert("Yes".into(), true.into());
    root.insert("No".into(), false.into());
    let date = plist::Date::from_xml_format("2027-03-04T05:06:07Z").unwrap();
    root.insert("Date".into(), plist::Value::Date(date));
    let items = (0..20).map(|number| plist::Value::from(i64::from(number)));
    root.insert("Items".into(), plist::Value::Array(items.collect()));
    root.insert("Inner".into(), plist::Value::Dictionary(inner));
    let value = plist::Value::Dictionary(root);
    let mut binary = Vec::new();
    value.to_writer_binary(&mut binary).unwrap();
    let mut xml = Vec::new();
    value.to_writer_xml(&mut xml).unwrap();
    [binary, xml]
}

fn says_everything(bytes: &[u8]) {
    let list = parse(bytes).unwrap();
    let text = |key: &str| list.text(key).unwrap();
    assert_eq!(text("Text").as_deref(), Some("Slipway"));
    assert_eq!(text("文").as_deref(), Some("多语言 text"));
    assert_eq!(text("Long").map(|text| text.len()), Some(300));
    assert_eq!(text("Number").as_deref(), Some("42"));
    assert_eq!(text("Negative").as_deref(), Some("-7"));
    assert_eq!(text("Big").as_deref(), Some("18446744073709551615"));
    assert_eq!(text("Real").as_deref(), Some("1.5"));
    assert_eq!(
        (text("Missing"), text("Inner"), text("Date")),
        (None, None, None)
    );
    assert_eq!(list.truth("Yes").unwrap(), Some(true));
    assert_eq!(list.truth("No").unwrap(), Some(false));
    assert_eq!(list.truth("Text").unwrap(), None);
    let get = |key: &str| list.get(key).unwrap().unwrap();
    assert_eq!(
        get("Date").date().unwrap().to_string(),
        "2027-03-04T05:06:07Z"
    );
    let items: Vec<String> = get("Items")
        .items()
        .into_iter()
        .filter_map(Value::text)
        .collect();
    assert_eq!((items.len(), items[19].as_str()), (20, "19"));
    let deep = get("Inner").get("deep").unwrap().and_then(Value::text);
    assert_eq!(deep.as_deref(), Some("滑道"));
    assert!(get("Text").get("deep").unwrap().is_none() && get("Text").items().is_empty());
}

#[test]
fn both_forms_say_the_same() {
    for bytes in written() {
        says_everything(&bytes);
    }
}

/// Python's plistlib takes each form that the first writer made and writes it anew.
#[test]
fn what_another_tool_writes_is_read() {
    for form in ["FMT_BINARY", "FMT_XML"] {
        let script = format!(
            "import sys, plistlib\nlist = plistlib.loads(sys.stdin.buffer.read())\nsys.stdout.buffer.write(plistlib.dumps(list, fmt=plistlib.{form}))"
        );
        for bytes in written() {
            let mut python = Command::new("python3")
                .args(["-c", &script])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            python.stdin.take().unwrap().write_all(&bytes).unwrap();
            let output = python.wait_with_output().unwrap();
            assert!(output.status.success());
            says_everything(&output.stdout);
        }
    }
}

#[test]
fn cut_off_at_every_length() {
    let [binary, xml] = written();
    for len in 0..binary.len() {
        // Whatever then stands where the trailer should be: an answer, and no panic.
        if let Ok(list) = parse(&binary[..len]) {
            let _ = list.text("Text");
        }
    }
    for len in 0..xml.len() - "</plist>".len() {
        assert!(parse(&xml[..len]).is_err(), "{len}");
    }
}

#[test]
fn a_key_that_is_there_twice_is_an_error() {
    let xml =
        b"<plist><dict><key>a</key><string>1</string><key>a</key><string>2</string></dict></plist>";
    assert!(matches!(parse(xml).unwrap().text("a"), Err(PlistError::Twice(key)) if key == "a"));
    // Two references to the same key, and a key whose value is missing.
    let twice = binary(&[&[0xd2, 1, 1, 2, 2], b"\x51a", b"\x511"]);
    assert!(matches!(
        parse(&twice).unwrap().text("a"),
        Err(PlistError::Twice(_))
    ));
    let lost = binary(&[&[0xd1, 1, 9], b"\x51a"]);
    assert!(matches!(
        parse(&lost).unwrap().text("a"),
        Err(PlistError::Cut)
    ));
    let cut = b"<plist><dict><key>a</key></dict></plist>";
    assert!(matches!(
        parse(cut).unwrap().text("a"),
        Err(PlistError::Cut)
    ));
}

/// A list of these objects, whose references and offsets have one byte; the first is the root.
fn binary(objects: &[&[u8]]) -> Vec<u8> {
    let mut bytes = b"bplist00".to_vec();
    let mut offsets = Vec::new();
    for object in objects {
        offsets.push(bytes.len() as u8);
        bytes.extend(*object);
    }
    let table_at = bytes.len() as u64;
    bytes.extend(&offsets);
    bytes.extend([0, 0, 0, 0, 0, 0, 1, 1]);
    for number in [objects.len() as u64, 0, table_at] {
        bytes.extend(number.to_be_bytes());
    }
    bytes
}

#[test]
fn a_list_that_refers_to_itself_is_no_trouble() {
    let ring = binary(&[&[0xd1, 1, 0], b"\x51a"]);
    let list = parse(&ring).unwrap();
    let mut value = list.get("a").unwrap().unwrap();
    for _ in 0..1_000 {
        value = value.get("a").unwrap().unwrap();
    }
    assert_eq!(value.text(), None);
    // An array that holds itself 64 times over.
    let fan = binary(&[
        &[0xd1, 1, 2],
        b"\x51a",
        &[&[0xaf, 0x10, 64][..], &[2; 64]].concat(),
    ]);
    assert_eq!(
        parse(&fan)
            .unwrap()
            .get("a")
            .unwrap()
            .unwrap()
            .items()
            .len(),
        64
    );
}

#[test]
fn lengths_and_counts_that_lie_are_refused() {
    let whole = binary(&[&[0xd1, 1, 2], b"\x51a", b"\x511"]);
    assert_eq!(
        parse(&whole).unwrap().text("a").unwrap().as_deref(),
        Some("1")
    );
    let trailer = whole.len() - 32;
    for (at, value) in [
        (6, 0),
        (6, 9),
        (7, 0),
        (7, 255),
        (8, 255),
        (15, 200),
        (16, 1),
        (23, 3),
        (24, 1),
        (31, 255),
    ] {
        let mut bytes = whole.clone();
        bytes[trailer + at] = value;
        assert!(parse(&bytes).is_err(), "{at} = {value}");
    }
    for long in [
        &[0x5f, 0x13, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..],
        &[0x6f, 0x13, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0x5f, 0x14],
        &[0x5f, 0x5f],
        &[0x1f],
        &[0x24],
    ] {
        let bytes = binary(&[&[0xd1, 1, 2], b"\x51a", long]);
        assert_eq!(parse(&bytes).unwrap().text("a").unwrap(), None);
    }
    let crowd = binary(&[&[0xdf, 0x13, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]);
    assert!(matches!(parse(&crowd), Err(PlistError::NoDictionary)));
}

#[test]
fn a_list_of_something_else_is_no_dictionary() {
    for text in [
        "<plist><array/></plist>",
        "<plist><string>x</string></plist>",
        "<plist/>",
        "<html/>",
    ] {
        assert!(
            matches!(parse(text.as_bytes()), Err(PlistError::NoDictionary)),
            "{text}"
        );
    }
    assert!(parse(b"").is_err() && parse(b"{ a = b; }").is_err());
}
