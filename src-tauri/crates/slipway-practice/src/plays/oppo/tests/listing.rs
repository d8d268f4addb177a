use super::*;
use crate::plays::oppo::picture;

#[tokio::test]
async fn the_record_is_as_untidy_as_the_recorded_one() {
    let team = Team::open().await;
    let info = team.info().await;
    assert_eq!(info["type"], 7);
    assert!(info["update_info_check"].is_u64() && info["revoke"].is_u64());
    for name in [
        "version_code",
        "audit_status",
        "second_category_id",
        "age_level",
        "is_freeze",
    ] {
        assert!(info[name].is_string(), "{name}");
    }
    assert!(info["customer_contact"].is_null());
    assert!(info["business_email"].as_str().unwrap().starts_with(' '));
    assert!(info["pic_url"].as_str().unwrap().ends_with(','));
    assert_eq!(info["pic_url_material"][0]["width"], "1080");
    assert_eq!(info["ver_third_category_id"], info["third_category_id"]);
    assert_eq!(
        (&info["release_type"], &info["release_status"]),
        (&json!("1"), &json!("0"))
    );
}

#[tokio::test]
async fn what_is_left_out_is_gone() {
    let team = Team::open().await;
    let mut form = team.ready().await;
    form.remove("icp_url");
    form.insert("summary".to_owned(), "换了一句话".to_owned());
    let answer = team.publish(form).await;
    let submitted = answer.event("submitted").unwrap();
    assert_eq!(submitted["cleared"], json!(["icp_url"]));
    assert_eq!(submitted["changed"], json!(["summary"]));
    team.bench.pass(80 * MINUTE);
    let info = team.info().await;
    assert_eq!(info["icp_url"], "");
    assert_eq!(info["summary"], "换了一句话");
}

#[tokio::test]
async fn every_required_field_is_missed_by_name() {
    let team = Team::open().await;
    let form = team.ready().await;
    for name in crate::plays::oppo::fields::REQUIRED.map(|field| field.name) {
        for blank in [None, Some(""), Some("  ")] {
            let mut form = form.clone();
            form.remove(name);
            if let Some(blank) = blank {
                form.insert(name.to_owned(), blank.to_owned());
            }
            let answer = team.publish(form).await;
            let expected = match name {
                "copyright_url" => 911_001,
                _ => 800_002,
            };
            assert_eq!(errno(&answer), expected, "{name} {blank:?}");
            assert!(answer.event("submitted").is_none());
        }
    }
    let mut form = form;
    form.remove("summary");
    assert_eq!(message(&team.publish(form).await), "一句话简介不能为空");
}

#[tokio::test]
async fn values_are_judged_whoever_wrote_them() {
    let team = Team::open().await;
    let form = team.ready().await;
    let refuse = async |name: &str, value: &str| {
        let mut form = form.clone();
        form.insert(name.to_owned(), value.to_owned());
        let answer = team.publish(form).await;
        assert_eq!(errno(&answer), 800_002, "{name}={value}");
        message(&answer)
    };
    assert_eq!(
        refuse("summary", "多家商店一键发布更新演练应用").await,
        "Summary只能包含至多13个字符"
    );
    refuse("summary", "快，稳").await;
    assert_eq!(
        refuse("business_email", " release@example.com").await,
        "商务联系邮箱格式不正确"
    );
    for (name, value) in [
        ("detail_desc", "太短了"),
        ("update_desc", "更稳定"),
        ("privacy_source_url", "example.com/privacy"),
        ("business_mobile", "call me"),
        ("second_category_id", "tools"),
        ("age_level", "12+"),
        ("adaptive_equipment", "4,5"),
        ("adaptive_type", "3"),
        ("copyright_url", "null"),
        ("version_code", "twenty"),
        ("version_code", "+20"),
        ("age_level", "+12"),
    ] {
        refuse(name, value).await;
    }
    let long = "字".repeat(401);
    refuse("test_desc", &long).await;
}

#[tokio::test]
async fn pictures_are_known_and_of_the_right_size() {
    let team = Team::open().await;
    let form = team.ready().await;
    let refuse = async |name: &str, value: &str| {
        let mut form = form.clone();
        form.insert(name.to_owned(), value.to_owned());
        let answer = team.publish(form).await;
        assert_eq!(errno(&answer), 800_002, "{name}={value}");
        message(&answer)
    };
    let upload = async |bytes: &[u8]| {
        let stored = team.upload("photo", "a.png", bytes).await;
        stored["url"].as_str().unwrap().to_owned()
    };
    let small = upload(&picture::draw(216, 216)).await;
    assert_eq!(
        refuse("icon_url", &small).await,
        "icon_url 图片宽度不符合要求"
    );
    let webp = upload(b"RIFF....WEBPVP8 ").await;
    assert_eq!(refuse("icon_url", &webp).await, "icon_url 不允许的文件格式");
    let mut heavy = picture::draw(512, 512);
    heavy.resize(1 << 20, 0);
    let heavy = upload(&heavy).await;
    refuse("icon_url", &heavy).await;
    refuse("icon_url", "https://example.com/icon.png").await;
    let shot = form["pic_url"].split(',').next().unwrap().to_owned();
    refuse("pic_url", &shot).await;
    refuse("pic_url", &[shot.as_str(); 6].join(",")).await;
    refuse("pic_url", &format!("{shot},{small}")).await;
    refuse("landscape_pic_url", &[shot.as_str(); 3].join(",")).await;
}

#[tokio::test]
async fn untidy_forms_are_taken_and_noted() {
    let team = Team::open().await;
    let mut form = team.ready().await;
    let shots = format!("{},", form["pic_url"]);
    form.extend(pairs(&[
        ("pic_url", &shots),
        ("customer_contact", "null"),
        ("summry", "错字"),
        ("app_name", "Slipway Demo"),
    ]));
    let answer = team.publish(form).await;
    assert_eq!(errno(&answer), 0);
    let notes: Vec<&str> = answer
        .events
        .iter()
        .filter(|event| event["event"] == "warning")
        .map(|event| event["what"].as_str().unwrap())
        .collect();
    for word in ["empty slot", "the word null", "summry", "renamed"] {
        assert!(
            notes.iter().any(|note| note.contains(word)),
            "{word}: {notes:?}"
        );
    }
}

#[tokio::test]
async fn optional_files_are_what_their_fields_are_for() {
    let team = Team::open().await;
    let form = team.ready().await;
    let image = picture::draw(216, 216);
    let mut heavy = image.clone();
    heavy.resize(1 << 20, 0);
    for (field, file_name, bytes, words) in [
        (
            "electronic_cert_url",
            "cert.png",
            &image,
            "electronic_cert_url 不允许的文件格式",
        ),
        (
            "special_url",
            "permit.pdf",
            &image,
            "special_url 不允许的文件格式",
        ),
        (
            "special_url",
            "permit.png",
            &heavy,
            "special_url 文件大小不符合要求",
        ),
        (
            "special_file_url",
            "permits.7z",
            &image,
            "special_file_url 不允许的文件格式",
        ),
        (
            "video_url",
            "video.mov",
            &image,
            "video_url 不允许的文件格式",
        ),
    ] {
        let stored = team.upload("resource", file_name, bytes).await;
        let mut form = form.clone();
        form.insert(field.to_owned(), stored["url"].as_str().unwrap().to_owned());
        let answer = team.publish(form).await;
        assert_eq!(
            (errno(&answer), message(&answer).as_str()),
            (800_002, words)
        );
    }
    let stored = team.upload("resource", "cert.pdf", b"%PDF-1.4").await;
    let mut form = form.clone();
    let url = stored["url"].as_str().unwrap().to_owned();
    form.insert("electronic_cert_url".to_owned(), url);
    assert_eq!(errno(&team.publish(form).await), 0);
}

#[tokio::test]
async fn a_dirty_record_refuses_an_update_that_nobody_made_dirty() {
    for (fault, errno_expected, words) in [
        ("long-summary", 800_002, "Summary只能包含至多13个字符"),
        ("no-copyright", 911_001, "软件版权证明不能为空"),
        ("certificate-only", 911_001, "软件版权证明不能为空"),
        ("old-icon", 800_002, "icon_url 图片宽度不符合要求"),
        ("blank-contact", 800_002, "商务联系人不能为空"),
        ("odd-equipment", 800_002, "adaptive_equipment 不正确"),
        ("dirty-listing", 911_001, "软件版权证明不能为空"),
    ] {
        let team = Team::open().await;
        team.spoil(fault).await;
        let form = team.ready().await;
        let answer = team.publish(form).await;
        assert_eq!(
            (errno(&answer), message(&answer).as_str()),
            (errno_expected, words),
            "{fault}"
        );
    }
}

#[tokio::test]
async fn a_dirty_record_is_cured_by_better_values() {
    let team = Team::open().await;
    let dirty = team.spoil("dirty-listing").await;
    assert_eq!(dirty["summary"].as_str().unwrap().chars().count(), 14);
    let icon = team
        .upload("photo", "icon.png", &picture::draw(512, 512))
        .await;
    let paper = team.upload("resource", "copyright.pdf", b"%PDF-1.4").await;
    let mut form = team.ready().await;
    form.extend(pairs(&[
        ("summary", "一站式发布演练"),
        ("copyright_url", paper["url"].as_str().unwrap()),
        ("icon_url", icon["url"].as_str().unwrap()),
        ("business_mobile", "13800000000"),
    ]));
    let answer = team.publish(form).await;
    assert_eq!(errno(&answer), 0, "{}", answer.json());
    let mut changed = answer.event("submitted").unwrap()["changed"].clone();
    changed
        .as_array_mut()
        .unwrap()
        .sort_by_key(Value::to_string);
    assert_eq!(
        changed,
        json!(["business_mobile", "copyright_url", "icon_url", "summary"])
    );
    team.bench.pass(80 * MINUTE);
    assert_eq!(team.info().await["summary"], "一站式发布演练");
}

#[tokio::test]
async fn a_certificate_does_for_the_copyright_when_it_is_sent_as_one() {
    let team = Team::open().await;
    let info = team.spoil("certificate-only").await;
    assert_eq!(info["copyright_url"], "");
    let mut form = team.ready().await;
    let certificate = info["electronic_cert_url"].as_str().unwrap();
    form.insert("copyright_url".to_owned(), certificate.to_owned());
    assert_eq!(errno(&team.publish(form).await), 0);
}

#[tokio::test]
async fn the_listing_alone_has_a_review_of_its_own() {
    let team = Team::open().await;
    let apk = json!({});
    let mut form = team.form(&apk).await;
    for name in [
        "apk_url",
        "app_name",
        "online_type",
        "age_level",
        "adaptive_equipment",
    ] {
        form.remove(name);
    }
    form.extend(pairs(&[("version_code", "19"), ("summary", "换了一句话")]));
    let path = "/resource/v1/app/updm";
    let answer = team.post_with(None, path, form.clone()).await;
    assert_eq!(errno(&answer), 0);
    assert_eq!(
        answer.event("listing").unwrap()["changed"],
        json!(["summary", "update_desc"])
    );
    assert!(answer.event("submitted").is_none());
    let info = team.info().await;
    assert_eq!(
        (&info["update_info_check"], &info["summary"]),
        (&json!(1), &json!("一站式发布演练"))
    );
    assert_eq!(
        errno(&team.post_with(None, path, form.clone()).await),
        911_215
    );
    team.bench.pass(61 * MINUTE);
    let info = team.info().await;
    assert_eq!(
        (
            &info["update_info_check"],
            &info["summary"],
            &info["app_name"]
        ),
        (&json!(0), &json!("换了一句话"), &json!("滑道演示"))
    );
    form.insert("version_code".to_owned(), "20".to_owned());
    assert_eq!(errno(&team.post_with(None, path, form).await), 910_004);
}

#[tokio::test]
async fn the_console_can_freeze_and_stage() {
    let team = Team::open().await;
    let form = team.ready().await;
    let staged = team.spoil("staged").await;
    assert_eq!(
        (&staged["release_type"], &staged["release_over_type"]),
        (&json!("2"), &json!("1"))
    );
    assert_eq!(
        team.spoil("listing-in-review").await["update_info_check"],
        1
    );
    let frozen = team.spoil("frozen").await;
    assert_eq!(
        (&frozen["audit_status"], &frozen["is_freeze"]),
        (&json!("22"), &json!("1"))
    );
    assert_eq!(errno(&team.publish(form).await), 910_014);
}
