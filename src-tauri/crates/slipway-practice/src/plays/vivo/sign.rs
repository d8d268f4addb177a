//! The signature of a call, byte for byte: which parameters are signed, in which order, and the HMAC over them. Judging keys and
//! times is the gateway's business.

use std::collections::BTreeMap;

use crate::plays::hmac;

/// `name=value` of everything but `sign` and `file`, in the byte order of the names, joined by `&`, values raw [9 clients].
pub(super) fn message(parameters: &BTreeMap<String, String>) -> String {
    let signed: Vec<String> = parameters
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "sign" | "file"))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    signed.join("&")
}

/// Lower-case hex of HMAC-SHA256 under the secret's own UTF-8 bytes: not decoded from hex or base64 [9 clients].
pub(super) fn sign(secret: &str, message: &str) -> String {
    hmac::hex_sha256(secret.as_bytes(), message)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{message, sign};

    const SECRET: &str = "slipway-demo-access-secret";
    const MD5: &str = "bfb4c7ec37faee662b0840824ac3a784";

    fn signed(method: &str, more: &[(&str, &str)]) -> (String, String) {
        let common = [
            ("access_key", "slipway-demo-access-key"),
            ("format", "json"),
            ("method", method),
            ("packageName", "com.example.slipway"),
            ("sign_method", "HMAC-SHA256"),
            ("target_app_key", "developer"),
            ("timestamp", "1760000000000"),
            ("v", "1.0"),
            ("sign", "never signed"),
        ];
        let all: BTreeMap<String, String> = common
            .iter()
            .chain(more)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let message = message(&all);
        let sign = sign(SECRET, &message);
        (message, sign)
    }

    #[test]
    fn v1_a_query() {
        let (message, sign) = signed("app.query.details", &[]);
        assert_eq!(
            message,
            "access_key=slipway-demo-access-key&format=json&method=app.query.details&packageName=com.example.slipway&sign_method=HMAC-SHA256&target_app_key=developer&timestamp=1760000000000&v=1.0"
        );
        assert_eq!(
            sign,
            "78b08af85174459607395c11e2257f8973e89a15718558e1a81031d88239a277"
        );
    }

    #[test]
    fn v2_an_upload_without_its_file() {
        let (_, sign) = signed(
            "app.upload.apk.app",
            &[("fileMd5", MD5), ("file", "never signed")],
        );
        assert_eq!(
            sign,
            "7a33368578825b028f762d4d3f645356a5b4c3cc34831fcd7e91d356fe4d5341"
        );
    }

    fn update(more: &[(&str, &str)]) -> String {
        let mut all = vec![
            ("apk", "210c5cbc67fdded24245eec7ff5d605c"),
            ("compatibleDevice", "2"),
            ("fileMd5", MD5),
            ("versionCode", "1020"),
        ];
        all.extend(more);
        signed("app.sync.update.app", &all).1
    }

    #[test]
    fn v3_values_that_break_naive_code() {
        let notes = ("updateDesc", "修复 A&B=C 的问题 + 100%");
        assert_eq!(
            update(&[("onlineType", "1"), notes]),
            "289d73616410b203b735814204c384cb6306819ec4322affaa7acfdd92457c27"
        );
        let encoded = "%E4%BF%AE%E5%A4%8D%20A%26B%3DC%20%E7%9A%84%E9%97%AE%E9%A2%98%20%2B%20100%25";
        assert_eq!(
            update(&[("onlineType", "1"), ("updateDesc", encoded)]),
            "efca135f7535fd92f391caf44a64f376f4f09079af9e73c7e0c1e021ea7c98de",
            "the known wrong way: percent-encoded values signed"
        );
        assert_eq!(
            update(&[("onlineType", "1"), notes, ("sign_method", "hmac")]),
            "7714a91ab3d35d7107750f67b5a7abcc0c0dcdcda20035a3d56b7310118270dc"
        );
    }

    #[test]
    fn v4_a_schedule_and_a_line_feed() {
        let more = [
            ("onlineType", "2"),
            ("scheOnlineTime", "2026-01-15 10:00:00"),
            ("updateDesc", "line one\nline two ok"),
        ];
        assert_eq!(
            update(&more),
            "c7ce0711c4511c8375317881c71509213bccad011d8504ee6d6f9921ee3493a6"
        );
    }

    #[test]
    fn v5_a_staged_release() {
        let (_, sign) = signed(
            "app.sync.create.update.stage.app",
            &[
                ("apkUuid64", "210c5cbc67fdded24245eec7ff5d605c"),
                ("stagedEndTime", "2026-01-20 10:00:00"),
                ("stagedProportion", "10"),
                ("stagedStartTime", "2026-01-15 10:00:00"),
                ("subPackage", "0"),
                ("updateDesc", "灰度测试版本"),
            ],
        );
        assert_eq!(
            sign,
            "38e51d8244d62fb2be37ce98c48d0e6725c8f76d958350edc66fe8cdac093b58"
        );
    }

    #[test]
    fn v6_addresses_of_a_split_package() {
        let (message, sign) = signed(
            "app.update.subpackage.app",
            &[
                ("apk32Md5", MD5),
                ("apkMd5", MD5),
                ("apkUrl32", "https://cdn.example.com/app-32.apk?x=1&y=2"),
                ("apkUrl64", "https://cdn.example.com/app-64.apk"),
                ("compatibleDevice", "2"),
                ("onlineType", "1"),
                ("updateDesc", "修复若干问题"),
                ("versionCode", "1020"),
            ],
        );
        let place = |name: &str| message.find(name).unwrap();
        assert!(place("apk32Md5=") < place("apkMd5=") && place("apkMd5=") < place("apkUrl32="));
        assert_eq!(
            sign,
            "fef1c8e46ce5ba0fc3e5e7ded97f45acccb210890dd0584c09ef225dd08eb6c0"
        );
    }

    #[test]
    fn the_cross_check_with_a_published_vector() {
        let all: BTreeMap<String, String> = [
            ("access_key", "test-vivo-access-key"),
            ("apk", "serialnumber-abc"),
            ("fileMd5", "d41d8cd98f00b204e9800998ecf8427e"),
            ("format", "json"),
            ("method", "app.sync.update.app"),
            ("onlineType", "1"),
            ("packageName", "com.example.app"),
            ("sign_method", "HMAC-SHA256"),
            ("target_app_key", "developer"),
            ("timestamp", "1700000000000"),
            ("updateDesc", "修复若干问题"),
            ("v", "1.0"),
            ("versionCode", "1020"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
        assert_eq!(
            sign("test-vivo-access-secret", &message(&all)),
            "cf968ccde1625f3759f326090e497db9e2549886b8b4d1c4867d55e8e7944c12"
        );
    }
}
