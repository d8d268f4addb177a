//! What a build file says, as a person sees it.

use std::path::Path;

use slipway_model::{Apple, Build, Language, Sentence, Signer, Tristate};

use super::new_app::picture;
use crate::{
    say::{plain, say},
    view::{AppleView, BuildView, SignerView},
};

impl BuildView {
    /// `app`: the world's app that has this package, if any.
    pub(crate) fn of(path: &Path, build: &Build, app: Option<String>, lang: Language) -> Self {
        let file_name = path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy();
        let bundle = build.bundle.as_ref();
        Self {
            path: path.display().to_string(),
            file_name: slipway_model::text::clean_line(&file_name),
            kind: plain(&build.kind),
            package: build.package.clone(),
            label: build.label.clone(),
            version_name: build.version_name.clone(),
            version_code: build.version_code,
            code_text: build.code_text(),
            icon: build.icon.as_ref().map(|icon| picture(&icon.png)),
            icon_size: build.icon.as_ref().map(|icon| (icon.width, icon.height)),
            min_sdk: build.min_sdk,
            target_sdk: build.target_sdk,
            abis: build.abis.clone(),
            debuggable: plain(&build.debuggable),
            size: build.size,
            md5: build.digests.md5.clone(),
            sha1: build.digests.sha1.clone(),
            sha256: build.digests.sha256.clone(),
            schemes: build.schemes.clone(),
            intact: plain(&build.intact),
            channel: build.channel.clone(),
            modules: bundle.map_or_else(Vec::new, |bundle| bundle.modules.clone()),
            bundletool: bundle
                .map(|bundle| bundle.bundletool.clone())
                .filter(|version| !version.is_empty()),
            signers: build.signers.iter().map(signer).collect(),
            apple: build.apple.as_ref().map(apple),
            warnings: build
                .warnings
                .iter()
                .map(|warning| {
                    let sentence = Sentence {
                        key: warning.code.clone(),
                        args: warning.args.clone(),
                    };
                    say(None, &sentence, lang)
                })
                .collect(),
            app,
        }
    }
}

fn apple(apple: &Apple) -> AppleView {
    let encryption = match apple.non_exempt_encryption {
        Some(true) => Tristate::Yes,
        Some(false) => Tristate::No,
        None => Tristate::Unknown,
    };
    AppleView {
        system: apple.platform.name().to_owned(),
        minimum_os: apple.minimum_os.clone(),
        distribution: plain(&apple.distribution),
        encryption: plain(&encryption),
        team: apple.team.clone(),
        profile: apple.profile.clone(),
        profile_ends: apple.profile_ends.clone(),
        sdk: apple.sdk.clone(),
        xcode: apple.xcode.clone(),
    }
}

fn signer(signer: &Signer) -> SignerView {
    SignerView {
        scheme: signer.scheme.clone(),
        subject: signer.subject.clone(),
        not_after: signer.not_after.clone(),
        key: format!("{} {}", signer.key_type, signer.key_bits),
        sha256: signer.sha256.clone(),
        sha1: signer.sha1.clone(),
        md5: signer.md5.clone(),
        is_debug: signer.is_debug,
        verified: plain(&signer.verified),
    }
}
