//! `api_sign`: HMAC-SHA256 over the sorted, un-encoded parameters [official copy, all clients].

use std::collections::BTreeMap;

use crate::plays::hmac;

/// The one parameter that cannot sign itself.
pub(super) const API_SIGN: &str = "api_sign";

/// `key=value` in byte order of the keys, joined with `&`; raw UTF-8, and an empty value takes part as `key=` [1 client, live].
pub(super) fn canonical(params: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = params
        .iter()
        .filter(|(name, _)| *name != API_SIGN)
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

/// 64 lower-case hexadecimal characters. The key is the secret's text as it stands, not what its hexadecimal means.
pub(super) fn sign(secret: &str, text: &str) -> String {
    hmac::hex_sha256(secret.as_bytes(), text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sha2::{Digest as _, Sha256};

    use super::{canonical, sign};

    const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00123456789abcdef0123456789abcdef";
    const PACKAGE: (&str, &str) = ("pkg_name", "com.example.slipway");
    /// V4 as it travels.
    const BODY: &str = "access_token=practice-access-token-0001&adaptive_equipment=4&age_level=12&apk_url=%5B%7B%22url%22%3A%22https%3A%2F%2Fpractice.invalid%2Fapk%2F120.apk%22%2C%22md5%22%3A%22a614c6fb7e558280651dce5b7cb4d4ab%22%2C%22cpu_code%22%3A0%7D%5D&app_name=%E6%BB%91%E9%81%93%E6%BC%94%E7%A4%BA&business_email=release%40example.com&business_mobile=13800000000&business_username=%E5%BC%A0%E4%B8%89&copyright_url=https%3A%2F%2Fpractice.invalid%2Fcopyright.pdf&detail_desc=%E6%BB%91%E9%81%93%E6%BC%94%E7%A4%BA%E5%BA%94%E7%94%A8%E7%94%A8%E4%BA%8E%E7%BB%83%E4%B9%A0%E5%A4%9A%E5%95%86%E5%BA%97%E5%8F%91%E5%B8%83%E6%B5%81%E7%A8%8B%EF%BC%8C%E8%A6%86%E7%9B%96%E4%B8%8A%E4%BC%A0%E3%80%81%E6%8F%90%E4%BA%A4%E4%B8%8E%E5%AE%A1%E6%A0%B8%E8%B7%9F%E8%B8%AA%E3%80%82&electronic_cert_url=https%3A%2F%2Fpractice.invalid%2Fcopyright.pdf&icon_url=https%3A%2F%2Fpractice.invalid%2Ficon.png&icp_url=&online_type=2&pic_url=https%3A%2F%2Fpractice.invalid%2F1.png%2Chttps%3A%2F%2Fpractice.invalid%2F2.png%2Chttps%3A%2F%2Fpractice.invalid%2F3.png&pkg_name=com.example.slipway&privacy_source_url=https%3A%2F%2Fexample.com%2Fprivacy%3Flang%3Dzh%26v%3D2&sche_online_time=2027-01-02+09%3A00%3A00&second_category_id=77&summary=%E4%B8%80%E7%AB%99%E5%BC%8F%E5%8F%91%E5%B8%83%E5%B7%A5%E5%85%B7&test_desc=%E8%87%AA%E5%8A%A8%E5%8F%91%E5%B8%83&third_category_id=6691&timestamp=1798765200&update_desc=1.+%E4%BF%AE%E5%A4%8D+a%2Bb%3Dc+%26+100%25+%E9%97%AE%E9%A2%98%0A2.+%E4%BC%98%E5%8C%96%E5%90%AF%E5%8A%A8%E9%80%9F%E5%BA%A6&version_code=120&api_sign=5ec615abba2d06f773322dbb6dac2bac7ac24986cbb29b9ff10a67764ade133e";

    fn call(business: &[(&str, &str)]) -> String {
        let common = [
            ("access_token", "practice-access-token-0001"),
            ("timestamp", "1798765200"),
        ];
        let params = common
            .iter()
            .chain(business)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        canonical(&params)
    }

    fn arrived() -> BTreeMap<String, String> {
        url::form_urlencoded::parse(BODY.as_bytes())
            .into_owned()
            .collect()
    }

    #[test]
    fn the_known_answers_of_short_calls() {
        let v1 = call(&[PACKAGE]);
        assert_eq!(v1.len(), 89);
        assert_eq!(
            sign(SECRET, &v1),
            "fb4a6b1f94aaa3c7f10863c045d4d8f5e59d53e4c3e02a00cf633e8bfce1a471"
        );
        let v2 = call(&[]);
        assert_eq!(v2.len(), 60);
        assert_eq!(
            sign(SECRET, &v2),
            "6aaa242e09b4f9138208f5f472e739f74309976a9552e80d9e3ba3264fcb6746"
        );
        let v3 = call(&[("version_code", "120"), PACKAGE]);
        assert_eq!(v3.len(), 106);
        assert_eq!(
            sign(SECRET, &v3),
            "faae6a6b2923b7a524074e2f8550b6e2a66b90772f38c1a22bef46a08aef409e"
        );
    }

    #[test]
    fn the_known_answer_of_a_whole_form() {
        let params = arrived();
        let text = canonical(&params);
        assert_eq!(text.len(), 1004);
        assert_eq!(
            hex::encode(Sha256::digest(text.as_bytes())),
            "8ebb459acafc4e9ff6cdb3ba441883129eefbc8d31b52d3a9ff04cfa32922450"
        );
        assert_eq!(sign(SECRET, &text), params["api_sign"]);
    }

    #[test]
    fn the_three_known_mistakes_give_other_answers() {
        let mistaken = |change: &dyn Fn(&str) -> String| {
            let params = arrived()
                .into_iter()
                .map(|(name, value)| (name, change(&value)))
                .collect();
            sign(SECRET, &canonical(&params))
        };
        let plus = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        assert_eq!(
            mistaken(&plus),
            "338633e2d5dbb711db1c31f50a9ccbdc5e15eb7f5c978d72394205c48aa8216f"
        );
        let percent = |text: &str| plus(text).replace('+', "%20");
        assert_eq!(
            mistaken(&percent),
            "0e859571a720697c5f07794c5e3eb8d2def6b4a1b17e5f3a0c671732cae105c7"
        );
        let mut without_empty = arrived();
        without_empty.retain(|_, value| !value.is_empty());
        assert_eq!(
            sign(SECRET, &canonical(&without_empty)),
            "8d9b7509b22155328e3fd41d4c10210b0dda358b2549f3524250c2331b2916e9"
        );
    }
}
