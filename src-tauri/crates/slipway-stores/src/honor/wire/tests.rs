//! Both envelopes, every dress of a value, and the forms that are documented.

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use super::{Announced, Audit, Detail, PACKAGE, PhaseReply, Verdict, instant, time};
use crate::honor::vectors;

#[test]
fn reads_both_envelopes() {
    for body in [
        json!({"code": 20022, "msg": "m"}),
        json!({"code": "20022", "message": "m", "data": null}),
    ] {
        let verdict = Verdict::of(&body);
        assert_eq!(
            (verdict.code, verdict.message.as_str()),
            (Some(20022), "m"),
            "{body}"
        );
    }
    let refused =
        Verdict::of(&json!({"error": "invalid_client", "error_description": "Invalid client"}));
    assert_eq!(refused.error.as_deref(), Some("invalid_client"));
    assert_eq!(refused.message, "Invalid client");
    assert_eq!(Verdict::of(&json!(null)), Verdict::default());
}

#[test]
fn nulls_and_numbers_as_text_are_read() {
    let detail: Detail = serde_json::from_value(json!({
        "basicInfo": {"defaultLanguage": null, "ratingId": 12, "appClassification": "10501"},
        "languageInfo": null, "fileInfo": [{"fileType": "100"}],
        "releaseInfo": {"versionName": null, "versionCode": null},
    }))
    .unwrap();
    let basic = detail.basic_info.unwrap();
    assert_eq!(basic.rating_id.as_deref(), Some("12"));
    assert_eq!(detail.file_info[0].file_type, Some(PACKAGE));
    assert_eq!(detail.release_info.unwrap().version_code, None);

    let audit: Audit = serde_json::from_value(
        json!({"releaseId": 9_007_199_254_740_993_i64, "auditResult": "2", "auditMessage": null, "auditAttachment": null}),
    )
    .unwrap();
    assert_eq!(
        (audit.release_id.as_deref(), audit.audit_result),
        (Some("9007199254740993"), Some(2))
    );
    let phase: PhaseReply =
        serde_json::from_value(json!({"releaseStatus": 2, "releasePercentage": 10.5})).unwrap();
    assert_eq!(phase.release_percentage.as_deref(), Some("10.5"));
}

#[test]
fn a_file_is_announced_as_documented() {
    let file = Announced {
        file_name: "app-release.apk",
        file_type: PACKAGE,
        file_size: vectors::number("file", "size").unsigned_abs(),
        file_sha256: &vectors::text("file", "sha256"),
        file_upload_url: None,
    };
    assert_eq!(
        serde_json::to_string(&[file]).unwrap(),
        vectors::text("file", "request")
    );
}

#[test]
fn times_have_an_offset_without_a_colon() {
    let moment: Timestamp = vectors::text("time", "instant").parse().unwrap();
    assert_eq!(time(moment), vectors::text("time", "sent"));
    for text in [
        "2026-01-15T10:00:00+0800",
        "2026-01-15T10:00:00+08:00",
        "2026-01-15T02:00:00Z",
        "2026-01-15 10:00:00",
    ] {
        assert_eq!(instant(text), Some(moment), "{text}");
    }
    assert_eq!(instant("soon"), None);
}

proptest! {
    #[test]
    fn a_time_comes_back_as_it_went(second in 0_i64..4_000_000_000) {
        let moment = Timestamp::from_second(second).unwrap();
        let sent = time(moment);
        prop_assert_eq!(sent.len(), 24);
        prop_assert!(sent.ends_with("+0800"));
        prop_assert_eq!(instant(&sent), Some(moment));
    }
}
