//! The one web address from which this store can fetch a build. A real store reaches the whole web; practice reaches nothing outside
//! the machine, so it owns a host on which the demo build lies, open to everybody as the store asks for.

use std::{io::Write as _, sync::LazyLock};

use super::{package::Facts, upload::Stored};
use crate::plays::sink::Digester;

/// Of a domain that is reserved for examples, so that it can never be anybody's.
pub(super) const HOST: &str = "agc-builds.example.com";
pub(super) const PATH: &str = "/demo.apk";

/// The whole address, as a person types it.
pub(super) fn address() -> String {
    format!("https://{HOST}{PATH}")
}

/// What the store finds when it fetches that address; `None` when there is nothing to fetch.
pub(super) fn fetch(url: &str) -> Option<&'static Stored> {
    static DEMO: LazyLock<Stored> = LazyLock::new(|| read(crate::demo_build()));
    let url = url::Url::parse(url).ok()?;
    let is_ours = url.scheme() == "https"
        && url.port().is_none()
        && url.username().is_empty()
        && url.host_str() == Some(HOST)
        && url.path() == PATH;
    is_ours.then(|| &*DEMO)
}

fn read(bytes: &[u8]) -> Stored {
    let mut digester = Digester::sha256();
    digester.update(bytes);
    let (facts, flaw) = match facts(bytes) {
        Ok(facts) => (Some(facts), None),
        Err(why) => (None, Some(why)),
    };
    Stored {
        bytes: bytes.len() as u64,
        sha256: digester.finish(),
        facts,
        flaw,
    }
}

fn facts(bytes: &[u8]) -> Result<Facts, String> {
    let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    file.write_all(bytes).map_err(|error| error.to_string())?;
    slipway_artifact::inspect(file.path(), &mut |_| {}, &|| false)
        .map(|build| Facts::of(&build))
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{address, fetch};

    #[test]
    fn only_the_one_address_can_be_fetched() {
        let found = fetch(&address()).unwrap();
        assert_eq!(found.facts.as_ref().unwrap().version_code, 20);
        for other in [
            "http://agc-builds.example.com/demo.apk",
            "https://agc-builds.example.com/other.apk",
            "https://user@agc-builds.example.com/demo.apk",
            "https://example.com/demo.apk",
            "demo.apk",
        ] {
            assert!(fetch(other).is_none(), "{other}");
        }
    }
}
