//! Makes one connection for one upload: name lookup, proxy and TLS as reqwest would, over a socket that is ours to break off.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::HttpsConnector;
use hyper_util::{
    client::{
        legacy::connect::{Connected, Connection, HttpConnector},
        proxy::matcher::Matcher,
    },
    rt::TokioIo,
};
use rustls_pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tower::{Service, ServiceExt as _};

use super::{BoxError, ProxyRule, Transfer, Trust, proxy::tunnel};

/// Everything that is the same for all uploads of a world.
pub(crate) struct Dialer {
    tcp: HttpConnector,
    proxy: Matcher,
    direct: Arc<rustls::ClientConfig>,
    to_proxy: Arc<rustls::ClientConfig>,
}

/// A TLS connection to a store.
pub(super) trait Stream: Read + Write + Unpin + Send {}
impl<T: Read + Write + Unpin + Send> Stream for T {}

const KEEPALIVE: Duration = Duration::from_secs(15);

impl Dialer {
    pub(crate) fn new(proxy: ProxyRule, trust: Trust) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEPALIVE));
        Self {
            tcp,
            proxy: proxy.matcher(),
            direct: Arc::new(trust.config()),
            to_proxy: Arc::new(trust.without_alpn()),
        }
    }

    pub(super) async fn dial(
        &self,
        to: &http::Uri,
        transfer: &Arc<Transfer>,
    ) -> Result<Box<dyn Stream>, BoxError> {
        let sockets = Sockets {
            tcp: self.tcp.clone(),
            transfer: Arc::clone(transfer),
        };
        let Some(proxy) = self.proxy.intercept(to) else {
            let direct = HttpsConnector::from((sockets, Arc::clone(&self.direct)));
            return Ok(Box::new(direct.oneshot(to.clone()).await?));
        };
        let to_proxy = HttpsConnector::from((sockets, Arc::clone(&self.to_proxy)));
        let tunnelled = tunnel(&proxy, to_proxy).oneshot(to.clone()).await?;
        let host = ServerName::try_from(to.host().unwrap_or_default().to_owned())?;
        let tls = TlsConnector::from(Arc::clone(&self.direct))
            .connect(host, TokioIo::new(tunnelled))
            .await?;
        Ok(Box::new(TokioIo::new(tls)))
    }
}

/// Opens sockets for one transfer.
#[derive(Clone)]
struct Sockets {
    tcp: HttpConnector,
    transfer: Arc<Transfer>,
}

impl Service<http::Uri> for Sockets {
    type Response = Socket;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Socket, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.tcp.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, to: http::Uri) -> Self::Future {
        let connecting = self.tcp.call(to);
        let transfer = Arc::clone(&self.transfer);
        Box::pin(async move {
            Ok(Socket {
                tcp: connecting.await?,
                transfer,
            })
        })
    }
}

/// A socket that tells when bytes move, and that takes back what the system has not sent yet when it is dropped in the middle
/// of a transfer.
struct Socket {
    tcp: TokioIo<TcpStream>,
    transfer: Arc<Transfer>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if !self.transfer.has_ended() {
            // Without this, closing lets the system go on sending its buffer: megabytes, for seconds on a slow line. If it
            // fails the socket is closed the slow way, and there is nobody to tell.
            let _ = self.tcp.inner().set_zero_linger();
        }
    }
}

impl Socket {
    fn noting<T>(&self, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if let Poll::Ready(Ok(_)) = &polled {
            self.transfer.note_movement();
        }
        polled
    }
}

impl Read for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.tcp).poll_read(context, buffer);
        self.noting(polled)
    }
}

impl Write for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.tcp).poll_write(context, bytes);
        self.noting(polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.tcp).poll_write_vectored(context, slices);
        self.noting(polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(context)
    }
}

impl Connection for Socket {
    fn connected(&self) -> Connected {
        self.tcp.connected()
    }
}
