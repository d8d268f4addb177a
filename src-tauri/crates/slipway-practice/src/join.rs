//! Serve a world, or join the process that serves it.

use std::{path::PathBuf, time::Duration};

use axum::body::Body;
use http::{Request, StatusCode, header::AUTHORIZATION, header::HOST};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::Instant};

use crate::{
    error::PracticeError,
    invitation::Invitation,
    practice::{Options, Practice},
    world::WorldAt,
};

/// How long a process that holds a world's lock may take to say where it is.
const PATIENCE: Duration = Duration::from_secs(10);

/// A world that can be used, by whoever it is served.
pub enum Opened {
    Serving(Practice),
    Joined(Invitation),
}

impl Opened {
    pub fn invitation(&self) -> &Invitation {
        match self {
            Self::Serving(practice) => practice.invitation(),
            Self::Joined(invitation) => invitation,
        }
    }
}

impl Practice {
    /// Serves the world in that folder; when another process does so already, returns its invitation instead.
    /// `options.world` is replaced by the folder.
    ///
    /// # Errors
    /// `NoAnswer` when the world is locked by a process that cannot be reached; else as [`Practice::start`].
    pub async fn open_or_join(
        folder: impl Into<PathBuf>,
        options: Options,
    ) -> Result<Opened, PracticeError> {
        let folder = folder.into();
        let options = Options {
            world: WorldAt::Dir(folder.clone()),
            ..options
        };
        let deadline = Instant::now() + PATIENCE;
        loop {
            // The server may be starting or ending right now; then neither works for a moment.
            let address = match Self::start(options.clone()).await {
                Err(PracticeError::AlreadyServed { address }) => address,
                started => return started.map(Opened::Serving),
            };
            let invitation = std::fs::read(&address)
                .ok()
                .and_then(|text| serde_json::from_slice::<Invitation>(&text).ok());
            if let Some(invitation) = invitation
                && answers(&invitation).await
            {
                return Ok(Opened::Joined(invitation));
            }
            if Instant::now() >= deadline {
                return Err(PracticeError::NoAnswer { folder });
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }
}

/// Whether that server is there and is the one that wrote the invitation.
async fn answers(invitation: &Invitation) -> bool {
    let asked = tokio::time::timeout(Duration::from_secs(2), clock_status(invitation)).await;
    matches!(asked, Ok(Some(StatusCode::OK)))
}

async fn clock_status(invitation: &Invitation) -> Option<StatusCode> {
    let address = invitation.control.strip_prefix("http://")?;
    let stream = TcpStream::connect(address).await.ok()?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .ok()?;
    let request = Request::get("/clock")
        .header(HOST, address)
        .header(AUTHORIZATION, format!("Bearer {}", invitation.control_key))
        .body(Body::empty())
        .ok()?;
    tokio::select! {
        response = sender.send_request(request) => Some(response.ok()?.status()),
        _ = connection => None,
    }
}
