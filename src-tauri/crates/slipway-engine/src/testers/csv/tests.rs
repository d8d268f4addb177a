//! Lists as they come, and that nothing comes to harm on the way out and in.

use encoding_rs::GB18030;
use proptest::prelude::*;

use super::{Column, Table, decode, read, write};
use crate::testers::{email, person::tidy};

fn table(text: &str) -> Table {
    read(text).unwrap()
}

/// Address|first|last|name|group of each line.
fn rows(table: &Table) -> Vec<String> {
    table
        .lines
        .iter()
        .map(|line| {
            [
                &line.email,
                &line.first_name,
                &line.last_name,
                &line.name,
                &line.group,
            ]
            .map(|cell| cell.trim().to_owned())
            .join("|")
        })
        .collect()
}

fn check(text: &str, delimiter: char, layout: &str, expected: &[&str]) {
    let table = table(text);
    assert_eq!(
        (table.delimiter, table.layout.word()),
        (delimiter, layout),
        "{text:?}"
    );
    assert_eq!(rows(&table), expected, "{text:?}");
}

#[test]
fn orders_delimiters_and_headers_are_told() {
    check(
        "lin@example.com,Lin,Wei\nmo@example.com,Mo,Li\n",
        ',',
        "email-first",
        &["lin@example.com|Lin|Wei||", "mo@example.com|Mo|Li||"],
    );
    check(
        "Lin,Wei,lin@example.com\r\nMo,Li,mo@example.com",
        ',',
        "email-last",
        &["lin@example.com|Lin|Wei||", "mo@example.com|Mo|Li||"],
    );
    check(
        "E-mail;First name;Last name\nlin@example.com;Lin;Wei",
        ';',
        "header",
        &["lin@example.com|Lin|Wei||"],
    );
    check(
        "姓\t名\t电子邮件\t分组\n王\t小明\twang@example.com\t核心",
        '\t',
        "header",
        &["wang@example.com|小明|王||核心"],
    );
    check(
        "姓名,邮箱\n王小明,wang@example.com",
        ',',
        "header",
        &["wang@example.com|||王小明|"],
    );
    check(
        "Lin Wei,lin@example.com",
        ',',
        "email-last",
        &["lin@example.com|||Lin Wei|"],
    );
    check(
        "lin@example.com\n\nmo@example.com\n",
        ',',
        "email-only",
        &["lin@example.com||||", "mo@example.com||||"],
    );
    check(
        "\"Email\",\"Name\"\n\"lin@example.com\",\"Wei, \"\"Lin\"\"\"",
        ',',
        "header",
        &["lin@example.com|||Wei, \"Lin\"|"],
    );
    check(
        "lin@example.com，林，伟\nmo@example.com,李,默",
        ',',
        "email-first",
        &["lin@example.com|林|伟||", "mo@example.com|李|默||"],
    );
    check(
        "lin@example.com；林",
        ';',
        "email-first",
        &["lin@example.com|||林|"],
    );
    check(
        "Lin <lin@example.com>; Mo <mo@example.com>",
        ';',
        "email-only",
        &["Lin <lin@example.com>||||", "Mo <mo@example.com>||||"],
    );
    check(
        "First Name,Last Name\nLin,lin@example.com",
        ',',
        "email-last",
        &["lin@example.com|||Lin|"],
    );
    check("", ',', "email-only", &[]);
    check("nobody,here\n", ',', "email-first", &["nobody|||here|"]);
}

#[test]
fn lines_are_counted_as_the_file_has_them() {
    let table = table("E-mail\n\nlin@example.com\n\n\nmo@example.com\n");
    let numbers: Vec<u64> = table.lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [3, 6]);
}

#[test]
fn encodings_are_told() {
    let text = "邮箱,姓名\nwang@example.com,王小明\n";
    let utf16 = |little: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units
            .flat_map(|unit| match little {
                true => unit.to_le_bytes(),
                false => unit.to_be_bytes(),
            })
            .collect()
    };
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8"),
        (utf16(true), "UTF-16LE"),
        (utf16(false), "UTF-16BE"),
        (GB18030.encode(text).0.into_owned(), "gb18030"),
    ] {
        let decoded = decode(&bytes).unwrap();
        assert_eq!(decoded.encoding, encoding);
        assert_eq!(rows(&table(&decoded.text)), ["wang@example.com|||王小明|"]);
    }
}

#[test]
fn what_is_no_text_is_refused() {
    for bytes in [
        &b"PK\x03\x04\x14\x00\x00\x00"[..],
        b"\xff\xff\xff",
        b"\xff\xfe\x00",
    ] {
        let problem = decode(bytes).unwrap_err();
        assert_eq!(problem.advice.key, "testers.not-text", "{bytes:?}");
    }
}

#[test]
fn more_rows_than_one_list_may_have_are_refused() {
    let text = "lin@example.com\n".repeat(super::MOST_ROWS + 1);
    let problem = read(&text).unwrap_err();
    assert_eq!(problem.advice.key, "testers.too-many-rows");
    let whole = format!("E-mail\n{}", "lin@example.com\n".repeat(super::MOST_ROWS));
    assert_eq!(table(&whole).lines.len(), super::MOST_ROWS);
}

fn address() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9+=_'-]{1,12}@[a-z0-9]{1,8}\\.(com|cn)".prop_map(|text| tidy(&text))
}

fn a_name() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,12}",
        "[-=+@＝'\" ,;\t]{0,4}[a-z]{0,3}",
        "[\u{4e00}-\u{4e20}]{0,3}",
    ]
    .prop_map(|text| tidy(&text))
}

proptest! {
    #[test]
    fn out_and_in_again_is_the_same(people in prop::collection::vec((address(), a_name(), a_name()), 0..20)) {
        let cells = people.iter().map(|(email, first, last)| (email.as_str(), first.as_str(), last.as_str()));
        let bytes = write(cells, Column::EmailFirst).unwrap();
        let found: Vec<(String, String, String)> = table(&decode(&bytes).unwrap().text)
            .lines
            .into_iter()
            .map(|line| (email::read(&line.email).email, tidy(&line.first_name), tidy(&line.last_name)))
            .collect();
        prop_assert_eq!(found, people);
    }

    #[test]
    fn the_other_order_too(people in prop::collection::vec((address(), "[\\pL ]{0,8}", "[=+']{0,2}[\\pL ]{0,8}"), 1..20)) {
        let people: Vec<_> = people.into_iter().map(|(email, first, last)| (email, tidy(&first), tidy(&last))).collect();
        let cells = people.iter().map(|(email, first, last)| (email.as_str(), first.as_str(), last.as_str()));
        let bytes = write(cells, Column::EmailLast).unwrap();
        let found: Vec<(String, String, String)> = table(&decode(&bytes).unwrap().text)
            .lines
            .into_iter()
            .map(|line| (email::read(&line.email).email, tidy(&line.first_name), tidy(&line.last_name)))
            .collect();
        prop_assert_eq!(found, people);
    }

    #[test]
    fn no_cell_that_goes_out_is_a_formula(cell in ".{0,8}") {
        let bytes = write([("lin@example.com", cell.as_str(), "")].into_iter(), Column::EmailFirst).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let (_, second) = text.split_once("\"lin@example.com\",\"").unwrap();
        prop_assert!(!second.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{second:?}");
    }

    #[test]
    fn any_bytes_end_in_rows_or_a_sentence(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(decoded) = decode(&bytes) {
            for line in read(&decoded.text).unwrap().lines {
                let _ = email::wrong(&email::read(&line.email).email);
            }
        }
    }

    #[test]
    fn any_text_ends_in_rows_or_a_sentence(text in "[\\PC\n\r\t\",;@，；<>']{0,200}") {
        for line in read(&text).unwrap().lines {
            let _ = email::wrong(&email::read(&line.email).email);
        }
    }
}
