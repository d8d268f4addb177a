//! The process: both worlds of one home, each opened on demand and kept open until the end.

use std::sync::Arc;

use slipway_model::{Language, Problem};
use tokio::sync::OnceCell;

use crate::{
    Home, World, WorldKind,
    view::{ReleaseRow, WorldView},
    world::{self, Answer},
};

/// Both worlds. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Engine(Arc<Both>);

#[derive(Debug)]
struct Both {
    home: Home,
    real: OnceCell<World>,
    practice: OnceCell<World>,
}

impl Engine {
    /// Takes the home into use and makes its folder. Opens no world and no socket.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn open(home: Home) -> Result<Self, Problem> {
        world::make_folder(&home.folder)?;
        Ok(Self(Arc::new(Both {
            home,
            real: OnceCell::new(),
            practice: OnceCell::new(),
        })))
    }

    /// The world, opened now if it was not open yet.
    ///
    /// # Errors
    /// When its database is newer than this program or cannot be read, or when practice cannot be served or joined.
    pub async fn world(&self, kind: WorldKind) -> Result<World, Problem> {
        self.cell(kind)
            .get_or_try_init(|| world::open(&self.0.home, kind))
            .await
            .cloned()
    }

    /// [`World::view`], with what runs in the other world.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn world_view(&self, world: &World, lang: Language) -> Answer<WorldView> {
        let mut view = world.view(lang).await?;
        for other in self.opened().filter(|other| other.kind() != world.kind()) {
            let rows = other.running(lang).await?;
            view.running_next_door
                .extend(rows.into_iter().map(|row| row.title));
        }
        Ok(view)
    }

    /// Releases that run in this process, in both worlds.
    pub async fn running(&self, lang: Language) -> Vec<ReleaseRow> {
        let mut rows = Vec::new();
        for world in self.opened() {
            // A world that does not answer has nothing to name here.
            rows.extend(world.running(lang).await.unwrap_or_default());
        }
        rows
    }

    /// Interrupts what runs, in order: releases, the review watch and, where this process serves it, practice. Returns when nothing is
    /// sent any more. A release that had not come to its end is offered for resume by the next process.
    pub async fn close(&self) {
        for world in self.opened() {
            world.close().await;
        }
    }

    fn opened(&self) -> impl Iterator<Item = &World> {
        self.0.real.get().into_iter().chain(self.0.practice.get())
    }

    fn cell(&self, kind: WorldKind) -> &OnceCell<World> {
        match kind {
            WorldKind::Real => &self.0.real,
            WorldKind::Practice => &self.0.practice,
        }
    }
}
