//! One value of a resource, found and not yet read: a hostile table can hold a million texts, and only those that are asked for are
//! made.

use crate::{
    axml::{Pool, Raw, Value},
    proto::Item,
};

#[derive(Clone, Copy)]
pub(crate) enum Found<'t> {
    /// In resources.arsc, with the pool that its text is in.
    Arsc(Raw, &'t Pool<'t>),
    /// In a bundle's resources.pb.
    Bundle(Item<'t>),
}

impl Found<'_> {
    /// `None` where it is of no kind that a fact of ours is made of.
    pub(crate) fn read(self) -> Option<Value> {
        match self {
            Self::Arsc(raw, texts) => raw.read(|index| texts.text(index)),
            Self::Bundle(item) => item.read(),
        }
    }
}
