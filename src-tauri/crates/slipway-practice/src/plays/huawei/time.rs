//! Huawei's way to write an instant: `yyyy-MM-dd'T'HH:mm:ssZZ`, an offset without a colon [official].

pub(super) use crate::plays::beijing::{read_with_offset as read, write_with_offset as write};
