//! A resource table of either form, asked by resource id. How each is kept is the matter of the rooms beside this one.

use crate::{
    axml::Value,
    budget::Budget,
    form::Form,
    resources::{Config, Found, arsc::Arsc, bundle::Bundle},
    xml::XmlError,
};

/// Longest chain of references that is followed.
pub(super) const CHAIN_MAX: usize = 16;

pub(crate) enum Table<'a> {
    Arsc(Arsc<'a>),
    Bundle(Bundle<'a>),
}

impl<'a> Table<'a> {
    /// Fails when it has too much in it, takes too long, or is broken beyond what Android itself puts up with.
    pub(crate) fn parse(
        form: Form,
        bytes: &'a [u8],
        budget: &Budget<'_>,
    ) -> Result<Self, XmlError> {
        match form {
            Form::Apk => Arsc::parse(bytes, budget).map(Self::Arsc),
            Form::Aab => Bundle::parse(bytes, budget).map(Self::Bundle),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Arsc(table) => table.is_empty(),
            Self::Bundle(table) => table.is_empty(),
        }
    }

    /// Every value of a resource with the configuration it is for. The framework's own (0x01…) are not in an app's table.
    pub(crate) fn values(&self, id: u32) -> Vec<(Config, Found<'_>)> {
        match self {
            Self::Arsc(table) => table.values(id),
            Self::Bundle(table) => table.values(id),
        }
    }

    /// The value that suits every device, references followed; for facts that cannot depend on a device, such as a version.
    pub(crate) fn plain(&self, value: &Value) -> Option<Value> {
        let mut value = value.clone();
        for _ in 0..CHAIN_MAX {
            let Some(id) = value.reference() else {
                return Some(value);
            };
            let values = self.values(id);
            let (_, found) = values
                .iter()
                .min_by_key(|(config, _)| (!config.tag().is_empty(), config.others))?;
            value = found.read()?;
        }
        None
    }
}
