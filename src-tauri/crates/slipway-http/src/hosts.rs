//! Whose host is this? The rule for URLs that a server gave, and the list of hosts that a store owns.

use url::{Host, Url};

/// The hosts of one store: the only ones that get this store's credentials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostList(pub &'static [HostRule]);

/// One entry of a [`HostList`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostRule {
    /// Lower case. `api.example.com`, or `*.example.com` for every name under it (not itself).
    pub host: &'static str,
    /// How sure we are, as `SOURCES.md` marks it: `official`, `4 clients`, `inferred`.
    pub mark: &'static str,
}

impl HostList {
    pub fn allows(&self, host: &str) -> bool {
        self.0.iter().any(|rule| rule.matches(host))
    }
}

impl HostRule {
    fn matches(&self, host: &str) -> bool {
        match self.host.strip_prefix('*') {
            // ".example.com", so that "evilexample.com" is another host.
            Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
            None => host == self.host,
        }
    }
}

/// Why a URL that a server gave is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadUrl {
    #[error("it is not a URL")]
    NotAUrl,
    #[error("it is not https")]
    NotHttps,
    #[error("it carries a user name or password")]
    UserInfo,
    #[error("it names another port")]
    Port,
    #[error("it names an address instead of a host")]
    Address,
    #[error("it names a host of this computer or network")]
    LocalName,
}

/// Reads a URL and applies the rule: https, no user info, default port, a public host name. The fragment is dropped.
pub(crate) fn judge(given: &str) -> Result<Url, BadUrl> {
    let mut url = Url::parse(given.trim()).map_err(|_| BadUrl::NotAUrl)?;
    if url.scheme() != "https" {
        return Err(BadUrl::NotHttps);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BadUrl::UserInfo);
    }
    if url.port().is_some() {
        return Err(BadUrl::Port);
    }
    match url.host() {
        Some(Host::Domain(name)) if is_public_name(name) => {}
        Some(Host::Domain(_)) => return Err(BadUrl::LocalName),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(BadUrl::Address),
        None => return Err(BadUrl::NotAUrl),
    }
    url.set_fragment(None);
    Ok(url)
}

/// At least two labels, none empty (a final dot would slip past the host list), and not under a name kept for local use.
fn is_public_name(name: &str) -> bool {
    const LOCAL: [&str; 4] = ["localhost", "local", "internal", "localdomain"];
    let labels: Vec<&str> = name.split('.').collect();
    labels.len() > 1
        && labels.iter().all(|label| !label.is_empty())
        && !labels.last().is_some_and(|top| LOCAL.contains(top))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BadUrl, HostList, HostRule, judge};

    fn check(given: &str, expected: Result<&str, BadUrl>) {
        let found = judge(given).map(|url| url.to_string());
        assert_eq!(found.as_deref().map_err(|bad| *bad), expected, "{given}");
    }

    #[test]
    fn follows_only_plain_https_on_a_public_name() {
        check(
            "https://obs.example.com/a?b=c",
            Ok("https://obs.example.com/a?b=c"),
        );
        check(
            "https://OBS.Example.com:443/a#b",
            Ok("https://obs.example.com/a"),
        );
        check("http://obs.example.com/", Err(BadUrl::NotHttps));
        check("ftp://obs.example.com/", Err(BadUrl::NotHttps));
        check("javascript:alert(1)", Err(BadUrl::NotHttps));
        check("https://me@obs.example.com/", Err(BadUrl::UserInfo));
        check("https://:pw@obs.example.com/", Err(BadUrl::UserInfo));
        check(
            "https://api.example.com@evil.example/",
            Err(BadUrl::UserInfo),
        );
        check("https://obs.example.com:8443/", Err(BadUrl::Port));
        check("https://127.0.0.1/", Err(BadUrl::Address));
        check("https://2130706433/", Err(BadUrl::Address));
        check("https://0x7f.1/", Err(BadUrl::Address));
        check("https://[::1]/", Err(BadUrl::Address));
        check("https://localhost/", Err(BadUrl::LocalName));
        check("https://a.localhost/", Err(BadUrl::LocalName));
        check("https://metadata.google.internal/", Err(BadUrl::LocalName));
        check("https://printer/", Err(BadUrl::LocalName));
        check("https://obs.example.com./", Err(BadUrl::LocalName));
        check("//obs.example.com/", Err(BadUrl::NotAUrl));
        check("", Err(BadUrl::NotAUrl));
        check("https://", Err(BadUrl::NotAUrl));
    }

    const LIST: HostList = HostList(&[
        HostRule {
            host: "api.example.com",
            mark: "official",
        },
        HostRule {
            host: "*.obs.example.com",
            mark: "inferred",
        },
    ]);

    #[test]
    fn a_suffix_needs_its_dot() {
        for (host, allowed) in [
            ("api.example.com", true),
            ("b1.obs.example.com", true),
            ("a.b.obs.example.com", true),
            ("obs.example.com", false),
            (".obs.example.com", false),
            ("evilobs.example.com", false),
            ("api.example.com.evil.example", false),
            ("xapi.example.com", false),
        ] {
            assert_eq!(LIST.allows(host), allowed, "{host}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_followed_obeys_the_rule(given in "(https?|HTTPS)://[a-z0-9.@:\\[\\]%/-]{0,40}") {
            if let Ok(url) = judge(&given) {
                prop_assert_eq!(url.scheme(), "https");
                prop_assert!(url.username().is_empty() && url.password().is_none());
                prop_assert_eq!(url.port_or_known_default(), Some(443));
                prop_assert!(url.domain().is_some_and(|name| name.contains('.')));
            }
        }
    }
}
