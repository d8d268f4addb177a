//! Signing blocks that no tool at hand makes: v3.1, broken ones, channels, strange algorithms.

use slipway_artifact::{Build, Tristate};

use crate::{
    bytes::{
        self, Zip,
        block::{V2, V3, V31, block, content_digest, scheme, signer},
    },
    codes,
};

const CERTIFICATE: &[u8] = b"not a certificate at all";
const RSA_SHA256: u32 = 0x0103;

fn with_pairs(pairs: &[(u32, Vec<u8>)]) -> Build {
    let zip = Zip {
        block: block(pairs),
        ..bytes::app()
    };
    bytes::read(&zip.finish()).unwrap()
}

fn plain(range: Option<(u32, u32)>, attributes: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let digest = content_digest(&bytes::app());
    scheme(signer(RSA_SHA256, &digest, CERTIFICATE, range, attributes))
}

#[test]
fn a_right_digest_is_intact_and_a_wrong_one_is_not() {
    let build = with_pairs(&[(V2, plain(None, &[]))]);
    assert_eq!(build.intact, Tristate::Yes);
    assert_eq!(build.schemes, ["v2"]);
    // The certificate cannot be read, but it is the one that the stores will see.
    assert_eq!(build.signers[0].der, CERTIFICATE);
    assert_eq!(build.signers[0].subject, "");
    assert_eq!(build.signers[0].verified, Tristate::No);
    let wrong = scheme(signer(RSA_SHA256, &[7; 32], CERTIFICATE, None, &[]));
    let build = with_pairs(&[(V2, wrong)]);
    assert_eq!(build.intact, Tristate::No);
    assert!(codes(&build).contains(&"warn.changed-after-signing"));
}

#[test]
fn an_unknown_algorithm_leaves_both_questions_open() {
    let strange = scheme(signer(0x9901, &[7; 32], CERTIFICATE, None, &[]));
    let build = with_pairs(&[(V2, strange)]);
    assert_eq!(build.intact, Tristate::Unknown);
    assert_eq!(build.signers[0].verified, Tristate::Unknown);
}

#[test]
fn the_newest_scheme_comes_last_with_its_devices() {
    let build = with_pairs(&[
        (V31, plain(Some((33, u32::MAX)), &[])),
        (
            V3,
            plain(Some((24, 32)), &[(0x559f_8b02, vec![33, 0, 0, 0])]),
        ),
        (V2, plain(None, &[(0xbeef_f00d, vec![3, 0, 0, 0])])),
    ]);
    assert_eq!(build.schemes, ["v2", "v3", "v3.1"]);
    let ranges: Vec<_> = build
        .signers
        .iter()
        .map(|signer| signer.sdk_range)
        .collect();
    assert_eq!(ranges, [None, Some((24, 32)), Some((33, u32::MAX))]);
    assert!(codes(&build).contains(&"warn.certificate-rotated"));
    assert!(!codes(&build).contains(&"warn.signature-removed"));
}

#[test]
fn a_scheme_that_was_taken_away_is_missed() {
    let announces_v3 = (0xbeef_f00d, vec![3, 0, 0, 0]);
    let build = with_pairs(&[(V2, plain(None, &[announces_v3]))]);
    let missed = build
        .warnings
        .iter()
        .find(|warning| warning.code == "warn.signature-removed");
    assert_eq!(missed.unwrap().args["scheme"], "v3");
    let announces_v31 = (0x559f_8b02, vec![33, 0, 0, 0]);
    let build = with_pairs(&[(V3, plain(Some((24, 32)), &[announces_v31]))]);
    let missed = build
        .warnings
        .iter()
        .find(|warning| warning.code == "warn.signature-removed");
    assert_eq!(missed.unwrap().args["scheme"], "v3.1");
}

#[test]
fn schemes_that_name_different_signers_are_told() {
    let digest = content_digest(&bytes::app());
    let other = signer(RSA_SHA256, &digest, b"another one", Some((28, 99)), &[]);
    let build = with_pairs(&[(V2, plain(None, &[])), (V3, scheme(other))]);
    assert!(codes(&build).contains(&"warn.signers-differ"));
    let build = with_pairs(&[(V2, plain(None, &[])), (V3, plain(Some((28, 99)), &[]))]);
    assert!(!codes(&build).contains(&"warn.signers-differ"));
}

#[test]
fn the_channel_is_shown() {
    let build = with_pairs(&[
        (V2, plain(None, &[])),
        (0x7177_7777, br#"{"channel":"hua\u202ewei"}"#.to_vec()),
    ]);
    assert_eq!(build.channel.as_deref(), Some("huawei"));
    assert_eq!(build.intact, Tristate::Yes);
    assert!(codes(&build).contains(&"warn.channel"));
}

#[test]
fn a_damaged_block_is_told_and_does_not_stop_the_reading() {
    let damaged = |block: Vec<u8>| {
        let build = bytes::read(
            &Zip {
                block,
                ..bytes::app()
            }
            .finish(),
        )
        .unwrap();
        assert_eq!(build.package, "com.example.hand");
        assert!(
            codes(&build).contains(&"warn.signature-unreadable"),
            "{:?}",
            codes(&build)
        );
    };
    let good = block(&[(V2, plain(None, &[]))]);
    let patch = |at: usize, bytes: &[u8]| {
        let mut block = good.clone();
        block[at..at + bytes.len()].copy_from_slice(bytes);
        block
    };
    let size_at = good.len() - 24;
    damaged(patch(0, &[1]));
    damaged(patch(size_at, &u64::MAX.to_le_bytes()));
    damaged(patch(size_at, &3_u64.to_le_bytes()));
    damaged(patch(8, &u64::MAX.to_le_bytes()));
    damaged(patch(8, &2_u64.to_le_bytes()));
    damaged(patch(20, &u32::MAX.to_le_bytes()));
    damaged(block(&[(V2, vec![0; 3])]));
    damaged(block(&[(V2, vec![])]));
    let pairs: Vec<_> = (0..1000).map(|id| (id, vec![])).collect();
    damaged(block(&pairs));
    let signers: Vec<u8> =
        std::iter::repeat_n(signer(RSA_SHA256, &[7; 32], CERTIFICATE, None, &[]), 11)
            .flatten()
            .collect();
    damaged(block(&[(V2, scheme(signers))]));
}

#[test]
fn bytes_between_directory_and_end_void_the_block() {
    let zip = Zip {
        block: block(&[(V2, plain(None, &[]))]),
        gap: b"garbage".to_vec(),
        ..bytes::app()
    };
    let build = bytes::read(&zip.finish()).unwrap();
    assert!(build.signers.is_empty());
    assert_eq!(build.intact, Tristate::Unknown);
    assert!(codes(&build).contains(&"warn.signature-unreadable"));
}
