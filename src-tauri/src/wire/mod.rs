//! Records for the window: what the engine shows, in the shape that crosses into the page. Field names stay `snake_case`, times are
//! RFC 3339 text. Each record names its fields as a table; a field that the engine adds is a compile error here, not a silent loss.
//! Not for: sentences (the engine says them) or secrets (none ever stands in a view).

mod inputs;
mod release;
mod stores;
mod testers;
mod worlds;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub(crate) use inputs::*;
pub(crate) use release::*;
pub(crate) use stores::*;
pub(crate) use testers::*;
pub(crate) use worlds::*;

/// The same value on the other side of the border.
pub(crate) trait Across<To> {
    fn across(self) -> To;
}

macro_rules! the_same {
    ($($type:ty),*) => {$(
        impl Across<$type> for $type {
            fn across(self) -> $type {
                self
            }
        }
    )*};
}
the_same!((), bool, u32, u64, String);

impl Across<String> for Timestamp {
    fn across(self) -> String {
        self.to_string()
    }
}

impl<A: Across<B>, B> Across<Option<B>> for Option<A> {
    fn across(self) -> Option<B> {
        self.map(A::across)
    }
}

impl<A: Across<B>, B> Across<Vec<B>> for Vec<A> {
    fn across(self) -> Vec<B> {
        self.into_iter().map(A::across).collect()
    }
}

impl<A: Across<C>, B: Across<D>, C, D> Across<(C, D)> for (A, B) {
    fn across(self) -> (C, D) {
        (self.0.across(), self.1.across())
    }
}

impl<A: Across<B>, B> Across<BTreeMap<String, B>> for BTreeMap<String, A> {
    fn across(self) -> BTreeMap<String, B> {
        self.into_iter()
            .map(|(key, value)| (key, value.across()))
            .collect()
    }
}

impl<A: Across<B>, B, E: Across<F>, F> Across<Result<B, F>> for Result<A, E> {
    fn across(self) -> Result<B, F> {
        self.map(A::across).map_err(E::across)
    }
}

/// Declares records of the window and how the engine's record of the same name becomes one.
macro_rules! records {
    ($($(#[$about:meta])* $name:ident { $($(#[$field_about:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, serde::Serialize, specta::Type)]
        pub(crate) struct $name {
            $($(#[$field_about])* pub(crate) $field: $type),*
        }

        impl crate::wire::Across<$name> for slipway_engine::view::$name {
            fn across(self) -> $name {
                let Self { $($field),* } = self;
                $name { $($field: $field.across()),* }
            }
        }
    )*};
}

/// Declares records that the page sends, how each becomes the engine's record of the same name, and how the engine's comes back.
macro_rules! sent {
    ($($(#[$about:meta])* $name:ident { $($(#[$field_about:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize, specta::Type)]
        pub(crate) struct $name {
            $($(#[$field_about])* pub(crate) $field: $type),*
        }

        impl crate::wire::Across<slipway_engine::view::$name> for $name {
            fn across(self) -> slipway_engine::view::$name {
                let Self { $($field),* } = self;
                slipway_engine::view::$name { $($field: $field.across()),* }
            }
        }

        impl crate::wire::Across<$name> for slipway_engine::view::$name {
            fn across(self) -> $name {
                let Self { $($field),* } = self;
                $name { $($field: $field.across()),* }
            }
        }
    )*};
}

use {records, sent};
