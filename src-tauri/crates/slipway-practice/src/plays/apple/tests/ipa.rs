//! A package by hand: a ZIP of stored entries with the property list of one app, and ballast so that it has several parts.

/// What the property list says.
#[derive(Clone, Debug)]
pub(super) struct Ipa {
    pub(super) bundle: &'static str,
    pub(super) version: &'static str,
    pub(super) build: &'static str,
    pub(super) platform: &'static str,
    pub(super) encryption: Option<bool>,
    pub(super) ballast: usize,
}

impl Ipa {
    /// An update of the demo app.
    pub(super) fn demo() -> Self {
        Self {
            bundle: "com.example.slipway",
            version: "2.0.0",
            build: "20",
            platform: "iphoneos",
            encryption: None,
            ballast: 150_000,
        }
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let encryption = match self.encryption {
            None => String::new(),
            Some(uses) => format!("<key>ITSAppUsesNonExemptEncryption</key><{uses}/>"),
        };
        let plist = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\"><dict>\
             <key>CFBundleIdentifier</key><string>{}</string>\
             <key>CFBundleName</key><string>Demo</string>\
             <key>CFBundlePackageType</key><string>APPL</string>\
             <key>CFBundleExecutable</key><string>Demo</string>\
             <key>CFBundleShortVersionString</key><string>{}</string>\
             <key>CFBundleVersion</key><string>{}</string>\
             <key>DTPlatformName</key><string>{}</string>\
             <key>MinimumOSVersion</key><string>16.0</string>{encryption}\
             </dict></plist>",
            self.bundle, self.version, self.build, self.platform
        );
        let ballast: Vec<u8> = (0..self.ballast).map(|at| (at * 31 % 251) as u8).collect();
        zip(&[
            ("Payload/Demo.app/Demo", &ballast),
            ("Payload/Demo.app/Info.plist", plist.as_bytes()),
        ])
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in entries {
        let at = (body.len() as u32).to_le_bytes();
        let length = (data.len() as u32).to_le_bytes();
        let name_length = (name.len() as u16).to_le_bytes();
        let common = [
            &[0; 2][..],
            &[0; 2],
            &[0, 0, 0x21, 0],
            &crc32(data).to_le_bytes(),
            &length,
            &length,
            &name_length,
            &[0; 2],
        ]
        .concat();
        body.extend([b"PK\x03\x04\x14\0", &common[..], name.as_bytes(), data].concat());
        directory.extend(
            [
                b"PK\x01\x02\x14\0\x14\0",
                &common[..],
                &[0; 10],
                &at,
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = (entries.len() as u16).to_le_bytes();
    let sizes = [directory.len() as u32, body.len() as u32].map(u32::to_le_bytes);
    let end = [
        b"PK\x05\x06\0\0\0\0",
        &count[..],
        &count,
        &sizes.concat(),
        &[0; 2],
    ]
    .concat();
    [body, directory, end].concat()
}
