//! What an adopted app's record holds: a whole listing that the store would accept again, as untidy at the edges as real ones are
//! (a space before the e-mail address, a list that ends in a comma, nulls).

use std::collections::BTreeMap;

use super::{
    fields, files,
    record::{App, Listing, Package, Sort, Standing, Version},
};
use crate::{error::WorldError, play::SeedApp, plays::draw, stage::Stage};

/// An app as it stands after its last release. Version code 0: it was created in the console, nothing is live yet.
pub(super) fn adopt(stage: &mut Stage<'_>, seed: &SeedApp) -> Result<App, WorldError> {
    let id = draw::digits(8);
    let listing = listing(stage, &id, seed)?;
    let now = stage.now();
    let live = Version {
        id: draw::digits(8),
        code: seed.version_code,
        name: seed.version_name.clone(),
        listing: listing.clone(),
        packages: vec![Package {
            url: format!(
                "http://storedl1.nearme.com.cn/apk/{id}/{}.apk",
                draw::hex(32)
            ),
            md5: draw::hex(32),
            bytes: 20_971_520,
            cpu_code: 0,
        }],
        signer: seed.signer_sha256.clone(),
        // The MD5 of a certificate cannot be told from its SHA-256.
        signer_md5: None,
        created_at: now,
        visible_at: now,
        online_at: None,
        standing: Standing::Live { since: now },
    };
    Ok(App {
        id,
        package: seed.package.clone(),
        dev_id: draw::digits(8),
        app_key: draw::hex(32),
        sort: Sort::App,
        frozen: false,
        staged: false,
        draft: listing,
        versions: if seed.version_code > 0 {
            vec![live]
        } else {
            Vec::new()
        },
        tasks: BTreeMap::new(),
        listing_change: None,
    })
}

/// Where the picture lies that a rejection points to.
pub(super) fn evidence_path(id: &str) -> String {
    format!("listing/{id}/evidence.png")
}

fn listing(stage: &mut Stage<'_>, id: &str, seed: &SeedApp) -> Result<Listing, WorldError> {
    let place = |name: &str| format!("listing/{id}/{name}");
    let icon = files::furnish_picture(stage, &place("icon.png"), (512, 512))?;
    let shot = files::furnish_picture(stage, &place("shot.png"), (1080, 1920))?;
    let shots = [shot.as_str(); 3].join(",");
    files::furnish_picture(stage, &evidence_path(id), (360, 640))?;
    let copyright = files::address(&place("copyright.pdf"));
    let name = seed.label_zh.as_ref().unwrap_or(&seed.label);
    let written = [
        ("app_name", name.as_str()),
        // The ids of the recorded reply.
        ("second_category_id", "77"),
        ("third_category_id", "6691"),
        ("summary", "一站式发布演练"),
        (
            "detail_desc",
            "这是演练世界里的示例应用，用来练习一次更新怎样从上传走到上架。",
        ),
        ("update_desc", "首个版本，功能齐备。"),
        ("privacy_source_url", "https://example.com/privacy"),
        ("icon_url", &icon),
        ("pic_url", &shots),
        ("test_desc", "无需登录即可体验全部功能。"),
        ("copyright_url", &copyright),
        ("icp_url", "演练ICP备00000000号-1A"),
        ("business_username", "发布负责人"),
        // Really returned with a space in front, and refused with it [issue].
        ("business_email", " release@example.com"),
        ("business_mobile", "13800000000"),
        ("age_level", "12"),
        ("adaptive_equipment", "4"),
        ("adaptive_type", "2"),
    ];
    let mut listing: Listing = fields::of_the_listing()
        .map(|name| (name.to_owned(), String::new()))
        .collect();
    listing.extend(written.map(|(name, value)| (name.to_owned(), value.to_owned())));
    Ok(listing)
}
