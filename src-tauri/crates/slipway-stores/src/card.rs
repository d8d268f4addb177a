//! What a store *is*, as data: window, plan and tests read the card and never ask which store they have.

use slipway_http::HostList;
use slipway_model::{Kind, Limit};

/// The card of one store. A constant in the store's own `mod.rs`.
#[derive(Debug)]
pub struct Card {
    /// Folder name and [`slipway_model::StoreId`].
    pub id: &'static str,
    pub name_en: &'static str,
    pub name_zh: &'static str,
    /// Two letters or one hanzi for the neutral tile.
    pub mark: &'static str,
    pub accepts: &'static [Kind],
    /// Bytes of the largest package per kind.
    pub size_limit: u64,
    /// Release notes per language, as the store counts them. `least` binds only where there are notes at all.
    pub notes: Limit,
    /// BCP 47 tag of the language in which notes without a language are sent when the store does not name one.
    pub default_language: &'static str,
    pub can: &'static [Capability],
    /// Fields of the credential form, in the guide's order.
    pub fields: &'static [Field],
    /// What a release may have to be asked for (first release, privacy address…).
    pub asks: &'static [Ask],
    /// Hosts that this store owns, with marks of certainty.
    pub hosts: HostList,
    /// Console page that a person opens in the browser.
    pub console: &'static str,
    /// Rules of the store's tester groups; `None`: its API has none.
    pub testers: Option<TesterRules>,
    /// Slow pace of status queries, seconds.
    pub review_pace_s: u64,
}

/// What a store's API can do. Absent means: refuse before the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Capability {
    /// A go-live instant.
    Schedule,
    /// Approved versions can wait for a person.
    ReleaseByHand,
    /// A share of the users first, steered afterwards.
    Phased,
    /// With [`Capability::Phased`]: the shares and their days are the store's own, and none of them can be chosen. The words
    /// `phases.plan` of its folder say the plan.
    FixedPhases,
    /// Stop before the submission, with everything in the store's draft.
    Draft,
    /// Stop after the upload, with nothing else changed.
    UploadOnly,
    /// The store fetches the package from an address.
    PullFromUrl,
    /// A submitted version can be taken out of review.
    Withdraw,
    /// Fields of the store page ride with a version.
    Listing,
    /// A status call exists; else states are inferred.
    ReviewQuery,
    /// A first release can be made by API.
    FirstRelease,
    /// Two packages, 32 and 64 bit.
    PackagePair,
    /// Notes in more than one language.
    ManyLanguages,
    /// A build goes to tester groups and to no user.
    TestBuild,
    /// People are put into tester groups.
    Testers,
}

/// What a store's tester side can do and bears. What it cannot do is said in the words `testers.no-list`, `testers.no-remove`,
/// `testers.no-mail` of its folder, each with what the person does instead.
#[derive(Clone, Copy, Debug)]
pub struct TesterRules {
    /// The store's own word for it, e.g. `TestFlight`.
    pub name: &'static str,
    /// Its groups and members can be read.
    pub lists: bool,
    /// People can be taken out by API.
    pub removes: bool,
    /// The store writes to people by itself.
    pub sends_mail: bool,
    /// Groups for the own team beside those for anybody.
    pub internal_groups: bool,
    /// Groups can have a link by which anybody joins.
    pub public_links: bool,
    /// A certificate of the app's signer is wanted (of a build, or given).
    pub wants_certificate: bool,
    /// Different people per app at most; `None`: not documented.
    pub most_people: Option<u32>,
    /// Characters of a group's name at most.
    pub group_name_limit: Option<u32>,
}

impl Capability {
    pub fn word(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::ReleaseByHand => "release-by-hand",
            Self::Phased => "phased",
            Self::FixedPhases => "fixed-phases",
            Self::Draft => "draft",
            Self::UploadOnly => "upload-only",
            Self::PullFromUrl => "pull-from-url",
            Self::Withdraw => "withdraw",
            Self::Listing => "listing",
            Self::ReviewQuery => "review-query",
            Self::FirstRelease => "first-release",
            Self::PackagePair => "package-pair",
            Self::ManyLanguages => "many-languages",
            Self::TestBuild => "test-build",
            Self::Testers => "testers",
        }
    }
}

/// One field of the credential form. Label and help are keys of the store's words: `field.<id>` and `field.<id>.help`.
#[derive(Debug)]
pub struct Field {
    pub id: &'static str,
    pub shape: FieldShape,
    /// Goes to the keyring and never comes back out to the window.
    pub secret: bool,
    /// `id` of the guide's way that this field belongs to; `""`: every way. A person fills one way.
    pub way: &'static str,
    /// Required in its way.
    pub required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldShape {
    Line,
    /// Several lines, pasted or dropped as a file.
    File,
    Choice(&'static [&'static str]),
}

/// A question that a release to this store may need answered. Words: `ask.<id>`, `ask.<id>.help`.
#[derive(Debug)]
pub struct Ask {
    pub id: &'static str,
    pub when: AskWhen,
    pub required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskWhen {
    FirstRelease,
    Update,
    Always,
    /// Only where the survey raises it ([`crate::Survey::asks`]).
    Raised,
}
