//! The two forms in which an Android app is built: as a package for devices, and as a bundle from which a store makes packages. Where
//! the same part of the app stands in each. How the parts are kept is [`crate::xml`]'s and [`crate::resources`]' matter.

use std::borrow::Cow;

use crate::zip::{Content, Zip, ZipError};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Everything at the top; binary XML, resources.arsc.
    Apk,
    /// A folder per module, of which `base` is the app itself; protobuf throughout.
    Aab,
}

impl Form {
    pub(crate) fn manifest(self) -> &'static str {
        match self {
            Self::Apk => "AndroidManifest.xml",
            Self::Aab => "base/manifest/AndroidManifest.xml",
        }
    }

    pub(crate) fn resources(self) -> &'static str {
        match self {
            Self::Apk => "resources.arsc",
            Self::Aab => "base/resources.pb",
        }
    }

    /// A file that the resources name, such as `res/drawable/icon.png`.
    pub(crate) fn read(
        self,
        zip: &Zip<'_>,
        path: &str,
        cap: u64,
    ) -> Result<Option<Content>, ZipError> {
        let name = match self {
            Self::Apk => Cow::Borrowed(path),
            Self::Aab => Cow::Owned(format!("base/{path}")),
        };
        zip.read(&name, cap)
    }

    /// Whether what the app is hangs on the entry of that name, so that it must be there once.
    pub(crate) fn decides(self, name: &[u8]) -> bool {
        match self {
            Self::Apk => {
                matches!(name, b"" | b"AndroidManifest.xml" | b"resources.arsc") || is_dex(name)
            }
            Self::Aab => {
                matches!(name, b"" | b"BundleConfig.pb")
                    || in_module(name).is_some_and(|(_, rest)| {
                        matches!(rest, b"manifest/AndroidManifest.xml" | b"resources.pb")
                            || rest.strip_prefix(b"dex/").is_some_and(is_dex)
                    })
            }
        }
    }
}

fn is_dex(name: &[u8]) -> bool {
    name.starts_with(b"classes") && name.ends_with(b".dex")
}

/// The outermost folder of a bundle's entry, which is its module, and the name inside.
pub(crate) fn in_module(name: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = name.iter().position(|&byte| byte == b'/')?;
    let (module, rest) = name.split_at_checked(end)?;
    Some((module, rest.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn knows_what_decides_in_each_form() {
        let apk = |name: &str| Form::Apk.decides(name.as_bytes());
        assert!(apk("AndroidManifest.xml") && apk("classes2.dex") && apk(""));
        assert!(!apk("base/manifest/AndroidManifest.xml") && !apk("BundleConfig.pb"));
        let aab = |name: &str| Form::Aab.decides(name.as_bytes());
        assert!(aab("BundleConfig.pb") && aab("base/manifest/AndroidManifest.xml"));
        assert!(aab("feature/resources.pb") && aab("feature/dex/classes.dex"));
        assert!(!aab("AndroidManifest.xml") && !aab("base/assets/classes.dex"));
    }
}
