//! Small requests over reqwest: a pooled client for reads, and one that keeps no idle connection for what changes something.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use reqwest::{Client, ClientBuilder, redirect, retry};
use url::Url;

use super::{Lost, ProxyRule, Received, Trust, connect_kind, read::receive};
use crate::{Deadlines, Sent, TroubleKind, WireError};

pub(crate) struct Calls {
    pooled: Client,
    fresh: Client,
    deadlines: Deadlines,
}

/// One small request.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) changes: bool,
    pub(crate) reply: Duration,
}

impl Calls {
    pub(crate) fn new(
        proxy: &ProxyRule,
        trust: &Trust,
        deadlines: Deadlines,
    ) -> Result<Self, WireError> {
        // Without the URL: it may be the proxy's, with its password.
        let unbuilt = |error: reqwest::Error| WireError::Client(error.without_url());
        let build = |client: ClientBuilder| client.build().map_err(unbuilt);
        let common = || builder(proxy, trust, deadlines).map_err(unbuilt);
        Ok(Self {
            pooled: build(common()?)?,
            fresh: build(common()?.pool_max_idle_per_host(0))?,
            deadlines,
        })
    }

    /// Sends it once. The answer is due within the reply limit, counted from when the connection must stand at the latest.
    pub(crate) async fn send(&self, call: Call) -> Result<Received, Lost> {
        let client = if call.changes {
            &self.fresh
        } else {
            &self.pooled
        };
        let mut request = reqwest::Request::new(call.method, call.url);
        *request.headers_mut() = call.headers;
        *request.body_mut() = call.body.map(Into::into);

        let limit = self.deadlines.connect + call.reply;
        let response = tokio::time::timeout(limit, client.execute(request))
            .await
            .map_err(|_| Lost::new(TroubleKind::NoReply, Sent::Perhaps).after(call.reply))?
            .map_err(lost)?;
        receive(response.into(), self.deadlines.stall).await
    }
}

fn builder(
    proxy: &ProxyRule,
    trust: &Trust,
    deadlines: Deadlines,
) -> reqwest::Result<ClientBuilder> {
    // Neither timeout nor read_timeout: both are limits on the whole transfer in reqwest 0.13.
    let builder = Client::builder()
        .tls_backend_preconfigured(trust.config())
        .http1_only()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .connect_timeout(deadlines.connect);
    proxy.apply(builder)
}

fn lost(error: reqwest::Error) -> Lost {
    // The URL may carry a signature in its query.
    let error = error.without_url();
    if error.is_connect() {
        Lost::new(connect_kind(&error), Sent::Nothing).because(error)
    } else if error.is_builder() {
        Lost::new(TroubleKind::Unbuilt, Sent::Nothing).because(error)
    } else {
        Lost::new(TroubleKind::Broken, Sent::Perhaps).because(error)
    }
}
