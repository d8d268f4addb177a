//! The source of a small app, built with aapt.

use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
};

use image::{ImageFormat, Rgba, RgbaImage};
use tempfile::TempDir;

use super::{FRAMEWORK, run};

/// A folder with a manifest, resources and files to be added; made anew for each test.
pub(crate) struct Project {
    pub(crate) folder: TempDir,
    manifest: String,
    version_code: &'static str,
}

impl Project {
    /// `com.example.slipway` 7 (1.2.3) with a label in three languages and an icon in two densities.
    pub(crate) fn new() -> Self {
        Self::with_application(r#"android:label="@string/name" android:icon="@drawable/icon""#)
    }

    /// The same with other attributes on the application.
    pub(crate) fn with_application(attributes: &str) -> Self {
        let project = Self {
            folder: tempfile::tempdir().unwrap(),
            manifest: format!(
                r#"<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="com.example.slipway">
                     <application {attributes}>
                       <activity android:name=".Main" android:label="@string/screen">
                         <intent-filter>
                           <action android:name="android.intent.action.MAIN"/>
                           <category android:name="android.intent.category.LAUNCHER"/>
                         </intent-filter>
                       </activity>
                     </application>
                   </manifest>"#
            ),
            version_code: "7",
        };
        project.strings("values", "Slipway Test");
        project.strings("values-zh-rCN", "滑道测试");
        project.strings("values-ja", "テスト");
        project.file("res/drawable-mdpi/icon.png", &picture(48, ImageFormat::Png));
        project.file(
            "res/drawable-xxhdpi/icon.png",
            &picture(144, ImageFormat::Png),
        );
        project
    }

    pub(crate) fn manifest(mut self, manifest: &str) -> Self {
        self.manifest = manifest.to_owned();
        self
    }

    pub(crate) fn file(&self, path: &str, content: &[u8]) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.folder.path().join(path)).unwrap();
    }

    fn strings(&self, folder: &str, name: &str) {
        let text = format!(
            r#"<resources><string name="name">{name}</string><string name="screen">{name} 1</string></resources>"#
        );
        self.file(&format!("res/{folder}/strings.xml"), text.as_bytes());
    }

    /// Packs as nobody should: nothing is aligned.
    pub(crate) fn pack_carelessly(&self, added: &[&str]) -> PathBuf {
        self.rough(added, &["-0", "so"])
    }

    /// Packs without signing. `added` are files of the folder that go in as they are; `options` are aapt's.
    pub(crate) fn pack(&self, added: &[&str], options: &[&str]) -> PathBuf {
        let mut plain = vec!["-0", "arsc", "-0", "so"];
        plain.extend(options);
        let rough = self.rough(added, &plain);
        let packed = self.at("app.apk");
        let paths = [&rough, &packed].map(|path| path.display().to_string());
        run("zipalign", ["-f", "-p", "4", &paths[0], &paths[1]]);
        packed
    }

    fn rough(&self, added: &[&str], options: &[&str]) -> PathBuf {
        self.file("AndroidManifest.xml", self.manifest.as_bytes());
        let rough = self.at("rough.apk");
        let mut args: Vec<&str> = vec![
            "package",
            "-f",
            "-I",
            FRAMEWORK,
            "--version-code",
            self.version_code,
            "--version-name",
            "1.2.3",
            "--min-sdk-version",
            "21",
            "--target-sdk-version",
            "33",
        ];
        args.extend(options);
        let (manifest, res) = (self.at("AndroidManifest.xml"), self.at("res"));
        let paths = [&manifest, &res, &rough].map(|path| path.display().to_string());
        args.extend(["-M", &paths[0], "-S", &paths[1], "-F", &paths[2]]);
        run("aapt", args);
        for file in added {
            // aapt adds by the path that it is given, so it must run in the folder.
            let done = std::process::Command::new("aapt")
                .args(["add", "-0", "so", "rough.apk", file])
                .current_dir(self.folder.path())
                .output()
                .unwrap();
            assert!(done.status.success(), "{done:?}");
        }
        rough
    }

    /// Packs with aapt2, whose options for resource tables differ.
    pub(crate) fn pack_with_aapt2(&self, options: &[&str]) -> PathBuf {
        self.file("AndroidManifest.xml", self.manifest.as_bytes());
        let paths = ["res", "res.zip", "AndroidManifest.xml", "app.apk"]
            .map(|name| self.at(name).display().to_string());
        run("aapt2", ["compile", "--dir", &paths[0], "-o", &paths[1]]);
        let mut args: Vec<&str> = vec![
            "link",
            "-I",
            FRAMEWORK,
            "--version-code",
            self.version_code,
            "--version-name",
            "1.2.3",
            "--min-sdk-version",
            "26",
            "--target-sdk-version",
            "33",
        ];
        args.extend(options);
        args.extend(["--manifest", &paths[2], "-o", &paths[3], &paths[1]]);
        run("aapt2", args);
        self.at("app.apk")
    }

    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// A square picture that compresses well, one colour in a corner.
pub(crate) fn picture(side: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbaImage::from_fn(side, side, |x, y| {
        if x < side / 2 && y < side / 2 {
            Rgba([11, 114, 133, 255])
        } else {
            Rgba([240, 244, 245, 128])
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}
