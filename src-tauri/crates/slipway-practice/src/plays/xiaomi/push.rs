//! `/dev/push`: upload and submission in one request. Either all of it is accepted, or nothing happened.
//! Order of the checks: package, ownership, version, members, test account; the first that fails answers.

use serde_json::{Value, json};
use slipway_artifact::Build;

use super::{
    answer::Refusal,
    form::{FilePart, Form},
    order::{Kind, Order},
    record::{App, Pending, Version},
};
use crate::plays::{
    picture::{Format, Picture},
    reading,
};

/// Xiaomi: 2 GiB at most [1 official copy, quoted by 2 clients].
const LARGEST: u64 = 2 << 30;
/// Longest release notes that any client allows; the store's own limit is not established.
const LONGEST_NOTES: usize = 500;
const ICON_SIDE: u32 = 512;

/// The packages of a push as the store reads them: `apk`, and `secondApk` when there is one.
pub(super) struct Packages {
    first: Build,
    second: Option<Build>,
}

/// A push that passed every check.
pub(super) struct Accepted {
    /// To be put on the app; its `decided_at` is the caller's business.
    pub(super) pending: Pending,
    /// Things that a person should know although the store says nothing.
    pub(super) warnings: Vec<Value>,
}

/// Reads the packages that came. Parts of other names, `secondApkPath` among them, are ignored as the store ignores
/// them: only the first APK is published then [issue].
pub(super) async fn read_packages(form: &Form) -> Result<Option<Packages>, Refusal> {
    let Some(apk) = form.file("apk") else {
        return Ok(None);
    };
    let first = read(apk).await?;
    let second = match form.file("secondApk") {
        Some(part) => Some(read(part).await?),
        None => None,
    };
    Ok(Some(Packages { first, second }))
}

async fn read(part: &FilePart) -> Result<Build, Refusal> {
    if part.content.bytes > LARGEST {
        return Err(Refusal::apk("the APK is larger than 2 GiB"));
    }
    reading::read(part.content.path().to_owned())
        .await
        .map_err(|why| Refusal::apk(format!("part {} is no readable APK: {why}", part.name)))
}

/// Judges a push against what the store knows. `strict` refuses a missing icon instead of only noting it.
pub(super) fn judge(
    order: &Order,
    packages: Option<&Packages>,
    form: &Form,
    app: Option<&App>,
    strict: bool,
) -> Result<Accepted, Refusal> {
    let version = match (order.kind, packages) {
        (Kind::Listing, _) => None,
        (_, None) => return Err(Refusal::parameter("part apk is missing")),
        (_, Some(packages)) => Some(packages.check_names(&order.package)?),
    };
    let app = app.ok_or_else(Refusal::not_created)?;
    if !app.ours {
        return Err(Refusal::claimed());
    }
    check_turn(order.kind, app)?;
    if let (Some(version), Some(packages)) = (&version, packages) {
        packages.check_against(app, version)?;
    }
    order.check_members()?;
    check_pictures(order.kind, form, strict)?;
    Ok(Accepted {
        warnings: warnings(order, form, app),
        pending: Pending {
            version,
            app_name: order.app_name.clone(),
            signer: packages.and_then(Packages::signer),
            decided_at: jiff::Timestamp::MAX,
            online_at: order.online_at,
            rejected: false,
        },
    })
}

impl Packages {
    /// The version that the store would publish: the higher of the pair.
    fn check_names(&self, package: &str) -> Result<Version, Refusal> {
        let mut highest = &self.first;
        for build in self.all() {
            if build.package != package {
                return Err(Refusal::other_package(format!(
                    "appInfo says {package}, the APK says {}",
                    build.package
                )));
            }
            if build.version_code > highest.version_code {
                highest = build;
            }
        }
        Ok(Version {
            code: highest.version_code,
            name: highest.version_name.clone(),
        })
    }

    fn check_against(&self, app: &App, version: &Version) -> Result<(), Refusal> {
        if let Some(live) = &app.live
            && version.code <= live.code
        {
            return Err(Refusal::not_higher(format!(
                "version code {} is not higher than the live {}",
                version.code, live.code
            )));
        }
        match &app.signer {
            Some(signer)
                if self
                    .all()
                    .any(|build| build.signer_sha256() != Some(signer)) =>
            {
                Err(Refusal::other_signer())
            }
            _ => Ok(()),
        }
    }

    fn signer(&self) -> Option<String> {
        self.first.signer_sha256().map(str::to_owned)
    }

    /// Facts for the ledger, one entry per file.
    pub(super) fn stored(&self) -> Vec<Value> {
        self.all()
            .map(|build| {
                json!({ "event": "stored", "bytes": build.size, "sha256": build.digests.sha256 })
            })
            .collect()
    }

    fn all(&self) -> impl Iterator<Item = &Build> {
        std::iter::once(&self.first).chain(&self.second)
    }
}

/// A version is on its way, or the kind of push does not fit the app. The real code for "in review" is not known.
fn check_turn(kind: Kind, app: &App) -> Result<(), Refusal> {
    if app.pending.is_some() {
        return Err(Refusal::apk("a push of this app is in review"));
    }
    match (kind, app.live.is_some()) {
        (Kind::New, true) => Err(Refusal::apk(
            "synchroType 0 for an app that is already published",
        )),
        (Kind::Update | Kind::Listing, false) => Err(Refusal::not_created()),
        _ => Ok(()),
    }
}

fn check_pictures(kind: Kind, form: &Form, strict: bool) -> Result<(), Refusal> {
    let has_icon = form.file("icon").is_some();
    if !has_icon && (strict || kind == Kind::New) {
        return Err(Refusal::parameter("part icon is missing"));
    }
    // Xiaomi: a new app needs three screenshots or more [official copy].
    let screenshots = (1..=3).all(|n| form.file(&format!("screenshot_{n}")).is_some());
    if kind == Kind::New && !screenshots {
        return Err(Refusal::parameter(
            "parts screenshot_1 to screenshot_3 are missing",
        ));
    }
    Ok(())
}

fn warnings(order: &Order, form: &Form, app: &App) -> Vec<Value> {
    let mut found = Vec::new();
    let mut note = |what: &str| found.push(json!({ "event": "warning", "what": what }));
    match form.file("icon") {
        None => note("no icon was sent: the store shows its default icon from now on"),
        Some(icon) if png_sides(icon) != Some((ICON_SIDE, ICON_SIDE)) => {
            note("the icon is no PNG of 512 by 512 pixels");
        }
        Some(_) => {}
    }
    if order.app_name != app.app_name {
        note("appName differs from the listing: the listing is renamed with this version");
    }
    if order.update_desc.chars().count() > LONGEST_NOTES {
        note("updateDesc is longer than 500 characters");
    }
    for file in &form.files {
        if file.name == "secondApkPath" {
            note("part secondApkPath is ignored: the second APK travels as secondApk");
        }
        if file.file_name.as_deref().unwrap_or_default().is_empty() {
            note("a file part came without a file name");
        }
    }
    found
}

fn png_sides(icon: &FilePart) -> Option<(u32, u32)> {
    Picture::in_file(icon.content.path())
        .filter(|picture| picture.format == Format::Png)
        .map(Picture::sides)
}
