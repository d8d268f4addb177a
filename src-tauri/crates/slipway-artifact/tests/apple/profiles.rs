//! Provisioning profiles, in an envelope as Apple's and in others.

use plist::{Date, Dictionary, Value};
use slipway_artifact::{Build, Distribution, Tristate};

use crate::{
    codes,
    made::{APP, app, binary, built, info, texts, xml},
    zip::{Entry, Zip},
};

/// A profile with those further facts; `debug`: a debugger may attach.
fn facts(debug: bool, further: &[(&str, Value)]) -> Dictionary {
    let mut rights = Dictionary::new();
    rights.insert("get-task-allow".into(), debug.into());
    let mut list = Dictionary::new();
    list.insert("Name".into(), "Hand Store".into());
    list.insert("TeamIdentifier".into(), texts(&["AB12CD34EF"]));
    list.insert("ExpirationDate".into(), date("2070-01-02T03:04:05Z"));
    list.insert("Entitlements".into(), Value::Dictionary(rights));
    for (key, value) in further {
        list.insert((*key).into(), value.clone());
    }
    list
}

fn date(text: &str) -> Value {
    Value::Date(Date::from_xml_format(text).unwrap())
}

pub(crate) fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let mut bytes = vec![tag];
    match body.len() {
        len @ 0..0x80 => bytes.push(len as u8),
        len => {
            bytes.push(0x84);
            bytes.extend((len as u32).to_be_bytes());
        }
    }
    bytes.extend(body);
    bytes
}

/// CMS SignedData around those octets, without a signer.
fn envelope(octets: &[u8]) -> Vec<u8> {
    let data = der(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]]);
    let signed = der(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]]);
    let content = der(0x30, &[&data, &der(0xa0, &[octets])]);
    let none = der(0x31, &[]);
    let body = der(0x30, &[&der(2, &[&[1]]), &none, &content, &none]);
    der(0x30, &[&signed, &der(0xa0, &[&body])])
}

fn in_envelope(list: Dictionary) -> Vec<u8> {
    envelope(&der(4, &[&xml(list)]))
}

/// A profile for the store.
pub(crate) fn store() -> Vec<u8> {
    in_envelope(facts(false, &[]))
}

fn with(profile: &[u8]) -> Build {
    let mut zip: Zip = app(info());
    zip.entries.pop();
    let name = format!("{APP}embedded.mobileprovision");
    built(&zip.entry(Entry::deflated(&name, profile)))
}

#[test]
fn for_whom_an_app_was_signed() {
    let devices = ("ProvisionedDevices", texts(&["00008030-000000000000802E"]));
    let all = ("ProvisionsAllDevices", Value::Boolean(true));
    for (debug, further, distribution, code) in [
        (false, vec![], Distribution::AppStore, None),
        (
            false,
            vec![devices.clone()],
            Distribution::AdHoc,
            Some("warn.apple-ad-hoc"),
        ),
        (
            true,
            vec![devices],
            Distribution::Development,
            Some("warn.apple-development"),
        ),
        (
            false,
            vec![all],
            Distribution::Enterprise,
            Some("warn.apple-enterprise"),
        ),
    ] {
        let build = with(&in_envelope(facts(debug, &further)));
        let apple = build.apple.as_ref().unwrap();
        assert_eq!(apple.distribution, distribution);
        assert_eq!(
            build.debuggable,
            if debug { Tristate::Yes } else { Tristate::No }
        );
        assert_eq!(apple.profile_ends, "2070-01-02T03:04:05Z");
        assert_eq!(codes(&build), code.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_profile_that_has_ended() {
    let ended = facts(false, &[("ExpirationDate", date("2020-01-02T03:04:05Z"))]);
    let build = with(&in_envelope(ended));
    assert_eq!(codes(&build), ["warn.apple-profile-expired"]);
    assert_eq!(build.warnings[0].args["date"], "2020-01-02");
}

#[test]
fn envelopes_of_other_kinds_are_opened_or_looked_through() {
    let list = xml(facts(false, &[]));
    let (first, second) = list.split_at(list.len() / 2);
    let in_pieces = envelope(&der(0x24, &[&der(4, &[first]), &der(4, &[second])]));
    let broken = [b"no envelope ".as_slice(), &list, b" at all"].concat();
    for profile in [
        in_pieces,
        broken,
        list,
        envelope(&der(4, &[&binary(facts(false, &[]))])),
    ] {
        let build = with(&profile);
        assert_eq!(build.apple.as_ref().unwrap().team, "AB12CD34EF");
        assert_eq!(codes(&build), [""; 0]);
    }
}

#[test]
fn what_cannot_be_read_says_nothing() {
    for profile in [
        &b""[..],
        b"junk",
        &envelope(&der(4, &[b"junk"])),
        &[0x30; 4096],
        &envelope(&[]),
    ] {
        let build = with(profile);
        assert_eq!(
            build.apple.as_ref().unwrap().distribution,
            Distribution::Unknown
        );
        assert_eq!(build.debuggable, Tristate::Unknown);
        assert_eq!(codes(&build), ["warn.apple-profile-unreadable"]);
    }
}
