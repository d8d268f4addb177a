//! The stores that practice can play, one folder each, and the few things that plays share.
//! No play knows another, and none of them knows Slipway's own client side.

mod amazon;
mod app;
mod apple;
mod beijing;
#[cfg(test)]
pub(crate) mod bench;
mod body;
#[cfg(test)]
mod by_hand;
mod draw;
mod hexkey;
mod hmac;
mod honor;
mod huawei;
mod keys;
mod lie;
mod oppo;
mod pdf;
mod picture;
mod pulled;
mod reading;
mod sink;
mod stop;
mod tencent;
mod vivo;
mod xiaomi;

use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;

use crate::play::Play;

/// The one list of plays, in the order in which consoles and invitations name them.
pub(crate) fn all() -> Vec<Box<dyn Play>> {
    vec![
        Box::new(huawei::Huawei),
        Box::new(xiaomi::Xiaomi),
        Box::new(oppo::Oppo),
        Box::new(vivo::Vivo),
        Box::new(honor::Honor),
        Box::new(tencent::Tencent),
        Box::new(apple::Apple),
        Box::new(amazon::Amazon),
    ]
}

/// An unknown path, where no body of the real store's is known.
async fn not_found() -> StatusCode {
    StatusCode::NOT_FOUND
}

/// A number in digits and nothing else. Rust's own reading takes a sign in front, which no store's documents know.
fn decimal(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

/// That much later, or the end of time.
fn later(instant: Timestamp, by: Duration) -> Timestamp {
    instant.checked_add(by).unwrap_or(Timestamp::MAX)
}
