//! Signing blocks, good and bad. Digests are computed here once more, by another way than the reader's.

use sha2::{Digest as _, Sha256};

use super::Zip;

pub(crate) const V2: u32 = 0x7109_871a;
pub(crate) const V3: u32 = 0xf053_68c0;
pub(crate) const V31: u32 = 0x1b93_ad61;

/// A whole signing block around these pairs.
pub(crate) fn block(pairs: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut inside = Vec::new();
    for (id, value) in pairs {
        inside.extend((value.len() as u64 + 4).to_le_bytes());
        inside.extend(id.to_le_bytes());
        inside.extend(value);
    }
    let size = (inside.len() as u64 + 24).to_le_bytes();
    [&size[..], &inside, &size, b"APK Sig Block 42"].concat()
}

/// A value with its length in front.
pub(crate) fn prefixed(parts: &[Vec<u8>]) -> Vec<u8> {
    let body = parts.concat();
    [(body.len() as u32).to_le_bytes().to_vec(), body].concat()
}

/// One signer of a scheme, unsigned: the signature is zeros. `range` is for v3 and later.
pub(crate) fn signer(
    algorithm: u32,
    digest: &[u8],
    certificate: &[u8],
    range: Option<(u32, u32)>,
    attributes: &[(u32, Vec<u8>)],
) -> Vec<u8> {
    let long = |value: u32| value.to_le_bytes().to_vec();
    let record =
        |bytes: &[u8]| prefixed(&[prefixed(&[long(algorithm), prefixed(&[bytes.to_vec()])])]);
    let range: Vec<u8> = range
        .map(|(from, to)| [long(from), long(to)].concat())
        .unwrap_or_default();
    let attributes: Vec<Vec<u8>> = attributes
        .iter()
        .map(|(id, value)| prefixed(&[long(*id), value.clone()]))
        .collect();
    let signed = prefixed(&[
        record(digest),
        prefixed(&[prefixed(&[certificate.to_vec()])]),
        range.clone(),
        prefixed(&attributes),
    ]);
    prefixed(&[signed, range, record(&[0; 64]), prefixed(&[vec![0x30, 0]])])
}

/// The value of a scheme with one signer.
pub(crate) fn scheme(signer: Vec<u8>) -> Vec<u8> {
    prefixed(&[signer])
}

/// The content digest that a signer of this package would promise.
pub(crate) fn content_digest(zip: &Zip) -> Vec<u8> {
    let whole = zip.finish();
    let body = &whole[..zip.block_at() as usize];
    let footer = zip.footer(zip.block_at());
    let chunks: Vec<Vec<u8>> = [body, &zip.directory(), &footer]
        .iter()
        .flat_map(|part| part.chunks(1 << 20))
        .map(|chunk| {
            let head = [&[0xa5][..], &(chunk.len() as u32).to_le_bytes()].concat();
            Sha256::digest([&head, chunk].concat()).to_vec()
        })
        .collect();
    let head = [&[0x5a][..], &(chunks.len() as u32).to_le_bytes()].concat();
    Sha256::digest([head, chunks.concat()].concat()).to_vec()
}
