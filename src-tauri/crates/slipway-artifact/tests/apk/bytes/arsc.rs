//! Resource tables: one package 0x7f with one type 1, whose entries are given per configuration.

use super::axml::{chunk, pool};

/// A value: type and data.
pub(crate) type Raw = (u8, u32);

/// A configuration's language (`""` or two letters) and density, and its entries.
pub(crate) struct Values<'a> {
    pub(crate) language: &'a str,
    pub(crate) density: u16,
    pub(crate) entries: &'a [Raw],
}

pub(crate) fn table(texts: &[&str], values: &[Values<'_>]) -> Vec<u8> {
    let mut package = vec![0x7f, 0, 0, 0];
    package.resize(4 + 256, 0);
    package.extend([0; 20]);
    let types: Vec<u8> = values.iter().flat_map(kind).collect();
    package.extend(types);
    let mut inside = 1_u32.to_le_bytes().to_vec();
    inside.extend(pool(texts, true, None));
    inside.extend(chunk(0x0200, 288, &package));
    chunk(0x0002, 12, &inside)
}

fn kind(values: &Values<'_>) -> Vec<u8> {
    let header = 20 + 28_u16;
    let count = values.entries.len() as u32;
    let mut rest = vec![1, 0, 0, 0];
    rest.extend(count.to_le_bytes());
    rest.extend((u32::from(header) + 4 * count).to_le_bytes());
    let mut config = vec![0; 28];
    config[0] = 28;
    config[8..8 + values.language.len()].copy_from_slice(values.language.as_bytes());
    config[14..16].copy_from_slice(&values.density.to_le_bytes());
    rest.extend(config);
    (0..count).for_each(|index| rest.extend((index * 16).to_le_bytes()));
    for (kind, data) in values.entries {
        rest.extend([8, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, *kind]);
        rest.extend(data.to_le_bytes());
    }
    chunk(0x0201, header, &rest)
}
