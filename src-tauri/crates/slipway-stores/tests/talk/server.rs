//! The other side: a CONNECT proxy that ends TLS for every host, keeps what it was asked and answers from a list.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{ServerConfig, crypto::aws_lc_rs};
use rustls_pki_types::{PrivateKeyDer, pem::PemObject as _};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) host: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// As it stood on the wire, still encoded.
    pub(crate) query: String,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// `PUT /api/publish/v2/app-file-info` → `PUT app-file-info`.
    pub(crate) fn short(&self) -> String {
        format!("{} {}", self.method, self.path.rsplit('/').next().unwrap())
    }
}

/// What is answered next.
pub(crate) enum Reply {
    Json(u16, Value),
    Text(u16, &'static str),
    /// Bytes that need not be UTF-8.
    Bytes(u16, &'static [u8]),
    /// The request is read and the connection closed without a word.
    Silence,
}

pub(crate) struct Server {
    address: SocketAddr,
    ca_pem: String,
    kept: Arc<Mutex<Kept>>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct Kept {
    replies: VecDeque<Reply>,
    asked: Vec<Asked>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Server {
    pub(crate) async fn start(hosts: &[&str]) -> Self {
        let (acceptor, ca_pem) = authority(hosts);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let kept = Arc::<Mutex<Kept>>::default();
        let keeping = Arc::clone(&kept);
        let serving = tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let (acceptor, kept) = (acceptor.clone(), Arc::clone(&keeping));
                tokio::spawn(async move {
                    if let Some(stream) = tunnel(tcp, acceptor).await {
                        serve(stream, &kept).await;
                    }
                });
            }
        });
        Self {
            address,
            ca_pem,
            kept,
            serving,
        }
    }

    pub(crate) fn proxy(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Answers these, one request each, in this order.
    pub(crate) fn will(&self, replies: impl IntoIterator<Item = Reply>) {
        self.kept.lock().unwrap().replies.extend(replies);
    }

    /// What was asked since the last call; every reply must have been used.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        let mut kept = self.kept.lock().unwrap();
        assert!(
            kept.replies.is_empty(),
            "{} replies were never asked for",
            kept.replies.len()
        );
        std::mem::take(&mut kept.asked)
    }
}

async fn serve(mut stream: TlsStream<TcpStream>, kept: &Mutex<Kept>) {
    while let Some(asked) = read(&mut stream).await {
        let reply = {
            let mut kept = kept.lock().unwrap();
            kept.asked.push(asked);
            kept.replies.pop_front()
        };
        let (status, kind, body) = match reply {
            Some(Reply::Json(status, body)) => {
                (status, "application/json", body.to_string().into_bytes())
            }
            Some(Reply::Text(status, body)) => (status, "text/html", body.as_bytes().to_vec()),
            Some(Reply::Bytes(status, body)) => (status, "text/plain", body.to_vec()),
            Some(Reply::Silence) => return,
            None => (599, "text/plain", b"no reply was planned".to_vec()),
        };
        let head = format!(
            "HTTP/1.1 {status} x\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        if stream
            .write_all(&[head.as_bytes(), &body].concat())
            .await
            .is_err()
        {
            return;
        }
    }
}

async fn read(stream: &mut TlsStream<TcpStream>) -> Option<Asked> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut first = head.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut asked = Asked {
        host: String::new(),
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        head,
        body: Vec::new(),
    };
    asked.host = asked.header("host")?.to_owned();
    assert_eq!(asked.header("transfer-encoding"), None, "never chunked");
    asked.body = vec![
        0;
        asked
            .header("content-length")
            .map_or(0, |length| length.parse().unwrap())
    ];
    stream.read_exact(&mut asked.body).await.ok()?;
    Some(asked)
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
    tcp.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.ok()?;
    acceptor.accept(tcp).await.ok()
}
