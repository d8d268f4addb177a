//! Reading what stores really send: numbers as text, text as numbers, `null` and nothing where the page promises a value.
//! For `#[serde(default, deserialize_with = "lenient::…")]` on the fields of a `wire.rs`.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// A number, as number or text. Everything else, an unreadable text included, is absent.
pub(crate) fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(as_number(&Value::deserialize(from)?))
}

pub(crate) fn as_number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A version code: a number that is not negative.
pub(crate) fn version<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Ok(number(from)?.and_then(|number| u64::try_from(number).ok()))
}

/// Text, or a number written out. An empty text is absent.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(as_text(&Value::deserialize(from)?))
}

pub(crate) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `true`/`false`, also as text or as 0/1.
pub(crate) fn truth<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Bool(truth) => Some(truth),
        Value::Number(number) => number.as_i64().map(|number| number != 0),
        Value::String(text) => text.trim().to_lowercase().parse().ok(),
        _ => None,
    })
}

/// A list; entries that cannot be read are left out, and `null` is an empty list.
pub(crate) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Array(entries) => entries
            .into_iter()
            .filter_map(|entry| serde_json::from_value(entry).ok())
            .collect(),
        _ => Vec::new(),
    })
}

/// An object; `null` and anything else are absent.
pub(crate) fn object<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(value
        .is_object()
        .then(|| serde_json::from_value(value).ok())
        .flatten())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Sample {
        #[serde(deserialize_with = "super::number")]
        number: Option<i64>,
        #[serde(deserialize_with = "super::version")]
        version: Option<u64>,
        #[serde(deserialize_with = "super::text")]
        text: Option<String>,
        #[serde(deserialize_with = "super::truth")]
        truth: Option<bool>,
        #[serde(deserialize_with = "super::list")]
        list: Vec<u8>,
        #[serde(deserialize_with = "super::object")]
        object: Option<Box<Sample>>,
    }

    #[test]
    fn takes_each_value_in_every_dress() {
        let full = Sample {
            number: Some(-7),
            version: Some(20),
            text: Some("5".into()),
            truth: Some(true),
            list: vec![1, 2],
            object: Some(Box::default()),
        };
        for body in [
            r#"{"number":-7,"version":20,"text":"5","truth":true,"list":[1,2],"object":{}}"#,
            r#"{"number":"-7","version":"20","text":5,"truth":"true","list":[1,"x",2],"object":{"list":null}}"#,
            r#"{"number":" -7 ","version":20,"text":"5","truth":1,"list":[1,2],"object":{},"more":{}}"#,
        ] {
            assert_eq!(
                serde_json::from_str::<Sample>(body).unwrap(),
                full,
                "{body}"
            );
        }
    }

    #[test]
    fn takes_nothing_for_nothing() {
        for body in [
            "{}",
            r#"{"number":null,"version":null,"text":null,"truth":null,"list":null,"object":null}"#,
            r#"{"number":"","version":-1,"text":"","truth":"?","list":"","object":[]}"#,
        ] {
            assert_eq!(
                serde_json::from_str::<Sample>(body).unwrap(),
                Sample::default(),
                "{body}"
            );
        }
    }
}
