//! Values that a store would have drawn at random: ids, secrets, tokens. Fresh for every world.

use rand::Rng as _;

/// `count` decimal digits, the first never zero.
pub(super) fn digits(count: usize) -> String {
    let mut random = rand::thread_rng();
    (0..count)
        .map(|place| char::from(b'0' + random.gen_range(u8::from(place == 0)..10)))
        .collect()
}

/// `count` lower-case hexadecimal characters.
pub(super) fn hex(count: usize) -> String {
    from(b"0123456789abcdef", count)
}

/// `count` lower-case letters and digits.
pub(super) fn letters_and_digits(count: usize) -> String {
    from(b"0123456789abcdefghijklmnopqrstuvwxyz", count)
}

fn from(alphabet: &[u8], count: usize) -> String {
    let mut random = rand::thread_rng();
    (0..count)
        .map(|_| char::from(alphabet[random.gen_range(0..alphabet.len())]))
        .collect()
}
