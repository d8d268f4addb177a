//! Which proxy stands between us and a host: practice's, the person's, the system's, or none.

use hyper_util::client::{
    legacy::connect::{HttpConnector, proxy::Tunnel},
    proxy::matcher::{Intercept, Matcher},
};
use tower::Service;
use url::Url;

use crate::{WireError, WireSettings};

/// How a tunnel through a proxy fails. The library does not name the type, so it is named by its service.
pub(super) type TunnelError = <Tunnel<HttpConnector> as Service<http::Uri>>::Error;

pub(crate) enum ProxyRule {
    /// One proxy for every host, `NO_PROXY` notwithstanding.
    Always(Url),
    System,
    /// No proxy, whatever the system says.
    Direct,
}

impl ProxyRule {
    /// Practice's proxy before everything else, so that nothing practised leaves the machine.
    pub(crate) fn of(settings: &WireSettings) -> Result<Self, WireError> {
        let address = match &settings.practice {
            Some(practice) => Some(&practice.proxy),
            None => settings
                .proxy
                .as_ref()
                .filter(|proxy| !proxy.trim().is_empty()),
        };
        let Some(address) = address else {
            return Ok(Self::System);
        };
        if address.trim() == WireSettings::NO_PROXY {
            return Ok(Self::Direct);
        }
        let url = Url::parse(address.trim()).map_err(|_| WireError::BadProxy)?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && matches!(url.path(), "" | "/")
            && url.query().is_none();
        if plain {
            Ok(Self::Always(url))
        } else {
            Err(WireError::BadProxy)
        }
    }

    /// For the client that is not reqwest's.
    pub(super) fn matcher(&self) -> Matcher {
        match self {
            Self::Always(url) => Matcher::builder().all(url.as_str()).build(),
            Self::System => Matcher::from_system(),
            Self::Direct => Matcher::builder().build(),
        }
    }

    /// For reqwest. Its own look at the system comes first and must be switched off where the proxy is given: system
    /// settings also catch 127.0.0.1.
    pub(super) fn apply(
        &self,
        builder: reqwest::ClientBuilder,
    ) -> reqwest::Result<reqwest::ClientBuilder> {
        match self {
            Self::Always(url) => Ok(builder.no_proxy().proxy(reqwest::Proxy::all(url.as_str())?)),
            Self::System => Ok(builder),
            Self::Direct => Ok(builder.no_proxy()),
        }
    }
}

/// The tunnel to open for a host: the proxy's address, and its password if it has one.
pub(super) fn tunnel<C>(intercept: &Intercept, connector: C) -> Tunnel<C> {
    let tunnel = Tunnel::new(intercept.uri().clone(), connector);
    match intercept.basic_auth() {
        Some(password) => tunnel.with_auth(password.clone()),
        None => tunnel,
    }
}

#[cfg(test)]
mod tests {
    use super::ProxyRule;
    use crate::{PracticeWire, WireSettings};

    fn rule(proxy: &str) -> Option<String> {
        let settings = WireSettings {
            proxy: Some(proxy.to_owned()),
            ..WireSettings::default()
        };
        match ProxyRule::of(&settings).ok()? {
            ProxyRule::Always(url) => Some(url.to_string()),
            ProxyRule::System => Some("system".to_owned()),
            ProxyRule::Direct => Some("direct".to_owned()),
        }
    }

    #[test]
    fn takes_an_address_with_or_without_a_password() {
        for (given, expected) in [
            (
                "http://proxy.example:3128",
                Some("http://proxy.example:3128/"),
            ),
            (
                " http://u:p@proxy.example:3128/ ",
                Some("http://u:p@proxy.example:3128/"),
            ),
            ("https://proxy.example", Some("https://proxy.example/")),
            ("", Some("system")),
            ("  ", Some("system")),
            ("none", Some("direct")),
            ("proxy.example:3128", None),
            ("socks5://proxy.example:1080", None),
            ("http://proxy.example/pac", None),
            ("http://", None),
        ] {
            assert_eq!(rule(given).as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn practice_comes_before_the_persons_proxy() {
        let settings = WireSettings {
            proxy: Some("http://proxy.example:3128".into()),
            practice: Some(PracticeWire {
                proxy: "http://127.0.0.1:9".into(),
                ca_pem: String::new(),
            }),
            ..WireSettings::default()
        };
        let ProxyRule::Always(url) = ProxyRule::of(&settings).unwrap() else {
            panic!("practice without its proxy");
        };
        assert_eq!(url.as_str(), "http://127.0.0.1:9/");
    }
}
