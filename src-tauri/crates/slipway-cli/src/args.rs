//! The command line as it is typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Publish one app version to many app stores, and know afterwards what really happened in each.
#[derive(Debug, Parser)]
#[command(name = "slipway-cli", version, about, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// Language of every sentence: en or zh. Default: the system's.
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<String>,
    /// Folder in which Slipway keeps everything.
    #[arg(long, global = true, env = "SLIPWAY_HOME", value_name = "DIR")]
    pub home: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 all submitted · 1 some failed · 2 all failed · 3 bad input, nothing sent · \
4 at least one unclear or waiting for a person · 5 stopped";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read a build file and print its facts.
    Inspect {
        file: PathBuf,
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        world: World,
    },
    /// List the stores: names, what each can do, which credential fields it wants.
    Stores {
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        world: World,
    },
    /// Check the access to stores, layer by layer. Changes nothing.
    Check(Check),
    /// Publish builds to stores.
    Publish(Box<Publish>),
    /// List the releases of this world.
    Releases {
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        world: World,
    },
    /// Say where a release stands; the newest one when none is named.
    Status(Status),
    /// Go on with an interrupted release.
    Resume(Resume),
    /// Steer what was submitted: widen, pause, resume, complete or cancel a phased release, withdraw from review.
    Steer(Steer),
    /// Keep testers and their groups, and send them to the stores.
    #[command(subcommand)]
    Testers(Testers),
    /// Play every store on this machine until ended.
    Practice(Practice),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Testers {
    /// Take a list of people (CSV) into a group, and send the group to stores.
    Import(Box<ImportTesters>),
    /// List the people that are recorded.
    List(ListTesters),
    /// Write people to a list (CSV) that is safe in a spreadsheet.
    Export(ExportTesters),
    /// Take people out of a group, and with --store out of a store's group too.
    Remove(RemoveTesters),
    /// Forget people here. Stores keep them.
    Forget(ForgetTesters),
}

#[derive(Debug, Args)]
pub(crate) struct ImportTesters {
    /// E-mail, first name, last name; or first name, last name, e-mail; or with a header.
    pub file: PathBuf,
    /// Group that the people join; made if there is none.
    #[arg(long)]
    pub group: String,
    /// Take all rows or none.
    #[arg(long)]
    pub whole: bool,
    /// Stores that the group is sent to, separated by commas. Without any, nothing is sent.
    #[arg(long, value_delimiter = ',', requires = "app")]
    pub store: Vec<String>,
    /// Package of the app that is tested.
    #[arg(long, value_name = "PACKAGE")]
    pub app: Option<String>,
    /// Name of the group at the stores. Default: the group's own.
    #[arg(long, value_name = "NAME", requires = "store")]
    pub store_group: Option<String>,
    /// The group is for the own team, where a store makes that difference.
    #[arg(long, requires = "store")]
    pub internal: bool,
    #[arg(long, value_name = "STORE=NAME", requires = "store")]
    pub account: Vec<String>,
    /// Certificate (PEM or DER) that signs what is tested, for stores that want it.
    #[arg(long, value_name = "FILE", requires = "store")]
    pub certificate: Option<PathBuf>,
    /// A build that lends its certificate instead; it is not sent.
    #[arg(long, value_name = "FILE", requires = "store")]
    pub build: Option<PathBuf>,
    /// Print every row and the run as one JSON object a line, and nothing else.
    #[arg(long, value_enum)]
    pub events: Option<Events>,
    #[command(flatten)]
    pub world: World,
}

#[derive(Debug, Args)]
pub(crate) struct ListTesters {
    /// Only the people of this group.
    #[arg(long)]
    pub group: Option<String>,
    /// With every place where people were sent.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub world: World,
}

#[derive(Debug, Args)]
pub(crate) struct ExportTesters {
    /// Where the list is written; a file that is there is replaced.
    pub file: PathBuf,
    /// Only the people of this group.
    #[arg(long)]
    pub group: Option<String>,
    /// First name, last name, e-mail, without a header, as App Store Connect takes them.
    #[arg(long)]
    pub apple: bool,
    #[command(flatten)]
    pub world: World,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveTesters {
    #[arg(required = true, value_name = "EMAIL")]
    pub emails: Vec<String>,
    /// Group that they leave.
    #[arg(long)]
    pub group: String,
    /// Stores in whose groups they are taken out too, separated by commas.
    #[arg(long, value_delimiter = ',', requires = "app")]
    pub store: Vec<String>,
    /// Package of the app that is tested.
    #[arg(long, value_name = "PACKAGE")]
    pub app: Option<String>,
    /// Name of the group at the stores. Default: the group's own.
    #[arg(long, value_name = "NAME", requires = "store")]
    pub store_group: Option<String>,
    /// The group is for the own team, where a store makes that difference.
    #[arg(long, requires = "store")]
    pub internal: bool,
    #[arg(long, value_name = "STORE=NAME", requires = "store")]
    pub account: Vec<String>,
    /// Print the run as one JSON object a line, and nothing else.
    #[arg(long, value_enum)]
    pub events: Option<Events>,
    #[command(flatten)]
    pub world: World,
}

#[derive(Debug, Args)]
pub(crate) struct ForgetTesters {
    #[arg(required = true, value_name = "EMAIL")]
    pub emails: Vec<String>,
    #[command(flatten)]
    pub world: World,
}

/// Which world a command works in.
#[derive(Clone, Debug, Args)]
pub(crate) struct World {
    /// Rehearse: in the practice world of this home, or in the stand-alone practice whose first line is in FILE.
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    pub practice: Option<Option<PathBuf>>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Stores, separated by commas; all that are set up when left out.
    #[arg(long, value_delimiter = ',')]
    pub store: Vec<String>,
    #[arg(long, value_name = "STORE=NAME")]
    pub account: Vec<String>,
    /// Package of the app that must be visible.
    #[arg(long)]
    pub app: Option<String>,
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub world: World,
}

#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// Build files.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Stores, separated by commas.
    #[arg(long, required = true, value_delimiter = ',')]
    pub to: Vec<String>,
    /// What is new; without LANG in the app's default language of each store. Repeatable.
    #[arg(long, value_name = "[LANG=]TEXT")]
    pub notes: Vec<String>,
    /// The same, from a file. Repeatable.
    #[arg(long, value_name = "[LANG=]FILE")]
    pub notes_file: Vec<String>,
    /// When users get it: 2026-12-01T10:00:00+08:00 or '2026-12-01 10:00 Asia/Shanghai'. Default: after approval.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Approved versions wait until a person releases them.
    #[arg(long, conflicts_with = "at")]
    pub by_hand: bool,
    /// To this share of the users first: 5 or 12.5. Needs --until.
    #[arg(long, value_name = "PERCENT", conflicts_with_all = ["at", "by_hand"], requires = "until")]
    pub phased: Option<String>,
    /// When the phase begins, written as for --at. Default: as soon as the stores allow.
    #[arg(long, value_name = "TIME", requires = "phased")]
    pub from: Option<String>,
    /// When the phase ends, written as for --at.
    #[arg(long, value_name = "TIME", requires = "phased")]
    pub until: Option<String>,
    /// What the phase is for; some stores want a sentence.
    #[arg(long, value_name = "TEXT", requires = "phased")]
    pub about: Option<String>,
    /// Stop with everything in the stores' drafts; submit nothing.
    #[arg(long)]
    pub draft: bool,
    /// Stop after the upload; change nothing else.
    #[arg(long, conflicts_with = "draft")]
    pub upload_only: bool,
    /// To tester groups only; no user gets it.
    #[arg(long, conflicts_with_all = ["draft", "upload_only"], requires = "group")]
    pub test: bool,
    /// Group of testers that gets the build; with a list (CSV), its people join the group first. Repeatable.
    #[arg(long, value_name = "NAME[=FILE]", requires = "test")]
    pub group: Vec<String>,
    /// The groups are for the own team, where a store makes that difference.
    #[arg(long, requires = "test")]
    pub internal: bool,
    /// Package of the app to release. Default: the package of the first file.
    #[arg(long)]
    pub app: Option<String>,
    #[arg(long, value_name = "STORE=NAME")]
    pub account: Vec<String>,
    /// The store's own id of the app. Repeatable.
    #[arg(long, value_name = "STORE=ID")]
    pub app_id: Vec<String>,
    /// This is the first release in these stores.
    #[arg(long, value_name = "STORE", value_delimiter = ',')]
    pub first_release: Vec<String>,
    /// Answer to a store's question. Repeatable.
    #[arg(long, value_name = "STORE.ASK=TEXT")]
    pub answer: Vec<String>,
    /// New value of a field of the store page, for this release. Repeatable.
    #[arg(long, value_name = "STORE.FIELD=TEXT")]
    pub set: Vec<String>,
    /// Where the store fetches the package itself, instead of being sent it. Repeatable.
    #[arg(long, value_name = "STORE=URL")]
    pub url: Vec<String>,
    /// 512×512 PNG for stores that want the icon with each version.
    #[arg(long, value_name = "PNG")]
    pub icon: Option<PathBuf>,
    /// Show the plan and send nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Print the run as one JSON object a line, and nothing else.
    #[arg(long, value_enum)]
    pub events: Option<Events>,
    #[command(flatten)]
    pub world: World,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Events {
    Ndjson,
}

#[derive(Debug, Args)]
pub(crate) struct Status {
    pub id: Option<String>,
    /// Wait until every store of the release has come this far (or can come no further).
    #[arg(long, value_enum)]
    pub wait: Option<Wait>,
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub world: World,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Wait {
    Submitted,
    Live,
}

#[derive(Debug, Args)]
pub(crate) struct Resume {
    pub id: String,
    /// Send again to a store that could not be asked whether the first sending arrived. Repeatable.
    #[arg(long, value_name = "STORE")]
    pub send_again: Vec<String>,
    #[arg(long, value_enum)]
    pub events: Option<Events>,
    #[command(flatten)]
    pub world: World,
}

#[derive(Debug, Args)]
pub(crate) struct Steer {
    /// Store in which the version was submitted.
    pub store: String,
    #[arg(value_enum)]
    pub lever: Lever,
    /// The new share of the users, for widen: 20 or 12.5.
    pub percent: Option<String>,
    /// Package of the app. Default: the only app of this world.
    #[arg(long)]
    pub app: Option<String>,
    #[command(flatten)]
    pub world: World,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lever {
    Widen,
    Pause,
    Resume,
    Complete,
    Cancel,
    Withdraw,
    Release,
}

#[derive(Debug, Args)]
pub(crate) struct Practice {
    /// Folder of the practice world, or :memory: for one that is forgotten.
    #[arg(long, default_value = ":memory:")]
    pub world: String,
    /// Loopback address and port of the proxy; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    pub listen: std::net::SocketAddr,
    /// Where to write the practice CA certificate (PEM).
    #[arg(long, value_name = "FILE")]
    pub ca_out: Option<PathBuf>,
    /// Builds that become apps of this world, live one version lower in every store.
    #[arg(long, value_name = "FILE")]
    pub adopt: Vec<PathBuf>,
    /// How much faster than real reviews and processing run.
    #[arg(long, default_value_t = 600.0)]
    pub review_pace: f64,
}
