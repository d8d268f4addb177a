//! Files that came from outside the page: named on the command line, by a second start, or dropped on the window.
//! They wait here until the page takes them, so a file is never lost to a page that is still loading, and never opened twice.

use std::{
    mem,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

#[derive(Debug, Default)]
pub(crate) struct OpenedFiles(Mutex<Vec<PathBuf>>);

/// More than one file waited where one was wanted. Which of them is meant is not ours to guess.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Several;

impl OpenedFiles {
    pub(crate) fn add(&self, files: Vec<PathBuf>) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(files);
    }

    /// All that wait; they are the caller's now.
    pub(crate) fn take(&self) -> Vec<PathBuf> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The one that waits.
    pub(crate) fn take_one(&self) -> Result<Option<PathBuf>, Several> {
        let mut files = self.take();
        let one = files.pop();
        if files.is_empty() {
            Ok(one)
        } else {
            Err(Several)
        }
    }
}

/// A path as the page carries it back to us.
pub(crate) fn text(path: &std::path::Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{OpenedFiles, Several};

    #[test]
    fn files_are_taken_once() {
        let files = OpenedFiles::default();
        files.add(vec!["/a.apk".into()]);
        files.add(vec!["/b.apk".into()]);
        assert_eq!(files.take(), ["/a.apk", "/b.apk"].map(PathBuf::from));
        assert!(files.take().is_empty());
    }

    #[test]
    fn one_file_is_taken_only_when_it_is_the_only_one() {
        let files = OpenedFiles::default();
        assert_eq!(files.take_one(), Ok(None));
        files.add(vec!["/key.json".into()]);
        assert_eq!(files.take_one(), Ok(Some("/key.json".into())));
        files.add(vec!["/a.cer".into(), "/b.cer".into()]);
        assert_eq!(files.take_one(), Err(Several));
        assert!(files.take().is_empty(), "a refused drop is over");
    }
}
