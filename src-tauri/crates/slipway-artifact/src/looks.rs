//! What the table of resources adds to the manifest: values behind references, the label in its languages, the icon. A table that cannot be
//! read costs these, not the build.

use slipway_model::{Icon, text::clean_line};

use crate::{
    axml::Value,
    form::Form,
    icon::icon,
    manifest::Manifest,
    resources::{Labels, Table},
    stop::Stop,
    xml::XmlError,
    zip::{Content, Zip, ZipError},
};

/// The biggest tables of real apps have a quarter of this.
const RESOURCES_MAX: u64 = 128 * 1024 * 1024;
/// Longest version name that is kept, in characters.
const VERSION_NAME_MAX: usize = 255;

pub(crate) struct Looks {
    /// With the major half; `None` when the manifest has none.
    pub(crate) version_code: Option<u64>,
    pub(crate) version_name: Option<String>,
    pub(crate) labels: Labels,
    pub(crate) icon: Option<Icon>,
    /// There is a table, but it cannot be read.
    pub(crate) unreadable: bool,
    /// Its entry is not as plain as it should be.
    pub(crate) odd: bool,
}

impl Looks {
    pub(crate) fn of(zip: &Zip<'_>, form: Form, manifest: &Manifest) -> Result<Self, Stop> {
        let content = content(zip, form)?;
        let table = match &content {
            Some(content) => table(&content.bytes, zip, form)?,
            None => None,
        };
        let table = table.as_ref();
        let number =
            |value: &Option<Value>| resolve(value.as_ref()?, table)?.number().map(u64::from);
        let major = number(&manifest.version_code_major).unwrap_or_default();
        Ok(Self {
            version_code: number(&manifest.version_code).map(|code| major << 32 | code),
            version_name: manifest
                .version_name
                .as_ref()
                .and_then(|value| version_name(&resolve(value, table)?)),
            labels: manifest
                .label
                .as_ref()
                .map(|label| Labels::of(label, table))
                .unwrap_or_default(),
            icon: manifest
                .icon
                .as_ref()
                .and_then(|value| icon(value, table, zip, form)),
            unreadable: table.is_none() && zip.find(form.resources()).is_some(),
            odd: content.as_ref().is_some_and(|content| content.odd),
        })
    }
}

fn content(zip: &Zip<'_>, form: Form) -> Result<Option<Content>, Stop> {
    match zip.read(form.resources(), RESOURCES_MAX) {
        Ok(content) => Ok(content),
        Err(error @ (ZipError::Halt(_) | ZipError::Io(_))) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

fn table<'a>(bytes: &'a [u8], zip: &Zip<'_>, form: Form) -> Result<Option<Table<'a>>, Stop> {
    match Table::parse(form, bytes, zip.budget()) {
        Ok(table) => Ok((!table.is_empty()).then_some(table)),
        Err(error @ XmlError::Halt(_)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

/// The value itself, or what its reference stands for.
fn resolve(value: &Value, table: Option<&Table<'_>>) -> Option<Value> {
    match value {
        Value::Reference(_) => table?.plain(value),
        _ => Some(value.clone()),
    }
}

fn version_name(value: &Value) -> Option<String> {
    let text = match value {
        Value::Text(text) => clean_line(text),
        Value::Number(number) => number.to_string(),
        Value::Truth(_) | Value::Reference(_) => return None,
    };
    (!text.is_empty()).then(|| text.chars().take(VERSION_NAME_MAX).collect())
}
