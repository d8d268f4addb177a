//! The parameters of a call, merged from query, urlencoded body and multipart text parts, wherever a client put them; and the one
//! part named `file`, streamed to disk with its MD5 on the way. What the parameters mean is not decided here.

use std::{collections::BTreeMap, path::PathBuf};

use axum::{
    body::to_bytes,
    extract::{Multipart, Request, multipart::Field},
};
use http::Method;

use super::refusal::Refusal;
use crate::plays::{
    body::{self, Broken},
    sink::{Digester, Received, Sink},
};

/// Longest text; a description has about 9 KB once it is percent-encoded [1 client].
const LONGEST_TEXT: usize = 1 << 20;

/// Parameters of every call [official]; all others are the method's own.
pub(super) const COMMON: [&str; 8] = [
    "method",
    "access_key",
    "timestamp",
    "format",
    "v",
    "sign_method",
    "target_app_key",
    "sign",
];

#[derive(Debug, Default)]
pub(super) struct Parameters {
    /// Every parameter as it is signed: decoded, otherwise untouched.
    pub(super) all: BTreeMap<String, String>,
    pub(super) file: Option<File>,
    /// What is odd about the body although the store says nothing, for the ledger.
    pub(super) oddities: Vec<String>,
}

#[derive(Debug)]
pub(super) struct File {
    pub(super) content: Received,
    /// There was more than the largest file that is ever taken; the rest was not kept.
    pub(super) too_large: bool,
}

impl Parameters {
    /// A value that says something: several clients send and sign empty ones and mean nothing by it.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// 20008 when it is missing, 20007 when it is there and empty.
    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        match self.all.get(name) {
            None => Err(Refusal::business(20008, format!("{name} is missing"))),
            Some(value) if value.is_empty() => {
                Err(Refusal::business(20007, format!("{name} is empty")))
            }
            Some(value) => Ok(value),
        }
    }

    /// Names of the parameters that are the method's own.
    pub(super) fn own(&self) -> impl Iterator<Item = &str> {
        self.all
            .keys()
            .map(String::as_str)
            .filter(|name| !COMMON.contains(name))
    }

    fn add(&mut self, name: String, value: String) {
        if let Some(first) = self.all.get(&name) {
            if *first != value {
                self.oddities
                    .push(format!("parameter {name} came twice; the first one counts"));
            }
            return;
        }
        self.all.insert(name, value);
    }

    fn add_urlencoded(&mut self, text: &[u8]) {
        for (name, value) in url::form_urlencoded::parse(text) {
            self.add(name.into_owned(), value.into_owned());
        }
    }
}

/// Reads the whole request. `fresh` names a new file; of a file, no more than `largest` bytes are kept.
pub(super) async fn read(
    request: Request,
    fresh: &(dyn Fn() -> PathBuf + Send + Sync),
    largest: u64,
) -> Result<Parameters, Broken> {
    let mut parameters = Parameters::default();
    parameters.add_urlencoded(request.uri().query().unwrap_or_default().as_bytes());
    if request.method() != Method::POST {
        return Ok(parameters);
    }
    let announced = body::announced(request.headers());
    if announced == body::MULTIPART {
        if !request.headers().contains_key("content-length") {
            let what = "the upload came without Content-Length; the store promises nothing for it";
            parameters.oddities.push(what.to_owned());
        }
        match body::parts(request).await {
            Some(parts) => add_parts(&mut parameters, parts, fresh, largest).await?,
            None => parameters
                .oddities
                .push("the multipart body has no usable boundary".to_owned()),
        }
    } else if announced == body::URLENCODED {
        let text = to_bytes(request.into_body(), LONGEST_TEXT).await?;
        parameters.add_urlencoded(&text);
    } else if !announced.is_empty() {
        let what = format!("a body of type {announced} is not read for parameters");
        parameters.oddities.push(what);
    }
    Ok(parameters)
}

async fn add_parts(
    parameters: &mut Parameters,
    mut parts: Multipart,
    fresh: &(dyn Fn() -> PathBuf + Send + Sync),
    largest: u64,
) -> Result<(), Broken> {
    while let Some(part) = parts.next_field().await? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" && parameters.file.is_none() {
            parameters.file = Some(file(part, fresh(), largest).await?);
        } else if part.file_name().is_some() || name == "file" {
            let what = format!("part {name} is ignored: the one file of a call is named file");
            parameters.oddities.push(what);
            drain(part).await?;
        } else {
            let value = body::text(part, LONGEST_TEXT).await?;
            parameters.add(name, value);
        }
    }
    Ok(())
}

async fn file(mut part: Field<'_>, path: PathBuf, largest: u64) -> Result<File, Broken> {
    let mut sink = Sink::open(&path, Digester::md5()).await?;
    let mut too_large = false;
    while let Some(chunk) = part.chunk().await? {
        too_large |= sink.bytes() + chunk.len() as u64 > largest;
        if !too_large {
            sink.write(&chunk).await?;
        }
    }
    Ok(File {
        content: sink.finish().await?,
        too_large,
    })
}

async fn drain(mut part: Field<'_>) -> Result<(), Broken> {
    while part.chunk().await?.is_some() {}
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http::Request;

    use super::{Parameters, read};

    async fn read_from(uri: &str, content_type: &str, body: &str, largest: u64) -> Parameters {
        let folder = tempfile::tempdir().unwrap();
        let fresh = || folder.path().join("file");
        let request = Request::post(uri)
            .header("content-type", content_type)
            .header("content-length", body.len())
            .body(Body::from(body.to_owned()))
            .unwrap();
        read(request, &fresh, largest).await.unwrap()
    }

    #[tokio::test]
    async fn every_place_for_parameters_is_read_and_the_first_value_counts() {
        let form = "application/x-www-form-urlencoded;charset=UTF-8";
        let notes = "updateDesc=%E4%BF%AE%E5%A4%8D%20A%26B%3DC%20%E7%9A%84%E9%97%AE%E9%A2%98%20%2B%20100%25";
        let read = read_from("/router/rest?v=1.0", form, &format!("{notes}&v=2.0"), 9).await;
        assert_eq!(read.get("updateDesc"), Some("修复 A&B=C 的问题 + 100%"));
        assert_eq!(read.get("v"), Some("1.0"));
        assert_eq!(read.oddities.len(), 1);
        let plus = read_from("/router/rest", form, "updateDesc=a+b&remark=", 9).await;
        assert_eq!(plus.get("updateDesc"), Some("a b"));
        assert_eq!(plus.get("remark"), None);
        assert_eq!(plus.required("remark").unwrap_err().code, 20007);
        assert_eq!(plus.required("apk").unwrap_err().code, 20008);
        assert_eq!(plus.own().collect::<Vec<_>>(), ["remark", "updateDesc"]);
    }

    #[tokio::test]
    async fn text_parts_are_raw_and_one_part_is_the_file() {
        let part = |head: &str, body: &str| {
            format!("--cut\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
        };
        let body = [
            part("name=\"file\"; filename=\"a.apk\"", "0123456789"),
            part("name=\"updateDesc\"", "100%25 ä & b"),
            part("name=\"apk\"; filename=\"b.apk\"", "not read"),
            "--cut--\r\n".to_owned(),
        ]
        .concat();
        let multipart = "multipart/form-data; boundary=cut";
        let whole = read_from("/router/rest", multipart, &body, 10).await;
        assert_eq!(whole.get("updateDesc"), Some("100%25 ä & b"));
        assert_eq!(whole.get("apk"), None);
        let file = whole.file.unwrap();
        assert!(!file.too_large);
        assert_eq!(file.content.digest, "781e5e245d69b566979b86e28d23f2c7");
        let cut = read_from("/router/rest", multipart, &body, 9).await;
        assert!(cut.file.unwrap().too_large);
    }
}
