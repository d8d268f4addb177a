//! vivo's way to write an instant: `yyyy-MM-dd HH:mm:ss` in Beijing time, without a zone [6 clients]. Its quotas go by the days and
//! its title changes by the years of Beijing.

pub(super) use crate::plays::beijing::{day, read, write, year};
