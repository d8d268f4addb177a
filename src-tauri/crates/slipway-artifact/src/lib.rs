//! A build file: facts and digests. [`inspect`] reads an Android package (APK) or app bundle (AAB), an app archive for Apple's systems
//! (IPA) or an installer package (PKG) once, from the first byte to the last, and answers with what it says about itself, who signed it
//! and whether it is intact. It needs neither an Android SDK nor Xcode.
//!
//! The file is untrusted: every size and count is checked before it is used, every loop has an end, nothing is unpacked to disk and
//! nothing is rendered. This crate does not decide whether a build may be released: it reports facts and warnings, the engine judges.
//!
//! Where Google's `apksig` and Android's own reader define the behaviour, they are followed; facts are marked `[AOSP]`.

mod abis;
mod alignment;
mod android;
mod apple;
mod axml;
mod budget;
mod bundle;
mod bytes;
mod cache;
mod container;
mod digest;
mod error;
mod form;
mod icon;
mod identity;
mod inspect;
mod looks;
mod manifest;
mod markup;
mod open;
mod parts;
mod pixels;
mod plist;
mod proto;
mod resources;
mod sign;
mod source;
mod stop;
mod warnings;
mod xml;
mod zip;

pub use cache::Cache;
pub use container::Container;
pub use error::InspectError;
pub use identity::FileIdentity;
pub use inspect::inspect;
pub use slipway_model::{
    Apple, ApplePlatform, Build, Bundle, Digests, Distribution, Icon, IconSource, Kind, Problem,
    Signer, Tristate, Warning,
};
