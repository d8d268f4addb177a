//! Honor's way to write an instant: `yyyy-MM-dd'T'HH:mm:ssZZ`, a numeric offset without a colon, and never `Z` [official].

pub(super) use crate::plays::beijing::{read_with_offset as read, write_with_offset as write};
