//! The store's ways to say no, by layer and code, in one place. The codes are vivo's [official, unless marked]; the documents
//! give their meanings, not the store's sentences, so the Chinese words are practice's own. Nothing acts on them.

use serde_json::{Value, json};

use crate::plays::stop;

/// Where a call was stopped. The gateway answers in `code`, the service behind it in `subCode` with `code` 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
    Gateway,
    Business,
}

/// A definite no: layer and code, and practice's own reason for the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) layer: Layer,
    pub(super) code: u32,
    why: String,
}

/// Why a call ends without success.
pub(super) type Stop = stop::Stop<Refusal>;

impl Refusal {
    pub(super) fn gateway(code: u32, why: impl Into<String>) -> Self {
        Self {
            layer: Layer::Gateway,
            code,
            why: why.into(),
        }
    }

    pub(super) fn business(code: u32, why: impl Into<String>) -> Self {
        Self {
            layer: Layer::Business,
            code,
            why: why.into(),
        }
    }

    /// 20019: a parameter has a form that the method does not take.
    pub(super) fn form(why: impl Into<String>) -> Self {
        Self::business(20019, why)
    }

    /// The store's words for it.
    pub(super) fn words(&self) -> &'static str {
        match self.layer {
            Layer::Gateway => gateway_words(self.code),
            Layer::Business => business_words(self.code),
        }
    }
}

impl stop::Refusal for Refusal {
    fn event(&self) -> Value {
        json!({ "event": "refused", "code": self.code, "message": self.words(), "why": self.why })
    }
}

fn gateway_words(code: u32) -> &'static str {
    match code {
        404 => "请求的方法不存在",
        405 => "不支持该请求方式",
        440 => "缺少必要的参数",
        441 => "参数不合法",
        500 => "服务器异常",
        10001 => "签名错误",
        10002 => "业务参数为空",
        10003 => "查询异常，请稍后重试",
        10004 => "没有该接口的访问权限",
        10005 => "时间戳超出允许的范围",
        10006 => "访问过于频繁",
        10007 => "账号校验失败，请重新登录",
        10008 => "开发者账号状态异常",
        10009 => "联系人资料不完整，请到平台补充",
        10010 => "功能不存在",
        10011 => "已超过当日调用次数",
        10014 => "接口版本不正确",
        10015 => "签名算法不正确",
        10016 => "数据格式不正确",
        10017 => "调用方的key不正确",
        10018 => "禁止访问，请检查访问信息",
        _ => "请求失败",
    }
}

fn business_words(code: u32) -> &'static str {
    match code {
        11001 => "包名不存在",
        11010 => "正在处理中，请勿重复提交",
        11011 => "账号下没有该应用",
        12002 => "应用不存在，更新失败",
        12004 => "应用正在审核中，不能编辑",
        12006 => "一年内修改应用名称已超过4次",
        12010 => "应用更新审核中，不允许操作",
        12022 => "应用已审核通过，等待上架",
        13001 => "上传的文件不存在",
        13002 => "该包名属于其他开发者",
        13003 => "文件不符合要求",
        13004 => "文件上传服务异常",
        15001 => "安装包的包名不一致",
        15002 => "安装包的targetSdkVersion低于之前的版本",
        15003 | 15010 => "安装包的版本号低于已上传的版本",
        15005 => "安装包解析失败",
        15009 => "文件的MD5不一致",
        15012 => "版本号与安装包不一致",
        15042 => "安装包的签名与已上架的应用不一致",
        18007 | 18013 => "附件的流水号不正确",
        20002 => "安装包的流水号不存在",
        20007 => "参数为空",
        20008 => "缺少必填参数",
        20009 => "应用截图应为3到5张",
        20015 => "审核备注的字数不符合要求",
        20016 => "更新说明的字数不符合要求",
        20017 => "应用介绍的字数不符合要求",
        20019 => "参数格式不正确",
        20020 => "图标的流水号不正确",
        21003 => "应用资料在平台上修改后正在审核",
        21004 => "合同未签署或已到期",
        22009 => "上架类型不正确",
        22010 => "定时上架时间为空",
        22011 => "定时上架时间早于当前时间",
        _ => "处理失败",
    }
}
