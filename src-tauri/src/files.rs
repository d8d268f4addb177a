//! Build files that came from outside the page: named on the command line, by a second start, or dropped on the window.
//! They wait here until the page takes them, so a file is never lost to a page that is still loading, and never opened twice.

use std::{
    mem,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

#[derive(Debug, Default)]
pub(crate) struct OpenedFiles(Mutex<Vec<PathBuf>>);

impl OpenedFiles {
    pub(crate) fn add(&self, files: Vec<PathBuf>) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(files);
    }

    /// All that wait; they are the page's now.
    pub(crate) fn take(&self) -> Vec<String> {
        let files = mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        files.iter().map(|file| text(file)).collect()
    }
}

/// A path as the page carries it back to us.
pub(crate) fn text(path: &std::path::Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::OpenedFiles;

    #[test]
    fn files_are_taken_once() {
        let files = OpenedFiles::default();
        files.add(vec!["/a.apk".into()]);
        files.add(vec!["/b.apk".into()]);
        assert_eq!(files.take(), ["/a.apk", "/b.apk"]);
        assert!(files.take().is_empty());
    }
}
