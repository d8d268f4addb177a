//! Channel packers: Chinese teams put one value per store into the signing block after signing, which leaves the signatures valid.
//! It is shown so that nobody uploads one store's channel to another. Formats as the packers' public sources write them.

use slipway_model::text::clean_line;

/// Walle: a JSON object with `channel`.
const WALLE: u32 = 0x7177_7777;
/// VasDolly: the plain value.
const VASDOLLY: u32 = 0x8811_55ff;
/// packer-ng 2: `CHANNEL∘value∙` between two marks.
const PACKER_NG: u32 = 0x7a78_6b21;
/// Longest value that is shown, in characters.
const CHANNEL_MAX: usize = 120;

pub(super) fn is_channel(id: u32) -> bool {
    matches!(id, WALLE | VASDOLLY | PACKER_NG)
}

/// The channel in a pair of that id; `None` when the pair is something else or holds none.
pub(super) fn read(id: u32, value: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(value);
    let channel = match id {
        WALLE => walle(&text)?,
        VASDOLLY => text.into_owned(),
        PACKER_NG => {
            let (_, rest) = text.split_once("CHANNEL∘")?;
            rest.split('∙').next()?.to_owned()
        }
        _ => return None,
    };
    let shown: String = clean_line(&channel).chars().take(CHANNEL_MAX).collect();
    (!shown.is_empty()).then_some(shown)
}

fn walle(text: &str) -> Option<String> {
    let json: serde_json::Value = serde_json::from_str(text).ok()?;
    json.get("channel")?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{PACKER_NG, VASDOLLY, WALLE, read};

    #[test]
    fn reads_the_three_packers() {
        let walle = br#"{"channel":"huawei","build":"7"}"#;
        assert_eq!(read(WALLE, walle).unwrap(), "huawei");
        assert_eq!(read(VASDOLLY, b"xiaomi").unwrap(), "xiaomi");
        let packer = "Packer Ng Sig V2\u{13}\0\0\0CHANNEL∘oppo∙".as_bytes();
        assert_eq!(read(PACKER_NG, packer).unwrap(), "oppo");
    }

    #[test]
    fn what_is_no_channel_is_none() {
        assert_eq!(read(WALLE, b"[]"), None);
        assert_eq!(read(WALLE, b"\xff"), None);
        assert_eq!(read(VASDOLLY, b""), None);
        assert_eq!(read(0x4272_6577, b"padding"), None);
    }
}
