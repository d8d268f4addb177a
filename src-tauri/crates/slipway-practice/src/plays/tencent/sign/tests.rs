use super::{check, message, sign};
use crate::plays::tencent::form::{self, Form};

// The reference's vectors; account, app and secret are invented and worthless.
const SECRET: &str = "tsEXAMPLEsecret0123456789abcdef";
const APP: &str =
    "app_id=1100000001&pkg_name=com.example.demo&timestamp=1767225600&user_id=10001234";

fn form(parameters: &str) -> Form {
    form::parse(format!("{APP}&{parameters}").as_bytes()).unwrap()
}

fn vector(parameters: &str, length: usize, expected: &str) {
    let text = message(&form(parameters));
    assert_eq!(text.len(), length, "{text}");
    assert_eq!(sign(SECRET, &text), expected, "{text}");
    let signed = form(&format!("{parameters}&sign={expected}"));
    assert!(check(SECRET, &signed).is_ok());
    assert_eq!(check("another", &signed).unwrap_err().ret, 1_000_020);
}

const T1: &str = "9afda3d7bf0de353e9ac1ccb24cf4755879e02b78d66ba07c53de71e9ac6f195";
const NOTES: &str = "%E4%BF%AE%E5%A4%8D+%26+%E4%BC%98%E5%8C%96%3A+50%25%2B+%E6%9B%B4%E5%BF%AB%0A%E7%AC%AC%E4%BA%8C%E8%A1%8C%3Da";

fn t3() -> String {
    format!(
        "deploy_type=1&apk32_flag=2&apk64_flag=1&apk64_file_serial_number=apk-20260101-0001&apk64_file_md5=4a811712011655ab4d3ce67e8d809028&feature={NOTES}"
    )
}

#[test]
fn t1_and_t5_the_queries() {
    vector("", 81, T1);
}

#[test]
fn t2_get_file_upload_info() {
    let sign = "1651f8e4c70fa1c7c20d7b1ad353314f708335b42476772aea3c9f6d928bbeb9";
    vector("file_type=apk&file_name=demo-1.2.3+(arm64).apk", 128, sign);
    vector(
        "file_type=apk&file_name=demo-1.2.3%20%28arm64%29.apk",
        128,
        sign,
    );
}

#[test]
fn t3_update_app_with_notes_that_need_encoding() {
    vector(
        &t3(),
        261,
        "867059cb8acc14d9a46974c76103438fc40b28957bed575feca6e331b98d8752",
    );
    use sha2::{Digest as _, Sha256};
    assert_eq!(
        hex::encode(Sha256::digest(message(&form(&t3())))),
        "8ecb7c4e72a0b5b5c1abc68ae3f8a3e6f8a520144ff09a53266e042e8d35a859"
    );
}

#[test]
fn t4_update_app_on_a_schedule() {
    vector(
        "deploy_type=2&deploy_time=1767312000&apk32_flag=1&apk32_file_serial_number=apk-20260101-0001&apk32_file_md5=4a811712011655ab4d3ce67e8d809028",
        222,
        "d599b335aa5dae0f4a500f637e201d98b57bb7bd39a705f0886afc3af999df47",
    );
}

#[test]
fn t6_an_empty_value_is_signed() {
    let text = message(&form("feature="));
    assert_eq!(
        sign(SECRET, &text),
        "518b6e092794e65f2cde7372aa149e6eb0d0643eeff05ca61b0ae2dd08f388c5"
    );
}

#[test]
fn t7_update_app_with_a_pair() {
    vector(
        "deploy_type=1&apk32_flag=1&apk32_file_serial_number=apk-20260101-0001&apk32_file_md5=4a811712011655ab4d3ce67e8d809028&apk64_flag=1&apk64_file_serial_number=apk-20260101-0002&apk64_file_md5=c2b450987af8406f6a57e057bbc1e6e6",
        303,
        "c285206ed70858d8a68cd35475c3130617f89a97e184ffd023e8560ce5d068d8",
    );
}

#[test]
fn the_ledger_names_the_usual_mistakes() {
    let why = |parameters: &str, sign: &str| {
        let refusal = check(SECRET, &form(&format!("{parameters}&sign={sign}"))).unwrap_err();
        assert_eq!(refusal.ret, 1_000_020);
        format!("{refusal:?}")
    };
    // The reference's wrong answer to T3.
    let encoded = "df31a8497950d12719d3998915bfb7dcf597b02780d1b2896bd8a5bf3a15557c";
    assert!(why(&t3(), encoded).contains("URL-encoded"));
    assert!(why("feature=", T1).contains("without a value"));
    assert!(why("", &T1.to_uppercase()).contains("upper-case"));
    let lf = sign(SECRET, &message(&form("feature=a%0Ab")));
    assert!(why("feature=a%0D%0Ab", &lf).contains("CRLF"));
    let trimmed = sign(SECRET, &message(&form("feature=a")));
    assert!(why("feature=a+", &trimmed).contains("trimmed"));
    assert!(why("", "0").contains("another secret"));
}
