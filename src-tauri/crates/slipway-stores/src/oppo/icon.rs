//! The icon that OPPO holds, seen through OPPO's own rule: every update is judged with it, also one that does not touch it, and icons
//! from before the rule are refused. Only looked at here; whether another is sent is the person's to say.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use slipway_http::{Answer, Method};

use crate::Visit;

/// OPPO API 传包, `icon_url`: 512×512 PNG under 1 MB [official copy, issues].
pub(super) const SIDE: u32 = 512;
const TOO_HEAVY: usize = Answer::CAP;

/// A picture that does not come in this time is not waited for: the survey is more than the icon.
const PATIENCE: Duration = Duration::from_secs(10);

/// What OPPO's record has for an icon.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Icon {
    pub(super) address: String,
    pub(super) verdict: Verdict,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    /// The address did not bring it.
    #[default]
    Unread,
    Good,
    NotPng,
    Size {
        width: u32,
        height: u32,
    },
    TooHeavy,
}

impl Verdict {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let Some((width, height)) = png_size(bytes) else {
            return Self::NotPng;
        };
        match (width, height) {
            (SIDE, SIDE) if bytes.len() < TOO_HEAVY => Self::Good,
            (SIDE, SIDE) => Self::TooHeavy,
            _ => Self::Size { width, height },
        }
    }
}

/// Fetches the picture at this address and judges it. Nothing of ours goes there.
pub(super) async fn look(visit: &Visit, address: &str) -> Icon {
    let verdict = match tokio::time::timeout(PATIENCE, fetch(visit, address)).await {
        Ok(Some(bytes)) => Verdict::of(&bytes),
        Ok(None) | Err(_) => Verdict::Unread,
    };
    Icon {
        address: address.to_owned(),
        verdict,
    }
}

async fn fetch(visit: &Visit, address: &str) -> Option<Vec<u8>> {
    // Addresses of stored files were seen as http; the same host answers over https [1 client, inferred].
    let address = match address.strip_prefix("http://") {
        Some(rest) => format!("https://{rest}"),
        None => address.to_owned(),
    };
    let request = visit.line.request_given(Method::GET, &address).ok()?;
    let answer = request.send().await.ok()?;
    (answer.is_success() && !answer.body.is_empty()).then(|| answer.body.to_vec())
}

/// Width and height in a PNG's first chunk.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?.get(..16)?;
    let (kind, size) = (header.get(4..8)?, header.get(8..16)?);
    let number = |four: &[u8]| Some(u32::from_be_bytes(four.try_into().ok()?));
    (kind == b"IHDR").then_some((number(size.get(..4)?)?, number(size.get(4..)?)?))
}

#[cfg(test)]
pub(super) fn png(width: u32, height: u32, length: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.resize(length.max(bytes.len()), 0);
    bytes
}

#[cfg(test)]
mod tests {
    use super::{Icon, Verdict, png};

    #[test]
    fn the_rule_of_512_png_below_a_megabyte() {
        for (bytes, verdict) in [
            (png(512, 512, 100), Verdict::Good),
            (png(512, 512, 1024 * 1024), Verdict::TooHeavy),
            (
                png(216, 216, 100),
                Verdict::Size {
                    width: 216,
                    height: 216,
                },
            ),
            (b"\xff\xd8\xff\xe0 JFIF".to_vec(), Verdict::NotPng),
            (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), Verdict::NotPng),
            (Vec::new(), Verdict::NotPng),
        ] {
            assert_eq!(Verdict::of(&bytes), verdict);
        }
    }

    #[test]
    fn a_verdict_survives_the_plan_file() {
        for verdict in [
            Verdict::Unread,
            Verdict::Size {
                width: 1,
                height: 2,
            },
        ] {
            let icon = Icon {
                address: "https://x.invalid/i.png".into(),
                verdict,
            };
            let text = serde_json::to_string(&icon).unwrap();
            assert_eq!(serde_json::from_str::<Icon>(&text).unwrap(), icon);
        }
    }
}
