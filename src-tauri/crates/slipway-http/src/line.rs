//! One store's line for one step: the world's wire, the hosts that may have this store's credentials, the way to stop, and
//! the secrets in play. Stores make requests from it and from nothing else.

use std::{fmt, sync::Arc, time::Duration};

use http::Method;
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::{
    Clock, HostList, Meter, Pace, Request, Sent, Trouble, TroubleKind, Wire, hosts::judge,
    pace::Rule,
};

#[derive(Clone)]
pub struct Line {
    wire: Wire,
    hosts: HostList,
    cancel: CancellationToken,
    meter: Meter,
    secrets: Arc<[SecretString]>,
}

impl Line {
    /// `secrets`: the account's credentials, blanked in whatever the store says and kept from hosts that are not on the list.
    pub fn new(
        wire: Wire,
        hosts: HostList,
        cancel: CancellationToken,
        meter: Meter,
        secrets: Vec<SecretString>,
    ) -> Self {
        Self {
            wire,
            hosts,
            cancel,
            meter,
            secrets: secrets.into(),
        }
    }

    /// The same line with more secrets in play, e.g. a token that was just acquired.
    #[must_use]
    pub fn with_secrets(&self, more: impl IntoIterator<Item = SecretString>) -> Self {
        Self {
            secrets: self.secrets.iter().cloned().chain(more).collect(),
            ..self.clone()
        }
    }

    /// A request to a URL made of our own constants. A host that is not on the store's list is a mistake of ours and comes
    /// back from [`Request::send`] as [`TroubleKind::BadUrl`].
    pub fn request(&self, method: Method, url: impl AsRef<str>) -> Request {
        match judge(url.as_ref()) {
            Ok(url) if self.hosts.allows(url.host_str().unwrap_or_default()) => {
                Request::new(self.clone(), method, url, false)
            }
            Ok(url) => {
                let host = url.host_str().unwrap_or_default().to_owned();
                let trouble = Trouble::new(TroubleKind::BadUrl, Sent::Nothing, host)
                    .because("the host is not on the store's list");
                Request::failed(self.clone(), method, trouble)
            }
            Err(bad) => {
                let trouble = Trouble::new(TroubleKind::BadUrl, Sent::Nothing, "").because(bad);
                Request::failed(self.clone(), method, trouble)
            }
        }
    }

    /// A request to a URL that a server gave. Followed only when it is https, without user info, on the default port and on
    /// a public host name. If the host is not on the store's list, what the server gave for that URL may go there
    /// ([`Request::header`]), and our credentials may not ([`Request::is_new_host`]).
    ///
    /// # Errors
    /// [`TroubleKind::BadUrl`] when it is not followed.
    pub fn request_given(&self, method: Method, url: &str) -> Result<Request, Trouble> {
        let url = judge(url).map_err(|bad| {
            let host = Url::parse(url)
                .ok()
                .and_then(|url| url.host_str().map(str::to_owned))
                .unwrap_or_default();
            Trouble::new(TroubleKind::BadUrl, Sent::Nothing, host).because(bad)
        })?;
        Ok(Request::new(self.clone(), method, url, true))
    }

    /// Waits until one more request to this endpoint is allowed, and counts it. `key` names the endpoint (and the account,
    /// where the store counts per account).
    ///
    /// # Errors
    /// [`TroubleKind::Cancelled`].
    pub async fn pace(&self, key: &str, pace: &'static Pace) -> Result<(), Trouble> {
        self.wait_for_place(key, (*pace).into()).await
    }

    /// Waits until the last request under this key is at least `gap` ago, and counts one more. For a store that refuses the second
    /// of two quick questions however few there were in the minute. With [`Line::has_ended`] it is the end that counts.
    ///
    /// # Errors
    /// [`TroubleKind::Cancelled`].
    pub async fn keep_apart(&self, key: &str, gap: Duration) -> Result<(), Trouble> {
        self.wait_for_place(key, Rule::apart(gap)).await
    }

    /// The request that was counted under this key has been answered, or given up.
    pub fn has_ended(&self, key: &str) {
        self.wire.ended(key);
    }

    async fn wait_for_place(&self, key: &str, rule: Rule) -> Result<(), Trouble> {
        loop {
            match self.wire.take_place(key, rule) {
                Duration::ZERO => return Ok(()),
                wait => self.sleep(wait).await?,
            }
        }
    }

    /// Waits on the world's clock.
    ///
    /// # Errors
    /// [`TroubleKind::Cancelled`].
    pub async fn sleep(&self, time: Duration) -> Result<(), Trouble> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Trouble::new(TroubleKind::Cancelled, Sent::Nothing, "")),
            () = self.wire.clock().sleep(time) => Ok(()),
        }
    }

    /// The world's calendar.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        self.wire.clock()
    }

    /// The same line, counting its bytes elsewhere: by [`Meter::part`] for one part of a file.
    #[must_use]
    pub fn with_meter(&self, meter: Meter) -> Self {
        Self {
            meter,
            ..self.clone()
        }
    }

    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The secrets in play, for [`slipway_model::Said::new`].
    pub fn secrets(&self) -> &[SecretString] {
        &self.secrets
    }

    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    pub(crate) fn cancel(&self) -> &CancellationToken {
        &self.cancel
    }

    pub(crate) fn wire(&self) -> &Wire {
        &self.wire
    }

    pub(crate) fn hosts(&self) -> &HostList {
        &self.hosts
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Line")
            .field("wire", &self.wire)
            .field("hosts", &self.hosts)
            .field("sent", &self.meter.count())
            .field("secrets", &self.secrets.len())
            .finish_non_exhaustive()
    }
}
