//! The builds and the icon of a draft: read, judged on their own, and shared out among the stores.

use std::path::{Path, PathBuf};

use slipway_artifact::FileIdentity;
use slipway_model::{
    Artifact, Build, Goal, Kind, Problem, ProblemKind, Sentence, Tristate, Warning,
};
use slipway_stores::{Capability, Card};
use tokio_util::sync::CancellationToken;

use crate::{
    World,
    apps::{self, icon, memory::words_of},
    view::{Draft, DraftStore},
};

/// What a draft's files are.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) builds: Vec<(Artifact, FileIdentity)>,
    /// What stands against every store.
    pub(crate) objections: Vec<Problem>,
    /// 512×512 PNG in the world's folder.
    pub(crate) icon: Option<PathBuf>,
    /// Its name, when a person picked it just now.
    pub(crate) picked_icon: Option<String>,
}

impl World {
    /// Reads everything that the draft names. A file that cannot be read is an objection.
    pub(super) async fn read_files(&self, draft: &Draft) -> Result<Files, Problem> {
        let mut files = Files::default();
        if draft.app.is_empty() {
            files.object(Sentence::new("plan.no-app"));
        }
        if draft.builds.is_empty() && !Goal::from(draft.goal).is_without_package() {
            files.object(Sentence::new("plan.no-build"));
        }
        for path in draft.builds.iter().map(Path::new) {
            // Taken before the reading: a file that changes meanwhile is then another file at the start.
            let identity = FileIdentity::of(path);
            match (
                self.read_build(path, |_| {}, CancellationToken::new())
                    .await,
                identity,
            ) {
                (Ok(build), Ok(identity)) => {
                    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
                    files.builds.push((
                        Artifact {
                            path,
                            build,
                            url: None,
                        },
                        identity,
                    ));
                }
                (Err(problem), _) => files.objections.push(problem),
                (Ok(_), Err(error)) => {
                    let says = Sentence::new("plan.file-changed").with("file", name(path));
                    files
                        .objections
                        .push(Problem::new(ProblemKind::BadArtifact, says).because(&error));
                }
            }
        }
        for (artifact, _) in &files.builds {
            files
                .objections
                .extend(judge(artifact, &draft.app, draft.goal.into()));
        }
        self.find_icon(draft, &mut files).await?;
        Ok(files)
    }

    /// The person's picture, else the one picked for this app before, else the build's own.
    async fn find_icon(&self, draft: &Draft, files: &mut Files) -> Result<(), Problem> {
        if let Some(path) = draft.icon.as_deref().filter(|path| !path.is_empty()) {
            match icon::from_file(Path::new(path), &self.icons()) {
                Ok(kept) => {
                    files.picked_icon = kept
                        .file_name()
                        .map(|name| name.to_string_lossy().into_owned());
                    files.icon = Some(kept);
                }
                Err(problem) => files.objections.push(problem),
            }
            return Ok(());
        }
        let picked = apps::find(&self.db, &draft.app)
            .await?
            .and_then(|app| app.picked_icon);
        let picked = picked
            .map(|name| self.icons().join(name))
            .filter(|path| path.exists());
        let from_build = || {
            let icon = files.main()?.icon.as_ref()?;
            icon::from_build(icon, &self.icons())
        };
        files.icon = picked.or_else(from_build);
        Ok(())
    }
}

impl Files {
    fn object(&mut self, says: Sentence) {
        self.objections
            .push(Problem::new(ProblemKind::BadInput, says));
    }

    /// The build whose version and name stand for the release.
    pub(crate) fn main(&self) -> Option<&Build> {
        self.builds.first().map(|(artifact, _)| &artifact.build)
    }

    pub(super) fn identities(&self) -> Vec<(PathBuf, FileIdentity)> {
        self.builds
            .iter()
            .map(|(artifact, identity)| (artifact.path.clone(), *identity))
            .collect()
    }

    pub(super) fn warnings(&self) -> Vec<&Warning> {
        self.builds
            .iter()
            .flat_map(|(artifact, _)| &artifact.build.warnings)
            .collect()
    }

    /// Which files this store gets: of those that the draft names for it, or of all, the ones of a kind that it takes; of these the only
    /// one, else a 32/64 pair where the store takes pairs, else the one whose name has the word by which it was told the last time, else the store's id.
    pub(super) fn for_store(
        &self,
        draft: &DraftStore,
        card: &Card,
        word: Option<&str>,
    ) -> Result<Vec<Artifact>, Sentence> {
        let named = |(artifact, _): &&(Artifact, FileIdentity)| {
            draft.builds.is_empty()
                || draft
                    .builds
                    .iter()
                    .any(|path| std::path::absolute(path).is_ok_and(|path| path == artifact.path))
        };
        let named: Vec<&Artifact> = self
            .builds
            .iter()
            .filter(named)
            .map(|(artifact, _)| artifact)
            .collect();
        // One release may carry a file for each kind of system. A store that takes none of them says so of the first.
        let mut files = named.clone();
        files.retain(|artifact| card.accepts.contains(&artifact.build.kind));
        if files.is_empty() {
            files = named;
            files.truncate(1);
        }
        match files.as_slice() {
            [] => Err(Sentence::new("plan.no-build")),
            [one] => Ok(vec![(*one).clone()]),
            [one, other] if is_pair(&one.build, &other.build) => {
                if card.can.contains(&Capability::PackagePair) {
                    Ok(vec![(*one).clone(), (*other).clone()])
                } else {
                    Err(Sentence::new("plan.pair-not-taken"))
                }
            }
            many => {
                let told = |by: &dyn Fn(&Path) -> bool| -> Vec<&&Artifact> {
                    many.iter().filter(|artifact| by(&artifact.path)).collect()
                };
                let by_word = |path: &Path| {
                    word.is_some_and(|word| words_of(path).iter().any(|other| other == word))
                };
                let mut mine = told(&by_word);
                if mine.len() != 1 {
                    mine = told(&|path| carries(path, card.id));
                }
                match mine.as_slice() {
                    [one] => Ok(vec![(**one).clone()]),
                    _ if !draft.builds.is_empty() || many.len() == 2 => {
                        Err(Sentence::new("plan.wrong-pair"))
                    }
                    _ => Err(Sentence::new("plan.which-file")),
                }
            }
        }
    }
}

/// Two packages of the same app and version, once for 32 and once for 64 bit. A bundle is for all devices at once and has no other half.
fn is_pair(one: &Build, other: &Build) -> bool {
    let same = [one, other].iter().all(|build| build.kind == Kind::Apk)
        && one.package == other.package
        && one.version_code == other.version_code
        && one.version_name == other.version_name
        && one.signer_sha256() == other.signer_sha256();
    same && ((one.is_32_only() && other.is_64_only()) || (one.is_64_only() && other.is_32_only()))
}

fn carries(path: &Path, store: &str) -> bool {
    path.file_stem()
        .is_some_and(|stem| stem.to_string_lossy().to_lowercase().contains(store))
}

/// What stands against a build wherever it would go.
fn judge(artifact: &Artifact, app: &str, goal: Goal) -> Vec<Problem> {
    let build = &artifact.build;
    let mut found = Vec::new();
    let mut object = |says: Sentence| {
        let says = says.with("file", name(&artifact.path));
        found.push(Problem::new(ProblemKind::BadArtifact, says));
    };
    if !app.is_empty() && build.package != app {
        object(
            Sentence::new("plan.other-app")
                .with("found", &build.package)
                .with("app", app),
        );
    }
    // A build that only lends its certificate, or that its store alone can judge, may be of any make.
    if goal.is_without_package() || !build.kind.is_android() {
        return found;
    }
    if build.debuggable == Tristate::Yes || build.signers.iter().any(|signer| signer.is_debug) {
        object(Sentence::new("plan.debug-build"));
    }
    if build.test_only {
        object(Sentence::new("plan.test-only"));
    }
    if let Some(split) = &build.split {
        object(Sentence::new("plan.split").with("split", split));
    }
    // Of an Apple build the profile is read, and the store judges the signature.
    if build.signers.is_empty() && build.apple.is_none() {
        object(Sentence::new("plan.unsigned"));
    }
    if build.intact == Tristate::No
        || build
            .signers
            .iter()
            .any(|signer| signer.verified == Tristate::No)
    {
        object(Sentence::new("plan.not-intact"));
    }
    found
}

pub(crate) fn name(path: &Path) -> String {
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    slipway_model::text::clean_line(&name)
}

#[cfg(test)]
pub(crate) mod tests;
