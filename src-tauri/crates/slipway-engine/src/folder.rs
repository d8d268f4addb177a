//! Where a process keeps everything when nobody says otherwise. Window and command line ask here, so that both find the same worlds.

use std::path::PathBuf;

/// `slipway` below the system's folder for application data (`$XDG_DATA_HOME`, `%APPDATA%`, `~/Library/Application Support`).
/// `None` when the system names none: then the caller must be told a folder.
pub fn data_folder() -> Option<PathBuf> {
    dirs::data_dir().map(|folder| folder.join("slipway"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn is_our_own_folder_in_the_systems() {
        let folder = super::data_folder().unwrap();
        assert!(folder.is_absolute() && folder.ends_with("slipway"));
    }
}
