//! Which files of an order go to vivo under which name: one package, or a pair for 32-bit and 64-bit devices.
//! A package that only has 64-bit code and comes alone is one package like any other, not half of a pair.

use slipway_model::{Artifact, Order};

use super::wire;

/// The packages of an order that vivo can take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Packages<'a> {
    One(&'a Artifact),
    Pair {
        low: &'a Artifact,
        high: &'a Artifact,
    },
}

/// One file to be sent.
pub(super) struct Upload<'a> {
    /// Of the step, and of what it leaves behind.
    pub(super) key: &'static str,
    pub(super) method: &'static str,
    pub(super) artifact: &'a Artifact,
}

pub(super) const ONE: &str = "upload";
pub(super) const LOW: &str = "upload:32";
pub(super) const HIGH: &str = "upload:64";

impl<'a> Packages<'a> {
    /// `None`: neither one nor a pair of which one is for 32-bit and the other for 64-bit devices.
    pub(super) fn of(order: &'a Order) -> Option<Self> {
        match order.artifacts.as_slice() {
            [one] => Some(Self::One(one)),
            [low, high] if low.build.is_32_only() && high.build.is_64_only() => {
                Some(Self::Pair { low, high })
            }
            [high, low] if low.build.is_32_only() && high.build.is_64_only() => {
                Some(Self::Pair { low, high })
            }
            _ => None,
        }
    }

    /// In the order in which they are sent.
    pub(super) fn uploads(self) -> Vec<Upload<'a>> {
        match self {
            Self::One(artifact) => vec![Upload {
                key: ONE,
                method: wire::UPLOAD,
                artifact,
            }],
            Self::Pair { low, high } => vec![
                Upload {
                    key: LOW,
                    method: wire::UPLOAD_32,
                    artifact: low,
                },
                Upload {
                    key: HIGH,
                    method: wire::UPLOAD_64,
                    artifact: high,
                },
            ],
        }
    }
}

/// Whether vivo fetches the packages itself instead of being sent them.
pub(super) fn by_address(order: &Order) -> bool {
    !order.artifacts.is_empty()
        && order
            .artifacts
            .iter()
            .all(|artifact| artifact.url.is_some())
}

pub(super) fn version_code(order: &Order) -> u64 {
    order
        .build()
        .map(|build| build.version_code)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use slipway_model::{Artifact, Order};

    use super::Packages;
    use crate::fixture::{artifact, build, order};

    pub(super) fn with_abis(abis: &[&str]) -> Artifact {
        let mut build = build();
        build.abis = abis.iter().map(|abi| (*abi).to_owned()).collect();
        artifact(build)
    }

    fn sent(order: &Order) -> Vec<(&'static str, &'static str, String)> {
        let uploads = Packages::of(order)
            .map(Packages::uploads)
            .unwrap_or_default();
        uploads
            .into_iter()
            .map(|upload| {
                (
                    upload.key,
                    upload.method,
                    upload.artifact.build.abis.join(" "),
                )
            })
            .collect()
    }

    #[test]
    fn a_pair_is_told_apart_in_either_order() {
        let (low, high) = (with_abis(&["armeabi-v7a"]), with_abis(&["arm64-v8a"]));
        let mut order = order("vivo");
        for pair in [[low.clone(), high.clone()], [high, low]] {
            order.artifacts = pair.to_vec();
            assert_eq!(
                sent(&order),
                [
                    (
                        "upload:32",
                        "app.upload.apk.app.32",
                        "armeabi-v7a".to_owned()
                    ),
                    ("upload:64", "app.upload.apk.app.64", "arm64-v8a".to_owned())
                ]
            );
        }
    }

    #[test]
    fn a_64_bit_package_alone_is_one_package() {
        let mut order = order("vivo");
        order.artifacts = vec![with_abis(&["arm64-v8a"])];
        assert_eq!(
            sent(&order),
            [("upload", "app.upload.apk.app", "arm64-v8a".to_owned())]
        );
    }

    #[test]
    fn two_that_are_no_pair_are_nothing() {
        let mut order = order("vivo");
        for pair in [
            [with_abis(&["arm64-v8a"]), with_abis(&["x86_64"])],
            [with_abis(&[]), with_abis(&["arm64-v8a"])],
            [
                with_abis(&["armeabi-v7a", "arm64-v8a"]),
                with_abis(&["arm64-v8a"]),
            ],
        ] {
            order.artifacts = pair.to_vec();
            assert_eq!(Packages::of(&order), None);
        }
    }
}
