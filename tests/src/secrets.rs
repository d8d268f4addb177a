//! The forms in which a secret could stand somewhere, for suites that look for it.

/// Plain, percent-encoded, hexadecimal, base64 (both alphabets) at each of its three alignments.
pub fn forms(secret: &str) -> Vec<Vec<u8>> {
    let bytes = secret.as_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = bytes
        .iter()
        .map(|&b| {
            if b.is_ascii_alphanumeric() {
                (b as char).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    let mut forms = vec![secret.to_owned(), hex.to_uppercase(), hex, percent];
    for skip in 0..3 {
        // Whole groups of three bytes keep their base64 wherever they stand.
        let middle = &bytes[(3 - skip) % 3..];
        let whole = &middle[..middle.len() / 3 * 3];
        if whole.len() >= 12 {
            let plus = base64(whole);
            forms.push(plus.replace('+', "-").replace('/', "_"));
            forms.push(plus);
        }
    }
    forms.into_iter().map(String::into_bytes).collect()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .flat_map(|chunk| {
            let word = chunk
                .iter()
                .fold(0u32, |word, &byte| word << 8 | u32::from(byte));
            [18, 12, 6, 0].map(|shift| LETTERS[(word >> shift & 63) as usize] as char)
        })
        .collect()
}
