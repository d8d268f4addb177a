//! A CONNECT proxy that ends TLS with a certificate of its own authority and hands each connection to the test, byte by byte. It plays
//! no store: what is asked and what is answered is the test's matter. Only a `[dev-dependencies]` section may name this package.

use std::{
    future::Future,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{ServerConfig, crypto::aws_lc_rs};
use rustls_pki_types::{PrivateKeyDer, pem::PemObject as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// Serves until it is dropped.
pub struct Server {
    address: SocketAddr,
    ca_pem: String,
    serving: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Server {
    /// Answers for these hosts (a leading `*.` stands for any name below) and runs the script once per connection.
    ///
    /// # Panics
    /// When no port or certificate can be had.
    pub async fn start<F, R>(hosts: &[&str], script: F) -> Self
    where
        F: Fn(Peer) -> R + Send + Sync + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        let (acceptor, ca_pem) = authority(hosts);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (script, count) = (Arc::new(script), AtomicUsize::new(0));
        let serving = tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let number = count.fetch_add(1, Ordering::Relaxed) + 1;
                let (acceptor, script) = (acceptor.clone(), Arc::clone(&script));
                tokio::spawn(async move {
                    if let Some(stream) = tunnel(tcp, acceptor).await {
                        script(Peer { number, stream }).await;
                    }
                });
            }
        });
        Self {
            address,
            ca_pem,
            serving,
        }
    }

    /// Its address, as a client's proxy.
    pub fn proxy(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The one authority to trust.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }
}

fn authority(hosts: &[&str]) -> (TlsAcceptor, String) {
    let mut ca = CertificateParams::new(Vec::<String>::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_key = KeyPair::generate().unwrap();
    let ca_pem = ca.self_signed(&ca_key).unwrap().pem();
    let issuer = Issuer::new(ca, ca_key);

    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let leaf = CertificateParams::new(names)
        .unwrap()
        .signed_by(&key, &issuer)
        .unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![leaf.der().clone()],
            PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).unwrap(),
        )
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), ca_pem)
}

async fn tunnel(mut tcp: TcpStream, acceptor: TlsAcceptor) -> Option<TlsStream<TcpStream>> {
    let mut asked = Vec::new();
    while !asked.ends_with(b"\r\n\r\n") {
        asked.push(tcp.read_u8().await.ok()?);
    }
    assert!(asked.starts_with(b"CONNECT "), "not through the proxy");
    tcp.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.ok()?;
    // A client that does not trust us ends here.
    acceptor.accept(tcp).await.ok()
}

/// One connection of the client.
pub struct Peer {
    /// 1 for the first connection.
    pub number: usize,
    /// For what no method here does.
    pub stream: TlsStream<TcpStream>,
}

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// From the method to the empty line.
    pub head: String,
    pub body: Vec<u8>,
}

impl Asked {
    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// The announced length of the body.
    pub fn length(&self) -> Option<usize> {
        self.header("content-length")?.parse().ok()
    }
}

impl Peer {
    /// Only the head, byte by byte, so that the body stays unread. `None`: the client is gone.
    ///
    /// # Panics
    /// When the head is not text.
    pub async fn head(&mut self) -> Option<Asked> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.stream.read_u8().await.ok()?);
        }
        Some(Asked {
            head: String::from_utf8(head).unwrap(),
            body: Vec::new(),
        })
    }

    /// Head and announced body. `None`: the client is gone.
    pub async fn asked(&mut self) -> Option<Asked> {
        let mut asked = self.head().await?;
        asked.body = vec![0; asked.length().unwrap_or_default()];
        self.stream.read_exact(&mut asked.body).await.ok()?;
        Some(asked)
    }

    /// # Panics
    /// When the client is gone.
    pub async fn say(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
        self.stream.flush().await.unwrap();
    }

    /// A whole answer; `status` is `200 OK`.
    ///
    /// # Panics
    /// When the client is gone.
    pub async fn answer(&mut self, status: &str, body: &str) {
        let length = body.len();
        self.say(format!(
            "HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}"
        ))
        .await;
    }

    /// Reads on until the client is gone; how it went, and how many bytes came until then.
    pub async fn until_gone(&mut self) -> (Gone, usize) {
        let (mut buffer, mut came) = (vec![0; 64 * 1024], 0);
        loop {
            match self.stream.read(&mut buffer).await {
                Ok(0) => return (Gone::Closed, came),
                Ok(read) => came += read,
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {
                    return (Gone::Reset, came);
                }
                // A close without TLS's farewell.
                Err(_) => return (Gone::Closed, came),
            }
        }
    }
}

/// How a client went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    Closed,
    Reset,
}
