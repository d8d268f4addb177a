//! Apps of a practice world: the demo app that every fresh world starts with, and a person's own builds, adopted only when asked for.
//! An app that is known is never adopted again, so that a wrong build stays visible.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    demo,
    error::PracticeError,
    play::{Play, SeedApp, StoreApp},
    stage::Stages,
    world::{FRAME, World},
};

/// An app that every store of the world was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdoptedApp {
    pub package: String,
    pub label: String,
    /// The live version at the time.
    pub version_code: u64,
    pub version_name: String,
    /// Each store's own id for it.
    pub ids: BTreeMap<String, String>,
}

/// An app and how every store knows it now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeApp {
    #[serde(flatten)]
    pub app: AdoptedApp,
    pub stores: BTreeMap<String, StoreApp>,
}

/// Gives a fresh world its keys and the demo app; leaves an older one as it is.
pub(crate) fn seed(world: &World, plays: &[Arc<dyn Play>]) -> Result<(), PracticeError> {
    world.across(|stages| {
        let mut frame = stages.of(FRAME);
        for play in plays {
            // Asked per store: a world that was made before a store could be played gets it now, with every app.
            if frame.get::<bool>("seeded", play.id())?.is_some() {
                continue;
            }
            play.seed(&mut stages.of(play.id()))?;
            frame.put("seeded", play.id(), &true)?;
            for (package, mut known) in frame.all::<Known>("app")? {
                let id = play.adopt(&mut stages.of(play.id()), &known.seed)?;
                known.adopted.ids.insert(play.id().to_owned(), id);
                frame.put("app", &package, &known)?;
            }
        }
        match create(stages, plays, demo::app()) {
            Ok(_) | Err(PracticeError::AlreadyThere { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    })
}

/// Reads a build and gives its app to every store, with the version below it live and its signer known. Blocks while it reads.
pub(crate) fn adopt(
    world: &World,
    plays: &[Arc<dyn Play>],
    path: &Path,
) -> Result<AdoptedApp, PracticeError> {
    let build = slipway_artifact::inspect(path, &mut |_| {}, &|| false).map_err(|source| {
        PracticeError::Build {
            path: path.to_owned(),
            source: Box::new(source),
        }
    })?;
    let Some(version_code) = build.version_code.checked_sub(1) else {
        return Err(PracticeError::NothingBelow {
            package: build.package,
        });
    };
    let signer_sha256 = build.signer_sha256().map(str::to_owned);
    let label_zh = build
        .labels
        .iter()
        .find(|(tag, _)| tag.starts_with("zh"))
        .map(|(_, label)| label.clone());
    let app = SeedApp {
        version_name: earlier(&build.version_name),
        package: build.package,
        label: build.label,
        label_zh,
        version_code,
        signer_sha256,
    };
    world.across(|stages| create(stages, plays, app))
}

/// Every app of the world, as all stores know it now.
pub(crate) fn all(
    world: &World,
    plays: &[Arc<dyn Play>],
) -> Result<Vec<PracticeApp>, PracticeError> {
    world.across(|stages| {
        let mut apps: Vec<PracticeApp> = stages
            .of(FRAME)
            .all::<Known>("app")?
            .into_iter()
            .map(|(_, known)| PracticeApp {
                app: known.adopted,
                stores: BTreeMap::new(),
            })
            .collect();
        for play in plays {
            for known in play.apps(&stages.of(play.id()))? {
                if let Some(app) = apps.iter_mut().find(|app| app.app.package == known.package) {
                    app.stores.insert(play.id().to_owned(), known);
                }
            }
        }
        Ok(apps)
    })
}

/// What the frame keeps of an app.
#[derive(Serialize, Deserialize)]
struct Known {
    seed: SeedApp,
    adopted: AdoptedApp,
}

fn create(
    stages: &Stages<'_>,
    plays: &[Arc<dyn Play>],
    app: SeedApp,
) -> Result<AdoptedApp, PracticeError> {
    let mut frame = stages.of(FRAME);
    if frame.get::<Known>("app", &app.package)?.is_some() {
        return Err(PracticeError::AlreadyThere {
            package: app.package,
        });
    }
    let mut ids = BTreeMap::new();
    for play in plays {
        let id = play.adopt(&mut stages.of(play.id()), &app)?;
        ids.insert(play.id().to_owned(), id);
    }
    let adopted = AdoptedApp {
        package: app.package.clone(),
        label: app.label.clone(),
        version_code: app.version_code,
        version_name: app.version_name.clone(),
        ids,
    };
    let known = Known {
        seed: app,
        adopted: adopted.clone(),
    };
    frame.put("app", &adopted.package, &known)?;
    Ok(adopted)
}

/// A version name that reads as an earlier one: the last number above zero goes down by one.
fn earlier(name: &str) -> String {
    let mut parts: Vec<String> = name.split('.').map(str::to_owned).collect();
    let last = parts.iter_mut().rev().find_map(|part| {
        part.parse::<u64>()
            .ok()
            .filter(|&n| n > 0)
            .map(|n| (part, n))
    });
    match last {
        Some((part, number)) => {
            *part = (number - 1).to_string();
            parts.join(".")
        }
        None => "0".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::earlier;

    #[test]
    fn an_earlier_version_name() {
        let check = |name: &str, expected: &str| assert_eq!(earlier(name), expected);
        check("2.0.1", "2.0.0");
        check("2.0.0", "1.0.0");
        check("3.1-beta", "2.1-beta");
        check("", "0");
        check("0", "0");
    }
}
