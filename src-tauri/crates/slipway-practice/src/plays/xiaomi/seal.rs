//! `SIG`: the text that proves a request. It is encrypted (not signed) with the account's public key, block by block,
//! and carries the account's secret and one MD5 per part [official]. Opened and compared here, with the store's own codes.

use rsa::{Pkcs1v15Encrypt, RsaPrivateKey, traits::PublicKeyParts as _};
use serde::Deserialize;

use super::answer::Refusal;

/// What a `SIG` says once opened. Order of members and of entries is free [recorded].
#[derive(Debug, Deserialize)]
pub(super) struct Plain {
    #[serde(default)]
    sig: Vec<Entry>,
    #[serde(default)]
    password: String,
}

#[derive(Debug, Deserialize)]
struct Entry {
    name: String,
    hash: String,
}

/// Decrypts and parses. The failures are told apart as the store tells them: shape, key, text.
pub(super) fn open(sig: &str, key: &RsaPrivateKey) -> Result<Plain, Refusal> {
    let block = key.size();
    if sig.is_empty() || !sig.len().is_multiple_of(2 * block) {
        return Err(Refusal::parameter(
            "SIG is no whole number of blocks in hexadecimal",
        ));
    }
    let sealed = hex::decode(sig).map_err(|_| Refusal::parameter("SIG is not hexadecimal"))?;
    let mut text = Vec::with_capacity(sealed.len());
    for block in sealed.chunks(block) {
        let piece = key
            .decrypt(Pkcs1v15Encrypt, block)
            .map_err(|_| Refusal::signature("SIG does not open with the account's key"))?;
        text.extend(piece);
    }
    serde_json::from_slice(&text).map_err(|_| Refusal::sealed_text())
}

impl Plain {
    /// The secret first, then the parts: each received one listed once with its MD5 in lower case, and no others.
    pub(super) fn check(&self, password: &str, received: &[(&str, &str)]) -> Result<(), Refusal> {
        if self.password != password {
            return Err(Refusal::password());
        }
        for (name, md5) in received {
            let mut entries = self.sig.iter().filter(|entry| entry.name == *name);
            let (Some(entry), None) = (entries.next(), entries.next()) else {
                return Err(Refusal::signature(format!(
                    "part {name} is not listed exactly once"
                )));
            };
            if entry.hash != *md5 {
                return Err(Refusal::signature(format!(
                    "the MD5 of part {name} differs"
                )));
            }
        }
        match self.sig.len().cmp(&received.len()) {
            std::cmp::Ordering::Equal => Ok(()),
            _ => Err(Refusal::signature("SIG lists a part that was not sent")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pkcs1v15Encrypt, RsaPrivateKey, open};
    use crate::plays::{sink::Digester, xiaomi::keys::private_key};

    const SECRET: &str = "k7m2q9x4t1v8b3n6z5c0w7r2y9p4s1d8f3g6h5j0l7a2e9u4i1";
    const QUERY: &str = r#"{"packageName":"com.example.slipway","userName":"release@example.com"}"#;
    const PUSH: &str = r#"{"userName":"release@example.com","synchroType":1,"appInfo":{"appName":"滑道演示","packageName":"com.example.slipway","updateDesc":"1. 修复已知问题\n2. 优化启动速度","privacyUrl":"https://example.com/privacy","onlineTime":1798765200000}}"#;
    const APK: &str = "504b0304736c69707761792d70726163746963652d61706b0a";
    const SECOND: &str = "504b0304736c69707761792d70726163746963652d61706b2d36340a";
    const ICON: &str = "89504e470d0a1a0a736c69707761792d70726163746963652d69636f6e0a";
    const SIG_A: &str = concat!(
        "7c8353a5c5d8328c77c09848e45eaab67473f0abdf5223be2a3b65c8cd7b207910f129814992eb72ed7cb1e168f15d4431baa052b6c894eb41d70436b9105fd7b7f1d52fd2d1a272e56f3c347909c4b76d285a784d9a0c7b9dd9a3f4fd1805d18be7e57ded7204fbff6e75e452c93eead2574a1eec6cae696537f279f7630109",
        "963cc57c19239c198481dd659445516e73aa80ea276a1475147e71ab8b98f0d1f8e307581a9b621e2bd0529c5be9d6865816fae494f5fc755cda7d0d312b72d71f729951c4003009e2e46e4dd7dcf99d6cc447615f6dc60e2c6bbe243696ae5ce6c1d7a44216303b2497be3e98ba3af163c857a0674dda9f507d5ec26ac14b8d",
    );
    const SIG_B: &str = concat!(
        "359f1cb93b2b9c2864ed650cc4c0a62c0d9caa5cc96ec67577fd802c090a35fb6abad06293e834c82ca33160f518bf31975f0c07a2401d9c7166db76db541f3faff119efc2145220314c0d443213cdd0cc67d73bf5ff496f520e789e8c6a2468d03334a51014fb90c629c1cea98608a3bba2b673860cb10a72e24f1228329624",
        "6023192b860eb1080736b4d9ae6047fbc681ae169d43bd8e8cfe65302e7c0e8ba74932390928625e7807a0326a5233c643077535aed9088e1a543a5dcf05fd0fbcda5fea6b699ed14d0f5eb9319adf77879e2310802d72af84139829ff0ea738fca95c210870b175167c2a4024d69ffa0dfc50e5c9fd1bf9f11f71808e82c77a",
        "1fd9da1b0cd5e6837feeb5fa5a2dafc5c48ea056625d2457e709e731408ef6740951e92e69b8f83e8c56b176722c38fcda56800acf9bd8fae39727ed40543352ce619ff727c7798e9cb5f323c3934bff3283c672a9121a83bb85fccf6f0e3bacad220091b353567c9da01784e62ba106641d2e8c393d4883fd6b31f5b6acdbf4",
    );
    const SIG_C: &str = concat!(
        "a25b97fe4638cb9a9e5c825b9683238536594d484cdeb9cfdb455f8ceac37c9957a577f4a5145228b84646e19a5eed7e2568b2780c8d36c20e9b9b1853b22d22103828392f95bb9c389f4e9e35dab9dbb868bde829a0c6a42f747cca14ab8a660339d6a09109d06fcfee1f22b50c112ec27bd47f5359f3864c66d5180c157096",
        "3734e5650954ca375b9ae12633def180ac684590fc3369decd92678232a1baac1d0e55f97c52ca5699a3e4d806f476140c5c1d64cf9a5fda3e4de78d53095a6e7c05c4b388e031943ee58eeb2b225c6f5c8d9c99cc5379942ddf9f5363f130ed47dd535f21eea02924abc9e85be41f4837da9835bb57f78ec2ffff61a2c10dda",
        "01aa4b9975666ddb5fcf81f4b4654aab4ee6da9c69c33d955b31e7966e7cf230c7f7981d43363190484913334f6da47bd38b9572c517b48c1879620b4fef0b1f60493fca5994b330e8996184326ec623af66d3d81f14f11f6c80c05906484aacb1fb265190278c8437c2b499a531a7803b123ba447c6e5852e198f79cd509348",
    );

    fn md5(bytes: &[u8]) -> String {
        let mut digester = Digester::md5();
        digester.update(bytes);
        digester.finish()
    }

    fn md5_of_hex(bytes: &str) -> String {
        md5(&hex::decode(bytes).unwrap())
    }

    fn key() -> &'static RsaPrivateKey {
        private_key().unwrap()
    }

    /// The store's code for this SIG over these parts; 0 when it is good.
    fn check(sig: &str, password: &str, parts: &[(&str, &str)]) -> i64 {
        open(sig, key())
            .and_then(|plain| plain.check(password, parts))
            .map_or_else(|refusal| refusal.body()["result"].as_i64().unwrap(), |()| 0)
    }

    fn seal(text: &str) -> String {
        let public = key().to_public_key();
        text.as_bytes()
            .chunks(117)
            .map(|piece| {
                public
                    .encrypt(&mut rand::thread_rng(), Pkcs1v15Encrypt, piece)
                    .unwrap()
            })
            .map(hex::encode)
            .collect()
    }

    #[test]
    fn the_known_answers_open_and_fit_their_parts() {
        let query = md5(QUERY.as_bytes());
        assert_eq!(query, "88eeaf8288d630aaa8e90d382e3c74a5");
        assert_eq!(check(SIG_A, SECRET, &[("RequestData", &query)]), 0);
        // The same question in two other spellings: the digest is of the bytes that came.
        for (spelling, digest) in [
            (QUERY.replace(',', ", "), "a54f2b89029868eb00044ef3ed646418"),
            (
                r#"{"userName":"release@example.com","packageName":"com.example.slipway"}"#
                    .to_owned(),
                "65da486ebf144d3d0f82a4b482ad86d9",
            ),
        ] {
            let received = md5(spelling.as_bytes());
            assert_eq!(received, digest);
            assert_eq!(check(SIG_A, SECRET, &[("RequestData", &received)]), -20002);
            let text = format!(
                r#"{{"sig":[{{"name":"RequestData","hash":"{digest}"}}],"password":"{SECRET}"}}"#
            );
            assert_eq!(
                check(&seal(&text), SECRET, &[("RequestData", &received)]),
                0
            );
        }

        let push = md5(PUSH.as_bytes());
        assert_eq!(push, "a850b9c7ce27d49615941f88cf3f0ec2");
        let (apk, second, icon) = (md5_of_hex(APK), md5_of_hex(SECOND), md5_of_hex(ICON));
        let b = [("RequestData", &*push), ("apk", &*apk), ("icon", &*icon)];
        assert_eq!(check(SIG_B, SECRET, &b), 0);
        let c = [
            ("icon", &*icon),
            ("RequestData", &*push),
            ("secondApk", &*second),
            ("apk", &*apk),
        ];
        assert_eq!(check(SIG_C, SECRET, &c), 0);
    }

    #[test]
    fn a_wrong_password_is_named_before_a_wrong_part() {
        assert_eq!(check(SIG_A, "other", &[]), -20014);
    }

    #[test]
    fn parts_and_list_must_agree_both_ways() {
        let push = md5(PUSH.as_bytes());
        let (apk, icon) = (md5_of_hex(APK), md5_of_hex(ICON));
        let other_bytes = md5(format!("{PUSH} ").as_bytes());
        assert_eq!(
            check(
                SIG_B,
                SECRET,
                &[
                    ("RequestData", &other_bytes),
                    ("apk", &apk),
                    ("icon", &icon)
                ]
            ),
            -20002
        );
        assert_eq!(
            check(SIG_B, SECRET, &[("RequestData", &push), ("apk", &apk)]),
            -20002
        );
        assert_eq!(
            check(
                SIG_A,
                SECRET,
                &[("RequestData", &md5(QUERY.as_bytes())), ("apk", &apk)]
            ),
            -20002
        );
        let shouted = format!(
            r#"{{"sig":[{{"name":"RequestData","hash":"{}"}}],"password":"{SECRET}"}}"#,
            push.to_uppercase()
        );
        assert_eq!(
            check(&seal(&shouted), SECRET, &[("RequestData", &push)]),
            -20002
        );
    }

    #[test]
    fn shape_key_and_text_have_their_own_codes() {
        let query = md5(QUERY.as_bytes());
        let parts = [("RequestData", &*query)];
        assert_eq!(check("", SECRET, &parts), -10000);
        assert_eq!(check(&SIG_A[..500], SECRET, &parts), -10000);
        let base64 = "q".repeat(512);
        assert_eq!(check(&base64, SECRET, &parts), -10000);
        // Two 128-byte halves of one 2048-bit block open with no 1024-bit key.
        let foreign = "5".repeat(512);
        assert_eq!(check(&foreign, SECRET, &parts), -20002);
        assert_eq!(check(&seal("not JSON"), SECRET, &parts), -20030);
    }

    #[test]
    fn order_and_spaces_in_the_text_are_free() {
        let query = md5(QUERY.as_bytes());
        let text = format!(
            r#"{{"password": "{SECRET}", "sig": [{{"hash": "{query}", "name": "RequestData"}}]}}"#
        );
        assert_eq!(check(&seal(&text), SECRET, &[("RequestData", &query)]), 0);
    }
}
