//! The wire against a server that does exactly what a test says, byte by byte: over TLS, behind a CONNECT proxy, on loopback.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod calls;
mod deadlines;
mod new_hosts;
mod pace;
mod reaching;

mod server;
mod stopping;
mod untold;
mod uploads;

use std::{
    io::Write as _,
    sync::{Arc, LazyLock},
    time::Duration,
};

use secrecy::SecretString;
use slipway_http::{
    CancellationToken, Deadlines, HostList, HostRule, Line, Meter, PracticeWire, SystemClock, Wire,
    WireSettings,
};

use server::Server;

/// A store that owns `api.example.com` and everything under `obs.example.com`.
const HOSTS: HostList = HostList(&[
    HostRule {
        host: "api.example.com",
        mark: "official",
    },
    HostRule {
        host: "*.obs.example.com",
        mark: "official",
    },
]);

const API: &str = "https://api.example.com";

/// Far longer than a healthy loopback needs, so that only what a test provokes runs out.
const PATIENT: Deadlines = Deadlines {
    connect: Duration::from_secs(10),
    stall: Duration::from_secs(10),
    reply: Duration::from_secs(10),
    patient_reply: Duration::from_secs(10),
};

fn settings(server: &Server, deadlines: Deadlines) -> WireSettings {
    LazyLock::force(&untold::LOG);
    WireSettings {
        practice: Some(PracticeWire {
            proxy: server.proxy(),
            ca_pem: server.ca_pem().to_owned(),
        }),
        deadlines,
        ..WireSettings::default()
    }
}

fn line_over(settings: WireSettings) -> Line {
    Line::new(
        Wire::new(settings, Arc::new(SystemClock)).unwrap(),
        HOSTS,
        CancellationToken::new(),
        Meter::new(),
        vec![SecretString::from("s3cret-of-the-account")],
    )
}

fn line(server: &Server) -> Line {
    line_over(settings(server, PATIENT))
}

/// A line that can be stopped.
fn stoppable(server: &Server, deadlines: Deadlines) -> (Line, CancellationToken) {
    let cancel = CancellationToken::new();
    let line = Line::new(
        Wire::new(settings(server, deadlines), Arc::new(SystemClock)).unwrap(),
        HOSTS,
        cancel.clone(),
        Meter::new(),
        Vec::new(),
    );
    (line, cancel)
}

/// A file of that many bytes, no two neighbouring blocks alike.
fn build(length: usize) -> (tempfile::NamedTempFile, Vec<u8>) {
    let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&bytes).unwrap();
    file.flush().unwrap();
    (file, bytes)
}

/// More than the buffers of both sockets hold, so that a server which does not read makes the sender stand still.
const LARGE: usize = 24 * 1024 * 1024;
