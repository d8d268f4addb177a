//! The fields of `upd` and `updm` under their names on the wire, with the words that the store uses for them [official copy, 2 clients].

/// One field of the form.
pub(super) struct Field {
    pub(super) name: &'static str,
    /// In the words of the form's table; only that of the summary was seen in a refusal.
    pub(super) label: &'static str,
    /// The listing-only call has it too.
    pub(super) in_listing_call: bool,
}

const fn both(name: &'static str, label: &'static str) -> Field {
    Field {
        name,
        label,
        in_listing_call: true,
    }
}

const fn publishing(name: &'static str, label: &'static str) -> Field {
    Field {
        name,
        label,
        in_listing_call: false,
    }
}

/// Required, in the table's order, which is the order in which their absence is found. One client omits `app_name`, `age_level` and
/// `adaptive_equipment`; whether that still works is not established, so the official table holds.
pub(super) const REQUIRED: [Field; 20] = [
    both("pkg_name", "包名"),
    both("version_code", "版本号"),
    publishing("apk_url", "安装包"),
    publishing("app_name", "应用名称"),
    publishing("second_category_id", "二级分类"),
    publishing("third_category_id", "三级分类"),
    both("summary", "一句话简介"),
    both("detail_desc", "应用介绍"),
    both("update_desc", "版本说明"),
    both("privacy_source_url", "隐私政策网址"),
    both("icon_url", "应用图标"),
    both("pic_url", "竖版截图"),
    publishing("online_type", "发布类型"),
    both("test_desc", "测试附加说明"),
    both(COPYRIGHT, "软件版权证明"),
    both("business_username", "商务联系人"),
    both("business_email", "商务联系邮箱"),
    both("business_mobile", "商务联系电话"),
    publishing("age_level", "年龄分级"),
    publishing("adaptive_equipment", "适配设备"),
];

pub(super) const COPYRIGHT: &str = "copyright_url";

/// Not required; left out means cleared [1 client].
pub(super) const OPTIONAL: [&str; 10] = [
    "app_subname",
    "electronic_cert_url",
    "icp_url",
    "special_url",
    "special_file_url",
    "landscape_pic_url",
    "video_url",
    "video_url_material",
    "adaptive_type",
    "customer_contact",
];

/// Required fields that belong to one release and not to the listing.
const OF_THE_RELEASE: [&str; 4] = ["pkg_name", "version_code", "apk_url", "online_type"];

/// Names of the form that are not part of the record.
const PASSING: [&str; 4] = ["sche_online_time", "access_token", "timestamp", "api_sign"];

/// Every field that a version's listing has.
pub(super) fn of_the_listing() -> impl Iterator<Item = &'static str> {
    REQUIRED
        .iter()
        .map(|field| field.name)
        .filter(|name| !OF_THE_RELEASE.contains(name))
        .chain(OPTIONAL)
}

/// Those that the listing-only call can write.
pub(super) fn of_the_listing_call() -> impl Iterator<Item = &'static str> {
    REQUIRED
        .iter()
        .filter(|field| field.in_listing_call)
        .map(|field| field.name)
        .filter(|name| !OF_THE_RELEASE.contains(name))
        .chain(OPTIONAL)
}

/// Whether the form knows a parameter of that name.
pub(super) fn is_known(name: &str) -> bool {
    REQUIRED.iter().any(|field| field.name == name)
        || OPTIONAL.contains(&name)
        || PASSING.contains(&name)
}

/// The entries of a comma list without the empty slots that `info` really returns [1 client].
pub(super) fn slots(list: &str) -> impl Iterator<Item = &str> {
    list.split(',')
        .map(str::trim)
        .filter(|slot| !slot.is_empty())
}
