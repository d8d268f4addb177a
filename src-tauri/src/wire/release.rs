//! Builds, plans, runs, receipts and records.

use std::collections::BTreeMap;

use super::{ProblemView, records};

records! {
    BuildView {
        path: String,
        file_name: String,
        kind: String,
        package: String,
        label: String,
        version_name: String,
        version_code: u64,
        code_text: String,
        icon: Option<String>,
        icon_size: Option<(u32, u32)>,
        min_sdk: Option<u32>,
        target_sdk: Option<u32>,
        abis: Vec<String>,
        debuggable: String,
        size: u64,
        md5: String,
        sha1: String,
        sha256: String,
        schemes: Vec<String>,
        intact: String,
        channel: Option<String>,
        modules: Vec<String>,
        bundletool: Option<String>,
        signers: Vec<SignerView>,
        apple: Option<AppleView>,
        warnings: Vec<String>,
        app: Option<String>,
    }

    AppleView {
        system: String,
        minimum_os: String,
        distribution: String,
        encryption: String,
        team: String,
        profile: String,
        profile_ends: String,
        sdk: String,
        xcode: String,
    }

    SignerView {
        scheme: String,
        subject: String,
        not_after: String,
        key: String,
        sha256: String,
        sha1: String,
        md5: String,
        is_debug: bool,
        verified: String,
    }

    /// The full plan: what will be sent to whom. Nothing has been sent when this is shown.
    PlanView {
        id: String,
        title: String,
        rehearsal: bool,
        objections: Vec<ProblemView>,
        stores: Vec<StorePlan>,
        ready: u32,
    }

    StorePlan {
        store: String,
        name: String,
        mark: String,
        account: String,
        occasion: String,
        objections: Vec<ProblemView>,
        warnings: Vec<String>,
        asks: Vec<AskView>,
        listing: Vec<ListingFieldView>,
        changes: Vec<Change>,
        notes: Vec<NoteCount>,
        when: Vec<String>,
        steps: Vec<StepView>,
        file_names: Vec<String>,
        bytes: u64,
    }

    AskView {
        id: String,
        label: String,
        help: String,
        required: bool,
        answer: String,
    }

    ListingFieldView {
        id: String,
        label: String,
        language: Option<String>,
        now: String,
        after: String,
        editable: bool,
        long: bool,
        choices: Vec<String>,
        count: u32,
        least: u32,
        limit: Option<u32>,
        objections: Vec<String>,
    }

    Change {
        what: String,
        from: String,
        to: String,
    }

    NoteCount {
        language: String,
        text: String,
        count: u32,
        least: u32,
        limit: u32,
    }

    StepView {
        key: String,
        title: String,
        weight: u32,
        state: String,
        began: Option<String>,
        ended: Option<String>,
        attempts: u32,
        says: Option<String>,
    }

    ReleaseView {
        id: String,
        title: String,
        package: String,
        label: String,
        version_name: String,
        version_code: u64,
        code_text: String,
        rehearsal: bool,
        state: String,
        elsewhere: bool,
        began: String,
        ended: Option<String>,
        stores: Vec<StoreRun>,
        seq: u64,
    }

    StoreRun {
        store: String,
        name: String,
        mark: String,
        account: String,
        state: String,
        state_label: String,
        steps: Vec<StepView>,
        says: Option<String>,
        problem: Option<ProblemView>,
        actions: Vec<String>,
        bytes_total: u64,
        progress: Option<Progress>,
        receipt: Option<Receipt>,
        testers: Option<TesterCounts>,
    }

    /// Rows of a store's testers, by what became of them.
    TesterCounts {
        rows: u32,
        good: u32,
        refused: u32,
        unclear: u32,
        open: u32,
        store_count: Option<u32>,
        expected_count: Option<u32>,
        count_says: Option<String>,
    }

    /// What became of one person in one group.
    TesterRowView {
        group: String,
        email: String,
        name: String,
        state: String,
        state_label: String,
        problem: Option<ProblemView>,
    }

    /// What was read back, per store.
    Receipt {
        rehearsal: bool,
        store: String,
        package: String,
        version_name: String,
        version_code: u64,
        code_text: String,
        sha256: String,
        submitted_at: String,
        evidence: String,
        store_words: Option<String>,
        goes_live: Option<String>,
    }

    ReleaseRow {
        id: String,
        title: String,
        rehearsal: bool,
        state: String,
        began: String,
        stores: Vec<(String, String)>,
    }

    RecordView {
        release: ReleaseView,
        builds: Vec<BuildView>,
        notes: BTreeMap<String, String>,
        lines: Vec<ReleaseEvent>,
    }

    /// One line of the journal. Progress lines have no `seq` and are not kept.
    ReleaseEvent {
        v: u32,
        release: String,
        seq: Option<u64>,
        time: String,
        store: Option<String>,
        step: Option<String>,
        event: String,
        says: Option<String>,
        problem: Option<ProblemView>,
        progress: Option<Progress>,
        receipt: Option<Receipt>,
        /// With `marked`: what became of one tester.
        tester: Option<TesterRowView>,
    }

    Progress {
        bytes: u64,
        total: u64,
        bytes_per_second: u64,
        seconds_left: Option<u64>,
    }
}
