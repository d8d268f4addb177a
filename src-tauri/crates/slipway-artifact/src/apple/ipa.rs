//! An IPA: `Payload/<Name>.app/` with the app, whose `Info.plist` says what it is. Beside that file only the profile, the names in other
//! languages and the icon are unpacked, so that entries in a packing that is not read here do no harm.

use slipway_model::Kind;

use crate::{
    apple::{Findings, Said, icon, info::Info, labels, profile::Profile},
    plist::{Plist, PlistError},
    stop::Stop,
    zip::{Zip, ZipError, shown},
};

const INFO: &[u8] = b"Info.plist";
const PROFILE: &str = "embedded.mobileprovision";
const INFO_MAX: u64 = 4 * 1024 * 1024;
const PROFILE_MAX: u64 = 4 * 1024 * 1024;

/// The folder of the app whose `Info.plist` has that name: `Payload/<Name>.app/`, and nothing deeper, where watch apps and extensions are
/// [store reference 13.1].
fn info_of_an_app(name: &[u8]) -> Option<&[u8]> {
    let folder = name.strip_suffix(INFO)?;
    let app = folder.strip_prefix(b"Payload/")?.strip_suffix(b".app/")?;
    (!app.is_empty() && !app.contains(&b'/')).then_some(folder)
}

pub(crate) fn read(zip: &Zip<'_>) -> Result<Said, Stop> {
    let mut folders: Vec<&[u8]> = zip.names().filter_map(info_of_an_app).collect();
    folders.sort_unstable_by_key(|folder| (folder.len(), *folder));
    folders.dedup();
    let &folder = folders.first().ok_or(Stop::NoInfo)?;
    let app = App {
        zip,
        folder,
        prefix: str::from_utf8(folder)
            .map_err(|_| Stop::Unsaid("its folder has a name that is no text"))?,
    };
    app.unambiguous()?;
    let name = app.name("Info.plist");
    app.packing_is_known(&name)?;
    let content = zip.read(&name, INFO_MAX)?.ok_or(Stop::NoInfo)?;
    let list = Plist::parse(&content.bytes, zip.budget())?;
    let info = Info::of(&list)?;
    let profile = app.profile()?;
    let (profile, profile_unreadable) = match profile {
        Some(Err(_)) => (None, true),
        Some(Ok(profile)) => (Some(profile), false),
        None => (None, false),
    };
    let executable = info.executable.as_deref();
    let findings = Findings {
        odd_entries: content.odd,
        duplicate: zip.duplicates().next().map(shown),
        prepended: zip.footer().prepended > 0,
        profile_unreadable,
        no_executable: executable.is_none_or(|name| zip.find(&app.name(name)).is_none()),
        other_app: folders.get(1).map(|other| shown(other)),
    };
    Ok(Said {
        kind: Kind::Ipa,
        labels: labels::read(zip, folder)?,
        icon: icon::best(zip, folder, &info.icons)?,
        info,
        profile,
        abis: Vec::new(),
        schemes: Vec::new(),
        findings,
    })
}

/// The app inside.
struct App<'z, 'a> {
    zip: &'z Zip<'a>,
    folder: &'z [u8],
    /// The same as text.
    prefix: &'z str,
}

impl App<'_, '_> {
    fn name(&self, of: &str) -> String {
        format!("{}{of}", self.prefix)
    }

    /// What decides what the app is must be there once, and not as a folder at the same time.
    fn unambiguous(&self) -> Result<(), Stop> {
        let decides = |name: &[u8]| {
            name.is_empty()
                || name
                    .strip_prefix(self.folder)
                    .is_some_and(|rest| rest == INFO || rest == PROFILE.as_bytes())
        };
        let as_folder = |name: &&[u8]| {
            name.strip_prefix(self.folder)
                .and_then(|rest| rest.split(|&byte| byte == b'/').next())
                .is_some_and(|first| {
                    first.len() + self.folder.len() < name.len()
                        && (first == INFO || first == PROFILE.as_bytes())
                })
        };
        let twice = self.zip.duplicates().find(|name| decides(name));
        match twice.or_else(|| self.zip.names().find(as_folder)) {
            Some(name) => Err(Stop::Duplicate(shown(name))),
            None => Ok(()),
        }
    }

    /// Newer tools may pack entries with LZFSE [store reference 13.1]; here stored and deflated ones are read.
    fn packing_is_known(&self, name: &str) -> Result<(), Stop> {
        match self.zip.find(name) {
            Some(entry) if !matches!(entry.method, 0 | 8) => {
                Err(Stop::Packing(shown(name.as_bytes())))
            }
            _ => Ok(()),
        }
    }

    /// The profile, if there is one; why it cannot be read, if it cannot.
    fn profile(&self) -> Result<Option<Result<Profile, PlistError>>, Stop> {
        let content = match self.zip.read(&self.name(PROFILE), PROFILE_MAX) {
            Ok(None) => return Ok(None),
            Ok(Some(content)) => content,
            Err(error @ (ZipError::Halt(_) | ZipError::Io(_))) => return Err(error.into()),
            Err(_) => return Ok(Some(Err(PlistError::Cut))),
        };
        match Profile::parse(&content.bytes, self.zip.budget()) {
            Err(error @ PlistError::Halt(_)) => Err(error.into()),
            profile => Ok(Some(profile)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs::File,
        io::{Seek as _, SeekFrom, Write as _},
    };

    use flate2::Crc;

    use super::read;
    use crate::{budget::Budget, source::Source, zip::Zip};

    const WRAP: u64 = 1 << 32;

    fn numbers<const N: usize>(values: [u64; N], width: usize) -> Vec<u8> {
        let bytes = values.map(|value| value.to_le_bytes()[..width].to_vec());
        bytes.concat()
    }

    /// A stored entry's local header, or its record in the directory, whose sizes and offset keep their low 32 bits alone.
    fn record(name: &str, data: &[u8], len: u64, at: Option<u64>) -> Vec<u8> {
        let mut crc = Crc::new();
        crc.update(data);
        let sizes = numbers([crc.sum().into(), len, len], 4);
        let names = numbers([name.len() as u64, 0], 2);
        match at {
            None => [
                b"PK\x03\x04\x14\0\0\0\0\0\0\0\x21\0".to_vec(),
                sizes,
                names,
                name.into(),
            ]
            .concat(),
            Some(at) => {
                let rest = [numbers([0, 0, 0], 2), numbers([0, at], 4), name.into()].concat();
                [
                    b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\x21\0".to_vec(),
                    sizes,
                    names,
                    rest,
                ]
                .concat()
            }
        }
    }

    /// Xcode packs beyond 4 GiB without saying so [store reference 13.1]: one app before the border, one whose files are behind it.
    #[test]
    fn archives_beyond_four_gibibytes_without_zip64_are_read() {
        let info = b"<plist><dict><key>CFBundleIdentifier</key><string>com.example.big</string>
            <key>DTPlatformName</key><string>iphoneos</string><key>CFBundleExecutable</key><string>Big</string></dict></plist>";
        for info_is_behind in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("big.ipa");
            let mut file = File::create(&path).unwrap();
            let mut directory = Vec::new();
            let mut count = 0;
            let mut add = |file: &mut File, name: &str, data: &[u8], hole: u64| {
                let at = file.stream_position().unwrap();
                let len = data.len() as u64 + hole;
                file.write_all(&record(name, data, len, None)).unwrap();
                file.write_all(data).unwrap();
                file.seek(SeekFrom::Current(hole as i64)).unwrap();
                directory.extend(record(name, data, len, Some(at)));
                count += 1;
            };
            let name = "Payload/Big.app/Info.plist";
            add(&mut file, "Payload/Big.app/first", b"first", 0);
            if !info_is_behind {
                add(&mut file, name, info, 0);
            }
            // Together more than a number of 32 bits can say, each less.
            add(&mut file, "Payload/Big.app/one", b"", WRAP / 2 + 77);
            add(&mut file, "Payload/Big.app/two", b"", WRAP / 2 + 99);
            if info_is_behind {
                add(&mut file, name, info, 0);
            }
            add(&mut file, "Payload/Big.app/Big", b"program", 0);
            let at = file.stream_position().unwrap();
            assert!(at > WRAP);
            file.write_all(&directory).unwrap();
            let counts = numbers([0, 0, count, count], 2);
            let places = numbers([directory.len() as u64, at], 4);
            file.write_all(&[b"PK\x05\x06".to_vec(), counts, places, vec![0, 0]].concat())
                .unwrap();
            let size = file.stream_position().unwrap();
            drop(file);
            let source = Source::new(File::open(&path).unwrap(), size);
            let budget = Budget::new(&|| false);
            let zip = Zip::open(&source, &budget).unwrap().whole().unwrap();
            assert!(zip.footer().wrapped);
            let said = read(&zip).unwrap();
            assert_eq!(said.info.id, "com.example.big");
            assert!(
                !said.findings.prepended
                    && !said.findings.no_executable
                    && !said.findings.odd_entries
            );
        }
    }
}
