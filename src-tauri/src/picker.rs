//! Asking a person for a file. The page has no dialog permission; it gets paths from here and hands them back.

use std::path::PathBuf;

use async_trait::async_trait;
use slipway_model::{Language, Sentence};

use crate::start::say;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Builds,
    Icon,
    KeyFile,
    TesterList,
    Certificate,
}

impl Wanted {
    fn title(self, language: Language) -> String {
        let key = match self {
            Self::Builds => "window.pick-builds",
            Self::Icon => "window.pick-icon",
            Self::KeyFile => "window.pick-key-file",
            Self::TesterList => "window.pick-tester-list",
            Self::Certificate => "window.pick-certificate",
        };
        say(&Sentence::new(key), language)
    }

    /// Endings that are offered first; empty = any file.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Builds => &["apk", "aab"],
            Self::Icon => &["png"],
            Self::KeyFile => &["json", "cer", "crt", "pem", "txt"],
            Self::TesterList => &["csv", "tsv", "txt"],
            Self::Certificate => &["pem", "cer", "crt", "der"],
        }
    }
}

/// Two of them: the system's own dialogs, and a list for drivers that cannot reach those.
#[async_trait]
pub(crate) trait FilePicker: Send + Sync {
    /// The files a person chose; empty when they changed their mind. One file unless builds are wanted.
    async fn open(&self, wanted: Wanted, language: Language) -> Vec<PathBuf>;
    /// Where to write; `None` when they changed their mind.
    async fn save(&self, name: &str, language: Language) -> Option<PathBuf>;
}

/// The picker of this process: dialogs, unless a driver of the desktop suite brought a list.
pub(crate) fn picker(app: &tauri::AppHandle) -> Box<dyn FilePicker> {
    #[cfg(feature = "scripted-picker")]
    if let Some(list) = std::env::var_os("SLIPWAY_PICKS") {
        return Box::new(scripted::Scripted::new(list.into()));
    }
    Box::new(native::Native::new(app))
}

mod native {
    use std::future::Future;

    use futures_util::FutureExt as _;
    use rfd::{AsyncFileDialog, FileHandle};
    use tauri::{AppHandle, Manager as _};
    use tokio::sync::oneshot;

    use super::{FilePicker, Language, PathBuf, Wanted, async_trait};

    /// The system's dialogs.
    pub(super) struct Native(AppHandle);

    impl Native {
        pub(super) fn new(app: &AppHandle) -> Self {
            Self(app.clone())
        }

        /// Makes the dialog on the main thread, as GTK and AppKit demand, and waits for it here.
        async fn ask<F, A>(
            &self,
            make: impl FnOnce(AsyncFileDialog) -> F + Send + 'static,
        ) -> Option<A>
        where
            F: Future<Output = Option<A>> + Send + 'static,
            A: Send + 'static,
        {
            let (tell, told) = oneshot::channel();
            let app = self.0.clone();
            let made = self.0.run_on_main_thread(move || {
                let mut dialog = AsyncFileDialog::new();
                if let Some(window) = app.get_webview_window("main") {
                    dialog = dialog.set_parent(&window);
                }
                // Nobody listens any more only when the page went away meanwhile.
                let _ = tell.send(make(dialog));
            });
            made.ok()?;
            told.await.ok()?.await
        }
    }

    #[async_trait]
    impl FilePicker for Native {
        async fn open(&self, wanted: Wanted, language: Language) -> Vec<PathBuf> {
            let title = wanted.title(language);
            let chosen = self
                .ask(move |dialog| {
                    let dialog = dialog
                        .set_title(&title)
                        .add_filter(&title, wanted.endings())
                        .add_filter("*", &["*"]);
                    match wanted {
                        Wanted::Builds => dialog.pick_files().boxed(),
                        Wanted::Icon
                        | Wanted::KeyFile
                        | Wanted::TesterList
                        | Wanted::Certificate => dialog
                            .pick_file()
                            .map(|file| file.map(|file| vec![file]))
                            .boxed(),
                    }
                })
                .await;
            chosen
                .unwrap_or_default()
                .iter()
                .map(|file: &FileHandle| file.path().to_owned())
                .collect()
        }

        async fn save(&self, name: &str, _language: Language) -> Option<PathBuf> {
            let name = name.to_owned();
            let chosen = self
                .ask(move |dialog| dialog.set_file_name(name).save_file())
                .await;
            chosen.map(|file| file.path().to_owned())
        }
    }
}

#[cfg(feature = "scripted-picker")]
mod scripted {
    use super::{FilePicker, Language, PathBuf, Wanted, async_trait};

    /// Answers with the lines of a list, as they stand when it is asked.
    pub(super) struct Scripted {
        list: PathBuf,
    }

    impl Scripted {
        pub(super) fn new(list: PathBuf) -> Self {
            Self { list }
        }

        fn lines(&self) -> Vec<PathBuf> {
            let text = std::fs::read_to_string(&self.list).unwrap_or_default();
            text.lines().map(PathBuf::from).collect()
        }
    }

    #[async_trait]
    impl FilePicker for Scripted {
        async fn open(&self, wanted: Wanted, _language: Language) -> Vec<PathBuf> {
            let mut lines = self.lines();
            if wanted != Wanted::Builds {
                lines.truncate(1);
            }
            lines
        }

        async fn save(&self, _name: &str, _language: Language) -> Option<PathBuf> {
            self.lines().into_iter().next()
        }
    }
}
