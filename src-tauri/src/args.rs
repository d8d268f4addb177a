//! The command line of the window.

use std::path::{Path, PathBuf};

use clap::Parser;
use slipway_engine::WorldKind;

/// Publish one app version to many app stores, and know afterwards what really happened in each.
#[derive(Debug, Parser)]
#[command(name = "slipway", version = env!("CARGO_PKG_VERSION"))]
pub(crate) struct Args {
    /// Folder in which Slipway keeps everything.
    #[arg(long, env = "SLIPWAY_HOME", value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// Show the practice world: the one of this home, or the stand-alone practice whose first line is in FILE.
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, conflicts_with = "real")]
    pub(crate) practice: Option<Option<PathBuf>>,
    /// Show the real world.
    #[arg(long)]
    pub(crate) real: bool,
    /// Build files to open in the wizard.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

impl Args {
    /// Ends the process with a message when the line cannot be read.
    pub(crate) fn read() -> Self {
        Self::parse()
    }

    /// What a second start named, as paths that do not depend on its working folder. `None` when its line cannot be read.
    pub(crate) fn of_second_start(line: &[String], folder: &Path) -> Option<Vec<PathBuf>> {
        let args = Self::try_parse_from(line).ok()?;
        Some(absolute(args.files, folder))
    }

    /// Files of this start.
    pub(crate) fn opened(&self) -> Vec<PathBuf> {
        absolute(
            self.files.clone(),
            &std::env::current_dir().unwrap_or_default(),
        )
    }

    /// The world asked for, if one was.
    pub(crate) fn world(&self) -> Option<WorldKind> {
        if self.real {
            Some(WorldKind::Real)
        } else {
            self.practice.as_ref().map(|_| WorldKind::Practice)
        }
    }

    /// The stand-alone practice to join, if one was named.
    pub(crate) fn practice_file(&self) -> Option<&Path> {
        self.practice.as_ref()?.as_deref()
    }
}

fn absolute(files: Vec<PathBuf>, folder: &Path) -> Vec<PathBuf> {
    files.into_iter().map(|file| folder.join(file)).collect()
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use clap::Parser as _;
    use slipway_engine::WorldKind;

    use super::Args;

    fn read(line: &[&str]) -> Args {
        Args::try_parse_from([&["slipway"], line].concat()).unwrap()
    }

    #[test]
    fn the_world_is_asked_for_or_left_open() {
        assert_eq!(read(&[]).world(), None);
        assert_eq!(read(&["--real"]).world(), Some(WorldKind::Real));
        let own = read(&["--practice", "a.apk"]);
        assert_eq!(
            (own.world(), own.practice_file()),
            (Some(WorldKind::Practice), None)
        );
        assert_eq!(own.files, [PathBuf::from("a.apk")]);
        assert_eq!(
            read(&["--practice=line.json"]).practice_file(),
            Some(Path::new("line.json"))
        );
        assert!(Args::try_parse_from(["slipway", "--real", "--practice"]).is_err());
    }

    #[test]
    fn a_second_start_names_files_from_its_own_folder() {
        let line = ["slipway", "app.apk", "/abs/b.apk"].map(String::from);
        let files = Args::of_second_start(&line, Path::new("/builds")).unwrap();
        assert_eq!(
            files,
            [
                PathBuf::from("/builds/app.apk"),
                PathBuf::from("/abs/b.apk")
            ]
        );
        assert!(
            Args::of_second_start(&["slipway".into(), "--what".into()], Path::new("/")).is_none()
        );
    }
}
