//! Two strangers: `curl`, and a TLS stream on which a test writes what it likes.

use std::{process::Stdio, sync::Arc};

use rustls_pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    process::Command,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::DEADLINE;
use crate::practice::Practice;

/// How `curl` ended.
#[derive(Debug)]
pub(super) struct Curl {
    pub(super) exit: i32,
    /// `%{http_code}`; of the proxy when it refused.
    pub(super) status: u16,
    pub(super) http: String,
    /// Headers and body as received.
    pub(super) text: String,
}

/// `curl` through practice, trusting its authority.
pub(super) async fn curl(practice: &Practice, arguments: &[&str]) -> Curl {
    let ca = practice.invitation().ca_file.clone();
    curl_plain(practice, &[&["--cacert", &ca], arguments].concat()).await
}

/// `curl` through practice, trusting nobody in particular.
pub(super) async fn curl_plain(practice: &Practice, arguments: &[&str]) -> Curl {
    let mut command = Command::new("curl");
    command
        .args(["-q", "-s", "-i", "--suppress-connect-headers"])
        .args(["-w", "\n%{http_code} %{http_connect} %{http_version}"])
        .args(arguments)
        .env("HTTPS_PROXY", &practice.invitation().proxy)
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let output = tokio::time::timeout(DEADLINE, command.output())
        .await
        .expect("curl ends in time")
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let (text, last) = text.rsplit_once('\n').unwrap();
    let mut facts = last.split(' ');
    let mut number = || facts.next().unwrap().parse::<u16>().unwrap();
    let (status, connect) = (number(), number());
    Curl {
        exit: output.status.code().unwrap(),
        status: if status == 0 { connect } else { status },
        http: facts.next().unwrap().to_owned(),
        text: text.to_owned(),
    }
}

/// A tunnel to a host, with TLS to the server name given.
pub(super) async fn tunnel(
    practice: &Practice,
    host: &str,
    server_name: &str,
) -> Result<TlsStream<TcpStream>, std::io::Error> {
    let invitation = practice.invitation();
    let proxy = invitation.proxy.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(proxy).await?;
    let connect = format!("CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n");
    stream.write_all(connect.as_bytes()).await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    assert!(head.starts_with(b"HTTP/1.1 200"));
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(invitation.ca_pem.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(server_name.to_owned()).unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}
