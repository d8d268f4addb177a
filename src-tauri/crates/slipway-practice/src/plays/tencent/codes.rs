//! The store's `ret` numbers [official], with words for `msg`. The numbers are the documented ones; the real words are not recorded, so
//! these are ours and no client may build on them. Which check uses which number is decided where the check is.

/// A number and its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Code(pub(super) u32, pub(super) &'static str);

// Any call.
pub(super) const NO_USER_ID: Code = Code(1_000_001, "user_id为空");
pub(super) const BAD_USER_ID: Code = Code(1_000_002, "user_id格式错误");
pub(super) const BUSY: Code = Code(1_000_003, "系统繁忙，请稍后重试");
pub(super) const UNKNOWN_USER: Code = Code(1_000_004, "用户不存在");
pub(super) const NO_PACKAGE: Code = Code(1_000_005, "pkg_name为空");
pub(super) const NO_APP_ID: Code = Code(1_000_006, "app_id为空");
pub(super) const BAD_APP_ID: Code = Code(1_000_007, "app_id格式错误");
pub(super) const NO_APP: Code = Code(1_000_008, "应用不存在");
pub(super) const NOT_BOUND: Code = Code(1_000_009, "pkg_name与app_id不匹配");
pub(super) const NOT_SOFTWARE: Code = Code(1_000_010, "仅支持软件类应用");
pub(super) const NOT_LIVE: Code = Code(1_000_011, "应用未上线");
pub(super) const NO_PERMISSION: Code = Code(1_000_012, "无权限");
pub(super) const UNPARSED: Code = Code(1_000_013, "参数解析失败");
pub(super) const NO_TIMESTAMP: Code = Code(1_000_014, "timestamp为空");
pub(super) const BAD_TIMESTAMP: Code = Code(1_000_015, "timestamp格式错误");
pub(super) const OLD_TIMESTAMP: Code = Code(1_000_016, "timestamp已过期");
pub(super) const NO_SIGN: Code = Code(1_000_017, "sign为空");
const KEY_LOOKUP: Code = Code(1_000_018, "查询密钥失败");
pub(super) const NO_SECRET: Code = Code(1_000_019, "未申请access_secret");
pub(super) const WRONG_SIGN: Code = Code(1_000_020, "签名校验失败");
const INTERNAL: Code = Code(1_000_021, "系统内部错误");

// get_file_upload_info.
pub(super) const NO_FILE_TYPE: Code = Code(2_000_001, "file_type为空");
pub(super) const BAD_FILE_TYPE: Code = Code(2_000_002, "不支持的file_type");
pub(super) const NO_FILE_NAME: Code = Code(2_000_003, "file_name为空");
const PRE_SIGN: Code = Code(2_000_004, "生成预签名地址失败");
const UPLOAD_BUSY: Code = Code(2_000_005, "系统繁忙，请稍后重试");

// query_app_detail.
const DETAIL: Code = Code(3_000_001, "查询应用详情失败");
const DETAIL_NO_APP: Code = Code(3_000_002, "应用不存在");
const DETAIL_NOT_BOUND: Code = Code(3_000_003, "app_id与pkg_name未绑定");

// update_app: what is no number.
pub(super) const FORMAT_CATEGORY: Code = Code(4_000_001, "category格式错误");
pub(super) const FORMAT_AGE_LEVEL: Code = Code(4_000_002, "age_level格式错误");
pub(super) const FORMAT_SCREEN_SIZE: Code = Code(4_000_003, "screen_size格式错误");
pub(super) const FORMAT_LANGUAGE: Code = Code(4_000_004, "language格式错误");
pub(super) const FORMAT_IPV6: Code = Code(4_000_005, "ipv6格式错误");
pub(super) const FORMAT_DEVICE_TYPE: Code = Code(4_000_006, "device_type格式错误");
pub(super) const FORMAT_DELEGATION: Code = Code(4_000_007, "is_soft_delegation格式错误");
pub(super) const FORMAT_PERIOD_TYPE: Code = Code(4_000_008, "soft_delegation_period_type格式错误");
pub(super) const FORMAT_PERIOD_START: Code = Code(4_000_009, "soft_delegation_start_time格式错误");
pub(super) const FORMAT_PERIOD_END: Code = Code(4_000_010, "soft_delegation_end_time格式错误");
pub(super) const FORMAT_BIT_TYPE: Code = Code(4_000_011, "apk_file_bit_type格式错误");
pub(super) const FORMAT_LOGIN_FLAG: Code = Code(4_000_012, "login_flag格式错误");
pub(super) const FORMAT_PAY_TYPE: Code = Code(4_000_013, "pay_type格式错误");
pub(super) const FORMAT_VIDEO_FLAG: Code = Code(4_000_014, "demo_video_flag格式错误");
pub(super) const FORMAT_DEPLOY_TYPE: Code = Code(4_000_015, "deploy_type格式错误");
pub(super) const FORMAT_DEPLOY_TIME: Code = Code(4_000_016, "deploy_time格式错误");

// update_app: what is not allowed.
pub(super) const APP_NAME: Code = Code(4_000_017, "app_name超过50个字符");
pub(super) const APP_NAME_REASON: Code = Code(4_000_018, "modify_app_name_reason超过200个字符");
pub(super) const CATEGORY: Code = Code(4_000_019, "category无效");
pub(super) const CATEGORY_REASON: Code = Code(4_000_020, "modify_category_reason超过200个字符");
pub(super) const INTRODUCE: Code = Code(4_000_021, "introduce应为60至500个字符");
pub(super) const SUMMARY: Code = Code(4_000_022, "one_word_summary应为5至15个字符");
pub(super) const AGE_LEVEL: Code = Code(4_000_023, "age_level无效");
pub(super) const SCREEN_SIZE: Code = Code(4_000_024, "screen_size无效");
pub(super) const LANGUAGE: Code = Code(4_000_025, "language无效");
pub(super) const IPV6: Code = Code(4_000_026, "ipv6无效");
pub(super) const DEVICE_TYPE: Code = Code(4_000_027, "device_type无效");
pub(super) const DELEGATION: Code = Code(4_000_028, "is_soft_delegation无效");
pub(super) const PERIOD_TYPE: Code = Code(4_000_029, "soft_delegation_period_type无效");
pub(super) const PERIOD_TIMES: Code = Code(4_000_030, "软著授权时间无效");
const SAFETY: Code = Code(4_000_031, "内容安全检测失败");
pub(super) const LOGIN_FLAG: Code = Code(4_000_032, "login_flag无效");
pub(super) const NO_LOGIN_ACCOUNT: Code = Code(4_000_033, "缺少测试账号");
pub(super) const PAY_TYPE: Code = Code(4_000_034, "pay_type无效");
pub(super) const NO_PAY_PROMISE: Code = Code(4_000_035, "缺少支付承诺函");
pub(super) const VIDEO_FLAG: Code = Code(4_000_036, "demo_video_flag无效");
pub(super) const NO_VIDEO: Code = Code(4_000_037, "缺少演示视频");
pub(super) const DEPLOY_TYPE: Code = Code(4_000_038, "deploy_type无效");
pub(super) const DEPLOY_TIME: Code = Code(4_000_039, "deploy_time无效");

// update_app: packages and the submission itself.
pub(super) const NO_MD5_32: Code = Code(4_000_040, "缺少apk32_file_md5");
pub(super) const NO_MD5_64: Code = Code(4_000_041, "缺少apk64_file_md5");
const RECORD_LOOKUP: Code = Code(4_000_042, "查询文件上传记录失败");
pub(super) const NO_RECORD: Code = Code(4_000_043, "文件上传记录不存在");
const DOWNLOAD: Code = Code(4_000_044, "下载安装包失败");
pub(super) const PARSE_32: Code = Code(4_000_045, "解析32位或兼容包失败");
pub(super) const PARSE_64: Code = Code(4_000_046, "解析64位包失败");
pub(super) const FORMAT_FLAG_32: Code = Code(4_000_047, "apk32_flag格式错误");
pub(super) const FORMAT_FLAG_64: Code = Code(4_000_048, "apk64_flag格式错误");
pub(super) const FLAG_32: Code = Code(4_000_049, "apk32_flag无效");
pub(super) const FLAG_64: Code = Code(4_000_050, "apk64_flag无效");
pub(super) const NO_APK_32: Code = Code(4_000_051, "缺少32位安装包");
pub(super) const NO_APK_64: Code = Code(4_000_052, "缺少64位安装包");
/// Its reason is in `msg` [official], so the words come from the check.
pub(super) const NOT_SUBMITTED: Code = Code(4_000_053, "提交审核失败");

// query_app_update_status.
const STATUS: Code = Code(5_000_001, "查询审核状态失败");
pub(super) const NO_REVIEW: Code = Code(5_000_002, "没有审核记录");

/// Refusals that no input brings about: a knob does.
pub(super) const BY_KNOB: [(&str, Code); 16] = [
    // The name that it has in every store.
    ("error-inside", INTERNAL),
    ("busy", BUSY),
    ("key-lookup-failed", KEY_LOOKUP),
    ("sign-refused", WRONG_SIGN),
    ("internal-error", INTERNAL),
    ("pre-sign-failed", PRE_SIGN),
    ("upload-busy", UPLOAD_BUSY),
    ("detail-failed", DETAIL),
    ("detail-no-app", DETAIL_NO_APP),
    ("detail-not-bound", DETAIL_NOT_BOUND),
    ("safety-check-failed", SAFETY),
    ("record-lookup-failed", RECORD_LOOKUP),
    ("record-not-found", NO_RECORD),
    ("download-failed", DOWNLOAD),
    ("submission-failed", NOT_SUBMITTED),
    ("status-failed", STATUS),
];
