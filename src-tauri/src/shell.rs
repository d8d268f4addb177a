//! What every command starts from: the engine, the world that the window shows, the language it speaks, and what waits for the page.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use slipway_engine::{Engine, World, problem_view};
use slipway_model::{Language, Problem};
use tauri::{AppHandle, async_runtime};
use tokio::sync::{Notify, broadcast::error::RecvError};
use tokio_util::sync::CancellationToken;

use crate::{
    bindings::{Changed, OpenedFilesWait, Place},
    files::{OpenedFiles, Several},
    picker::FilePicker,
    prefs::Prefs,
    start,
    wire::{Across, ProblemView, WorldKind},
};

/// How a command answers.
pub(crate) type Answer<T> = Result<T, ProblemView>;

/// Changes come in bursts; the page is told at most this often.
const CALM: Duration = Duration::from_millis(60);

pub(crate) struct Shell {
    app: AppHandle,
    pub(crate) engine: Engine,
    pub(crate) prefs: Prefs,
    pub(crate) picker: Box<dyn FilePicker>,
    /// Something changed in one of the worlds: title, progress and the page may be out of date.
    pub(crate) news: Notify,
    files: OpenedFiles,
    shown: Mutex<WorldKind>,
    language: Mutex<Option<Language>>,
    followed: Mutex<BTreeSet<WorldKind>>,
    /// What the page waits for and may leave, by a name that the page knows.
    tasks: Mutex<BTreeMap<String, CancellationToken>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shell {
    pub(crate) fn new(
        app: &AppHandle,
        engine: Engine,
        prefs: Prefs,
        picker: Box<dyn FilePicker>,
        shown: WorldKind,
    ) -> Self {
        Self {
            app: app.clone(),
            engine,
            prefs,
            picker,
            news: Notify::new(),
            files: OpenedFiles::default(),
            shown: Mutex::new(shown),
            language: Mutex::new(None),
            followed: Mutex::default(),
            tasks: Mutex::default(),
        }
    }

    /// The world that the window shows, and the language of the person in front of it.
    pub(crate) async fn here(&self) -> Answer<(World, Language)> {
        let world = self.world(self.shown()).await?;
        let chosen = *lock(&self.language);
        let language = match chosen {
            Some(language) => language,
            None => self.read_language(&world).await,
        };
        Ok((world, language))
    }

    /// That world, opened if it was not yet, and from then on followed.
    pub(crate) async fn world(&self, kind: WorldKind) -> Answer<World> {
        let opened = self.engine.world(kind.across()).await;
        let world =
            opened.map_err(|problem: Problem| problem_view(&problem, self.language()).across())?;
        if lock(&self.followed).insert(kind) {
            self.follow(&world);
        }
        Ok(world)
    }

    pub(crate) fn shown(&self) -> WorldKind {
        *lock(&self.shown)
    }

    /// Changes which world is shown. Releases in the other one go on.
    pub(crate) fn show(&self, kind: WorldKind) {
        *lock(&self.shown) = kind;
        self.prefs.set_world(kind);
        self.news.notify_one();
    }

    /// The language that was found last; the system's until settings could be read.
    pub(crate) fn language(&self) -> Language {
        lock(&self.language).unwrap_or_else(start::system_language)
    }

    /// Speaks that language from now on; empty = the system's.
    pub(crate) fn set_language(&self, tag: &str) -> Language {
        let language = match tag {
            "" => start::system_language(),
            tag => Language::from_tag(tag),
        };
        *lock(&self.language) = Some(language);
        self.news.notify_one();
        language
    }

    async fn read_language(&self, world: &World) -> Language {
        let settings = world.settings(start::system_language()).await;
        self.set_language(&settings.unwrap_or_default().language)
    }

    fn follow(&self, world: &World) {
        let mut changes = world.changed();
        let app = self.app.clone();
        async_runtime::spawn(async move {
            while let Ok(()) | Err(RecvError::Lagged(_)) = changes.recv().await {
                tokio::time::sleep(CALM).await;
                changes = changes.resubscribe();
                crate::app::shell(&app).news.notify_one();
                tell(&app, &Changed);
            }
        });
    }

    /// Files from outside the page: they wait, and the page is told. `at`: where they were let go, if they were dropped.
    pub(crate) fn open_files(&self, files: Vec<PathBuf>, at: Option<Place>) {
        if !files.is_empty() {
            self.files.add(files);
            tell(&self.app, &OpenedFilesWait { at });
        }
    }

    pub(crate) fn take_files(&self) -> Vec<PathBuf> {
        self.files.take()
    }

    pub(crate) fn take_file(&self) -> Result<Option<PathBuf>, Several> {
        self.files.take_one()
    }

    /// A token for something that the page waits for. Asking again under the same name ends the earlier one, so a page that was
    /// loaded anew leaves no listener behind.
    pub(crate) fn begin(&self, name: String) -> CancellationToken {
        let token = CancellationToken::new();
        if let Some(earlier) = lock(&self.tasks).insert(name, token.clone()) {
            earlier.cancel();
        }
        token
    }

    pub(crate) fn end(&self, name: &str) {
        if let Some(token) = lock(&self.tasks).remove(name) {
            token.cancel();
        }
    }

    /// The page went away: nobody listens to anything any more. Releases go on; they are the engine's.
    pub(crate) fn end_all(&self) {
        for token in std::mem::take(&mut *lock(&self.tasks)).into_values() {
            token.cancel();
        }
    }
}

/// Sends an event to the page. A page that is gone asks anew when it is back.
pub(crate) fn tell<E: tauri_specta::Event + serde::Serialize + Clone>(app: &AppHandle, event: &E) {
    if let Err(error) = event.emit(app) {
        tracing::debug!(%error, "the page could not be told");
    }
}
