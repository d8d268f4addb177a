//! A served practice world: started, asked, moved and stopped from inside the process that serves it. The control calls over HTTP do the
//! same for everybody else.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::net::TcpListener;
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};
use uuid::Uuid;

use crate::{
    apps::{self, AdoptedApp, PracticeApp},
    clock::ClockReading,
    control,
    error::{PracticeError, WorldError},
    frame::Frame,
    handed::{self, HandedOut},
    invitation::Invitation,
    knobs::{Knob, Knobs, TurnedKnob},
    ledger::Entry,
    play::{Decided, Play, Verdict},
    plays,
    proxy::{
        self,
        authority::{Authority, KeptAuthority},
    },
    witness::Witness,
    world::{self, FRAME, Pace, World, WorldAt},
};

/// How to serve a world.
#[derive(Clone, Debug)]
pub struct Options {
    pub world: WorldAt,
    /// Where the proxy listens; a loopback address. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// One more place for the authority's certificate (PEM).
    pub ca_out: Option<PathBuf>,
    /// Builds whose apps the world is to have; those that it has already are left as they are.
    pub adopt: Vec<PathBuf>,
    /// Practice seconds per real second in a fresh world. An older world keeps the rate it has.
    pub rate: f64,
    /// How much faster than in the real store reviews and processing are.
    pub review_pace: f64,
    /// Who sees whole exchanges with a host.
    pub witness: Option<Witness>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            world: WorldAt::Memory,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            ca_out: None,
            adopt: Vec::new(),
            rate: 1.0,
            review_pace: 120.0,
            witness: None,
        }
    }
}

/// A world that this process serves. Ends when it is stopped or dropped.
pub struct Practice {
    frame: Arc<Frame>,
    invitation: Invitation,
    _end: DropGuard,
}

impl Practice {
    /// Opens the world, makes it when it is not there, and serves it.
    ///
    /// # Errors
    /// `AlreadyServed` when another process serves that folder; else whatever kept it from being opened or served.
    pub async fn start(options: Options) -> Result<Self, PracticeError> {
        Self::start_with(options, plays::all().into_iter().map(Arc::from).collect()).await
    }

    pub(crate) async fn start_with(
        options: Options,
        plays: Vec<Arc<dyn Play>>,
    ) -> Result<Self, PracticeError> {
        if !options.listen.ip().is_loopback() {
            return Err(PracticeError::NotLoopback(options.listen));
        }
        let listen_at = options.listen;
        let witness = options.witness.clone();
        let prepared = blocking(move || Prepared::new(&options, plays)).await?;
        let proxy = listen(listen_at)?;
        let control = listen(SocketAddr::new(listen_at.ip(), 0))?;
        let end = CancellationToken::new();
        let frame = Arc::new(Frame {
            world: prepared.world,
            plays: prepared.plays,
            knobs: Knobs::default(),
            authority: prepared.authority,
            control_key: prepared.kept.control_key,
            tasks: TaskTracker::new(),
            end: end.clone(),
            witness,
        });
        let invitation = invite(
            &frame,
            prepared.kept.authority.certificate,
            &prepared.ca_file,
            (&proxy, &control),
        )?;
        frame.tasks.spawn(proxy::serve(Arc::clone(&frame), proxy));
        frame
            .tasks
            .spawn(control::serve(Arc::clone(&frame), control));
        if let Some(folder) = frame.world.folder() {
            let file = world::invitation_file(folder);
            let text = serde_json::to_vec(&invitation).map_err(WorldError::Json)?;
            write(&file, &text)?;
        }
        Ok(Self {
            frame,
            invitation,
            _end: end.drop_guard(),
        })
    }

    /// What a client needs to know; the stand-alone server prints it as one line.
    pub fn invitation(&self) -> &Invitation {
        &self.invitation
    }

    /// The ledger's entries after that sequence number, oldest first.
    ///
    /// # Errors
    /// When the world cannot be read; so it is for all of these.
    pub fn ledger(&self, after: u64) -> Result<Vec<Entry>, PracticeError> {
        Ok(self.frame.world.entries(after)?)
    }

    pub fn clock(&self) -> ClockReading {
        self.frame.world.clock.read()
    }

    /// Moves the clock forward.
    ///
    /// # Errors
    /// `OutOfTime` past the end of the calendar.
    pub fn advance(&self, by: Duration) -> Result<ClockReading, PracticeError> {
        self.frame.world.set_clock(by, None)
    }

    /// Practice seconds per real second from now on.
    ///
    /// # Errors
    /// `BadRate` when that is not above zero.
    pub fn set_rate(&self, rate: f64) -> Result<ClockReading, PracticeError> {
        self.frame.world.set_clock(Duration::ZERO, Some(rate))
    }

    /// Makes trouble for requests to come; returns the knob's number.
    ///
    /// # Errors
    /// `BadKnob` and `NoSuchStore` for trouble that could never happen.
    pub fn knob(&self, knob: Knob) -> Result<u64, PracticeError> {
        self.frame.turn(knob)
    }

    pub fn knobs(&self) -> Vec<TurnedKnob> {
        self.frame.knobs.all()
    }

    pub fn clear_knobs(&self) {
        self.frame.knobs.clear();
    }

    /// Every app, as all stores know it now.
    ///
    /// # Errors
    /// When the world cannot be read.
    pub fn apps(&self) -> Result<Vec<PracticeApp>, PracticeError> {
        apps::all(&self.frame.world, &self.frame.plays)
    }

    /// Every token, sign and signature that a store handed out over the wire.
    ///
    /// # Errors
    /// When the world cannot be read.
    pub fn handed_out(&self) -> Result<Vec<HandedOut>, PracticeError> {
        handed::all(&self.frame)
    }

    /// Gives the app of that build to every store, with the version below it live and the same signer.
    ///
    /// # Errors
    /// `AlreadyThere` for a package that is known; `Build` and `NothingBelow` for a build that cannot be adopted.
    pub async fn adopt(&self, path: impl Into<PathBuf>) -> Result<AdoptedApp, PracticeError> {
        let (frame, path) = (Arc::clone(&self.frame), path.into());
        blocking(move || apps::adopt(&frame.world, &frame.plays, &path)).await
    }

    /// Ends a review now.
    ///
    /// # Errors
    /// `NoSuchStore`, or when the world cannot be changed.
    pub fn decide(
        &self,
        store: &str,
        package: &str,
        verdict: &Verdict,
    ) -> Result<Decided, PracticeError> {
        self.frame.decide(store, package, verdict)
    }

    /// Closes every connection and returns when nothing runs any more; the world can then be opened again.
    pub async fn stop(self) {
        self.frame.end.cancel();
        self.frame.tasks.close();
        self.frame.tasks.wait().await;
    }
}

/// What is read or made before anybody can be served.
struct Prepared {
    world: Arc<World>,
    plays: Vec<Arc<dyn Play>>,
    kept: Kept,
    authority: Authority,
    ca_file: PathBuf,
}

/// What stays the same however often the world is served.
#[derive(serde::Serialize, serde::Deserialize)]
struct Kept {
    authority: KeptAuthority,
    control_key: String,
}

impl Prepared {
    fn new(options: &Options, plays: Vec<Arc<dyn Play>>) -> Result<Self, PracticeError> {
        let pace = Pace {
            clock_rate: options.rate,
            review: options.review_pace,
        };
        let world = World::open(&options.world, pace)?;
        let kept = world.across(|stages| {
            let mut frame = stages.of(FRAME);
            if let Some(kept) = frame.get::<Kept>("kept", "")? {
                return Ok::<_, PracticeError>(kept);
            }
            let made = Kept {
                authority: KeptAuthority::make()?,
                control_key: Uuid::new_v4().simple().to_string(),
            };
            frame.put("kept", "", &made)?;
            Ok(made)
        })?;
        apps::seed(&world, &plays)?;
        for path in &options.adopt {
            match apps::adopt(&world, &plays, path) {
                Ok(_) | Err(PracticeError::AlreadyThere { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let ca_file = world.ca_file();
        let certificate = kept.authority.certificate.as_bytes();
        for file in options.ca_out.iter().chain([&ca_file]) {
            write(file, certificate)?;
        }
        Ok(Self {
            authority: Authority::new(&kept.authority)?,
            ca_file: options.ca_out.clone().unwrap_or(ca_file),
            world,
            plays,
            kept,
        })
    }
}

fn invite(
    frame: &Frame,
    ca_pem: String,
    ca_file: &Path,
    (proxy, control): (&TcpListener, &TcpListener),
) -> Result<Invitation, PracticeError> {
    let address = |listener: &TcpListener| {
        let address = listener.local_addr().map_err(WorldError::File)?;
        Ok::<_, PracticeError>(format!("http://{address}"))
    };
    let mut stores = std::collections::BTreeMap::new();
    for play in &frame.plays {
        stores.insert(play.id().to_owned(), frame.keys(play.id())?);
    }
    let ca_file = fs::canonicalize(ca_file).map_err(WorldError::File)?;
    let control = address(control)?;
    Ok(Invitation {
        v: 1,
        rehearsal: true,
        proxy: address(proxy)?,
        ca_file: ca_file.to_string_lossy().into_owned(),
        ca_pem,
        console: format!("{control}/console"),
        control,
        control_key: frame.control_key.clone(),
        stores,
        apps: apps::all(&frame.world, &frame.plays)?
            .into_iter()
            .map(|known| known.app)
            .collect(),
    })
}

fn listen(address: SocketAddr) -> Result<TcpListener, PracticeError> {
    proxy::listen(address).map_err(|source| PracticeError::Listen { address, source })
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), PracticeError> {
    world::write_private(path, bytes).map_err(|source| PracticeError::File {
        path: path.to_owned(),
        source,
    })
}

/// Runs what would hold up an async thread.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PracticeError> + Send + 'static,
) -> Result<T, PracticeError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(WorldError::Broken(error.to_string()).into()),
    }
}
